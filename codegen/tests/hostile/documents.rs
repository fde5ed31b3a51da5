//! Documents that are well formed, and whose size or references hurt.

use codegen::Source;
use serde_json::{Map, Value, json};

use super::answer;

fn document(schemas: impl IntoIterator<Item = (String, Value)>) -> Source {
    let schemas: Map<String, Value> = schemas.into_iter().collect();
    let text = json!({
        "openapi": "3.0.3",
        "info": { "title": "t", "version": "1" },
        "paths": {},
        "components": { "schemas": schemas },
    });
    Source::new("a.json", &text.to_string())
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

#[test]
fn thousands_of_members_are_no_matter() {
    let properties: Map<String, Value> = (0..20_000)
        .map(|number| {
            (
                format!("member{number}"),
                json!({ "type": "string", "minLength": 1 }),
            )
        })
        .collect();
    let required: Vec<String> = properties.keys().rev().take(10_000).cloned().collect();
    let schema = json!({ "type": "object", "properties": properties, "required": required });
    let outcome = answer(&document([("A".to_owned(), schema)]), &[]);
    assert!(outcome.is_ok(), "{outcome:?}");
}

#[test]
fn members_may_differ_in_letters_that_rust_has_not() {
    let word = |number: usize| format!("{number:012b}").replace('0', "é").replace('1', "è");
    let properties: Map<String, Value> = (0..3_000)
        .map(|number| (word(number), json!({ "type": "string" })))
        .collect();
    let schema = json!({ "type": "object", "properties": properties });
    let outcome = answer(&document([("A".to_owned(), schema)]), &[]);
    assert!(outcome.is_ok(), "{outcome:?}");
    let words: Vec<String> = (0..4_000).map(word).collect();
    let schema = json!({ "type": "string", "enum": words });
    let outcome = answer(&document([("A".to_owned(), schema)]), &[]);
    assert!(outcome.is_ok(), "{outcome:?}");
}

#[test]
fn references_that_lead_nowhere_end() {
    for schema in [
        reference("A"),
        json!({ "allOf": [reference("A")] }),
        json!({ "oneOf": [reference("A")] }),
    ] {
        let _ = answer(&document([("A".to_owned(), schema)]), &[]);
    }
    let round = (0..300).map(|at| (format!("S{at}"), reference(&format!("S{}", (at + 1) % 300))));
    let mistakes = answer(&document(round), &[]).expect_err("no schema stands anywhere");
    assert!(mistakes[0].contains("leads back to itself"), "{mistakes:?}");
}

#[test]
fn references_in_a_circle_of_files_end() {
    let file = |name: &str, next: &str| {
        let text = format!(
            "openapi: 3.0.3\ninfo: {{title: t, version: '1'}}\npaths: {{}}\ncomponents: {{schemas: {{A: {{$ref: '{next}#/components/schemas/A'}}}}}}\n"
        );
        Source::new(name, &text)
    };
    let (a, b) = (file("a.yaml", "b.yaml"), file("b.yaml", "./a.yaml"));
    let mistakes = answer(&a, &[b]).expect_err("no schema stands anywhere");
    assert!(mistakes[0].contains("leads back to itself"), "{mistakes:?}");
    let whole = Source::new("c.yaml", "$ref: c.yaml\n");
    assert!(answer(&whole, &[]).is_err());
}

#[test]
fn long_chains_of_references_are_followed() {
    let chain = (0..300).map(|at| {
        let next = if at == 299 {
            json!({ "type": "string" })
        } else {
            reference(&format!("S{}", at + 1))
        };
        (format!("S{at}"), next)
    });
    assert!(answer(&document(chain), &[]).is_ok());
}

#[test]
fn long_chains_of_parts_end() {
    // Each is written with the members of all that follow, 20,000 altogether.
    let chain = (0..200).map(|at| {
        let next = if at == 199 {
            json!({ "type": "object" })
        } else {
            reference(&format!("S{}", at + 1))
        };
        let own = json!({ "properties": { format!("m{at}"): { "type": "string" } } });
        (format!("S{at}"), json!({ "allOf": [next, own] }))
    });
    let outcome = answer(&document(chain), &[]);
    assert!(outcome.is_ok(), "{outcome:?}");
}

#[test]
fn many_parts_and_many_alternatives_are_no_matter() {
    let parts: Vec<Value> = (0..3_000)
        .map(|at| json!({ "properties": { format!("m{at}"): { "type": "string" } } }))
        .collect();
    let outcome = answer(
        &document([("A".to_owned(), json!({ "allOf": parts }))]),
        &[],
    );
    assert!(outcome.is_ok(), "{outcome:?}");
    let branches: Vec<Value> = (0..500)
        .map(|at| json!({ "type": "object", "required": [format!("m{at}")] }))
        .collect();
    let outcome = answer(
        &document([("A".to_owned(), json!({ "oneOf": branches }))]),
        &[],
    );
    assert!(outcome.is_ok(), "{outcome:?}");
}

#[test]
fn alternatives_of_alternatives_do_not_explode() {
    let pair = json!({ "oneOf": [{ "type": "object", "required": ["a"] }, { "type": "object", "required": ["b"] }] });
    let all = json!({ "allOf": vec![pair.clone(); 20] });
    let _ = answer(&document([("A".to_owned(), all)]), &[]);
    let nested = (0..6).fold(
        pair,
        |inner, _| json!({ "oneOf": [inner.clone(), { "allOf": [inner] }] }),
    );
    let _ = answer(&document([("A".to_owned(), nested)]), &[]);
}
