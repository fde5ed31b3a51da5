//! RFC 3339 date and time, kept as the text it came as.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A date and time in the form of RFC 3339, such as `2024-01-31T12:00:00Z`.
///
/// The text is kept as given, so that nothing is lost on the way through. Use any date library to compute with it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateTime(String);

/// The text is not an RFC 3339 date and time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotRfc3339(pub String);

impl fmt::Display for NotRfc3339 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:?} is not an RFC 3339 date and time such as 2024-01-31T12:00:00Z",
            self.0
        )
    }
}

impl std::error::Error for NotRfc3339 {}

impl DateTime {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for DateTime {
    type Err = NotRfc3339;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if is_rfc3339(text) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotRfc3339(text.to_owned()))
        }
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for DateTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for DateTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for DateTime {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "DateTime".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date-time" })
    }
}

/// Whether `text` is an RFC 3339 date and time with an upper-case `T` and `Z`, as Go's parser reads it.
pub fn is_rfc3339(text: &str) -> bool {
    let bytes = text.as_bytes();
    let Some((head, rest)) = bytes.split_at_checked(19) else {
        return false;
    };
    let two = |at: usize| match head {
        _ if head[at].is_ascii_digit() && head[at + 1].is_ascii_digit() => {
            Some(u32::from(head[at] - b'0') * 10 + u32::from(head[at + 1] - b'0'))
        }
        _ => None,
    };
    let separators = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    if separators.iter().any(|&(at, byte)| head[at] != byte) {
        return false;
    }
    let (Some(century), Some(years), Some(month), Some(day)) = (two(0), two(2), two(5), two(8))
    else {
        return false;
    };
    let (Some(hour), Some(minute), Some(second)) = (two(11), two(14), two(17)) else {
        return false;
    };
    if day == 0
        || day > days_in(century * 100 + years, month)
        || hour > 23
        || minute > 59
        || second > 59
    {
        return false;
    }
    let zone = match rest.split_first() {
        Some((b'.', fraction)) => {
            let digits = fraction
                .iter()
                .take_while(|byte| byte.is_ascii_digit())
                .count();
            if digits == 0 {
                return false;
            }
            &fraction[digits..]
        }
        _ => rest,
    };
    match zone {
        b"Z" => true,
        [b'+' | b'-', h1, h2, b':', m1, m2] => {
            [h1, h2, m1, m2].into_iter().all(u8::is_ascii_digit)
                && (h1 - b'0') * 10 + (h2 - b'0') < 24
                && (m1 - b'0') * 10 + (m2 - b'0') < 60
        }
        _ => false,
    }
}

/// Whether `text` is an RFC 3339 full date, such as `2024-01-31`.
pub fn is_full_date(text: &str) -> bool {
    let number = |from: usize, to: usize| {
        let digits = text.get(from..to)?;
        let all_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
        all_digits.then(|| digits.parse::<u32>().ok()).flatten()
    };
    let separated = text.len() == 10 && text.get(4..5) == Some("-") && text.get(7..8) == Some("-");
    match (number(0, 4), number(5, 7), number(8, 10)) {
        (Some(year), Some(month), Some(day)) => separated && day > 0 && day <= days_in(year, month),
        _ => false,
    }
}

const fn days_in(year: u32, month: u32) -> u32 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::{is_full_date, is_rfc3339};

    #[test]
    fn dates_are_days_of_the_calendar() {
        for good in ["2024-02-29", "0001-01-01", "9999-12-31"] {
            assert!(is_full_date(good), "{good}");
        }
        for bad in [
            "",
            "2023-02-29",
            "2024-1-01",
            "2024-01-31T",
            "2024/01/31",
            "2024-13-01",
            "+024-01-01",
            "é24-01-01",
        ] {
            assert!(!is_full_date(bad), "{bad}");
        }
    }

    #[test]
    fn accepts_what_rfc_3339_allows_and_nothing_else() {
        for good in [
            "2024-01-31T12:00:00Z",
            "2024-02-29T23:59:59.123456789Z",
            "0001-01-01T00:00:00Z",
            "2024-06-30T00:00:00+05:30",
            "2024-06-30T00:00:00-12:00",
        ] {
            assert!(is_rfc3339(good), "{good}");
        }
        for bad in [
            "",
            "garbage",
            "2024-01-31",
            "2024-01-31T12:00:00",
            "2024-01-31 12:00:00Z",
            "2023-02-29T00:00:00Z",
            "2024-13-01T00:00:00Z",
            "2024-00-10T00:00:00Z",
            "2024-01-00T00:00:00Z",
            "2024-01-31T24:00:00Z",
            "2024-01-31T12:60:00Z",
            "2024-01-31T12:00:00.Z",
            "2024-01-31T12:00:00+5:30",
            "2024-01-31T12:00:00+24:00",
            "2024-01-31T12:00:00Zx",
            "é024-01-31T12:00:00Z",
        ] {
            assert!(!is_rfc3339(bad), "{bad}");
        }
    }
}
