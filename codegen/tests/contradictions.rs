//! Rules that no value can obey, that never take effect, or that have no meaning where they stand.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod support;

use codegen::{Code, Diagnostic};
use support::{edit, mistakes, small};

fn spoilt(old: &str, new: &str) -> Vec<Diagnostic> {
    mistakes(|sources| edit(&mut sources.openapi, old, new))
}

/// Asserts that spoiling the document gives exactly one mistake with that code and message.
#[track_caller]
fn assert_refused(old: &str, new: &str, code: Code, message: &str) {
    let found = spoilt(old, new);
    let got: Vec<(Code, &str)> = found
        .iter()
        .map(|mistake| (mistake.code, mistake.message.as_str()))
        .collect();
    assert_eq!(got, [(code, message)]);
}

#[test]
fn enum_against_format() {
    assert_refused(
        "enum: [soup, cake]",
        "enum: [soup, Cake]",
        Code::Contradiction,
        "\"Cake\" does not have the format dns-1123-label",
    );
}

#[test]
fn enum_against_max_length_points_at_the_value() {
    let found = spoilt(
        "maxLength: 20",
        "maxLength: 4} # too short for cakes\n            - {requirement: a.kind, enum: [cakes, soup]",
    );
    let lines: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        ["openapi.yaml:38:44: [contradiction] \"cakes\" has 5 bytes, maxLength is 4"]
    );
}

#[test]
fn enums_without_a_common_value() {
    assert_refused(
        "maxLength: 20}",
        "enum: [bread]}",
        Code::Contradiction,
        "no value is in both enums",
    );
}

#[test]
fn enums_that_repeat_or_are_empty() {
    assert_refused(
        "[soup, cake]",
        "[soup, soup]",
        Code::Contradiction,
        "\"soup\" is listed twice",
    );
    assert_refused(
        "[soup, cake]",
        "[]",
        Code::Contradiction,
        "an empty enum allows nothing",
    );
}

#[test]
fn max_length_against_format() {
    assert_refused(
        "maxLength: 20",
        "maxLength: 64",
        Code::Contradiction,
        "maxLength 64 never takes effect: dns-1123-label has at most 63 bytes",
    );
}

#[test]
fn max_length_that_nothing_fits() {
    let rules = "            - {requirement: a.dish, required: true, maxLength: 20}
            - {requirement: a.kind, format: dns-1123-label, enum: [soup, cake]}";
    let with = |limit: usize| {
        format!("            - {{requirement: a.dish, format: date-time, maxLength: {limit}}}")
    };
    assert_refused(
        rules,
        &with(19),
        Code::Contradiction,
        "no date-time has at most 19 bytes",
    );
    assert_refused(
        rules,
        &with(0),
        Code::Contradiction,
        "maxLength 0 allows nothing",
    );
    let mut control = small();
    edit(&mut control.openapi, rules, &with(20));
    assert!(codegen::generate(&control).is_ok());
}

#[test]
fn two_max_lengths() {
    assert_refused(
        "format: dns-1123-label, enum: [soup, cake]",
        "format: dns-1123-label, maxLength: 10",
        Code::Contradiction,
        "maxLength is 10 here and 20 in an earlier rule",
    );
}

#[test]
fn unknown_format() {
    let found = spoilt("keys: qualified-name", "keys: qualified-nam");
    assert_eq!(
        found[0].to_string(),
        "openapi.yaml:50:59: [invalid-rule] unknown format `qualified-nam`"
    );
    assert_eq!(found[0].help, "did you mean `qualified-name`?");
}

#[test]
fn rules_that_do_not_fit_the_type() {
    assert_refused(
        "keys: qualified-name",
        "maxLength: 3",
        Code::InvalidRule,
        "`maxLength` has no meaning for `notes`",
    );
    assert_refused(
        "atMostOneItem: regular",
        "atMostOneItem: name",
        Code::InvalidRule,
        "the items of `guests` have no boolean `name`",
    );
    assert_refused(
        "atMostOneOf: [express, takeAway]",
        "maxLength: 3",
        Code::InvalidRule,
        "`maxLength` has no meaning for an object as a whole",
    );
}

#[test]
fn members_that_do_not_exist() {
    let found = spoilt(
        "atMostOneOf: [express, takeAway]",
        "atMostOneOf: [express, takeaway]",
    );
    assert_eq!(
        found[0].to_string(),
        "openapi.yaml:62:58: [invalid-rule] the object has no member `takeaway`"
    );
    assert_eq!(found[0].help, "did you mean `takeAway`?");
    assert_refused(
        "required: [customer]",
        "required: [customer, custom]",
        Code::Contradiction,
        "required member `custom` is not among the properties",
    );
}

#[test]
fn members_that_exclude_each_other_and_are_required() {
    assert_refused(
        "atMostOneOf: [express, takeAway]",
        "atMostOneOf: [customer, dishType]",
        Code::Contradiction,
        "customer and dishType are all required",
    );
}

#[test]
fn exclusive_items_that_cannot_be_items() {
    assert_refused(
        "exclusiveItems: [hot, cold]",
        "exclusiveItems: [hot, Cold]",
        Code::Contradiction,
        "\"Cold\" can never be an item: it is no dns-1123-label",
    );
}

#[test]
fn banned_values_that_are_impossible_anyway() {
    assert_refused(
        "atMostOneOf: [express, takeAway]",
        "banned: {dishType: bread}",
        Code::Contradiction,
        "`dishType` can never be \"bread\": its rule `enum` forbids it",
    );
}

#[test]
fn rules_without_requirement_or_demand() {
    assert_refused(
        "{requirement: a.either, atMostOneOf: [express, takeAway]}",
        "{atMostOneOf: [express, takeAway]}",
        Code::MissingRequirement,
        "the rule names no requirement",
    );
    assert_refused(
        "{requirement: a.either, atMostOneOf: [express, takeAway]}",
        "{requirement: a.either}",
        Code::InvalidRule,
        "the rule demands nothing",
    );
}

#[test]
fn path_parameters_and_template_agree() {
    assert_refused(
        "/things/{name}/orders",
        "/things/{id}/{name}",
        Code::Missing,
        "the path parameter `id` is not declared",
    );
    assert_refused(
        "/things/{name}/orders",
        "/things",
        Code::Contradiction,
        "the path has no `{name}`",
    );
}

#[test]
fn keywords_that_leave_no_value() {
    for (old, new, message) in [
        (
            "name: {type: string,",
            "name: {type: string, minLength: 5, maxLength: 3,",
            "minLength 5 and maxLength 3 leave no value",
        ),
        (
            "count: {type: integer, format: int32,",
            "count: {type: integer, format: int32, minimum: 3, maximum: 3, exclusiveMaximum: true,",
            "minimum 3 and maximum 3 leave no value",
        ),
        (
            "items: {type: string}",
            "items: {type: string, enum: []}",
            "an empty enum allows nothing",
        ),
        (
            "count: {type: integer, format: int32,",
            "count: {type: integer, format: int32, enum: [1, two],",
            "\"two\" in the enum does not have the type",
        ),
    ] {
        let found = mistakes(|sources| edit(&mut sources.openapi, old, new));
        let lines: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(lines.len(), 1, "{lines:?}");
        assert!(
            lines[0].ends_with(&format!("[contradiction] {message}")),
            "{lines:?}"
        );
    }
    // The control: limits that meet leave one value.
    let mut sources = small();
    edit(
        &mut sources.openapi,
        "name: {type: string,",
        "name: {type: string, minLength: 3, maxLength: 3,",
    );
    assert!(!support::generated(&sources).is_empty());
}
