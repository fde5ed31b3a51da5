//! RFC 3986 URIs, with a scheme.

/// Whether a text is a URI: scheme, authority, path, query and fragment, each of the letters that may stand in it.
pub fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (is_host, path) = match rest.strip_prefix("//") {
        Some(rest) => {
            let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            (is_authority(authority), path)
        }
        None => (true, rest),
    };
    is_scheme
        && is_host
        && is_encoded(path, b":@/")
        && is_encoded(query, b":@/?")
        && is_encoded(fragment, b":@/?")
}

/// Section 3.2: `user@host:port`, of which all may be empty.
fn is_authority(text: &str) -> bool {
    let (user, place) = text.rsplit_once('@').unwrap_or(("", text));
    let (is_host, port) = if let Some(rest) = place.strip_prefix('[') {
        let (address, port) = rest.split_once(']').unwrap_or((rest, "]"));
        let port = if port.is_empty() {
            Some("")
        } else {
            port.strip_prefix(':')
        };
        (is_literal(address), port.unwrap_or("]"))
    } else {
        let (host, port) = place.split_once(':').unwrap_or((place, ""));
        (is_encoded(host, b""), port)
    };
    is_host && is_encoded(user, b":") && port.bytes().all(|byte| byte.is_ascii_digit())
}

/// An address in brackets: IPv6, or one of a version to come.
fn is_literal(address: &str) -> bool {
    let future = address
        .strip_prefix(['v', 'V'])
        .and_then(|rest| rest.split_once('.'));
    match future {
        Some((version, address)) => {
            !version.is_empty()
                && version.bytes().all(|byte| byte.is_ascii_hexdigit())
                && !address.is_empty()
                && !address.contains('%')
                && is_encoded(address, b":")
        }
        None => address.parse::<std::net::Ipv6Addr>().is_ok(),
    }
}

/// Unreserved characters, delimiters of parts of a component, percent-encoded bytes, and these.
fn is_encoded(text: &str, also: &[u8]) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let fits = match byte {
            b'%' => [bytes.next(), bytes.next()]
                .iter()
                .all(|digit| digit.is_some_and(|digit| digit.is_ascii_hexdigit())),
            _ => {
                byte.is_ascii_alphanumeric()
                    || b"-._~!$&'()*+,;=".contains(&byte)
                    || also.contains(&byte)
            }
        };
        if !fits {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::is_uri;

    #[test]
    fn each_part_has_its_letters() {
        for text in [
            "https://example.com/a?b#c",
            "urn:a:b",
            "mailto:a@b.c",
            "a:",
            "file:///a",
            "http://u:p@[::1]:80/?x=/?#/?",
            "http://[v1.a:b]/",
            "http://[V1F.a:b]/",
            "a:%41//b",
        ] {
            assert!(is_uri(text), "{text}");
        }
        for text in [
            "",
            "/a",
            "//a/b",
            "1a:b",
            "a:b c",
            "a:%zz",
            "a:%4",
            "a:é",
            "a:b#c#d",
            "http://[::1]+80/",
            "http://[::1",
            "http://[v.a]/",
            "http://[vg.a]/",
            "http://[v1.]/",
            "http://[v1.%41]/",
            "http://[v1.é]/",
            "http://[1.2.3.4]/",
            "http://a:b:8/",
            "http://a@b@c/",
            "http:/[a]/",
        ] {
            assert!(!is_uri(text), "{text}");
        }
    }
}
