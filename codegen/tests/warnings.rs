//! What is not enforced for a document of others is told, with its place.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use codegen::{Layout, Source, generate_document};

/// What is told about a document whose one component has this member.
fn warnings(member: &str) -> Vec<String> {
    let text = format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths: {{}}\ncomponents:\n  schemas:\n    Pet:\n      \
         type: object\n      properties:\n        part: {member}\n"
    );
    let source = Source::new("pets.yaml", &text);
    let generated = generate_document(&source, &[], &Layout::default()).unwrap();
    generated.warnings.iter().map(ToString::to_string).collect()
}

#[test]
fn an_enum_is_enforced_whatever_its_type() {
    for member in [
        "{type: string, enum: [a]}",
        "{type: string, format: date-time, enum: ['2024-01-31T12:00:00Z']}",
        "{type: array, items: {type: string}, enum: [[a]]}",
        "{type: object, additionalProperties: {type: string}, enum: [{a: b}]}",
    ] {
        assert_eq!(warnings(member), [""; 0], "{member}");
    }
    let found = warnings("{type: object, properties: {a: {type: string}}, enum: [{a: b}]}");
    assert!(
        matches!(found.as_slice(), [only] if only.contains("[not-enforced]")),
        "{found:?}"
    );
}

#[test]
fn keys_of_a_list_that_its_items_do_not_declare() {
    let list = |keys: &str| {
        warnings(&format!(
            "{{type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [{keys}], \
             items: {{type: object, properties: {{name: {{type: string}}}}}}}}"
        ))
    };
    assert_eq!(list("name"), [""; 0]);
    let found = list("name, port");
    assert_eq!(
        found,
        [
            "pets.yaml:9:58: [not-enforced] the items have no member `port`, so that their keys are not compared"
        ]
    );
}

#[test]
fn a_contract_without_a_catalogue() {
    let text =
        "openapi: 3.0.3\ninfo: {title: T, version: '1'}\nx-empty-is-absent: a.empty\npaths: {}\n";
    let source = Source::new("pets.yaml", text);
    let generated = generate_document(&source, &[], &Layout::default()).unwrap();
    let found: Vec<String> = generated.warnings.iter().map(ToString::to_string).collect();
    assert_eq!(
        found,
        [
            "pets.yaml:3:1: [ignored] x-empty-is-absent needs a catalogue of requirements, and there is none"
        ]
    );
}
