//! Text that others wrote, such as a server's answer, made safe to show.

use std::borrow::Cow;
use std::fmt::Write as _;

/// `text` with every character that would steer a terminal, break a document or change the order of reading shown as a
/// character of its own: `␛` for an escape, `\u{202e}` for an override of the direction. Line ends and tabs stay.
///
/// What is left is legal in XML 1.0 and in HTML, once those have escaped their own signs.
pub(super) fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match (is_hidden(character), picture(character)) {
            (false, _) => safe.push(character),
            (true, Some(picture)) => safe.push(picture),
            // writing to a String cannot fail
            (true, None) => _ = write!(safe, "\\u{{{:x}}}", u32::from(character)),
        }
    }
    Cow::Owned(safe)
}

/// The same in one line, cut after `limit` characters.
pub(super) fn line(text: &str, limit: usize) -> String {
    let text = visible(text);
    let mut line: String = text
        .chars()
        .take(limit)
        .map(|character| if character == '\n' { '⏎' } else { character })
        .collect();
    if text.chars().nth(limit).is_some() {
        line.push('…');
    }
    line
}

fn is_hidden(character: char) -> bool {
    match character {
        '\n' | '\t' => false,
        // directions, invisible signs and separators, and what XML forbids
        '\u{61c}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}' => true,
        other => other.is_control() || u32::from(other) & 0xfffe == 0xfffe,
    }
}

/// The sign that Unicode has for a control character.
fn picture(character: char) -> Option<char> {
    match u32::from(character) {
        code @ 0..=0x1f => char::from_u32(0x2400 + code),
        0x7f => Some('␡'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_shown() {
        assert_eq!(visible("a\0\u{1b}[2J\r\n\tb\u{7f}"), "a␀␛[2J␍\n\tb␡");
        assert_eq!(
            visible("\u{202e}\u{ffff}\u{10fffe}\u{85}"),
            "\\u{202e}\\u{ffff}\\u{10fffe}\\u{85}"
        );
        assert!(matches!(visible("é 漢 🎉"), Cow::Borrowed(_)));
    }

    #[test]
    fn a_line_is_one_and_short() {
        assert_eq!(line("a\nb", 10), "a⏎b");
        assert_eq!(line("abcdef", 3), "abc…");
    }
}
