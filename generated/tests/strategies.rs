//! Random test data: valid values are valid, and a near miss breaks its own constraint and nothing else.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

use std::collections::BTreeSet;
use std::time::Instant;

use generated::requirements;
use generated::runtime::near_miss::{Edit, NearMiss, Site};
use generated::runtime::{Basis, CauseReason, Constraint, Kind, Shape, Validate, Violation};
use generated::types::{FieldsV1, ProjectImportVirtualCluster, Status, VirtualClusterInstanceList};
use generated::{strategies, v3_0, v3_3};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, TestError, TestRunner};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// How many values of each strategy are looked at.
const VALUES: usize = 60;

fn drawn<S: Strategy>(strategy: &S, runner: &mut TestRunner) -> S::Value {
    strategy.new_tree(runner).unwrap().current()
}

/// Reads the object and validates it: what is wrong with it, or why it cannot be read.
fn judged(object: &Value) -> Result<Vec<Violation>, String> {
    read(object)
        .map(|object: ProjectImportVirtualCluster| object.validate().err().unwrap_or_default())
}

fn read<T: DeserializeOwned>(object: &Value) -> Result<T, String> {
    T::deserialize(object).map_err(|error| error.to_string())
}

#[test]
fn valid_values_are_valid_and_survive_a_round_trip() {
    let mut runner = TestRunner::deterministic();
    for _ in 0..VALUES {
        let value = drawn(&strategies::project_import_virtual_cluster(), &mut runner);
        assert_eq!(value.validate(), Ok(()));
        let json = serde_json::to_value(&value).unwrap();
        assert_eq!(read(&json), Ok(value));
        let status = drawn(&strategies::status(), &mut runner);
        assert_eq!(status.validate(), Ok(()));
        let list = drawn(&strategies::virtual_cluster_instance_list(), &mut runner);
        assert_eq!(list.validate(), Ok(()));
    }
    let _: (Status, VirtualClusterInstanceList, FieldsV1) = (
        drawn(&strategies::status(), &mut runner),
        drawn(&strategies::virtual_cluster_instance_list(), &mut runner),
        drawn(&strategies::fields_v1(), &mut runner),
    );
}

#[test]
fn valid_documents_have_every_member_sooner_or_later() {
    let mut runner = TestRunner::deterministic();
    let strategy = strategies::project_import_virtual_cluster().documents();
    let mut seen = BTreeSet::new();
    for _ in 0..20 * VALUES {
        let document = drawn(&strategy, &mut runner);
        assert_eq!(judged(&document), Ok(Vec::new()), "{document}");
        members(&document, String::new(), &mut seen);
    }
    let mut expected = BTreeSet::new();
    members_of(ProjectImportVirtualCluster::shape(), "", &mut expected);
    let missing: Vec<_> = expected.difference(&seen).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

fn members(value: &Value, at: String, seen: &mut BTreeSet<String>) {
    match value {
        Value::Object(members_here) => {
            for (name, value) in members_here {
                members(value, format!("{at}/{name}"), seen);
            }
        }
        Value::Array(items) => items
            .iter()
            .for_each(|item| members(item, format!("{at}/0"), seen)),
        _ => {}
    }
    seen.insert(at);
}

fn members_of(shape: &Shape, at: &str, expected: &mut BTreeSet<String>) {
    for field in shape.fields {
        let at = format!("{at}/{}", field.name);
        match field.kind {
            Kind::Object(inner) => members_of(inner, &at, expected),
            Kind::List(Kind::Object(inner)) => members_of(inner, &format!("{at}/0"), expected),
            _ => {}
        }
        expected.insert(at);
    }
}

#[test]
fn a_failing_value_is_made_as_small_as_it_can_be() {
    let mut runner = TestRunner::new(Config {
        failure_persistence: None,
        ..Config::default()
    });
    let strategy = strategies::project_import_virtual_cluster();
    let failed = runner.run(&strategy, |object| {
        proptest::prop_assert!(object.upgrade_to_pro != Some(true));
        Ok(())
    });
    let Err(TestError::Fail(_, smallest)) = failed else {
        panic!("{failed:?}");
    };
    let json = serde_json::to_value(&smallest).unwrap();
    let source = &json["sourceVirtualCluster"];
    assert_eq!(json.as_object().unwrap().len(), 2, "{json}");
    assert_eq!(source.as_object().unwrap().len(), 3, "{json}");
    for member in ["name", "namespace", "cluster"] {
        assert_eq!(source[member].as_str().unwrap().len(), 1, "{json}");
    }
}

#[test]
fn a_value_is_made_quickly() {
    let mut runner = TestRunner::deterministic();
    let strategy = strategies::project_import_virtual_cluster();
    let started = Instant::now();
    for _ in 0..2_000 {
        drawn(&strategy, &mut runner);
    }
    let each = started.elapsed() / 2_000;
    println!("{each:?} for a valid object");
    // the bar is 50 µs with optimisation; this is for builds without it, on a busy machine
    assert!(each.as_micros() < 500, "{each:?}");
}

/// Applies an edit to a valid object and says what is wrong about what that breaks.
fn objection(site: &Site, edit: &Edit, valid: &Value) -> Option<String> {
    let broken = edit.applied(valid.clone());
    let by_type = site.basis == Basis::PublishedSchema && site.keyword != "required";
    match judged(&broken) {
        Err(_) if by_type => None,
        Err(error) => Some(format!("cannot be read: {error}")),
        Ok(_) if by_type => Some("is read".to_owned()),
        Ok(violations) => {
            let mut own = 0;
            for violation in &violations {
                if violation.requirement == site.requirement && violation.path == edit.path {
                    own += 1;
                    continue;
                }
                // what is absent lacks its own required members too
                let inside = violation.path.starts_with(&format!("{}.", edit.path));
                let implied = site.keyword == "required"
                    && inside
                    && violation.reason == CauseReason::FieldValueRequired;
                if !implied {
                    return Some(format!("breaks something else: {violation}"));
                }
            }
            (own == 0).then(|| format!("breaks nothing: {violations:?}"))
        }
    }
}

#[test]
fn a_near_miss_breaks_its_constraint_and_nothing_else() {
    let mut runner = TestRunner::deterministic();
    let valid = strategies::project_import_virtual_cluster().documents();
    let mut problems = Vec::new();
    for near_miss in strategies::near_misses() {
        let NearMiss { site, cases } = &near_miss;
        let values = if site.keyword == "maxTotalBytes" {
            5
        } else {
            VALUES
        };
        for case in cases {
            let problem = (0..values).find_map(|_| {
                let (valid, edit) = (drawn(&valid, &mut runner), drawn(case, &mut runner));
                let problem = objection(site, &edit, &valid)?;
                let edit: String = format!("{edit:?}").chars().take(300).collect();
                Some(format!("{} {}: {edit} {problem}", site.path, site.keyword))
            });
            problems.extend(problem);
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn every_release_has_strategies_of_its_own_contract() {
    let mut runner = TestRunner::deterministic();
    for _ in 0..VALUES {
        let object = drawn(
            &v3_0::strategies::project_import_virtual_cluster(),
            &mut runner,
        );
        assert_eq!(object.validate(), Ok(()));
    }
    let has = |near_misses: Vec<NearMiss>, path: &str| {
        near_misses
            .iter()
            .any(|near_miss| near_miss.site.path == path)
    };
    assert!(!has(v3_0::strategies::near_misses(), "upgradeToPro"));
    assert!(has(v3_3::strategies::near_misses(), "upgradeToPro"));
    assert!(!has(v3_3::strategies::near_misses(), "skipHelmDeploy"));
    assert!(has(strategies::near_misses(), "skipHelmDeploy"));
}

#[test]
fn a_boundary_is_valid() {
    let mut runner = TestRunner::deterministic();
    let valid = strategies::project_import_virtual_cluster().documents();
    let boundaries = strategies::boundaries();
    for boundary in &boundaries {
        for _ in 0..VALUES / 10 {
            let edit = drawn(&boundary.edits(), &mut runner);
            let object = edit.applied(drawn(&valid, &mut runner));
            assert_eq!(
                judged(&object),
                Ok(Vec::new()),
                "{:?} {edit:?}",
                boundary.site
            );
        }
    }
    let exactly = |path: &str, length: usize| {
        let found = boundaries
            .iter()
            .find(|boundary| boundary.site.path == path)
            .unwrap();
        let edit = drawn(&found.edits(), &mut TestRunner::deterministic());
        let object = edit.applied(serde_json::json!({}));
        assert_eq!(
            object
                .pointer(&found.site.pointer)
                .unwrap()
                .as_str()
                .unwrap()
                .len(),
            length,
            "{path}"
        );
    };
    exactly("sourceVirtualCluster.name", 53);
    exactly("sourceVirtualCluster.namespace", 63);
    exactly("sourceVirtualCluster.cluster", 253);
}

#[test]
fn every_constraint_of_the_request_has_near_misses() {
    let found: BTreeSet<(String, &str)> = strategies::near_misses()
        .into_iter()
        .map(|near_miss| (near_miss.site.path, near_miss.site.keyword))
        .collect();
    let mut expected = BTreeSet::new();
    constraints(ProjectImportVirtualCluster::shape(), "", &mut expected);
    let missing: Vec<_> = expected.difference(&found).collect();
    assert!(missing.is_empty(), "{missing:?}");
    let cited: BTreeSet<&str> = strategies::near_misses()
        .iter()
        .map(|near_miss| {
            near_miss
                .site
                .requirement
                .expect("every constraint cites one")
                .id
        })
        .collect();
    assert!(cited.len() > 40, "{cited:?}");
    assert!(cited.iter().all(|id| requirements::find(id).is_some()));
}

fn constraints(shape: &Shape, at: &str, expected: &mut BTreeSet<(String, &'static str)>) {
    let dot = if at.is_empty() { "" } else { "." };
    for field in shape.fields {
        let at = format!("{at}{dot}{}", field.name);
        expected.insert((at.clone(), "type"));
        if field.required {
            expected.insert((at.clone(), "required"));
        }
        for rule in field.rules {
            expected.insert((at.clone(), keyword(rule.constraint)));
        }
        match field.kind {
            Kind::Object(inner) => constraints(inner, &at, expected),
            Kind::List(Kind::Object(inner)) => constraints(inner, &format!("{at}[0]"), expected),
            Kind::DateTime => drop(expected.insert((at, "format"))),
            Kind::List(_) => drop(expected.insert((at, "items"))),
            Kind::Map(_) => drop(expected.insert((at, "additionalProperties"))),
            _ => {}
        }
    }
    for rule in shape.rules {
        expected.insert((at.to_owned(), keyword(rule.constraint)));
    }
}

fn keyword(constraint: Constraint) -> &'static str {
    match constraint {
        Constraint::Required => "required",
        Constraint::Format(_) => "format",
        Constraint::MaxLength(_) => "maxLength",
        Constraint::OneOf(_) => "enum",
        Constraint::Keys(..) => "keys",
        Constraint::Values(_) => "values",
        Constraint::Items(_) => "items",
        Constraint::MaxTotalBytes(_) => "maxTotalBytes",
        Constraint::AtMostOneOf(_) => "atMostOneOf",
        Constraint::AtMostOneItem(_) => "atMostOneItem",
        Constraint::ExclusiveItems(_) => "exclusiveItems",
        Constraint::Banned(_) => "banned",
    }
}
