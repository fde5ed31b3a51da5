//! What the validator costs next to reading the text with serde: `cargo bench -p generated --bench validate`.
//!
//! The rival is the `jsonschema` crate with the same rules in its own words, its validator built once.

#![allow(
    clippy::expect_used,
    reason = "a measurement without its objects has no meaning"
)]

mod side_by_side;

use std::hint::black_box;

use generated::runtime::{Validate, Violation};
use generated::types::ProjectImportVirtualCluster as Import;
use serde_json::Value;

use side_by_side::{Contender, measure, request};

/// The rules of the import object that JSON Schema can say.
const SCHEMA: &str = include_str!("validate.schema.json");

fn main() {
    let schema: Value = serde_json::from_str(SCHEMA).expect("the schema is JSON");
    let rival = jsonschema::validator_for(&schema).expect("the schema is one");
    let valid = request("my-vcluster", "");
    let broken = request("My VCluster", "")
        .replace("\"pool-1\"", "\"-\"")
        .replace("\"my-cluster\"", "\"my_cluster\"")
        .replace("\"vcluster\"", "\"v/cluster\"")
        .replace("\"Update\"", "\"Delete\"");

    println!("a valid object, {} bytes of JSON", valid.len());
    compete(&valid, &rival, 0);
    println!("the same with five violations");
    compete(&broken, &rival, 5);
}

/// Measures one object, after both sides have found the same number of violations in it.
fn compete(text: &str, rival: &jsonschema::Validator, count: usize) {
    let typed: Import = serde_json::from_str(text).expect("the object has the right types");
    let value: Value = serde_json::from_str(text).expect("the object is JSON");
    let found = typed.validate().err().unwrap_or_default();
    assert_eq!(found.len(), count, "{found:?}");
    let theirs: Vec<_> = rival.iter_errors(&value).collect();
    assert_eq!(theirs.len(), count, "{theirs:?}");

    let mut contenders: Vec<Contender<'_>> = vec![
        (
            "serde_json to the type",
            Box::new(|| {
                black_box(serde_json::from_slice::<Import>(black_box(text.as_bytes())).is_ok());
            }),
        ),
        (
            "serde_json to the type, known to be UTF-8",
            Box::new(|| {
                black_box(serde_json::from_str::<Import>(black_box(text)).is_ok());
            }),
        ),
        (
            "the generated validator",
            Box::new(|| {
                black_box(black_box(&typed).validate().is_ok());
            }),
        ),
    ];
    if count > 0 {
        contenders.push((
            "the generated validator, as text",
            Box::new(|| {
                let found = black_box(&typed).validate().err().unwrap_or_default();
                black_box(found.iter().map(Violation::to_string).collect::<Vec<_>>());
            }),
        ));
    }
    contenders.extend([
        (
            "serde_json to a value",
            Box::new(|| {
                black_box(serde_json::from_slice::<Value>(black_box(text.as_bytes())).is_ok());
            }) as Box<dyn Fn()>,
        ),
        (
            "jsonschema, is_valid, of the value",
            Box::new(|| {
                black_box(rival.is_valid(black_box(&value)));
            }),
        ),
        (
            "jsonschema, iter_errors, of the value",
            Box::new(|| {
                black_box(rival.iter_errors(black_box(&value)).count());
            }),
        ),
    ]);
    if count > 0 {
        contenders.push((
            "jsonschema, iter_errors, as text",
            Box::new(|| {
                let errors = rival.iter_errors(black_box(&value));
                black_box(
                    errors
                        .map(|error| format!("{}: {error}", error.instance_path()))
                        .collect::<Vec<_>>(),
                );
            }),
        ));
    }
    measure(contenders);
}
