//! What must hold of the registry as a whole, and of the files that follow from it.

use std::collections::BTreeSet;
use std::path::Path;

use conformance::checks;
use conformance::config::KEYS;
use conformance::probe::Answers;
use conformance::report::Report;
use generated::runtime::{EnforcedBy, Observation, Requirement};
use generated::{platforms, requirements, strategies};

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
fn every_requirement_has_a_check_or_an_exemption_with_a_reason() {
    let checked = checked();
    let missing: Vec<&str> = requirements::ALL
        .iter()
        .filter(|requirement| match requirement.observation {
            Observation::Probe(_) => !checked.contains(*requirement),
            // a reason is a sentence
            Observation::Exempt(reason) => reason.len() < 20 || !reason.ends_with('.'),
        })
        .map(|requirement| requirement.id)
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// What would make an exemption testable: its reason no longer holds of the catalogue, of the schema, or of what the
/// configuration declares.
#[test]
fn no_exemption_has_become_testable() {
    let constrained: BTreeSet<&Requirement> = strategies::near_misses()
        .iter()
        .filter_map(|near_miss| near_miss.site.requirement)
        .collect();
    let described = |requirement: &Requirement| {
        platforms::ALL
            .iter()
            .any(|platform| requirement.applies_to(platform.name))
    };
    for requirement in requirements::ALL {
        let Observation::Exempt(reason) = requirement.observation else {
            assert!(
                described(requirement),
                "{requirement} is about no release that the suite addresses, so no run looks at it"
            );
            continue;
        };
        assert!(
            !constrained.contains(*requirement),
            "{requirement} is exempt, yet a constraint of the request cites it, and near misses of it can be sent"
        );
        assert_eq!(
            requirement.enforced_by == EnforcedBy::Client,
            reason.starts_with("A rule for ") || reason.starts_with("A limit of a client"),
            "{requirement}: what binds clients alone is exempt for that, and nothing else is: {reason}"
        );
        let of_another_release = reason.starts_with("It binds platform 4.0");
        assert_eq!(
            of_another_release,
            !described(requirement),
            "{requirement}: only what is about no described release is exempt for that: {reason}"
        );
    }
}

/// Some requirements are exempt because the configuration has no place for the key, the project or the cluster that
/// would show them.
#[test]
fn the_configuration_has_no_place_that_an_exemption_misses() {
    let places: BTreeSet<&str> = KEYS
        .iter()
        .filter_map(|key| match key.name.split('.').collect::<Vec<_>>()[..] {
            ["credentials", role, ..] => Some(role),
            ["fixtures", place, ..] if place.contains("project") || place.contains("cluster") => {
                Some(place)
            }
            _ => None,
        })
        .collect();
    let known = ["allowed", "cluster", "denied", "project", "second-project"];
    assert_eq!(
        places,
        BTreeSet::from(known),
        "see which exemptions that say \"the configuration has\" can be tested now"
    );
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
