//! A page of documentation as what it tells its reader to write down and to type.

/// A fenced block with its language and what stands behind that, such as `sh` and `0`.
#[derive(Debug)]
pub(crate) struct Block<'p> {
    /// The language.
    pub language: &'p str,
    /// The words behind it: the name of a file, or an exit status and the server.
    pub words: Vec<&'p str>,
    /// What is inside.
    pub text: String,
}

/// The blocks of a page, in its order.
pub(crate) fn blocks(page: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let Some(opening) = line.strip_prefix("```") else {
            continue;
        };
        let mut words = opening.split_whitespace();
        let language = words.next().unwrap_or_default();
        let text: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        blocks.push(Block {
            language,
            words: words.collect(),
            text: text.join("\n") + "\n",
        });
    }
    blocks
}

#[test]
fn a_block_has_its_words_and_its_lines() {
    let blocks = blocks("a\n```sh 1 behind\nx\ny\n```\nb\n```toml f.toml\n```\n");
    let seen: Vec<_> = blocks
        .iter()
        .map(|block| (block.language, &block.words[..], block.text.as_str()))
        .collect();
    assert_eq!(
        seen,
        [
            ("sh", &["1", "behind"][..], "x\ny\n"),
            ("toml", &["f.toml"][..], "\n"),
        ]
    );
}
