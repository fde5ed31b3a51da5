//! The strings of JSON, and the cursor they are read with.

use super::{Cause, Position, Unreadable};

/// A place in the bytes of a JSON text.
pub(super) struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    pub(super) fn advance(&mut self) {
        self.at += 1;
    }

    pub(super) fn position(&self) -> usize {
        self.at
    }

    pub(super) fn text_since(&self, start: usize) -> String {
        String::from_utf8_lossy(self.bytes.get(start..self.at).unwrap_or_default()).into_owned()
    }

    pub(super) fn skip_white_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.advance();
        }
    }

    pub(super) fn ended(&self) -> Unreadable {
        self.unreadable(Cause::Grammar, "unexpected end of JSON input".to_owned())
    }

    /// The complaint about the byte at hand, as Go words it.
    pub(super) fn unexpected(&self, place: &str) -> Unreadable {
        self.refused(Cause::Grammar, place)
    }

    /// The same for another reason than the grammar.
    pub(super) fn refused(&self, cause: Cause, place: &str) -> Unreadable {
        let byte = self.peek().unwrap_or_default();
        let shown = match byte {
            b'\'' => r"'\''".to_owned(),
            b'"' => "'\"'".to_owned(),
            b'\\' => r"'\\'".to_owned(),
            0x07 => r"'\a'".to_owned(),
            0x08 => r"'\b'".to_owned(),
            b'\t' => r"'\t'".to_owned(),
            b'\n' => r"'\n'".to_owned(),
            0x0b => r"'\v'".to_owned(),
            0x0c => r"'\f'".to_owned(),
            b'\r' => r"'\r'".to_owned(),
            0x00..=0x1f | 0x7f => format!(r"'\x{byte:02x}'"),
            0x80..=0xa0 | 0xad => format!(r"'\u{byte:04x}'"),
            _ => format!("'{}'", char::from(byte)),
        };
        self.unreadable(cause, format!("invalid character {shown} {place}"))
    }

    fn unreadable(&self, cause: Cause, message: String) -> Unreadable {
        Unreadable {
            cause,
            position: Position::of(self.bytes, self.at),
            message,
        }
    }
}

/// Reads a string; the cursor stands at its opening quote.
///
/// Bytes that are not UTF-8 and escapes that stand for half a surrogate pair become U+FFFD, as in Go.
pub(super) fn read(cursor: &mut Cursor<'_>) -> Result<String, Unreadable> {
    cursor.advance();
    let mut text = Vec::new();
    loop {
        match cursor.peek() {
            None => return Err(cursor.ended()),
            Some(b'"') => {
                cursor.advance();
                return Ok(match String::from_utf8(text) {
                    Ok(text) => text,
                    Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
                });
            }
            Some(b'\\') => {
                cursor.advance();
                let character = escape(cursor)?;
                text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            }
            Some(0x00..=0x1f) => return Err(cursor.unexpected("in string literal")),
            Some(byte) => {
                text.push(byte);
                cursor.advance();
            }
        }
    }
}

fn escape(cursor: &mut Cursor<'_>) -> Result<char, Unreadable> {
    let character = match cursor.peek() {
        None => return Err(cursor.ended()),
        Some(b'"') => '"',
        Some(b'\\') => '\\',
        Some(b'/') => '/',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => {
            cursor.advance();
            return surrogates(cursor);
        }
        Some(_) => return Err(cursor.unexpected("in string escape code")),
    };
    cursor.advance();
    Ok(character)
}

/// Reads the digits after `\u`, and the second half of a surrogate pair where one follows.
fn surrogates(cursor: &mut Cursor<'_>) -> Result<char, Unreadable> {
    let first = hexadecimal(cursor)?;
    if !(0xd800..0xdc00).contains(&first) {
        return Ok(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    let before = cursor.at;
    if cursor.bytes.get(before..before + 2) == Some(br"\u") {
        cursor.at += 2;
        let second = hexadecimal(cursor)?;
        if (0xdc00..0xe000).contains(&second) {
            let code = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
            return Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        // The second escape is no second half: it is read again, for itself.
        cursor.at = before;
    }
    Ok(char::REPLACEMENT_CHARACTER)
}

fn hexadecimal(cursor: &mut Cursor<'_>) -> Result<u32, Unreadable> {
    let mut code = 0;
    for _ in 0..4 {
        let byte = cursor.peek().ok_or_else(|| cursor.ended())?;
        let digit = char::from(byte).to_digit(16);
        code = code * 16
            + digit.ok_or_else(|| cursor.unexpected(r"in \u hexadecimal character escape"))?;
        cursor.advance();
    }
    Ok(code)
}
