//! Texts of a named format, of a length that is asked for.

use super::super::{Constraint, Format, Rule};
use super::draw::Draw;

const ALPHANUMERIC: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";
const MIXED: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const PLAIN: &[u8] = b"abcdefghijklmnopqrstuvwxyz ABC 0123456789-_.,:;!?'\"()[]{}#&*+=<>@|~^$\\";

/// What the rules of a text leave open.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct TextRules {
    /// The format, where there is one.
    pub(crate) format: Option<Format>,
    /// The most bytes, where there is a limit; the one of the format counts.
    pub(crate) limit: Option<usize>,
    /// The only texts, where they are listed.
    pub(crate) one_of: Option<&'static [&'static str]>,
}

impl TextRules {
    /// What the rules of a member say.
    pub(crate) fn of(rules: &[Rule]) -> Self {
        let mut found = Self::default();
        for rule in rules {
            match rule.constraint {
                Constraint::Format(format) => found = found.with_format(format),
                Constraint::MaxLength(limit) => found = found.with_limit(limit),
                Constraint::OneOf(texts) => found.one_of = Some(texts),
                _ => {}
            }
        }
        found
    }

    /// A format and nothing else.
    pub(crate) fn format(format: Format) -> Self {
        Self::default().with_format(format)
    }

    fn with_format(mut self, format: Format) -> Self {
        self.format = Some(format);
        match format.max_length() {
            Some(limit) => self.with_limit(limit),
            None => self,
        }
    }

    fn with_limit(mut self, limit: usize) -> Self {
        self.limit = Some(self.limit.map_or(limit, |other| other.min(limit)));
        self
    }

    /// A text that obeys them, now and then one that is exactly as long as it may be.
    pub(crate) fn text(self, draw: &mut Draw) -> String {
        if let Some(texts) = self.one_of {
            return draw.pick(texts).unwrap_or_default().to_owned();
        }
        let usual = self
            .limit
            .map_or(draw.longest(), |limit| limit.min(draw.longest()));
        let length = match self.limit {
            Some(limit) if draw.one_in(32) => limit,
            _ => 1 + draw.below(usual),
        };
        self.of_length(length, draw)
    }

    /// A text of the format with exactly that many bytes, whatever the limit, where the format leaves the length
    /// open: a date has the length that dates have.
    pub(crate) fn of_length(self, length: usize, draw: &mut Draw) -> String {
        match self.format {
            Some(Format::Dns1123Label | Format::LabelForm) => {
                joined(ALPHANUMERIC, b"-", length, draw)
            }
            Some(Format::Dns1123SubdomainPrefix) if length > 1 && draw.one_in(2) => {
                joined(ALPHANUMERIC, b"-.", length - 1, draw) + "-"
            }
            Some(
                Format::Dns1123Subdomain | Format::Dns1123SubdomainPrefix | Format::SubdomainForm,
            ) => joined(ALPHANUMERIC, b"-.", length, draw),
            Some(Format::PathSegment) => joined(MIXED, b"-_.~ ", length, draw),
            Some(Format::LabelValue) => joined(MIXED, b"-_.", length, draw),
            Some(Format::QualifiedName) => qualified_name(length, draw),
            Some(Format::GroupVersion) if length > 3 => {
                joined(ALPHANUMERIC, b"-.", length - 3, draw) + "/v1"
            }
            Some(Format::GroupVersion) => joined(ALPHANUMERIC, b"", length, draw),
            Some(Format::DateTime) => date_time(draw),
            Some(Format::Date) => date_time(draw).chars().take(10).collect(),
            Some(Format::Uuid) => [8, 4, 4, 4, 12]
                .map(|digits| joined(b"0123456789abcdef", b"", digits, draw))
                .join("-"),
            Some(Format::Byte) => joined(MIXED, b"+/", 4 * length.div_ceil(4), draw),
            Some(Format::Uri) => {
                format!(
                    "https://example.org/{}",
                    joined(MIXED, b"-_.~", length, draw)
                )
            }
            Some(Format::Ipv4) => [(); 4].map(|()| draw.below(256).to_string()).join("."),
            Some(Format::Ipv6) => [(); 8]
                .map(|()| format!("{:x}", draw.below(1 << 16)))
                .join(":"),
            Some(Format::Hostname) => joined(ALPHANUMERIC, b"-", length.min(63), draw),
            Some(Format::Email) => {
                let local = joined(ALPHANUMERIC, b"-_.+", length.min(60), draw);
                format!("{local}@example.org")
            }
            Some(Format::Printable) | None => plain(length, draw),
        }
    }
}

/// Characters of one set, here and there a single one of another between them.
fn joined(set: &[u8], between: &[u8], length: usize, draw: &mut Draw) -> String {
    let mut text = String::with_capacity(length);
    let mut separated = true;
    for at in 0..length {
        let inner = !separated && at + 1 < length;
        separated = inner && draw.one_in(6) && !between.is_empty();
        let byte = draw.pick(if separated { between } else { set });
        text.push(char::from(byte.unwrap_or(b'a')));
    }
    text
}

fn qualified_name(length: usize, draw: &mut Draw) -> String {
    // the name has at most 63 bytes; what is more has to be prefix
    if length < 3 || (length <= 63 && !draw.one_in(2)) {
        return joined(MIXED, b"-_.", length, draw);
    }
    let name = (length - 2).min(63);
    let name = if length <= 63 {
        1 + draw.below(name)
    } else {
        name
    };
    let prefix = joined(ALPHANUMERIC, b"-.", length - name - 1, draw);
    format!("{prefix}/{}", joined(MIXED, b"-_.", name, draw))
}

fn plain(length: usize, draw: &mut Draw) -> String {
    let mut text = String::with_capacity(length);
    while text.len() < length {
        let left = length - text.len();
        match left {
            2.. if draw.one_in(24) => text.push('é'),
            4.. if draw.one_in(48) => text.push('😀'),
            _ => text.push(char::from(draw.pick(PLAIN).unwrap_or(b'a'))),
        }
    }
    text
}

fn date_time(draw: &mut Draw) -> String {
    let (year, month, day) = (
        2000 + draw.below(60),
        1 + draw.below(12),
        1 + draw.below(28),
    );
    let (hour, minute, second) = (draw.below(24), draw.below(60), draw.below(60));
    let fraction = if draw.one_in(4) {
        format!(".{}", draw.below(1_000_000_000))
    } else {
        String::new()
    };
    let zone = draw.pick(&["Z", "Z", "+05:30", "-12:00"]).unwrap_or("Z");
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}{zone}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_has_its_format_and_its_length() {
        for format in Format::ALL {
            let rules = TextRules::format(format);
            for seed in 0..200 {
                let mut draw = Draw::new(seed);
                let text = rules.text(&mut draw);
                assert!(format.accepts(&text), "{} {text:?}", format.as_str());
                let longest = rules.limit.unwrap_or(300);
                let length = 1 + draw.below(longest);
                let text = rules.of_length(length, &mut draw);
                assert!(format.accepts(&text), "{} {text:?}", format.as_str());
                assert!(
                    has_length_of_its_own(format) || text.len() == length,
                    "{} {length} {text:?}",
                    format.as_str()
                );
            }
        }
    }

    fn has_length_of_its_own(format: Format) -> bool {
        use Format::{Byte, Date, DateTime, Email, Hostname, Ipv4, Ipv6, Uri, Uuid};
        [Byte, Date, DateTime, Email, Hostname, Ipv4, Ipv6, Uri, Uuid].contains(&format)
    }

    #[test]
    fn a_seed_of_zero_makes_the_simplest_text() {
        assert_eq!(TextRules::default().text(&mut Draw::new(0)), "a");
        let date = TextRules::format(Format::DateTime).text(&mut Draw::new(0));
        assert_eq!(date, "2000-01-01T00:00:00Z");
    }
}
