//! Descriptions of the spec as documentation comments.

use proc_macro2::TokenStream;
use quote::quote;

/// How many characters a line of documentation has at most, its indentation and slashes not counted.
const WIDTH: usize = 92;

/// A text as `///` lines.
pub(crate) fn comment(text: &str) -> TokenStream {
    let lines = wrap(text, WIDTH).into_iter().map(|line| {
        if line.is_empty() {
            line
        } else {
            format!(" {line}")
        }
    });
    quote! { #( #[doc = #lines] )* }
}

/// Breaks a text into lines of at most `width` characters; paragraphs stay apart.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.trim().split("\n\n") {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        let escaped = escape(paragraph);
        let mut line = String::new();
        for word in escaped.split_whitespace() {
            if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > width {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            // A line that began with one of these would be a list item or a quotation in Markdown.
            if line.is_empty() && matches!(word, "-" | "+" | ">" | "#") {
                line.push('\\');
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    lines
}

/// Takes the Markdown meaning away from brackets, angle brackets and stars outside of code spans; marks URLs as links.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for (index, part) in text.split('`').enumerate() {
        if index > 0 {
            escaped.push('`');
        }
        let in_code = index % 2 == 1;
        if in_code {
            escaped.push_str(part);
            continue;
        }
        for word in part.split_inclusive(char::is_whitespace) {
            let bare = word.trim_end_matches(|c: char| {
                c.is_whitespace() || matches!(c, ',' | ';' | '.' | ')')
            });
            if bare.starts_with("https://") || bare.starts_with("http://") {
                escaped.extend(["<", bare, ">", &word[bare.len()..]]);
                continue;
            }
            for character in word.chars() {
                if matches!(character, '[' | ']' | '<' | '>' | '*' | '\\') {
                    escaped.push('\\');
                }
                escaped.push(character);
            }
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_paragraphs_stay_apart() {
        assert_eq!(
            wrap("one two three\n\nfour", 8),
            ["one two", "three", "", "four"]
        );
    }

    #[test]
    fn markdown_is_escaped_outside_of_code_only() {
        assert_eq!(
            escape("a[0] is <b>, `c[0]`, */*"),
            "a\\[0\\] is \\<b\\>, `c[0]`, \\*/\\*"
        );
        assert_eq!(
            escape("see https://example.com/a, or"),
            "see <https://example.com/a>, or"
        );
    }
}
