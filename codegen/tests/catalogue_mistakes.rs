//! Mistakes in the requirements catalogue and in the examples.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod support;

use codegen::{Diagnostic, Source};
use support::{assert_one, edit, mistakes};

fn catalogue(old: &str, new: &str) -> Vec<Diagnostic> {
    mistakes(|sources| edit(&mut sources.requirements, old, new))
}

#[test]
fn duplicate_id() {
    let found = catalogue("id: a.mode", "id: a.path");
    assert_one(
        &found,
        "requirements.yaml:4:10: [duplicate-requirement] the requirement `a.path` stands in the catalogue already, in line 3",
        "an id of its own",
    );
}

#[test]
fn ids_with_one_rust_name() {
    let found = catalogue("id: a.kind", "id: a-dish");
    assert_one(
        &found,
        "requirements.yaml:7:10: [invalid-requirement] `a-dish` is not an id",
        "joined by dots",
    );
    let found = mistakes(|sources| {
        edit(&mut sources.requirements, "id: a.guests", "id: a.x-y");
        edit(&mut sources.requirements, "id: a.tags", "id: a.x.y");
    });
    assert_one(
        &found,
        "requirements.yaml:10:10: [name-collision] `a.x-y` and `a.x.y` have the same name in Rust, A_X_Y",
        "one of the two ids",
    );
}

#[test]
fn unknown_words() {
    assert_one(
        &catalogue("level: SHOULD", "level: SHALL"),
        "requirements.yaml:2:26: [invalid-requirement] `SHALL` is no level",
        "",
    );
    assert_one(
        &catalogue("origin: published-types", "origin: published-type"),
        "requirements.yaml:5:43: [invalid-requirement] `published-type` is no origin",
        "did you mean `published-types`?",
    );
    assert_one(
        &catalogue("enforced-by: client", "enforced-by: clients"),
        "requirements.yaml:8:63: [invalid-requirement] `clients` is no enforced-by",
        "did you mean `client`?",
    );
}

#[test]
fn observation_is_given_once() {
    assert_one(
        &catalogue("observe: send both}", "observe: send both, exempt: no way}"),
        "requirements.yaml:11:155: [invalid-requirement] both `observe` and `exempt` are given",
        "keep one",
    );
    assert_one(
        &catalogue(", observe: send both}", "}"),
        "requirements.yaml:11:10: [invalid-requirement] `a.either` has neither `observe` nor `exempt`",
        "why it does not",
    );
}

#[test]
fn unknown_key_in_a_row() {
    assert_one(
        &catalogue("observe: send both", "observed: send both"),
        "requirements.yaml:11:127: [unknown-key] unknown key `observed` in a requirement",
        "did you mean `observe`?",
    );
}

#[test]
fn examples_and_their_list_agree() {
    let found = mistakes(|sources| sources.examples.push(Source::new("cake.json", "{}")));
    assert_one(
        &found,
        "cake.json:1:1: [missing] `cake.json` is not in the list of examples",
        "index.yaml",
    );
    let found = mistakes(|sources| sources.examples.clear());
    assert_one(
        &found,
        "index.yaml:2:12: [missing] there is no example file `soup.json`, or it is listed twice",
        "",
    );
    let found =
        mistakes(|sources| edit(&mut sources.example_index, "application/json", "text/json"));
    assert_one(
        &found,
        "index.yaml:2:35: [invalid-example] `text/json` is no media type of a request",
        "yaml",
    );
}

#[test]
fn examples_have_the_members_and_types_of_their_schema() {
    let example =
        |old: &str, new: &str| mistakes(|sources| edit(&mut sources.examples[0], old, new));
    assert_one(
        &example("\"dishType\"", "\"dish\""),
        "soup.json:3:3: [invalid-example] the schema has no member `dish`",
        "did you mean `dishType`?",
    );
    assert_one(
        &example("\"count\": 2", "\"count\": \"2\""),
        "soup.json:4:12: [invalid-example] this is a text; the schema has a whole number of 32 bits here",
        "",
    );
    assert_one(
        &example("\"due\": null", "\"due\": \"tomorrow\""),
        "soup.json:5:10: [invalid-example] this is a text; the schema has an RFC 3339 date and time here",
        "",
    );
    assert_one(
        &example("\"customer\": {\"name\": \"Ada\"},", ""),
        "soup.json:1:1: [invalid-example] the required member `customer` is missing",
        "add it",
    );
}
