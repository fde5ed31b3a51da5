//! Every mistake in the spec is told with its place and what to do; the unspoilt spec is the control.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod support;

use codegen::Diagnostic;
use support::{assert_one, edit, generated, mistakes, small};

/// Spoils one place of the OpenAPI document and returns what is reported.
fn spoilt(old: &str, new: &str) -> Vec<Diagnostic> {
    mistakes(|sources| edit(&mut sources.openapi, old, new))
}

#[test]
fn the_unspoilt_spec_is_accepted() {
    assert!(!generated(&small()).is_empty());
}

#[test]
fn malformed_yaml() {
    let found = spoilt(
        "info: {title: Small, version: 1.2.3}",
        "info: {title: Small, version: 1.2.3",
    );
    let line = found[0].to_string();
    assert!(
        line.starts_with("openapi.yaml:3:18: [syntax] this is not YAML"),
        "{line}"
    );
}

#[test]
fn wrong_type() {
    let found = spoilt("required: [customer]", "required: customer");
    let line = found[0].to_string();
    assert!(
        line.contains("[syntax]") && line.starts_with("openapi.yaml:"),
        "{line}"
    );
}

#[test]
fn duplicate_key() {
    let found = spoilt(
        "description: Who orders.",
        "description: Who orders.\n          description: Who pays.",
    );
    assert_one(
        &found,
        "openapi.yaml:32:11: [duplicate-key] the key `description` stands here a second time",
        "remove one",
    );
}

#[test]
fn misspelt_keyword() {
    let found = spoilt(
        "properties:\n        name: {type: string,",
        "properties:\n        name: {type: string, maxLenght: 3,",
    );
    assert_one(
        &found,
        "openapi.yaml:67:30: [unknown-key] unknown key `maxLenght` in a schema",
        "did you mean `maxLength`?",
    );
}

#[test]
fn misspelt_extension() {
    let found = spoilt("x-always-written", "x-allways-written");
    assert_one(
        &found,
        "openapi.yaml:45:11: [unknown-key] unknown extension `x-allways-written` in a schema",
        "did you mean `x-always-written`?",
    );
}

#[test]
fn sibling_of_a_reference() {
    let found = spoilt(
        "items: {$ref: '#/components/schemas/org.example.v1.Customer'}",
        "items: {$ref: '#/components/schemas/org.example.v1.Customer', description: A guest.}",
    );
    assert_one(
        &found,
        "openapi.yaml:58:73: [reference-sibling] `description` stands beside $ref and would be ignored",
        "allOf",
    );
}

#[test]
fn dangling_references() {
    let found = spoilt(
        "allOf: [{$ref: '#/components/schemas/org.example.v1.Customer'}]",
        "allOf: [{$ref: '#/components/schemas/org.example.v1.Custommer'}]",
    );
    assert_one(
        &found,
        "openapi.yaml:30:26: [dangling-reference] `#/components/schemas/org.example.v1.Custommer` is not defined",
        "did you mean `#/components/schemas/org.example.v1.Customer`?",
    );
    let found = spoilt(
        "#/components/responses/Refused",
        "#/components/responses/Nope",
    );
    assert_one(
        &found,
        "openapi.yaml:18:25: [dangling-reference] `#/components/responses/Nope` is not defined",
        "did you mean `#/components/responses/Refused`?",
    );
}

#[test]
fn unsupported_keywords_are_never_ignored() {
    let found = spoilt(
        "count: {type: integer,",
        "count: {type: integer, readOnly: true,",
    );
    assert_one(
        &found,
        "openapi.yaml:41:32: [unsupported] `readOnly` in a schema is not supported yet",
        "leave it out",
    );
    let found = spoilt("name: {type: string,", "name: {type: string, not: {},");
    assert_one(
        &found,
        "openapi.yaml:67:30: [unsupported] `not` in a schema is not supported yet",
        "leave it out",
    );
    let found = spoilt("count: {type: integer, format: int32,", "count: {");
    assert_one(
        &found,
        "openapi.yaml:41:9: [unsupported] a schema of this kind is not supported yet",
        "",
    );
    let found = spoilt(
        "count: {type: integer, format: int32,",
        "count: {type: integer,",
    );
    assert_one(
        &found,
        "openapi.yaml:41:9: [unsupported] an integer without format int32 or int64 is not supported yet",
        "",
    );
    let found = spoilt(
        "name: {type: string,",
        "name: {type: string, format: colour,",
    );
    assert_one(
        &found,
        "openapi.yaml:67:30: [unsupported] this format of a string is not supported yet",
        "",
    );
    let found = spoilt(
        "name: {type: string,",
        "name: {type: string, nullable: true,",
    );
    assert_one(
        &found,
        "openapi.yaml:67:30: [unsupported] nullable on anything but a date-time is not supported yet",
        "",
    );
    let found = spoilt(
        "name: {type: string,",
        "name: {type: object, properties: {first: {type: string, description: First.}},",
    );
    assert_one(
        &found,
        "openapi.yaml:67:9: [unsupported] an object with members that is not a component is not supported yet",
        "",
    );
    let found = spoilt(
        "      description: A person.\n      properties:",
        "      description: A person.\n      additionalProperties: {type: string}\n      properties:",
    );
    assert_one(
        &found,
        "openapi.yaml:66:7: [unsupported] additionalProperties beside properties is not supported yet",
        "",
    );
    // What is only a warning about a document of others is a mistake in ours.
    let found = spoilt(
        "name: {type: string,",
        "name: {type: string, x-kubernetes-validations: [{rule: 'size(self) > 1'}],",
    );
    assert_one(
        &found,
        "openapi.yaml:67:30: [unsupported] these CEL rules are carried, not enforced",
        "",
    );
    let found = spoilt("x-empty-is-absent: a.empty\n", "");
    assert_one(
        &found,
        "openapi.yaml:1:1: [unsupported] a document without x-empty-is-absent is not supported yet",
        "",
    );
    let found = spoilt(
        "regular: {type: boolean, description: Whether they come often.}",
        "regular: {type: boolean, description: Whether they come often.}\n        friend: {allOf: [{$ref: '#/components/schemas/org.example.v1.Customer'}], description: A friend.}",
    );
    assert_one(
        &found,
        "openapi.yaml:69:9: [unsupported] `Customer` contains itself through `friend`; that is not supported yet",
        "list",
    );
}

#[test]
fn other_versions_of_openapi() {
    let found = spoilt("openapi: 3.0.3", "openapi: 3.1.0");
    assert_one(
        &found,
        "openapi.yaml:1:1: [unsupported] OpenAPI 3.1.0 is not supported yet",
        "",
    );
}

#[test]
fn extensions_in_the_wrong_place() {
    let found = spoilt(
        "additionalProperties: {type: string}",
        "additionalProperties: {type: string, x-semantic-rules: []}",
    );
    assert_one(
        &found,
        "openapi.yaml:48:48: [invalid-rule] x-semantic-rules has no meaning on list items and map values",
        "move it",
    );
}

#[test]
fn missing_description() {
    let found = spoilt(
        "express: {type: boolean, description: Whether it is urgent.}",
        "express: {type: boolean}",
    );
    assert_one(
        &found,
        "openapi.yaml:39:9: [missing] a description is missing",
        "documentation",
    );
}

#[test]
fn unknown_requirements() {
    let found = spoilt("{required: a.customer}", "{required: a.custmer}");
    assert_one(
        &found,
        "openapi.yaml:32:38: [unknown-requirement] there is no requirement `a.custmer`",
        "did you mean `a.customer`?",
    );
    let found = spoilt("requirement: a.either", "requirement: zzz");
    assert_one(
        &found,
        "openapi.yaml:62:25: [unknown-requirement] there is no requirement `zzz`",
        "catalogue",
    );
}

#[test]
fn requirement_for_a_keyword_the_schema_lacks() {
    let found = spoilt(
        "x-requirements: {enum: a.mode}",
        "x-requirements: {maxLength: a.mode}",
    );
    assert_one(
        &found,
        "openapi.yaml:13:90: [invalid-rule] the schema has no keyword `maxLength`",
        "it has: type, enum",
    );
    let found = spoilt(
        "count: {type: integer, format: int32,",
        "count: {type: integer, format: int32, minimum: 1, x-requirements: {minimum: a.mode, maximum: a.mode},",
    );
    assert_one(
        &found,
        "openapi.yaml:41:93: [invalid-rule] the schema has no keyword `maximum`",
        "it has: type, format, minimum",
    );
}

#[test]
fn required_member_of_a_request_without_requirement() {
    let found = spoilt("\n          x-requirements: {required: a.customer}", "");
    assert_one(
        &found,
        "openapi.yaml:29:9: [missing-requirement] `customer` is required in requests, but no requirement says so",
        "x-requirements",
    );
}

#[test]
fn name_collisions() {
    let found = spoilt(
        "express: {",
        "dish_type: {type: string, description: Again.}\n        express: {",
    );
    assert_one(
        &found,
        "openapi.yaml:39:9: [name-collision] `dish_type` and `dishType` are both `dish_type` in Rust",
        "rename",
    );
    let found = spoilt(
        "org.example.v1.Instant: {",
        "org.example.v2.Customer: {type: object, additionalProperties: true, description: Again.}\n    org.example.v1.Instant: {",
    );
    assert_one(
        &found,
        "openapi.yaml:69:5: [name-collision] `Customer` is also the Rust name of `org.example.v1.Customer`",
        "another last part",
    );
}

#[test]
fn several_mistakes_are_reported_at_once_in_every_file() {
    let found = mistakes(|sources| {
        edit(
            &mut sources.openapi,
            "type: array\n          items: {type: string}",
            "typo: array\n          itemss: {type: string}",
        );
        edit(&mut sources.requirements, "level: SHOULD", "level: SHALL");
        edit(&mut sources.example_index, "soup.json", "soap.json");
    });
    let files: Vec<&str> = found
        .iter()
        .map(|mistake| mistake.place.source().name())
        .collect();
    assert_eq!(
        files,
        [
            "requirements.yaml",
            "index.yaml",
            "soup.json",
            "openapi.yaml",
            "openapi.yaml"
        ]
    );
}

#[test]
fn a_rendered_mistake_shows_the_line_and_the_help() {
    let found = spoilt("maxLength: 20", "maxLenght: 20");
    assert_eq!(
        found[0].render(),
        "error[unknown-key]: unknown word `maxLenght` in a semantic rule
  --> openapi.yaml:37:53
   |
37 |             - {requirement: a.dish, required: true, maxLenght: 20}
   |                                                     ^^^^^^^^^
   |
help: did you mean `maxLength`?"
    );
}
