//! Names in messages, quoted the way the API server quotes them.

use std::fmt::{self, Display, Formatter, Write as _};

/// A text that is written in quotes, with everything escaped that cannot be printed, as Go's `%q` does.
pub(crate) struct Quoted<'a>(pub(crate) &'a str);

impl Display for Quoted<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        for character in self.0.chars() {
            match character {
                '"' | '\\' => write!(f, "\\{character}")?,
                '\x07' => f.write_str("\\a")?,
                '\x08' => f.write_str("\\b")?,
                '\x0c' => f.write_str("\\f")?,
                '\n' => f.write_str("\\n")?,
                '\r' => f.write_str("\\r")?,
                '\t' => f.write_str("\\t")?,
                '\x0b' => f.write_str("\\v")?,
                ' '..='~' => f.write_char(character)?,
                '\0'..='\x7f' => write!(f, "\\x{:02x}", u32::from(character))?,
                // What Rust would escape is what nobody can read.
                _ if character.escape_debug().len() == 1 => f.write_char(character)?,
                '\u{80}'..='\u{ffff}' => write!(f, "\\u{:04x}", u32::from(character))?,
                _ => write!(f, "\\U{:08x}", u32::from(character))?,
            }
        }
        f.write_char('"')
    }
}

#[cfg(test)]
mod tests {
    use super::Quoted;

    #[test]
    fn what_cannot_be_printed_is_escaped_as_go_does() {
        for (text, quoted) in [
            ("my-project", r#""my-project""#),
            ("a\"b\\c", r#""a\"b\\c""#),
            ("\0\x1b\x7f\t\n", r#""\x00\x1b\x7f\t\n""#),
            ("é€ it's", r#""é€ it's""#),
            ("\u{200b}\u{e0001}", r#""\u200b\U000e0001""#),
        ] {
            assert_eq!(Quoted(text).to_string(), quoted);
        }
    }
}
