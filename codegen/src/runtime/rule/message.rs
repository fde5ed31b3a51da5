//! Sentences that quote a value.

use super::super::violation::QUOTE_LIMIT;

/// `before`, the value in quotes, `after`. At most [`QUOTE_LIMIT`] characters of the value are quoted.
pub(super) fn quoting(before: &str, value: &str, after: &str) -> String {
    let needs_no_escapes = |byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\');
    if value.len() <= QUOTE_LIMIT && value.bytes().all(needs_no_escapes) {
        return [before, "\"", value, "\"", after].concat();
    }
    match value.char_indices().nth(QUOTE_LIMIT) {
        Some((end, _)) => format!("{before}{:?}...{after}", &value[..end]),
        None => format!("{before}{value:?}{after}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{QUOTE_LIMIT, quoting};

    #[test]
    fn values_are_quoted_with_escapes() {
        for value in [
            "", "plain", "it's", "a \"b\"", "a\\b", "a\nb", "é", "\u{7f}",
        ] {
            assert_eq!(quoting("<", value, ">"), format!("<{value:?}>"));
        }
    }

    #[test]
    fn long_values_are_quoted_in_part_and_on_a_character_boundary() {
        for letter in ["a", "é"] {
            let all = letter.repeat(QUOTE_LIMIT);
            assert_eq!(quoting("", &all, ""), format!("\"{all}\""));
            let more = letter.repeat(QUOTE_LIMIT + 1);
            assert_eq!(quoting("", &more, ""), format!("\"{all}\"..."));
        }
    }
}
