//! What is not enforced for a document of others is told, with its place.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use codegen::{Diagnostic, Layout, Source, Tolerance, generate_document, generate_tolerating};

/// What is told about a document whose one component has this member.
fn warnings(member: &str) -> Vec<String> {
    let text = format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths: {{}}\ncomponents:\n  schemas:\n    Pet:\n      \
         type: object\n      properties:\n        part: {member}\n"
    );
    let source = Source::new("pets.yaml", &text);
    lines(
        &generate_document(&source, &[], &Layout::default())
            .unwrap()
            .warnings,
    )
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
    assert_eq!(
        lines(&generated.warnings),
        [
            "pets.yaml:3:1: [ignored] x-empty-is-absent needs a catalogue of requirements, and there is none"
        ]
    );
}

/// What is told, a line each.
fn lines(found: &[Diagnostic]) -> Vec<String> {
    found.iter().map(ToString::to_string).collect()
}

#[test]
fn a_pattern_without_a_counterpart_is_a_mistake_or_is_left_out() {
    let text = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    \
                Pet: {type: string, pattern: '(?=a)b', maxLength: 7}\n";
    let source = Source::new("pets.yaml", text);
    let with = |unenforced_patterns| {
        let tolerance = Tolerance {
            unenforced_patterns,
        };
        generate_tolerating(&source, &[], &Layout::default(), tolerance)
    };
    let reason = "look-around, including look-ahead and look-behind, is not supported";
    let refused = lines(&with(false).unwrap_err());
    let expected = format!("pets.yaml:6:25: [pattern] this pattern cannot be translated: {reason}");
    assert_eq!(refused, [expected]);

    let generated = with(true).unwrap();
    let expected = format!(
        "pets.yaml:6:25: [not-enforced] this pattern cannot be translated, and is not enforced: {reason}"
    );
    assert_eq!(lines(&generated.warnings), [expected]);
    // Only the pattern is left out, and only from the validator.
    let mut files = generated.files.iter();
    let pet = files.find(|file| file.path == "types/pet.rs").unwrap();
    assert!(!pet.text.contains("rule::pattern"), "{}", pet.text);
    assert!(pet.text.contains("max_characters"), "{}", pet.text);
    assert!(pet.text.contains("(?=a)b"), "{}", pet.text);
}

#[test]
fn keys_that_mean_nothing_are_told_in_the_files_that_are_referred_to() {
    let text = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    \
                Pet: {$ref: 'shared/parts.yaml#/Part'}\n";
    let source = Source::new("pets.yaml", text);
    let parts = "Part: {type: string, maxLenght: 3}\nUnused: {type: string, minLenght: 3}\n";
    let parts = Source::new("shared/parts.yaml", parts);
    let generated = generate_document(&source, &[parts], &Layout::default()).unwrap();
    assert_eq!(
        lines(&generated.warnings),
        ["shared/parts.yaml:1:22: [ignored] unknown key `maxLenght` in a schema"],
        "what nothing refers to is nobody's business"
    );
}
