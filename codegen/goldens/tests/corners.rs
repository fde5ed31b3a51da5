//! Corners of the schema language, each constraint from both sides, and what is said of values that fit no variant.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use codegen_goldens::corners::types::{
    Based, Beside, Either, Listed, Narrow, Nulls, Sets, Sized, Small, Text,
};
use codegen_goldens::patterns::types::Codes;
use codegen_goldens::references::types::{Currency, Invoice};
use codegen_goldens::runtime::Validate;
use codegen_goldens::{discriminator, numbers, one_of, recursive};
use serde_json::{Value, json};
use support::{accepts, breaks, refuses};

#[test]
fn values_that_are_listed() {
    for (member, value) in [
        ("ratio", json!(0.5)),
        ("ratio", json!(1.0)),
        ("list", json!([])),
        ("list", json!([1, 2])),
        ("object", json!({})),
        ("object", json!({"a": 1})),
        ("time", json!("2024-01-31T12:00:00Z")),
        ("whole", json!(1)),
        ("whole", json!(2)),
    ] {
        accepts::<Listed>(&json!({member: value}));
    }
    for (member, value) in [
        ("ratio", json!(0.7)),
        ("list", json!([1])),
        ("object", json!({"a": 2})),
        ("time", json!("2024-01-31T12:00:01Z")),
        ("whole", json!(0)),
        ("whole", json!(3)),
    ] {
        breaks::<Listed>(&json!({member: value}), &[(member, "enum")]);
    }
}

#[test]
fn limits_of_one_value() {
    let both = [("", "minimum"), ("", "minimum")];
    for value in [3, 9] {
        accepts::<Narrow>(&json!(value));
    }
    breaks::<Narrow>(&json!(-1), &both);
    for value in [0, 1, 2] {
        breaks::<Narrow>(&json!(value), &both[1..]);
    }
    breaks::<Narrow>(&json!(10), &[("", "maximum")]);
    for value in [-128, 127] {
        accepts::<Small>(&json!(value));
    }
    breaks::<Small>(&json!(-129), &[("", "minimum")]);
    breaks::<Small>(&json!(128), &[("", "maximum")]);
    breaks::<Beside>(&json!({"small": 128}), &[("small", "maximum")]);
    accepts::<Nulls>(&json!({"a": 3, "b": null}));
    breaks::<Nulls>(&json!({"a": 4}), &[("[a]", "maximum")]);
    accepts::<Either>(&json!(0.75));
    breaks::<Either>(&json!(0.7), &[("", "multipleOf")]);
    accepts::<numbers::types::Reading>(&json!({"port": 1, "level": 1.5, "big": u64::MAX}));
}

#[test]
fn limits_of_one_text() {
    for text in ["ab", "abc"] {
        accepts::<Text>(&json!(text));
    }
    breaks::<Text>(&json!("a"), &[("", "minLength"), ("", "pattern")]);
    breaks::<Text>(&json!("abcd"), &[("", "maxLength")]);
    breaks::<Text>(&json!("a_"), &[("", "format")]);
    breaks::<Text>(&json!("-ab"), &[("", "pattern"), ("", "format")]);
}

#[test]
fn members_and_items_that_are_counted_or_compared() {
    accepts::<Sized>(&json!({"a": "", "b": 1}));
    breaks::<Sized>(&json!({}), &[("", "minProperties")]);
    breaks::<Sized>(&json!({"a": "", "b": 1, "c": 2}), &[("", "maxProperties")]);
    accepts::<Sets>(&json!({"numbers": [1.0, 2.0], "mixed": [1, "1"], "bare": [1, 1]}));
    breaks::<Sets>(
        &json!({"numbers": [1, 2, 1.0], "mixed": [1, 1.0], "objects": [{"a": 1}, {"a": 1}], "bare": [1, 1, 1]}),
        &[
            ("numbers[2]", "uniqueItems"),
            ("mixed[1]", "uniqueItems"),
            ("objects[1]", "uniqueItems"),
            ("bare", "maxItems"),
        ],
    );
    breaks::<Invoice>(
        &json!({"total": {"amount": 1}, "again": {"deep": "abc"}, "nested": {"deep": "abc"}}),
        &[("again.deep", "maxLength"), ("nested.deep", "maxLength")],
    );
}

#[test]
fn variants_that_share_members() {
    accepts::<Based>(&json!({"id": "ab", "left": 0}));
    accepts::<Based>(&json!({"id": "ab", "right": "x"}));
    breaks::<Based>(
        &json!({"id": "abc", "left": -1}),
        &[("id", "maxLength"), ("left", "minimum")],
    );
    breaks::<Based>(
        &json!({"id": "abc", "right": ""}),
        &[("id", "maxLength"), ("right", "minLength")],
    );
    refuses::<Based>(
        &json!({"id": "a", "left": 1, "right": "x"}),
        "fits 2 variants of Based",
    );
    // Any of them: the first counts, and a second that fits is no matter.
    accepts::<Either>(&json!({"a": "x", "b": 1}));
}

/// What is said of an array where objects are variants.
fn said<T: serde::de::DeserializeOwned>(value: &Value) -> String {
    match serde_json::from_value::<T>(value.clone()) {
        Ok(_) => panic!("{value} was read"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn a_union_is_named_and_says_of_each_variant_why_not() {
    let list = json!(["a", 1]);
    let objects = "not an object; not an object";
    for (told, name, reasons) in [
        (said::<Based>(&list), "Based", objects),
        (said::<Either>(&list), "Either", objects),
        (said::<one_of::types::Payment>(&list), "Payment", objects),
        (
            said::<one_of::types::OrderShape>(&list),
            "OrderShape",
            "not an object; invalid type: sequence",
        ),
        (
            said::<recursive::types::Expression>(&json!([1, 2])),
            "Expression",
            "invalid type: sequence, expected i64; not an object",
        ),
    ] {
        let expected = format!("the value fits no variant of {name}: {reasons}");
        assert!(told.starts_with(&expected), "{told}");
    }
    for (pet, begin) in [
        (json!({}), "Pet needs a text"),
        (json!({"petType": "fish"}), "Pet has no variant"),
    ] {
        let told = said::<discriminator::types::Pet>(&pet);
        assert!(told.starts_with(begin), "{told}");
    }
}

/// Every text that a pattern takes, out of one character of ASCII in each place.
fn taken(member: &str, before: &str, after: &str) -> String {
    let fits = |character: &char| {
        let codes: Codes =
            serde_json::from_value(json!({member: format!("{before}{character}{after}")})).unwrap();
        codes.validate().is_ok()
    };
    ('\0'..='\u{7f}').filter(fits).collect()
}

#[test]
fn patterns_take_their_classes_and_nothing_else() {
    let (upper, digits) = ("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789");
    assert_eq!(taken("plate", "", "A1"), upper);
    assert_eq!(taken("plate", "A", "1"), upper);
    assert_eq!(taken("plate", "AA", ""), digits);
    assert_eq!(taken("plate", "AA123", ""), digits);
    assert_eq!(taken("version", "", "1.1"), "v");
    assert_eq!(taken("version", "v", ".1"), digits);
    assert_eq!(taken("version", "v1", "1.1"), digits);
    assert_eq!(taken("version", "v1.", ""), digits);
    for (member, good, bad) in [
        ("plate", ["AA1", "AA1234"], ["A1", "AA"]),
        ("version", ["v1.1", "v22.33"], ["v.1", "v1."]),
        ("version", ["v0.0", "v9.9"], ["vv1.1", "v1..1"]),
        ("version", ["v1.0", "v00.1"], ["v1\u{0}1", "\u{0}1.1"]),
        ("label", ["a", "a-b"], ["a.b", "-a"]),
    ] {
        for text in good {
            accepts::<Codes>(&json!({member: text}));
        }
        for text in bad {
            breaks::<Codes>(&json!({member: text}), &[(member, "pattern")]);
        }
    }
    for text in ["\0AB", "AB", "ABCD"] {
        breaks::<Currency>(&json!(text), &[("", "pattern")]);
    }
    accepts::<Currency>(&json!("ABZ"));
}

#[test]
fn a_broken_pattern_is_quoted() {
    let codes: Codes = serde_json::from_value(json!({
        "label": "-", "plate": "-", "version": "-", "loose": "-", "either": "-", "again": "-",
    }))
    .unwrap();
    let told = codes.validate().unwrap_err();
    let expected = [
        "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$",
        r"^[A-Z]{2}\d{1,4}$",
        r"^v\d+\.\d+$",
        "ab+c",
        "^(on|off)$",
        "ab+c",
    ];
    assert_eq!(told.len(), expected.len());
    for (violation, pattern) in told.iter().zip(expected) {
        assert!(violation.message.contains(pattern), "{violation}");
    }
    let message = |told: Vec<codegen_goldens::runtime::Violation>| told[0].message.clone();
    let currency: Currency = serde_json::from_value(json!("-")).unwrap();
    assert!(message(currency.validate().unwrap_err()).contains("^[A-Z]{3}$"));
    let text: Text = serde_json::from_value(json!("- -")).unwrap();
    assert!(message(text.validate().unwrap_err()).contains(r"^\w+\s?\S$"));
}
