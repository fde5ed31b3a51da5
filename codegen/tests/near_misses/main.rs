//! Near misses of another document than ours. What is generated for it lies beside this file and is compiled with it.
//!
//! `cargo xtask goldens` writes it again.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::missing_panics_doc,
    dead_code,
    unreachable_pub,
    reason = "a test that cannot go on has failed; generated items are public, and not all of them are used"
)]

use std::collections::BTreeSet;
use std::path::Path;

use codegen::runtime::{self, Basis, Validate};
use codegen::{Source, Sources};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use serde::Deserialize;
use serde_json::Value;
use types::Reservation;

#[rustfmt::skip]
#[path = "generated/requirements/mod.rs"]
mod requirements;
#[rustfmt::skip]
#[path = "generated/shapes/mod.rs"]
mod shapes;
#[rustfmt::skip]
#[path = "generated/strategies.rs"]
mod strategies;
#[rustfmt::skip]
#[path = "generated/types/mod.rs"]
mod types;

const FOLDERS: [&str; 4] = ["requirements", "shapes", "strategies.rs", "types"];

fn sources(openapi: &str) -> Sources {
    Sources {
        openapi: Source::new("openapi.yaml", openapi),
        requirements: Source::new("requirements.yaml", include_str!("spec/requirements.yaml")),
        faults: None,
        variants: None,
        example_index: Source::new("index.yaml", include_str!("spec/index.yaml")),
        examples: Vec::new(),
    }
}

fn generated(openapi: &str) -> Vec<codegen::File> {
    let mut files =
        codegen::generate(&sources(openapi)).unwrap_or_else(|found| panic!("{found:?}"));
    files.retain(|file| FOLDERS.iter().any(|folder| file.path.starts_with(folder)));
    files
}

fn drawn<S: Strategy>(strategy: &S, runner: &mut TestRunner) -> S::Value {
    strategy.new_tree(runner).unwrap().current()
}

#[test]
fn the_files_beside_this_one_are_what_is_generated() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/near_misses/generated");
    for file in generated(include_str!("spec/openapi.yaml")) {
        let path = folder.join(&file.path);
        let stored = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            stored == file.text,
            "{} is stale; run `cargo xtask goldens`",
            file.path
        );
    }
}

#[test]
fn every_constraint_has_near_misses_with_its_path_and_requirement() {
    let near_misses = strategies::near_misses();
    let found: Vec<String> = near_misses
        .iter()
        .map(|near_miss| {
            let site = &near_miss.site;
            let requirement = site.requirement.map_or("-", |requirement| requirement.id);
            format!("{} {} {requirement}", site.pointer, site.keyword)
        })
        .collect();
    let expected = [
        "/host type t.types",
        "/host required t.host",
        "/host/name type t.types",
        "/host/name required t.name",
        "/host/name format t.name",
        "/host/name maxLength t.name",
        "/host/title type t.types",
        // there is no title that breaks the format alone: it would not be in the list either
        "/host/title enum t.title",
        "/tables type t.types",
        "/tables items t.types",
        "/tables required t.tables",
        "/tables atMostOneItem t.window",
        "/tables/0/room type t.types",
        "/tables/0/room required t.room",
        "/tables/0/window type t.types",
        "/tables/0/guests type t.types",
        "/tables/0/guests items t.types",
        "/tables/0/guests items t.guests",
        "/tables/0/guests exclusiveItems t.guests",
        "/tables/0 banned t.kitchen",
        "/seats type t.seats",
        "/from type t.types",
        "/from format t.from",
        "/wishes type t.types",
        "/wishes additionalProperties t.types",
        "/wishes values t.wishes",
        "/wishes maxTotalBytes t.wishes",
        "/children type t.types",
        "/adultsOnly type t.types",
        " atMostOneOf t.children",
    ];
    assert_eq!(found, expected);
}

#[test]
fn each_breaks_its_constraint_and_nothing_else() {
    let mut runner = TestRunner::deterministic();
    let valid = strategies::reservation().documents();
    for near_miss in strategies::near_misses() {
        let site = &near_miss.site;
        for case in &near_miss.cases {
            for _ in 0..50 {
                let edit = drawn(case, &mut runner);
                let broken = edit.applied(drawn(&valid, &mut runner));
                let read = Reservation::deserialize(&broken);
                if site.basis == Basis::PublishedSchema && site.keyword != "required" {
                    assert!(read.is_err(), "{edit:?} in {broken}");
                    continue;
                }
                let violations = read.unwrap().validate().unwrap_err();
                let own =
                    |path: &str| path == edit.path || path.starts_with(&format!("{}.", edit.path));
                assert!(
                    violations.iter().all(|violation| own(&violation.path)),
                    "{edit:?}: {violations:?}"
                );
                assert_eq!(violations[0].requirement, site.requirement, "{edit:?}");
            }
        }
    }
    for boundary in strategies::boundaries() {
        let edit = drawn(&boundary.edits(), &mut runner);
        let object = edit.applied(drawn(&valid, &mut runner));
        let read = Reservation::deserialize(&object).unwrap();
        assert_eq!(read.validate(), Ok(()), "{edit:?}");
    }
}

#[test]
fn a_new_constraint_changes_data_and_no_code() {
    let before = include_str!("spec/openapi.yaml");
    let rule = "x-requirements: {type: t.types, required: t.room}";
    let with_rule =
        format!("{rule}\n          x-semantic-rules: [{{requirement: t.room, maxLength: 9}}]");
    assert_eq!(before.matches(rule).count(), 1);
    let (before, after) = (
        generated(before),
        generated(&before.replace(rule, &with_rule)),
    );
    let changed: BTreeSet<&str> = before
        .iter()
        .zip(&after)
        .filter(|(before, after)| before != after)
        .map(|(before, _)| before.path.as_str())
        .collect();
    assert_eq!(before.len(), after.len());
    assert_eq!(
        changed,
        BTreeSet::from(["shapes/table.rs", "types/table.rs"])
    );
    let shape = after
        .iter()
        .find(|file| file.path == "shapes/table.rs")
        .unwrap();
    assert!(
        shape.text.contains("Constraint::MaxLength(9)"),
        "{}",
        shape.text
    );
}

#[test]
fn valid_reservations_are_valid() {
    let mut runner = TestRunner::deterministic();
    for _ in 0..500 {
        let document: Value = drawn(&strategies::reservation().documents(), &mut runner);
        let reservation = Reservation::deserialize(&document).unwrap();
        assert_eq!(reservation.validate(), Ok(()), "{document}");
    }
}
