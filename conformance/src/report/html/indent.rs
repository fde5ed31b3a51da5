//! JSON laid out in lines without being read: whatever is between the brackets stays as it was sent, twice the same key
//! and odd numbers included.

/// `text` with a line for each member, where it is JSON in its outline; as it is elsewhere.
pub(super) fn indented(text: &str) -> String {
    layout(text).unwrap_or_else(|| text.to_owned())
}

/// Both texts laid out, where both can be and still differ then; a difference in white space shows only as it was sent.
pub(super) fn both_indented(left: &str, right: &str) -> (String, String) {
    match (layout(left), layout(right)) {
        (Some(a), Some(b)) if (a == b) == (left == right) => (a, b),
        _ => (left.to_owned(), right.to_owned()),
    }
}

fn layout(text: &str) -> Option<String> {
    if !text.starts_with(['{', '[']) {
        return None;
    }
    let mut lines = String::with_capacity(text.len() * 2);
    let mut open = Vec::new();
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' => {
                lines.push('"');
                loop {
                    let inside = characters.next()?;
                    lines.push(inside);
                    match inside {
                        '\\' => lines.push(characters.next()?),
                        '"' => break,
                        _ => {}
                    }
                }
            }
            '{' | '[' => {
                let end = if character == '{' { '}' } else { ']' };
                lines.push(character);
                while characters.next_if(char::is_ascii_whitespace).is_some() {}
                if characters.next_if_eq(&end).is_some() {
                    lines.push(end);
                } else {
                    open.push(end);
                    new_line(&mut lines, open.len());
                }
            }
            '}' | ']' => {
                if open.pop()? != character {
                    return None;
                }
                new_line(&mut lines, open.len());
                lines.push(character);
            }
            ',' => {
                lines.push(',');
                new_line(&mut lines, open.len());
            }
            ':' => lines.push_str(": "),
            white if white.is_ascii_whitespace() => {
                while characters.next_if(char::is_ascii_whitespace).is_some() {}
                let ends = lines.ends_with(is_structure);
                // between two words it means something, if only that this is no JSON
                if !ends && characters.peek().is_some_and(|next| !is_structure(*next)) {
                    lines.push(' ');
                }
            }
            other => lines.push(other),
        }
    }
    open.is_empty().then_some(lines)
}

/// Whether white space beside it means nothing.
fn is_structure(character: char) -> bool {
    matches!(character, '{' | '}' | '[' | ']' | ',' | ':' | ' ' | '\n')
}

fn new_line(lines: &mut String, depth: usize) {
    // deeper than this nobody follows the indentation, and hostile depth would make it the larger part
    const DEEPEST: usize = 16;
    lines.push('\n');
    lines.push_str(&"  ".repeat(depth.min(DEEPEST)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_between_the_brackets_is_lost() {
        assert_eq!(
            indented(r#"{"a":1.0e0,"a":[],"b":["x, {y}\""]}"#),
            "{\n  \"a\": 1.0e0,\n  \"a\": [],\n  \"b\": [\n    \"x, {y}\\\"\"\n  ]\n}"
        );
    }

    #[test]
    fn what_is_no_json_in_outline_stays() {
        assert_eq!(indented("{\"a\" : 1  2 }"), "{\n  \"a\": 1 2\n}");
        for text in ["", "kind: A", r#"{"a":1"#, "{]", r#"{"a"#, "}{", r#"{"\"#] {
            assert_eq!(indented(text), text);
        }
    }

    #[test]
    fn a_difference_in_white_space_is_shown_as_it_was_sent() {
        let (left, right) = (r#"{"a":1}"#, r#"{ "a":1}"#);
        assert_eq!(
            both_indented(left, right),
            (left.to_owned(), right.to_owned())
        );
    }
}
