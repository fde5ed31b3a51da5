//! Bytes to text for YAML, which may come as UTF-8 or, with a byte-order mark, as UTF-16.

use std::borrow::Cow;

/// The text without its byte-order mark.
pub(super) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, &'static str> {
    match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] | rest => std::str::from_utf8(rest)
            .map(Cow::Borrowed)
            .map_err(|_| "invalid leading UTF-8 octet"),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<Cow<'_, str>, &'static str> {
    let units = bytes.chunks(2).map(|pair| match pair {
        [first, second] => Ok(unit([*first, *second])),
        _ => Err("incomplete UTF-16 character"),
    });
    let units: Vec<u16> = units.collect::<Result<_, _>>()?;
    String::from_utf16(&units)
        .map(Cow::Owned)
        .map_err(|_| "invalid UTF-16 surrogate pair")
}
