//! Where in a text something stands.

use std::fmt;

/// A place in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Offset in bytes, from 0. In UTF-16 it counts the bytes the text has as UTF-8.
    pub byte: usize,
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1, in characters. A byte-order mark has none.
    pub column: usize,
}

impl Position {
    /// The first character of a text.
    pub const START: Self = Self {
        byte: 0,
        line: 1,
        column: 1,
    };

    /// The position of a byte of `text`.
    pub fn of(text: &[u8], byte: usize) -> Self {
        Self::START.forward(text, byte)
    }

    /// The position of a byte of `text` that does not stand before this one. Costs only the bytes between them.
    #[must_use]
    pub fn forward(self, text: &[u8], byte: usize) -> Self {
        let mut position = self;
        for next in text
            .get(self.byte..byte.min(text.len()))
            .unwrap_or_default()
        {
            match next {
                b'\n' => {
                    position.line += 1;
                    position.column = 1;
                }
                // A byte inside of a character.
                0x80..=0xbf => {}
                _ => position.column += 1,
            }
        }
        position.byte = self.byte.max(byte);
        position
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

#[cfg(test)]
mod tests {
    use super::Position;

    #[test]
    fn lines_and_columns_count_from_one_and_columns_count_characters() {
        let text = "a\r\né€😀x\n\n".as_bytes();
        for (byte, line, column) in [
            (0, 1, 1),
            (1, 1, 2),
            (3, 2, 1),
            (12, 2, 4),
            (13, 2, 5),
            (14, 3, 1),
        ] {
            let position = Position::of(text, byte);
            assert_eq!((position.line, position.column), (line, column), "{byte}");
            assert_eq!(
                Position::START.forward(text, byte / 2).forward(text, byte),
                position
            );
        }
    }
}
