//! The catalogues of faults and variants are complete: nothing that a server can get wrong is left out.

use std::collections::BTreeSet;

use generated::runtime::{Level, Observation, Requirement};
use generated::{faults, platforms, requirements, variants};

/// Every requirement that some fault breaks.
fn broken() -> BTreeSet<&'static str> {
    let rows = faults::ALL.iter().flat_map(|fault| fault.breaks);
    rows.map(|requirement| requirement.id).collect()
}

fn exempt() -> BTreeSet<&'static str> {
    faults::EXEMPT
        .iter()
        .map(|(requirement, _)| requirement.id)
        .collect()
}

#[test]
fn every_requirement_that_shows_is_broken_by_a_fault_or_exempt() {
    let shows = |requirement: &&&Requirement| {
        requirement.level != Level::May && matches!(requirement.observation, Observation::Probe(_))
    };
    let (broken, exempt) = (broken(), exempt());
    let rows = requirements::ALL.iter().filter(shows).map(|row| row.id);
    let left: Vec<&str> = rows
        .filter(|id| !broken.contains(id) && !exempt.contains(id))
        .collect();
    assert!(
        left.is_empty(),
        "nothing breaks {left:?}; add faults, or exemptions with reasons"
    );
}

#[test]
fn no_exemption_is_stale() {
    let (broken, exempt) = (broken(), exempt());
    let both: Vec<&&str> = broken.intersection(&exempt).collect();
    assert!(
        both.is_empty(),
        "{both:?} are exempt, and faults break them"
    );
    for (requirement, _) in faults::EXEMPT {
        let shows = matches!(requirement.observation, Observation::Probe(_));
        assert!(
            shows && requirement.level != Level::May,
            "{requirement} needs no exemption"
        );
    }
}

#[test]
fn platforms_of_faults_are_described() {
    for fault in faults::ALL {
        if let Some(name) = fault.platform {
            let platform = platforms::find(name).expect(fault.id);
            let applies = fault.breaks.iter().all(|it| it.applies_to(platform.name));
            assert!(applies, "{} breaks what {name} does not have", fault.id);
        }
    }
}

#[test]
fn the_catalogues_are_as_large_as_they_are_said_to_be() {
    assert!(faults::ALL.len() >= 150, "{}", faults::ALL.len());
    assert!(variants::ALL.len() >= 30, "{}", variants::ALL.len());
}
