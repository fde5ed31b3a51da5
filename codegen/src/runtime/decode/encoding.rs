//! Bytes to text for YAML, which may come as UTF-8 or, with a byte-order mark, as UTF-16.

use std::borrow::Cow;

/// A text without its byte-order mark.
#[derive(Debug)]
pub(super) struct Text<'a> {
    pub(super) text: Cow<'a, str>,
    /// Bytes of the mark, where positions in the bytes and in the text differ by no more than that.
    pub(super) mark: usize,
}

/// A byte or a pair of bytes that is no character, and its offset.
#[derive(Debug)]
pub(super) struct NoText {
    pub(super) at: usize,
    pub(super) message: &'static str,
}

/// Decodes bytes.
pub(super) fn decode(bytes: &[u8]) -> Result<Text<'_>, NoText> {
    match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest, 3),
        _ => utf8(bytes, 0),
    }
}

fn utf8(bytes: &[u8], mark: usize) -> Result<Text<'_>, NoText> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Text {
            text: Cow::Borrowed(text),
            mark,
        }),
        Err(error) => Err(NoText {
            at: mark + error.valid_up_to(),
            message: "invalid leading UTF-8 octet",
        }),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<Text<'static>, NoText> {
    let units = bytes.chunks(2).map(|pair| match pair {
        [first, second] => Ok(unit([*first, *second])),
        _ => Err("incomplete UTF-16 character"),
    });
    let units: Result<Vec<u16>, _> = units.collect();
    let text = units
        .and_then(|units| String::from_utf16(&units).map_err(|_| "invalid UTF-16 surrogate pair"));
    match text {
        Ok(text) => Ok(Text {
            text: Cow::Owned(text),
            mark: 0,
        }),
        Err(message) => Err(NoText { at: 0, message }),
    }
}
