//! Every type of every release from both sides: valid values pass, and each near miss is reported with its path, its
//! requirement and its basis, and with nothing else.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

use generated::runtime::decode::{Mode, ProblemKind, Syntax, decode};
use generated::runtime::near_miss::{Boundary, boundaries, near_misses};
use generated::runtime::strategy::Valid;
use generated::runtime::{CauseReason, Described, Shaped, Validate, Violation};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::fmt::Debug;

/// Values of each type.
const VALUES: usize = 3;

/// How many constraints of what is in a member are looked at: types that are members have tests of their own.
const INSIDE: usize = 2;

fn drawn<S: Strategy>(strategy: &S, runner: &mut TestRunner) -> S::Value {
    strategy.new_tree(runner).unwrap().current()
}

/// The reason that stands for a broken keyword in a Status.
fn reason_of(keyword: &str) -> CauseReason {
    match keyword {
        "required" => CauseReason::FieldValueRequired,
        "enum" => CauseReason::FieldValueNotSupported,
        "maxLength" | "maxTotalBytes" => CauseReason::FieldValueTooLong,
        "atMostOneOf" => CauseReason::FieldValueForbidden,
        _ => CauseReason::FieldValueInvalid,
    }
}

fn both_sides<T>(valid: &Valid<T>)
where
    T: Described
        + Shaped
        + Validate
        + Serialize
        + DeserializeOwned
        + Clone
        + Debug
        + PartialEq
        + 'static,
{
    let name = T::SHAPE.name;
    let mut runner = TestRunner::deterministic();
    for _ in 0..VALUES {
        let value = drawn(valid, &mut runner);
        assert_eq!(value.validate(), Ok(()), "{name}");
        let text = serde_json::to_string(&value).unwrap();
        let read = decode::<T>(text.as_bytes(), Syntax::Json, Mode::Strict).expect(&text);
        assert_eq!(read.value, value, "{text}");
    }
    let valid = drawn(&valid.clone().documents(), &mut runner);
    let own = |boundary: &Boundary| !boundary.site.path.contains('.');
    for boundary in boundaries(T::SHAPE).into_iter().filter(own) {
        for case in &boundary.cases {
            let document = drawn(case, &mut runner).applied(valid.clone());
            let read = decode::<T>(document.to_string().as_bytes(), Syntax::Json, Mode::Strict);
            assert!(read.is_ok(), "{name}, {:?}: {document}", boundary.site);
        }
    }
    let mut inside = BTreeMap::new();
    for near_miss in near_misses(T::SHAPE) {
        let site = &near_miss.site;
        if let Some((member, _)) = site.path.split_once('.') {
            let count: &mut usize = inside.entry(member.to_owned()).or_default();
            *count += 1;
            if *count > INSIDE {
                continue;
            }
        }
        // The published schema requires the items of a list; the API reads and writes lists that have none, as Go does.
        if (site.path.as_str(), site.keyword) == ("items", "required") {
            continue;
        }
        for case in &near_miss.cases {
            let edit = drawn(case, &mut runner);
            let document = edit.applied(valid.clone());
            let text = document.to_string();
            let problems = decode::<T>(text.as_bytes(), Syntax::Json, Mode::Strict)
                .expect_err(&text)
                .problems;
            let about = format!(
                "{name}, {} {}, {}: {problems:?}",
                edit.path, site.keyword, edit.case
            );
            let own = problems
                .iter()
                .filter(|it| it.path == edit.path && it.requirement == site.requirement);
            assert!(own.count() > 0, "{about}");
            // An object that is not there lacks its members, too.
            let elsewhere = problems.iter().find(|it| !it.path.starts_with(&edit.path));
            assert_eq!(elsewhere, None, "{about}");
            if problems
                .iter()
                .all(|it| matches!(it.kind, ProblemKind::Violation(_)))
                && let Ok(value) = T::deserialize(&document)
            {
                let violations = value.validate().expect_err(&about);
                let own =
                    |it: &&Violation| it.path == edit.path && it.requirement == site.requirement;
                let violation = violations.iter().find(own).expect(&about);
                assert_eq!(violation.basis, site.basis, "{about}");
                assert_eq!(violation.reason, reason_of(violation.keyword), "{about}");
            }
        }
    }
}

macro_rules! releases {
    ($($release:ident in $strategies:path: $($name:ident),+;)+) => {$(
        mod $release {
            use $strategies as of;
            $(
                #[test]
                fn $name() {
                    super::both_sides(&of::$name());
                }
            )+
        }
    )+};
}

releases! {
    latest in generated::strategies: allowed_cluster, delete_options, list_meta, managed_fields_entry, object_meta,
        owner_reference, preconditions, project, project_import_virtual_cluster,
        project_import_virtual_cluster_source, project_list, project_spec, status, status_cause, status_details,
        user_or_team, virtual_cluster_cluster_ref, virtual_cluster_instance, virtual_cluster_instance_list,
        virtual_cluster_instance_spec, virtual_cluster_instance_status;
    v3_0 in generated::v3_0::strategies: project_import_virtual_cluster, project_import_virtual_cluster_source;
    v3_3 in generated::v3_3::strategies: project_import_virtual_cluster, project_import_virtual_cluster_source;
}

#[test]
fn names_and_namespaces_of_every_release_are_labels() {
    let keywords = |violations: Vec<Violation>| -> Vec<&'static str> {
        violations.iter().map(|it| it.keyword).collect()
    };
    for member in ["name", "namespace"] {
        let mut source = serde_json::json!({"name": "a", "namespace": "b", "cluster": "c"});
        source[member] = "a.b".into();
        let old: generated::v3_0::types::ProjectImportVirtualClusterSource =
            serde_json::from_value(source.clone()).unwrap();
        assert_eq!(keywords(old.validate().unwrap_err()), ["format"]);
        let later: generated::v3_3::types::ProjectImportVirtualClusterSource =
            serde_json::from_value(source).unwrap();
        assert_eq!(keywords(later.validate().unwrap_err()), ["format"]);
    }
}
