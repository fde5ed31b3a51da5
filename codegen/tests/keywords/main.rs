//! Every type and keyword of OpenAPI in a contract, where empty is absent. What is generated lies beside this file and
//! is compiled with it.
//!
//! `cargo xtask goldens` writes it again.

#![allow(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    clippy::too_many_lines,
    clippy::unreadable_literal,
    dead_code,
    unreachable_pub,
    unused_imports,
    reason = "a test that cannot go on has failed; generated items are public, and not all of them are used"
)]

use std::path::Path;

use codegen::runtime::decode::{Mode, Syntax, decode};
use codegen::runtime::{self, Basis, Validate};
use codegen::{Source, Sources};
use serde_json::{Value, json};
use types::Order;

#[rustfmt::skip]
#[path = "generated/patterns.rs"]
mod patterns;
#[rustfmt::skip]
#[path = "generated/requirements/mod.rs"]
mod requirements;
#[rustfmt::skip]
#[path = "generated/shapes/mod.rs"]
mod shapes;
#[rustfmt::skip]
#[path = "generated/types/mod.rs"]
mod types;

const FOLDERS: [&str; 4] = ["patterns.rs", "requirements", "shapes", "types"];

fn generated() -> Vec<codegen::File> {
    let sources = Sources {
        openapi: Source::new("openapi.yaml", include_str!("spec/openapi.yaml")),
        requirements: Source::new("requirements.yaml", include_str!("spec/requirements.yaml")),
        faults: None,
        variants: None,
        example_index: Source::new("index.yaml", include_str!("spec/index.yaml")),
        examples: Vec::new(),
    };
    let mut files = codegen::generate(&sources).unwrap_or_else(|found| {
        let report: Vec<String> = found.iter().map(codegen::Diagnostic::render).collect();
        panic!("{}", report.join("\n"))
    });
    files.retain(|file| FOLDERS.iter().any(|folder| file.path.starts_with(folder)));
    files
}

#[test]
fn the_files_beside_this_one_are_what_is_generated() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/keywords/generated");
    for file in generated() {
        let path = folder.join(&file.path);
        let stored = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            stored == file.text,
            "{} is stale; run `cargo xtask goldens`",
            file.path
        );
    }
}

/// An order with a weight, and these members.
fn order(members: &Value) -> Order {
    let mut order = json!({"weight": 1.5});
    let object = order.as_object_mut().unwrap();
    object.extend(members.as_object().unwrap().clone());
    serde_json::from_value(order).unwrap_or_else(|error| panic!("{members}: {error}"))
}

/// What is wrong with an order, as (path, keyword).
fn broken(members: &Value) -> Vec<(String, &'static str)> {
    let violations = order(members).validate().err().unwrap_or_default();
    violations
        .into_iter()
        .map(|violation| (violation.path, violation.keyword))
        .collect()
}

#[test]
fn values_that_obey_every_keyword_are_accepted_and_written_as_they_were() {
    for members in [
        json!({"weight": 0.51, "port": 1024, "pairs": -4, "size": 4, "total": 18_446_744_073_709_551_614_u64}),
        json!({"flag": true, "code": "ABC123", "nick": "abcde", "mail": "a@example.com", "mood": "fine"}),
        json!({"tags": ["a", "b", "c"], "grid": [[0.5, 1.0], []], "ports": [1, 2], "limits": {"cpu": 1}}),
        json!({"groups": {"us": [{"name": "ada"}]}, "people": [{"name": "ada"}, {"name": "eve"}]}),
        json!({"target": "http", "extra": {"a": 1, "b": null}, "due": "2024-01-31T12:00:00Z"}),
        json!({"target": 80, "contact": {"mail": "a", "visits": 1}, "id": "123e4567-e89b-12d3-a456-426614174000"}),
    ] {
        assert_eq!(broken(&members), [], "{members}");
        let written = serde_json::to_value(order(&members)).unwrap();
        for (name, value) in members.as_object().unwrap() {
            assert_eq!(written[name], *value);
        }
    }
}

#[test]
fn each_near_miss_is_reported_where_it_is() {
    for (members, path, keyword) in [
        (json!({"weight": 0.5}), "weight", "minimum"),
        (json!({"weight": 100.5}), "weight", "maximum"),
        (json!({"port": 1023}), "port", "minimum"),
        (json!({"port": 65536}), "port", "maximum"),
        (json!({"pairs": 3}), "pairs", "multipleOf"),
        (json!({"size": 3}), "size", "enum"),
        (json!({"total": u64::MAX}), "total", "maximum"),
        (json!({"code": "ABCD1234"}), "code", "maxLength"),
        (json!({"code": "AB1"}), "code", "pattern"),
        (json!({"nick": "e"}), "nick", "minLength"),
        (json!({"nick": "ac"}), "nick", "pattern"),
        (json!({"mail": "nobody"}), "mail", "format"),
        (json!({"mood": "bad"}), "mood", "enum"),
        (json!({"tags": ["a"]}), "tags", "minItems"),
        (json!({"tags": ["a", "b", "c", "d"]}), "tags", "maxItems"),
        (json!({"tags": ["a", "a"]}), "tags[1]", "uniqueItems"),
        (json!({"tags": ["a", ""]}), "tags[1]", "minLength"),
        (json!({"grid": [[], [0, 0, 0]]}), "grid[1]", "maxItems"),
        (json!({"grid": [[2]]}), "grid[0][0]", "maximum"),
        (json!({"ports": [1, 2, 3]}), "ports", "maxItems"),
        (json!({"ports": [0]}), "ports[0]", "minimum"),
        (
            json!({"limits": {"a": 1, "b": 1, "c": 1}}),
            "limits",
            "maxProperties",
        ),
        (json!({"limits": {"a": 0}}), "limits[a]", "minimum"),
        (json!({"groups": {"us": []}}), "groups[us]", "minItems"),
        (
            json!({"groups": {"us": [{"age": 200}]}}),
            "groups[us][0].age",
            "maximum",
        ),
        (
            json!({"people": [{"name": "A"}]}),
            "people[0].name",
            "pattern",
        ),
        (json!({"extra": {"a": 1}}), "extra", "minProperties"),
        (
            json!({"contact": {"mail": "a", "phone": ["1"], "visits": 1}}),
            "contact",
            "maxProperties",
        ),
        (
            json!({"contact": {"mail": "", "phone": [], "visits": 0}}),
            "contact",
            "minProperties",
        ),
        (
            json!({"id": "123e4567-e89b-12d3-a456-426614174000", "kindOf": "x"}),
            "",
            "atMostOneOf",
        ),
    ] {
        assert_eq!(broken(&members), [(path.to_owned(), keyword)], "{members}");
    }
    let twice = json!({"people": [{"name": "ada"}, {"name": "ada"}]});
    assert_eq!(
        broken(&twice),
        [("people[1]".to_owned(), "x-kubernetes-list-map-keys")]
    );
}

#[test]
fn keywords_bind_only_what_is_there() {
    let empty = json!({
        "port": 0, "size": 0, "flag": false, "code": "", "nick": "", "mail": "", "mood": "", "tags": [],
        "limits": {}, "extra": {}, "id": "", "due": null, "people": null, "target": null
    });
    assert_eq!(broken(&empty), []);
    assert_eq!(
        serde_json::to_value(order(&empty)).unwrap(),
        json!({"weight": 1.5})
    );
    let required: Vec<_> = serde_json::from_value::<Order>(json!({"weight": 0}))
        .unwrap()
        .validate()
        .unwrap_err();
    assert_eq!(required.len(), 1);
    assert_eq!(required[0].keyword, "required");
}

#[test]
fn a_keyword_cites_its_requirement_where_it_has_one() {
    let cited = |members: &Value| {
        let violations = order(members).validate().unwrap_err();
        assert_eq!(violations[0].basis, Basis::PublishedSchema);
        violations[0].requirement.map(|requirement| requirement.id)
    };
    assert_eq!(cited(&json!({"weight": 101})), Some("k.weight"));
    assert_eq!(cited(&json!({"weight": 0.1})), None);
    assert_eq!(cited(&json!({"port": 1})), Some("k.port"));
    assert_eq!(cited(&json!({"code": "ABC12345"})), Some("k.code"));
    assert_eq!(cited(&json!({"code": "1"})), Some("k.code"));
    assert_eq!(cited(&json!({"mood": "bad"})), Some("k.mood"));
    assert_eq!(cited(&json!({"tags": ["a"]})), Some("k.tags"));
}

#[test]
fn a_value_of_a_wrong_type_is_told_with_its_place() {
    for (member, text, path) in [
        ("weight", "\"heavy\"", "weight"),
        ("size", "-1", "size"),
        ("total", "1.5", "total"),
        ("target", "true", "target"),
        ("extra", "[]", "extra"),
        ("grid", "[[1, false]]", "grid[0][1]"),
        ("ports", "[80, \"http\"]", "ports[1]"),
        ("due", "\"soon\"", "due"),
    ] {
        let text = format!("{{\"weight\": 1, \"{member}\": {text}}}");
        let text = text.replace("\"weight\": 1, \"weight\"", "\"weight\"");
        let found = decode::<Order>(text.as_bytes(), Syntax::Json, Mode::Strict);
        let rejected = found.err().unwrap_or_else(|| panic!("{text} is accepted"));
        let places: Vec<&str> = rejected
            .problems
            .iter()
            .map(|problem| problem.path.as_str())
            .collect();
        assert_eq!(places, [path], "{text}: {rejected}");
    }
}
