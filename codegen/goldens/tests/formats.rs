//! Formats beside expressions that say the same: short texts over the letters on the borders of what is allowed, lengths
//! around the limits, and every date.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use codegen_goldens::runtime::Format;
use regex::Regex;

/// The first and the last of each class of bytes, what stands beside them, and the separators.
const LETTERS: &str = "/09:@AZ[`az{-._!\u{1f} ~\u{7f}é\"\\%";

const LABEL: &str = "[a-z0-9](?:[-a-z0-9]*[a-z0-9])?";
const ANY_LABEL: &str = "[A-Za-z0-9](?:[-A-Za-z0-9]*[A-Za-z0-9])?";
const NAME: &str = "[A-Za-z0-9](?:[-._A-Za-z0-9]*[A-Za-z0-9])?";

/// Formats, each with the expression that says the same of short texts.
fn expressions() -> Vec<(Format, String)> {
    let subdomain = format!(r"{LABEL}(?:\.{LABEL})*");
    let word = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
    let quoted = r#""(?:[ !#-\[\]-~]|\\[ -~])*""#;
    vec![
        (Format::Dns1123Label, LABEL.to_owned()),
        (Format::LabelForm, LABEL.to_owned()),
        (Format::Dns1123Subdomain, subdomain.clone()),
        (Format::SubdomainForm, subdomain.clone()),
        (Format::Dns1123SubdomainPrefix, format!("{subdomain}-?")),
        (Format::QualifiedName, format!("(?:{subdomain}/)?{NAME}")),
        (Format::LabelValue, format!("(?:{NAME})?")),
        (
            Format::PathSegment,
            r"[^/%.]|[^/%]{3,}|\.[^/%.]|[^/%.][^/%]".to_owned(),
        ),
        (Format::GroupVersion, "[^/]+(?:/[^/]+)?".to_owned()),
        (Format::Printable, r"(?:[^\p{C}\p{Z}]| )*".to_owned()),
        (Format::Hostname, format!(r"{ANY_LABEL}(?:\.{ANY_LABEL})*")),
        (
            Format::Email,
            format!(r"(?:{word}(?:\.{word})*|{quoted})@{ANY_LABEL}(?:\.{ANY_LABEL})*"),
        ),
        (
            Format::Byte,
            "(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?".to_owned(),
        ),
    ]
}

/// Every text of up to `length` of these letters.
fn texts(letters: &str, length: usize) -> Vec<String> {
    let mut texts = vec![String::new()];
    let mut from = 0;
    for _ in 0..length {
        let to = texts.len();
        for index in from..to {
            for letter in letters.chars() {
                texts.push(format!("{}{letter}", texts[index]));
            }
        }
        from = to;
    }
    texts
}

fn agree(format: Format, expression: &str, texts: impl IntoIterator<Item = String>) {
    let expression = Regex::new(&format!("^(?:{expression})$")).unwrap();
    for text in texts {
        assert_eq!(
            format.accepts(&text),
            expression.is_match(&text),
            "{format:?}: {text:?}"
        );
        let lower = text.to_ascii_lowercase();
        assert_eq!(
            format.accepts_in_any_case(&text),
            format.accepts(&lower),
            "{format:?}: {text:?}"
        );
    }
}

#[test]
fn short_texts() {
    let short = texts(LETTERS, 2);
    let separated = texts("aZ0-._/", 4);
    for (format, expression) in expressions() {
        agree(format, &expression, short.iter().cloned());
        agree(format, &expression, separated.iter().cloned());
        agree(
            format,
            &expression,
            short.iter().map(|text| format!("a{text}b")),
        );
        agree(
            format,
            &expression,
            short.iter().map(|text| format!("\"{text}\"@a")),
        );
        agree(
            format,
            &expression,
            short.iter().map(|text| format!("{text}@A-b.c{text}")),
        );
        agree(format, &expression, texts("aZ9+/=_", 4));
    }
}

#[test]
fn every_letter_in_every_place() {
    let letters: Vec<char> = ('\0'..='\u{7f}').collect();
    for (format, expression) in expressions() {
        let placed = letters.iter().flat_map(|it| {
            [
                format!("{it}"),
                format!("{it}a"),
                format!("a{it}"),
                format!("a{it}a"),
                format!("a{it}{it}a"),
                format!("a/{it}"),
                format!("AA{it}="),
                format!("\"{it}\"@a"),
                format!("\"\\{it}\"@a"),
            ]
        });
        agree(format, &expression, placed);
    }
}

#[test]
fn uuids() {
    let digits = "[0-9A-Fa-f]";
    let expression = format!("{digits}{{8}}(?:-{digits}{{4}}){{3}}-{digits}{{12}}");
    let valid = "123e4567-e89b-12d3-a456-42661417400f";
    let changed = (0..valid.len()).flat_map(|at| {
        "-0/9:@AFG`afg".chars().map(move |letter| {
            let (before, after) = (&valid[..at], &valid[at + 1..]);
            format!("{before}{letter}{after}")
        })
    });
    agree(Format::Uuid, &expression, changed);
    agree(
        Format::Uuid,
        &expression,
        [
            valid.to_owned() + "0",
            valid[..35].to_owned(),
            valid.to_owned(),
        ],
    );
}

/// A text of so many bytes, in labels of 63.
fn labels(length: usize) -> String {
    let label = "a".repeat(63) + ".";
    let mut text = label.repeat(length / 64 + 1);
    text.truncate(length);
    if text.ends_with('.') {
        text.replace_range(length - 2.., "aa");
    }
    text
}

#[test]
fn lengths() {
    let long = |length: usize| "a".repeat(length);
    for (format, longest, longer) in [
        (Format::Dns1123Label, long(63), long(64)),
        (Format::Dns1123Subdomain, long(253), long(254)),
        (Format::Dns1123Subdomain, labels(253), labels(254)),
        (
            Format::Dns1123SubdomainPrefix,
            long(252) + "-",
            long(253) + "-",
        ),
        (Format::QualifiedName, long(63), long(64)),
        (
            Format::QualifiedName,
            long(253) + "/" + &long(63),
            long(254) + "/a",
        ),
        (
            Format::QualifiedName,
            "a/".to_owned() + &long(63),
            "a/".to_owned() + &long(64),
        ),
        (Format::LabelValue, long(63), long(64)),
        (Format::Hostname, long(63), long(64)),
        (Format::Hostname, labels(253), labels(254)),
        (Format::Email, long(64) + "@a", long(65) + "@a"),
    ] {
        assert!(format.accepts(&longest), "{format:?}: {longest}");
        assert!(!format.accepts(&longer), "{format:?}: {longer}");
        assert!(
            format.accepts_in_any_case(&longest.to_uppercase()),
            "{format:?}"
        );
        assert!(
            !format.accepts_in_any_case(&longer.to_uppercase()),
            "{format:?}"
        );
    }
    for format in [Format::LabelForm, Format::SubdomainForm] {
        assert!(format.accepts(&long(1000)), "{format:?}");
    }
    let limits = Format::ALL.map(|format| (format, format.max_length()));
    let limited: Vec<_> = limits
        .into_iter()
        .filter_map(|(format, limit)| Some((format, limit?)))
        .collect();
    assert_eq!(
        limited,
        [
            (Format::Dns1123Label, 63),
            (Format::Dns1123Subdomain, 253),
            (Format::Dns1123SubdomainPrefix, 253),
            (Format::QualifiedName, 317),
            (Format::LabelValue, 63),
            (Format::Date, 10),
            (Format::Uuid, 36),
            (Format::Hostname, 253),
        ]
    );
}

#[test]
fn names_of_formats_are_found() {
    for format in Format::ALL {
        assert!(!format.as_str().is_empty());
        assert_eq!(Format::from_name(format.as_str()), Some(format));
        let open = [
            "date", "uuid", "byte", "uri", "ipv4", "ipv6", "hostname", "email",
        ];
        let expected = open.contains(&format.as_str()).then_some(format);
        assert_eq!(Format::of_openapi(format.as_str()), expected);
    }
    assert_eq!(Format::from_name("password"), None);
}

/// Whether there is such a day.
fn is_day(year: u32, month: u32, day: u32) -> bool {
    let leap = year.is_multiple_of(400) || (year.is_multiple_of(4) && !year.is_multiple_of(100));
    let february = if leap { 29 } else { 28 };
    let days = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    (1..=12).contains(&month) && day >= 1 && day <= days[month as usize - 1]
}

#[test]
fn days() {
    for year in [
        0, 1, 4, 99, 100, 101, 200, 300, 399, 400, 401, 1900, 1996, 1999, 2000, 2023, 2024, 9999,
    ] {
        for month in 0..=13 {
            for day in 0..=32 {
                let date = format!("{year:04}-{month:02}-{day:02}");
                let expected = is_day(year, month, day);
                assert_eq!(Format::Date.accepts(&date), expected, "{date}");
                let time = date + "T12:00:00Z";
                assert_eq!(Format::DateTime.accepts(&time), expected, "{time}");
            }
        }
    }
}

#[test]
fn times() {
    let both =
        |text: &str, expected: bool| assert_eq!(Format::DateTime.accepts(text), expected, "{text}");
    for number in 0..=99 {
        both(&format!("2024-01-31T{number:02}:00:00Z"), number < 24);
        both(&format!("2024-01-31T00:{number:02}:00Z"), number < 60);
        both(&format!("2024-01-31T00:00:{number:02}Z"), number < 60);
        for sign in ['+', '-'] {
            both(
                &format!("2024-01-31T00:00:00{sign}{number:02}:59"),
                number < 24,
            );
            both(
                &format!("2024-01-31T00:00:00{sign}23:{number:02}"),
                number < 60,
            );
        }
    }
    let valid = "2024-01-31T12:34:56.789+01:30";
    both(valid, true);
    for at in 0..valid.len() {
        for letter in ["/", ":", "-", "T", "Z", "+", ".", "a", " "] {
            let changed = format!("{}{letter}{}", &valid[..at], &valid[at + 1..]);
            // The one change that leaves a time: the other sign.
            both(&changed, changed == valid || changed.contains("789-"));
            let date = &changed[..10];
            assert_eq!(Format::Date.accepts(date), date == &valid[..10], "{date}");
        }
        both(&valid[..at], false);
    }
    for (text, expected) in [
        ("2024-01-31T12:34:56.Z", false),
        ("2024-01-31T12:34:56.1Z", true),
        ("2024-01-31T12:34:56Zz", false),
        ("2024-01-31T12:34:56", false),
        ("2024-01-31T12:34:56+01:300", false),
    ] {
        both(text, expected);
    }
    for text in ["2024-01-3", "2024-01-311", "é024-01-31", "2024-01-é1"] {
        assert!(!Format::Date.accepts(text), "{text}");
    }
}
