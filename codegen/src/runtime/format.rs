//! The named text formats that rules refer to, as byte scanners: no regular expression runs on a request.

/// A named text format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// RFC 1123 label: at most 63 of `a-z 0-9 -`, alphanumeric at both ends.
    Dns1123Label,
    /// RFC 1123 subdomain: labels joined by dots, at most 253 in all. Each label may be as long as the whole.
    Dns1123Subdomain,
    /// A subdomain that may end in a dash, as `generateName` may.
    Dns1123SubdomainPrefix,
    /// Usable as one URL path segment: not `.` or `..`, without `/` and `%`.
    PathSegment,
    /// A label key: an optional subdomain and a slash, then at most 63 of alphanumerics and `-_.`.
    QualifiedName,
    /// A label value: empty, or at most 63 of alphanumerics and `-_.`, alphanumeric at both ends.
    LabelValue,
    /// `group/version`, or a version alone for the core group.
    GroupVersion,
    /// Printable characters only.
    Printable,
    /// RFC 3339 date and time.
    DateTime,
}

impl Format {
    /// Every format, in the order of the enum.
    pub const ALL: [Self; 9] = [
        Self::Dns1123Label,
        Self::Dns1123Subdomain,
        Self::Dns1123SubdomainPrefix,
        Self::PathSegment,
        Self::QualifiedName,
        Self::LabelValue,
        Self::GroupVersion,
        Self::Printable,
        Self::DateTime,
    ];

    /// The name the spec uses, such as `dns-1123-label`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Dns1123Label => "dns-1123-label",
            Self::Dns1123Subdomain => "dns-1123-subdomain",
            Self::Dns1123SubdomainPrefix => "dns-1123-subdomain-prefix",
            Self::PathSegment => "path-segment",
            Self::QualifiedName => "qualified-name",
            Self::LabelValue => "label-value",
            Self::GroupVersion => "group-version",
            Self::Printable => "printable",
            Self::DateTime => "date-time",
        }
    }

    /// The format with that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == name)
    }

    /// The most bytes a text of this format can have, where it has a limit.
    pub const fn max_length(self) -> Option<usize> {
        match self {
            Self::Dns1123Label | Self::LabelValue => Some(63),
            Self::Dns1123Subdomain | Self::Dns1123SubdomainPrefix => Some(253),
            Self::QualifiedName => Some(253 + 1 + 63),
            Self::PathSegment | Self::GroupVersion | Self::Printable | Self::DateTime => None,
        }
    }

    /// Whether `text` has this format.
    pub fn accepts(self, text: &str) -> bool {
        match self {
            Self::Dns1123Label => label(text, 63),
            Self::Dns1123Subdomain => subdomain(text),
            Self::Dns1123SubdomainPrefix => {
                subdomain(text.strip_suffix('-').unwrap_or(text)) && text.len() <= 253
            }
            Self::PathSegment => !matches!(text, "" | "." | "..") && !text.contains(['/', '%']),
            Self::QualifiedName => match text.split_once('/') {
                Some((prefix, name)) => subdomain(prefix) && name_part(name),
                None => name_part(text),
            },
            Self::LabelValue => text.is_empty() || name_part(text),
            Self::GroupVersion => match text.split_once('/') {
                Some((group, version)) => {
                    !group.is_empty() && !version.is_empty() && !version.contains('/')
                }
                None => !text.is_empty(),
            },
            Self::Printable => !text.chars().any(char::is_control),
            Self::DateTime => super::datetime::is_rfc3339(text),
        }
    }

    /// The rule in words, for messages.
    pub const fn describe(self) -> &'static str {
        match self {
            Self::Dns1123Label => {
                "must be a DNS label: at most 63 lower-case letters, digits and dashes, a letter or digit at both ends"
            }
            Self::Dns1123Subdomain => {
                "must be a DNS subdomain: at most 253 lower-case letters, digits, dashes and dots, a letter or digit at both ends of each part"
            }
            Self::Dns1123SubdomainPrefix => {
                "must be the beginning of a DNS subdomain: lower-case letters, digits, dashes and dots, at most 253"
            }
            Self::PathSegment => "must be usable in a URL path: not . or .., and without / or %",
            Self::QualifiedName => {
                "must be a qualified name: an optional DNS subdomain and a slash, then at most 63 letters, digits, dashes, underscores and dots, a letter or digit at both ends"
            }
            Self::LabelValue => {
                "must be empty or at most 63 letters, digits, dashes, underscores and dots, a letter or digit at both ends"
            }
            Self::GroupVersion => "must be group/version",
            Self::Printable => "must have printable characters only",
            Self::DateTime => "must be an RFC 3339 date and time such as 2024-01-31T12:00:00Z",
        }
    }
}

const fn is_lower_alphanumeric(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit()
}

fn label(text: &str, limit: usize) -> bool {
    let bytes = text.as_bytes();
    match (bytes.first(), bytes.last()) {
        (Some(&first), Some(&last)) => {
            bytes.len() <= limit
                && is_lower_alphanumeric(first)
                && is_lower_alphanumeric(last)
                && bytes
                    .iter()
                    .all(|&byte| is_lower_alphanumeric(byte) || byte == b'-')
        }
        _ => false,
    }
}

fn subdomain(text: &str) -> bool {
    text.len() <= 253 && text.split('.').all(|part| label(part, 253))
}

fn name_part(text: &str) -> bool {
    let bytes = text.as_bytes();
    match (bytes.first(), bytes.last()) {
        (Some(first), Some(last)) => {
            bytes.len() <= 63
                && first.is_ascii_alphanumeric()
                && last.is_ascii_alphanumeric()
                && bytes
                    .iter()
                    .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(format: Format, good: &[&str], bad: &[&str]) {
        for text in good {
            assert!(
                format.accepts(text),
                "{} should accept {text:?}",
                format.as_str()
            );
        }
        for text in bad {
            assert!(
                !format.accepts(text),
                "{} should refuse {text:?}",
                format.as_str()
            );
        }
    }

    #[test]
    fn formats_draw_the_line_where_kubernetes_does() {
        let (l63, l64) = ("a".repeat(63), "a".repeat(64));
        let (l253, l254) = ("a".repeat(253), "a".repeat(254));
        check(
            Format::Dns1123Label,
            &["a", "a-b", "0", &l63],
            &["", "-a", "a-", "A", "a.b", "é", "a b", &l64],
        );
        check(
            Format::Dns1123Subdomain,
            &["a", "a.b", "a-b.c", &l64, &l253],
            &["", ".", "a..b", "a.", "A", &l254],
        );
        check(
            Format::Dns1123SubdomainPrefix,
            &["a-", "a", "a.b-"],
            &["-", "a--.", "A-"],
        );
        check(
            Format::PathSegment,
            &["a", "A b", "é"],
            &["", ".", "..", "a/b", "a%b"],
        );
        check(
            Format::QualifiedName,
            &["a", "A_b.c", "x.y/Z", &l63],
            &["", "/a", "a/", "a/b/c", "X/a", "-a", &l64],
        );
        check(
            Format::LabelValue,
            &["", "A", "a_b.c-d", &l63],
            &["-a", "a-", "a b", "é", &l64],
        );
        check(
            Format::GroupVersion,
            &["v1", "g/v1"],
            &["", "a/b/c", "/v1", "g/"],
        );
        check(Format::Printable, &["", "a b", "é"], &["\u{1}", "a\n"]);
        check(
            Format::DateTime,
            &["2024-01-31T12:00:00Z"],
            &["", "2024-01-31", "garbage"],
        );
    }

    #[test]
    fn names_round_trip() {
        for format in Format::ALL {
            assert_eq!(Format::from_name(format.as_str()), Some(format));
        }
        assert_eq!(Format::from_name("nope"), None);
    }
}
