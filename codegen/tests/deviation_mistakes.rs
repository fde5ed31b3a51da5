//! Every mistake in the catalogues of faults and variants is told with its place and what to do.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod support;

use codegen::{Diagnostic, Source, Sources};
use support::{assert_one, generated, mistakes, small};

const FAULTS: &str = "\
faults:
  - id: late
    sentence: The order is never ready.
    breaks: [a.path, a.dish]
  - id: cold-soup
    sentence: The soup is cold.
    breaks: [a.kind]
    platform: \"1.0\"
exempt:
  - requirement: a.empty
    reason: it is a definition
";

const VARIANTS: &str = "\
variants:
  - id: in-french
    sentence: The menu is in French.
    free: [a.mode]
    departs: [a.empty]
";

/// The small spec with both catalogues.
fn with(faults: &str, variants: &str) -> Sources {
    Sources {
        faults: Some(Source::new("faults.yaml", faults)),
        variants: Some(Source::new("variants.yaml", variants)),
        ..small()
    }
}

/// What is reported about the faults once they are spoilt.
fn spoilt(old: &str, new: &str) -> Vec<Diagnostic> {
    assert_eq!(FAULTS.matches(old).count(), 1, "{old}");
    mistakes(|sources| *sources = with(&FAULTS.replacen(old, new, 1), VARIANTS))
}

#[test]
fn what_is_right_becomes_statics() {
    let files = generated(&with(FAULTS, VARIANTS));
    let text = |path: &str| &files.iter().find(|file| file.path == path).unwrap().text;
    let faults = text("faults.rs");
    assert!(
        faults.contains("pub static COLD_SOUP: Fault") && faults.contains("&requirements::A_DISH")
    );
    assert!(text("variants.rs").contains("pub static IN_FRENCH: Variant"));
    assert!(text("lib.rs").contains("pub mod faults;"));
    let without = generated(&small());
    assert!(
        without
            .iter()
            .all(|file| file.path != "faults.rs" && file.path != "variants.rs")
    );
}

#[test]
fn unknown_requirement() {
    assert_one(
        &spoilt("[a.kind]", "[a.kinds]"),
        "faults.yaml:7:14: [unknown-requirement] there is no requirement `a.kinds`",
        "did you mean `a.kind`?",
    );
    assert_one(
        &spoilt("requirement: a.empty", "requirement: b"),
        "faults.yaml:10:18: [unknown-requirement] there is no requirement `b`",
        "known are: ",
    );
}

#[test]
fn repeated_id() {
    assert_one(
        &spoilt("cold-soup", "late"),
        "faults.yaml:5:9: [invalid-deviation] `late` stands in the catalogue already, in line 2",
        "an id of its own",
    );
}

#[test]
fn no_id() {
    for id in ["Cold", "cold_soup", "-cold", "cold--soup", "2nd"] {
        assert_one(
            &spoilt("cold-soup", id),
            &format!("faults.yaml:5:9: [invalid-deviation] `{id}` is not an id"),
            "lower-case words joined by dashes",
        );
    }
}

#[test]
fn no_sentence() {
    assert_one(
        &spoilt("sentence: The soup is cold.", "sentence: ''"),
        "faults.yaml:6:15: [invalid-deviation] `cold-soup` has no sentence",
        "say what the server does",
    );
}

#[test]
fn no_requirement() {
    assert_one(
        &spoilt("[a.kind]", "[]"),
        "faults.yaml:5:9: [invalid-deviation] `cold-soup` names no requirement",
        "under `breaks`",
    );
}

#[test]
fn no_reason() {
    assert_one(
        &spoilt("reason: it is a definition", "reason: ' '"),
        "faults.yaml:11:13: [invalid-deviation] `a.empty` is exempt without a reason",
        "say why",
    );
}

#[test]
fn misspelt_key() {
    assert_one(
        &spoilt("platform:", "platfrom:"),
        "faults.yaml:8:5: [unknown-key] unknown key `platfrom` in a fault",
        "did you mean `platform`?",
    );
    let of_a_variant = spoilt("breaks: [a.kind]", "free: [a.kind]");
    assert!(
        of_a_variant[0]
            .to_string()
            .contains("unknown key `free` in a fault")
    );
}

#[test]
fn a_variant_does_what_it_must() {
    let variants = VARIANTS.replacen("[a.empty]", "[a.path]", 1);
    assert_one(
        &mistakes(|sources| *sources = with(FAULTS, &variants)),
        "variants.yaml:5:15: [invalid-deviation] `a.path` is no SHOULD, so a variant cannot depart from it",
        "has a fault",
    );
}
