//! The named text formats that rules refer to, as byte scanners: no regular expression runs on a request.

use super::scan::name::{self, Case};
use super::{datetime, scan};

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
    /// An RFC 3339 full date.
    Date,
    /// RFC 4122 UUID, in any case.
    Uuid,
    /// RFC 4648 base64 with padding.
    Byte,
    /// RFC 3986 URI, with a scheme.
    Uri,
    /// Dotted-quad IPv4 address.
    Ipv4,
    /// IPv6 address of RFC 4291, without a zone.
    Ipv6,
    /// RFC 1123 host name: labels of letters, digits and dashes, in any case.
    Hostname,
    /// Address of RFC 5321: a local part, an at sign and a host name.
    Email,
    /// The form of an RFC 1123 label, of any length.
    LabelForm,
    /// The form of an RFC 1123 subdomain, of any length.
    SubdomainForm,
}

impl Format {
    /// Every format, in the order of the enum.
    pub const ALL: [Self; 19] = [
        Self::Dns1123Label,
        Self::Dns1123Subdomain,
        Self::Dns1123SubdomainPrefix,
        Self::PathSegment,
        Self::QualifiedName,
        Self::LabelValue,
        Self::GroupVersion,
        Self::Printable,
        Self::DateTime,
        Self::Date,
        Self::Uuid,
        Self::Byte,
        Self::Uri,
        Self::Ipv4,
        Self::Ipv6,
        Self::Hostname,
        Self::Email,
        Self::LabelForm,
        Self::SubdomainForm,
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
            Self::Date => "date",
            Self::Uuid => "uuid",
            Self::Byte => "byte",
            Self::Uri => "uri",
            Self::Ipv4 => "ipv4",
            Self::Ipv6 => "ipv6",
            Self::Hostname => "hostname",
            Self::Email => "email",
            Self::LabelForm => "dns-1123-label-form",
            Self::SubdomainForm => "dns-1123-subdomain-form",
        }
    }

    /// The format with that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == name)
    }

    /// The format that OpenAPI or JSON Schema calls so, where it says anything that a text can break.
    ///
    /// Other formats (`password`, `binary`, and whatever a document makes up) allow every text.
    pub fn of_openapi(name: &str) -> Option<Self> {
        [
            Self::Date,
            Self::Uuid,
            Self::Byte,
            Self::Uri,
            Self::Ipv4,
            Self::Ipv6,
            Self::Hostname,
            Self::Email,
        ]
        .into_iter()
        .find(|format| format.as_str() == name)
    }

    /// The most bytes a text of this format can have, where it has a limit.
    pub const fn max_length(self) -> Option<usize> {
        match self {
            Self::Dns1123Label | Self::LabelValue => Some(63),
            Self::Dns1123Subdomain | Self::Dns1123SubdomainPrefix | Self::Hostname => Some(253),
            Self::QualifiedName => Some(253 + 1 + 63),
            Self::Date => Some(10),
            Self::Uuid => Some(36),
            _ => None,
        }
    }

    /// Whether `text` has this format.
    #[inline]
    pub fn accepts(self, text: &str) -> bool {
        let bytes = text.as_bytes();
        match self {
            Self::Dns1123Label => name::is_label(bytes, 63, Case::Lower),
            Self::Dns1123Subdomain => name::is_subdomain(bytes, 253, Case::Lower),
            Self::Dns1123SubdomainPrefix => {
                let whole = bytes.strip_suffix(b"-").unwrap_or(bytes);
                bytes.len() <= 253 && name::is_subdomain(whole, usize::MAX, Case::Lower)
            }
            Self::QualifiedName => name::is_qualified(bytes, Case::Lower),
            Self::LabelValue => bytes.is_empty() || name::is_name(bytes),
            Self::PathSegment => scan::is_path_segment(bytes),
            Self::GroupVersion => scan::is_group_version(bytes),
            Self::Printable => scan::is_printable(text),
            Self::LabelForm => name::is_label(bytes, usize::MAX, Case::Lower),
            Self::SubdomainForm => name::is_subdomain(bytes, usize::MAX, Case::Lower),
            Self::DateTime => datetime::is_rfc3339(text),
            Self::Date => datetime::is_full_date(text),
            Self::Uuid => scan::is_uuid(text),
            Self::Byte => scan::is_base64(text),
            Self::Uri => scan::is_uri(text),
            Self::Ipv4 => text.parse::<std::net::Ipv4Addr>().is_ok(),
            Self::Ipv6 => text.parse::<std::net::Ipv6Addr>().is_ok(),
            Self::Hostname => scan::is_hostname(text),
            Self::Email => scan::is_email(text),
        }
    }

    /// Whether `text` has this format once it is in lower case.
    #[inline]
    pub fn accepts_in_any_case(self, text: &str) -> bool {
        let bytes = text.as_bytes();
        match self {
            Self::Dns1123Label => name::is_label(bytes, 63, Case::Any),
            Self::Dns1123Subdomain => name::is_subdomain(bytes, 253, Case::Any),
            Self::QualifiedName => name::is_qualified(bytes, Case::Any),
            _ => self.accepts(&text.to_ascii_lowercase()),
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
            Self::Date => "must be a date such as 2024-01-31",
            Self::Uuid => "must be a UUID such as 123e4567-e89b-12d3-a456-426614174000",
            Self::Byte => "must be base64",
            Self::Uri => "must be a URI with a scheme, such as https://example.com/",
            Self::Ipv4 => "must be an IPv4 address such as 192.0.2.1",
            Self::Ipv6 => "must be an IPv6 address such as 2001:db8::1",
            Self::Hostname => "must be a host name such as www.example.com",
            Self::Email => "must be an e-mail address such as name@example.com",
            Self::LabelForm => {
                "must be lower-case letters, digits and dashes, a letter or digit at both ends"
            }
            Self::SubdomainForm => {
                "must be lower-case letters, digits, dashes and dots, a letter or digit at both ends of each part"
            }
        }
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
        check(
            Format::Printable,
            &["", "a b", "é", "e\u{301}", "\u{301}", "語 'a\"\\"],
            &[
                "\u{1}",
                "a\n",
                "\u{a0}",
                "\u{ad}",
                "a\u{200b}",
                "\u{2028}",
                "\u{e000}",
                "\u{378}",
            ],
        );
        check(
            Format::DateTime,
            &["2024-01-31T12:00:00Z"],
            &["", "2024-01-31", "garbage"],
        );
        check(
            Format::LabelForm,
            &["a", "a-b", &l64],
            &["", "-a", "a-", "A", "a.b"],
        );
        check(
            Format::SubdomainForm,
            &["a.b", &l254],
            &["", "a..b", "a.", "A"],
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
