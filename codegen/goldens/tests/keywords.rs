//! Constraint keywords: valid values pass, each near miss is reported with its place and keyword.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use codegen_goldens::{arrays, formats, inline, maps, nullable, numbers, patterns, strings};
use serde_json::json;
use support::{accepts, breaks, refuses};

#[test]
fn lengths_count_characters() {
    use strings::types::Account;
    accepts::<Account>(&json!({"login": "ééééé", "motto": "", "secret": "x"}));
    breaks::<Account>(&json!({"login": "éé"}), &[("login", "minLength")]);
    breaks::<Account>(
        &json!({"login": "123456", "motto": "12345678901"}),
        &[("login", "maxLength"), ("motto", "maxLength")],
    );
    refuses::<Account>(&json!({}), "missing field `login`");
    refuses::<Account>(&json!({"login": "abc", "motto": null}), "null");
    refuses::<Account>(&json!({"login": 3}), "string");
}

#[test]
fn numbers_keep_to_their_ranges() {
    use numbers::types::Reading;
    let with = |name: &str, value: serde_json::Value| {
        let mut reading = json!({"port": 1, "level": 0.1});
        reading[name] = value;
        reading
    };
    for (name, value) in [
        ("port", json!(65535)),
        ("level", json!(1.5)),
        ("step", json!(-10)),
        ("price", json!(19.99)),
        ("half", json!(1)),
        ("half", json!(9)),
        ("big", json!(u64::MAX)),
        ("ratio", json!(9.999)),
        ("priority", json!(3)),
    ] {
        accepts::<Reading>(&with(name, value));
    }
    for (name, value, keyword) in [
        ("port", json!(0), "minimum"),
        ("port", json!(65536), "maximum"),
        ("level", json!(0.0), "minimum"),
        ("level", json!(1.6), "maximum"),
        ("step", json!(7), "multipleOf"),
        ("price", json!(19.995), "multipleOf"),
        ("half", json!(0), "minimum"),
        ("half", json!(10), "maximum"),
        ("ratio", json!(10.0), "maximum"),
        ("priority", json!(4), "enum"),
    ] {
        breaks::<Reading>(&with(name, value), &[(name, keyword)]);
    }
    refuses::<Reading>(&with("port", json!(3_000_000_000_u32)), "i32");
    refuses::<Reading>(&with("big", json!(-1)), "u64");
}

#[test]
fn lists_and_their_items_are_looked_at() {
    use arrays::types::{Basket, Names};
    accepts::<Basket>(
        &json!({"apples": ["ab"], "tags": ["a", "b"], "grid": [[1, 9], []], "things": [{"id": 1}], "anything": [1, null]}),
    );
    breaks::<Basket>(&json!({"apples": []}), &[("apples", "minItems")]);
    breaks::<Basket>(
        &json!({"apples": ["ab", "c", "de", "fg"]}),
        &[("apples", "maxItems"), ("apples[1]", "minLength")],
    );
    breaks::<Basket>(
        &json!({"apples": ["ab"], "tags": ["a", "b", "a"], "grid": [[1], [2, 3, 10]], "things": [{"id": 0}]}),
        &[
            ("tags[2]", "uniqueItems"),
            ("grid[1]", "maxItems"),
            ("grid[1][2]", "maximum"),
            ("things[0].id", "minimum"),
        ],
    );
    accepts::<Names>(&json!(["a"]));
    breaks::<Names>(&json!(["a", "abcde"]), &[("[1]", "maxLength")]);
}

#[test]
fn maps_and_members_that_are_not_listed() {
    use maps::types::{Closed, Free, Labels, Nested, Open};
    accepts::<Labels>(&json!({"a": "b", "c": "d"}));
    breaks::<Labels>(
        &json!({"a": "b", "c": "abcd", "e": ""}),
        &[("", "maxProperties"), ("[c]", "maxLength")],
    );
    accepts::<Closed>(&json!({"a": "x"}));
    refuses::<Closed>(&json!({"c": 1}), "unknown field `c`");
    accepts::<Open>(&json!({"name": "x", "n": 1}));
    breaks::<Open>(&json!({}), &[("", "minProperties")]);
    breaks::<Open>(&json!({"n": 0}), &[("[n]", "minimum")]);
    refuses::<Open>(&json!({"n": "x"}), "invalid type");
    accepts::<Free>(&json!({"a": [1, {"b": null}]}));
    accepts::<Nested>(&json!({"byName": {"x": {"a": "b"}}, "any": {"y": 1}, "counts": {"z": [1]}}));
    breaks::<Nested>(&json!({"counts": {}}), &[("counts", "minProperties")]);
    refuses::<Nested>(&json!({"byName": {"x": {"z": 1}}}), "unknown field `z`");
}

#[test]
fn null_is_allowed_where_the_document_says_so() {
    use nullable::types::{Maybe, Note};
    accepts::<Note>(
        &json!({"text": null, "author": "x", "lines": ["a", null], "mood": "good", "origin": {"place": "y"}}),
    );
    accepts::<Maybe>(&json!(null));
    accepts::<Maybe>(&json!({"a": 1}));
    breaks::<Note>(
        &json!({"text": "a", "author": "x", "lines": [null, "abcd"], "origin": {"place": ""}}),
        &[
            ("text", "minLength"),
            ("lines[1]", "maxLength"),
            ("origin.place", "minLength"),
        ],
    );
    refuses::<Note>(&json!({"author": "x"}), "missing field `text`");
    refuses::<Note>(&json!({"text": null, "author": null}), "null");
}

#[test]
fn types_that_stand_inside_others_have_names_and_places() {
    use inline::types::{Person, PersonAddress, PersonPhonesItemKind};
    accepts::<Person>(
        &json!({"address": {"city": "x", "geo": {"lat": 1.5}}, "phones": [{"kind": "home"}], "friends": {"a": {"since": 2000}}}),
    );
    breaks::<Person>(
        &json!({"address": {"city": "", "geo": {"lat": 91.0}}, "friends": {"a": {"since": 1}}}),
        &[
            ("address.city", "minLength"),
            ("address.geo.lat", "maximum"),
            ("friends[a].since", "minimum"),
        ],
    );
    let person = Person {
        address: PersonAddress {
            city: "x".to_owned(),
            ..PersonAddress::default()
        },
        ..Person::default()
    };
    assert_eq!(
        serde_json::to_value(&person).unwrap(),
        json!({"address": {"city": "x"}})
    );
    assert_eq!(
        PersonPhonesItemKind::ALL.map(PersonPhonesItemKind::as_str),
        ["home", "work"]
    );
}

#[test]
fn formats_are_asserted() {
    use formats::types::Everything;
    accepts::<Everything>(&json!({
        "dateTime": "2024-01-31T12:00:00Z", "date": "2024-01-31", "uuid": "123e4567-e89b-12d3-a456-426614174000",
        "byte": "YQ==", "uri": "https://example.com/", "ipv4": "192.0.2.1", "ipv6": "::1", "hostname": "a.example",
        "email": "a@example.com", "binary": "\u{0}", "other": "anything",
    }));
    for name in [
        "date", "uuid", "byte", "uri", "ipv4", "ipv6", "hostname", "email",
    ] {
        breaks::<Everything>(&json!({name: "?"}), &[(name, "format")]);
    }
    refuses::<Everything>(&json!({"dateTime": "2024-01-31"}), "RFC 3339");
}

#[test]
fn patterns_are_scans_or_compiled_once() {
    use patterns::types::Codes;
    accepts::<Codes>(
        &json!({"label": "a-b", "plate": "AB1234", "version": "v1.22", "loose": "xabbcx", "either": "on", "again": "abc"}),
    );
    for (name, value) in [
        ("label", "-a"),
        ("plate", "AB12345"),
        ("plate", "ABC1"),
        ("version", "v1."),
        ("version", "v1.2x"),
        ("loose", "ac"),
        ("either", "on off"),
        ("again", ""),
    ] {
        breaks::<Codes>(&json!({name: value}), &[(name, "pattern")]);
    }
}
