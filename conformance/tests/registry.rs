//! What must hold of the registry as a whole, and of the files that follow from it.

use std::collections::BTreeSet;
use std::path::Path;

use conformance::checks;
use conformance::probe::Answers;
use conformance::report::Report;
use generated::requirements;
use generated::runtime::{Observation, Origin, Requirement};
use generated::strategies;

fn checked() -> BTreeSet<&'static Requirement> {
    checks::all()
        .flat_map(|check| check.requirements.iter().copied())
        .collect()
}

#[test]
fn check_ids_are_unique_and_cite_requirements() {
    let mut seen = BTreeSet::new();
    for check in checks::all() {
        assert!(seen.insert(check.id), "{} is there twice", check.id);
        assert!(
            !check.requirements.is_empty(),
            "{} cites no requirement",
            check.id
        );
        let distinct: BTreeSet<&Requirement> = check.requirements.iter().copied().collect();
        assert_eq!(
            distinct.len(),
            check.requirements.len(),
            "{} cites one twice",
            check.id
        );
        assert!(check.title.ends_with('.'), "{}", check.title);
    }
}

#[test]
fn no_check_is_about_something_that_cannot_be_observed() {
    for requirement in checked() {
        assert!(
            matches!(requirement.observation, Observation::Probe(_)),
            "{requirement} is exempt, yet checked"
        );
    }
}

#[test]
fn every_observable_requirement_of_page_and_types_is_checked() {
    let checked = checked();
    let missing: Vec<&str> = requirements::ALL
        .iter()
        .filter(|requirement| {
            matches!(requirement.origin, Origin::DocPage | Origin::PublishedTypes)
        })
        .filter(|requirement| matches!(requirement.observation, Observation::Probe(_)))
        .filter(|requirement| !checked.contains(*requirement))
        .map(|requirement| requirement.id)
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_constraint_of_the_request_has_a_check_of_its_near_misses() {
    let mut cited = 0;
    for near_miss in strategies::near_misses() {
        let site = near_miss.site;
        let requirement = site.requirement.expect("every constraint cites one");
        let refused = Answers::of(requirement).is_some();
        let id = format!("near-misses/{requirement}");
        let check = checks::all().find(|check| check.id == id);
        assert_eq!(check.is_some(), refused, "{} {}", site.path, site.keyword);
        cited += usize::from(refused);
    }
    assert!(cited > 60, "{cited}");
    // what is left out says nothing of a refusal, such as a rule about what the server writes itself
    let left_out: BTreeSet<&str> = strategies::near_misses()
        .iter()
        .filter_map(|near_miss| near_miss.site.requirement)
        .filter(|requirement| Answers::of(requirement).is_none())
        .map(|requirement| requirement.id)
        .collect();
    let expected = [
        "meta.managedfields.apiversion",
        "meta.managedfields.fieldstype",
        "meta.managedfields.manager",
        "meta.managedfields.operation",
    ];
    assert_eq!(left_out, BTreeSet::from(expected));
}

#[test]
fn the_schema_of_the_report_is_the_documented_one() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/report-v1.schema.json");
    let schema = format!(
        "{:#}\n",
        serde_json::to_value(schemars::schema_for!(Report)).unwrap()
    );
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write(&path, &schema).unwrap();
    }
    let stored = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        stored == schema,
        "{} is stale; run this test with UPDATE_SCHEMA=1",
        path.display()
    );
}
