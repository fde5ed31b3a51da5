//! Byte scanners for the text formats of Kubernetes, OpenAPI and JSON Schema.

pub mod name;

/// One segment of a URL path: not empty, `.` or `..`, without `/` and `%`.
#[inline]
pub fn is_path_segment(bytes: &[u8]) -> bool {
    !matches!(bytes, b"" | b"." | b"..") && !bytes.iter().any(|byte| matches!(byte, b'/' | b'%'))
}

/// `group/version`, or a version alone.
#[inline]
pub fn is_group_version(bytes: &[u8]) -> bool {
    match bytes.iter().position(|&byte| byte == b'/') {
        Some(slash) => slash > 0 && slash + 1 < bytes.len() && !bytes[slash + 1..].contains(&b'/'),
        None => !bytes.is_empty(),
    }
}

/// No characters that Unicode counts among controls, formats, private use and unassigned ones, and no blank but the space.
pub fn is_printable(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~')) || text.chars().all(is_printable_char)
}

/// Whether a character stands for itself in text that is quoted for debugging, where others are written as escapes.
fn is_printable_char(character: char) -> bool {
    if character.is_ascii() {
        return matches!(character, ' '..='~');
    }
    // behind another character, so that one that combines with that is no exception
    let mut buffer = [b'a'; 5];
    let end = 1 + character.encode_utf8(&mut buffer[1..]).len();
    str::from_utf8(&buffer[..end]).is_ok_and(|text| text.escape_debug().nth(1) == Some(character))
}

pub use super::uri::is_uri;

/// RFC 4122: groups of hexadecimal digits.
pub fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// RFC 4648 base64 with padding.
pub fn is_base64(text: &str) -> bool {
    let bytes = text.as_bytes();
    let padding = bytes.iter().rev().take_while(|byte| **byte == b'=').count();
    bytes.len().is_multiple_of(4)
        && padding <= 2
        && bytes[..bytes.len() - padding]
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'))
}

/// RFC 1123 host name, in any case.
pub fn is_hostname(text: &str) -> bool {
    text.len() <= 253
        && text.split('.').all(|part| {
            (1..=63).contains(&part.len())
                && !part.starts_with('-')
                && !part.ends_with('-')
                && part
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        })
}

/// RFC 5321: a local part, which may be quoted, an at sign, a host name or an address in brackets.
pub fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let is_local = local.len() <= 64 && (is_quoted(local) || is_dotted(local));
    let address = domain
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let is_domain = address.map_or_else(
        || is_hostname(domain),
        |address| {
            address.parse::<std::net::Ipv4Addr>().is_ok()
                || address
                    .strip_prefix("IPv6:")
                    .is_some_and(|address| address.parse::<std::net::Ipv6Addr>().is_ok())
        },
    );
    is_local && is_domain
}

/// Words of a local part, joined by dots.
fn is_dotted(local: &str) -> bool {
    local.split('.').all(|part| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-".contains(&byte))
    })
}

/// Printable characters between quotes; a backslash stands before a quote or a backslash.
fn is_quoted(local: &str) -> bool {
    let inner = local
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    let mut bytes = inner.into_iter().flat_map(str::bytes);
    let mut fits = inner.is_some();
    while let Some(byte) = bytes.next() {
        fits &= match byte {
            b'\\' => bytes.next().is_some_and(|byte| matches!(byte, b' '..=b'~')),
            b'"' => false,
            _ => matches!(byte, b' '..=b'~'),
        };
    }
    fits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(accepts: fn(&str) -> bool, good: &[&str], bad: &[&str]) {
        for text in good {
            assert!(accepts(text), "should accept {text:?}");
        }
        for text in bad {
            assert!(!accepts(text), "should refuse {text:?}");
        }
    }

    #[test]
    fn scanners_draw_the_line_where_the_standards_do() {
        check(
            is_uuid,
            &[
                "123e4567-e89b-12d3-a456-426614174000",
                "123E4567-E89B-12D3-A456-426614174000",
            ],
            &[
                "",
                "123e4567e89b12d3a456426614174000",
                "g23e4567-e89b-12d3-a456-426614174000",
            ],
        );
        check(
            is_base64,
            &["", "YQ==", "YWI=", "YWJj"],
            &["Y", "YQ=", "Y===", "YQ==YQ==", "Y-_="],
        );
        check(
            is_hostname,
            &["a", "A-b.example", "1.2"],
            &["", "-a", "a-", "a..b", "a_b", "a."],
        );
        check(
            is_email,
            &[
                "a@b",
                "a.b+c@example.com",
                "a@[192.0.2.1]",
                "a@[IPv6:::1]",
                "\"a b\\\"@\"@c",
            ],
            &[
                "",
                "a",
                "@b",
                "a@",
                ".a@b",
                "a b@c",
                "a@-b",
                "a@[1.2]",
                "\"a@b",
                "\"a\"b\"@c",
                "\"a\\\"@b",
            ],
        );
    }
}
