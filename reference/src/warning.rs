//! `Warning` headers, shortened the way Kubernetes shortens them.

use std::fmt::Write as _;

use crate::behaviour::{fault, faults, variant, variants};

/// From this many characters on, in all headers together, each text is cut.
const TOTAL_LIMIT: usize = 4096;

/// What a text is cut to.
const TEXT_LIMIT: usize = 256;

/// The values of the `Warning` headers for these sentences; each sentence once.
pub(crate) fn headers(sentences: &[String]) -> Vec<String> {
    let mut given: Vec<&str> = Vec::new();
    let mut headers = Vec::new();
    let mut written = 0;
    let mut cutting = false;
    for sentence in sentences {
        if cutting && written >= TOTAL_LIMIT {
            break;
        }
        if sentence.is_empty() || given.contains(&sentence.as_str()) {
            continue;
        }
        given.push(sentence);
        let length = sentence.chars().count();
        if !cutting && written + length > TOTAL_LIMIT && !variant(&variants::LONG_WARNINGS) {
            // Too much: what has been written is written again, cut, and so is all that follows.
            cutting = true;
            headers = given.iter().map(|text| header(&cut(text))).collect();
            written = given
                .iter()
                .map(|text| text.chars().count().min(TEXT_LIMIT))
                .sum();
        } else {
            headers.push(header(&if cutting {
                cut(sentence)
            } else {
                sentence.clone()
            }));
            written += if cutting {
                length.min(TEXT_LIMIT)
            } else {
                length
            };
        }
    }
    headers
}

fn cut(text: &str) -> String {
    text.chars().take(TEXT_LIMIT).collect()
}

/// Code 299, no agent, and the text in quotes. Control characters cannot stand in a header.
fn header(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 10);
    let code = if fault(&faults::DEC_WARNING_199) {
        199
    } else {
        299
    };
    // Writing into a string cannot fail.
    let _ = write!(quoted, "{code} - \"");
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            _ if character.is_ascii_control() => quoted.push(' '),
            _ => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_warnings_are_cut_off_where_kubernetes_cuts_them() {
        // Number of texts, length of each name in `unknown field "name"`, number of headers; all observed.
        for (count, name, expected) in [(60, 64, 52), (60, 124, 30), (99, 254, 16), (3, 5, 3)] {
            let sentences: Vec<String> = (0..count)
                .map(|n| format!("unknown field \"{n:0>name$}\""))
                .collect();
            assert_eq!(headers(&sentences).len(), expected, "{count} of {name}");
        }
        let long = headers(&["x".repeat(5000)]);
        assert_eq!(long[0].len(), "299 - \"\"".len() + TEXT_LIMIT);
    }

    #[test]
    fn quotes_are_escaped_and_repeats_dropped() {
        let sentences = [
            "unknown field \"a\"".to_owned(),
            "unknown field \"a\"".to_owned(),
            "a\nb".to_owned(),
        ];
        assert_eq!(
            headers(&sentences),
            [r#"299 - "unknown field \"a\"""#, r#"299 - "a b""#]
        );
    }
}
