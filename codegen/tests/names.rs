//! The scans of names against the same rules in plain words, on random texts around every limit.

use codegen::runtime::Format;
use codegen::runtime::rule::{Run, matches_runs};
use codegen::runtime::scan::name::{Case, is_label, is_name, is_qualified, is_subdomain};
use proptest::prelude::*;

/// The rules in plain words, part by part.
fn plain_label(text: &str, limit: usize) -> bool {
    let inside = |letter: char| matches!(letter, 'a'..='z' | '0'..='9');
    text.len() <= limit
        && text.starts_with(inside)
        && text.ends_with(inside)
        && text.chars().all(|letter| inside(letter) || letter == '-')
}

fn plain_subdomain(text: &str, limit: usize) -> bool {
    text.len() <= limit && text.split('.').all(|part| plain_label(part, limit))
}

fn plain_name(text: &str) -> bool {
    let inside = |letter: char| letter.is_ascii_alphanumeric();
    text.len() <= 63
        && text.starts_with(inside)
        && text.ends_with(inside)
        && text
            .chars()
            .all(|letter| inside(letter) || "-_.".contains(letter))
}

fn plain_qualified(text: &str) -> bool {
    match text.split_once('/') {
        Some((prefix, name)) => plain_subdomain(prefix, 253) && plain_name(name),
        None => plain_name(text),
    }
}

/// Texts of the bytes that matter, around every limit, and any text at all.
fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => "[a-c0.A/_-]{0,12}",
        2 => "[a-z0-9-]{50,70}",
        2 => "([a-z]{1,40}[.]){4,7}[a-z]{1,40}(/[a-zA-Z_.-]{60,65})?",
        1 => "[a-z.-]{248,258}",
        1 => any::<String>(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn scans_agree_with_the_rules_in_plain_words(text in texts()) {
        let (bytes, lower) = (text.as_bytes(), text.to_ascii_lowercase());
        for limit in [63, 253, usize::MAX] {
            prop_assert_eq!(is_label(bytes, limit, Case::Lower), plain_label(&text, limit));
            prop_assert_eq!(is_label(bytes, limit, Case::Any), plain_label(&lower, limit));
            prop_assert_eq!(is_subdomain(bytes, limit, Case::Lower), plain_subdomain(&text, limit));
            prop_assert_eq!(is_subdomain(bytes, limit, Case::Any), plain_subdomain(&lower, limit));
        }
        prop_assert_eq!(is_name(bytes), plain_name(&text));
        prop_assert_eq!(is_qualified(bytes, Case::Lower), plain_qualified(&text));
        prop_assert_eq!(is_qualified(bytes, Case::Any), plain_qualified(&lower));
    }

    #[test]
    fn formats_agree_with_the_rules_in_plain_words(text in texts()) {
        let plain = [
            (Format::Dns1123Label, plain_label(&text, 63)),
            (Format::Dns1123Subdomain, plain_subdomain(&text, 253)),
            (
                Format::Dns1123SubdomainPrefix,
                text.len() <= 253 && plain_subdomain(text.strip_suffix('-').unwrap_or(&text), 253),
            ),
            (Format::QualifiedName, plain_qualified(&text)),
            (Format::LabelValue, text.is_empty() || plain_name(&text)),
            (Format::LabelForm, plain_label(&text, usize::MAX)),
            (Format::SubdomainForm, plain_subdomain(&text, usize::MAX)),
            (
                Format::PathSegment,
                !["", ".", ".."].contains(&text.as_str()) && !text.contains(['/', '%']),
            ),
            (
                Format::GroupVersion,
                text.split('/').count() <= 2 && text.split('/').all(|part| !part.is_empty()),
            ),
        ];
        for (format, expected) in plain {
            prop_assert_eq!(format.accepts(&text), expected, "{:?} {:?}", format, text);
        }
        for format in Format::ALL {
            let lower = format.accepts(&text.to_ascii_lowercase());
            prop_assert_eq!(format.accepts_in_any_case(&text), lower, "{:?} {:?}", format, text);
        }
    }

    #[test]
    fn a_run_is_bytes_of_its_class(class in any::<u128>(), text in "[a-c]{0,9}|\\PC{0,3}") {
        let of_class = |byte: u8| byte < 128 && class >> byte & 1 == 1;
        let runs = [Run { class, min: 0, max: usize::MAX }];
        prop_assert_eq!(matches_runs(&text, &runs), text.bytes().all(of_class));
    }
}

/// Each pair alone, and at every place of a text that takes several words to read.
#[test]
fn every_pair_of_bytes_is_judged_alike_wherever_it_stands() {
    for pair in (0..=0x7f7f_u16).map(u16::to_be_bytes) {
        let Ok(pair) = str::from_utf8(&pair) else {
            continue;
        };
        for around in [0, 7, 20] {
            for place in (0..=around).step_by(if around > 7 { 3 } else { 1 }) {
                let text = ["a".repeat(place), "a".repeat(around - place)].join(pair);
                let bytes = text.as_bytes();
                assert_eq!(
                    is_label(bytes, 63, Case::Lower),
                    plain_label(&text, 63),
                    "{text:?}"
                );
                assert_eq!(
                    is_subdomain(bytes, 253, Case::Lower),
                    plain_subdomain(&text, 253),
                    "{text:?}"
                );
                assert_eq!(is_name(bytes), plain_name(&text), "{text:?}");
                assert_eq!(
                    is_qualified(bytes, Case::Lower),
                    plain_qualified(&text),
                    "{text:?}"
                );
            }
        }
    }
}
