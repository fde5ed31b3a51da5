//! Where a report disagrees with what was drawn again.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use crate::baseline::Applied;
use crate::report::{CheckReport, Report, Reproducer};
use crate::session::Divergence;

/// One disagreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What it is about: a requirement, a check, or a member of the report.
    pub about: String,
    /// What the report says; empty where the transcript cannot be played back at all.
    pub report: String,
    /// What follows from the transcript.
    pub transcript: String,
}

impl Difference {
    /// A check that could not be played back.
    pub fn divergence(check: &str, divergence: &Divergence) -> Self {
        Self {
            about: format!("check {check}"),
            report: String::new(),
            transcript: divergence.to_string(),
        }
    }
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            about,
            report,
            transcript,
        } = self;
        if report.is_empty() {
            write!(f, "{about}: {transcript}")
        } else {
            write!(
                f,
                "{about}: the report says {report}, the transcript gives {transcript}"
            )
        }
    }
}

/// Every disagreement, the verdicts on requirements first.
pub(super) fn between(report: &Report, drawn: &Report) -> Vec<Difference> {
    let (said, follows) = (Facts::of(report), Facts::of(drawn));
    let abouts: BTreeSet<&(u8, String)> = said.0.keys().chain(follows.0.keys()).collect();
    abouts
        .into_iter()
        .filter(|about| said.0.get(*about) != follows.0.get(*about))
        .map(|about| Difference {
            about: about.1.clone(),
            report: said.get(about),
            transcript: follows.get(about),
        })
        .collect()
}

/// What a report says that follows from the exchanges, by what it is about. The number puts them in order.
struct Facts(BTreeMap<(u8, String), String>);

impl Facts {
    fn of(report: &Report) -> Self {
        let mut facts = BTreeMap::new();
        for requirement in &report.requirements {
            let about = (0, format!("requirement {}", requirement.id));
            facts.insert(about, json(&requirement.verdict));
        }
        for check in &report.checks {
            facts.insert(
                (1, format!("check {}", check.id)),
                json(&check_facts(check)),
            );
        }
        for profile in &report.profiles {
            let about = (2, format!("profile {}", profile.name.as_str()));
            facts.insert(about, json(profile));
        }
        let whole = [
            ("verdict", json(&report.verdict)),
            ("exitStatus", json(&report.exit_status)),
            ("unusable", json(&report.unusable.is_some())),
            ("suiteFaults", json(&report.suite_faults)),
            ("baseline", json(&report.baseline.as_ref().map(accepted))),
            ("coverage", json(&report.coverage)),
            ("seed", json(&report.seed)),
            ("cases", json(&report.cases)),
            ("strict", json(&report.strict)),
            ("target.url", json(&report.target.url)),
            ("spec.platform", json(&report.spec.platform)),
        ];
        for (member, value) in whole {
            facts.insert((3, member.to_owned()), value);
        }
        Self(facts)
    }

    fn get(&self, about: &(u8, String)) -> String {
        self.0
            .get(about)
            .map_or("nothing", String::as_str)
            .to_owned()
    }
}

/// What follows from the exchanges of a check: not its texts, in which a key may have been cut, and not its time.
fn check_facts(check: &CheckReport) -> Value {
    let reproducer = |found: &Reproducer| {
        serde_json::json!([
            found.requirement,
            found.case,
            found.expected,
            found.reproduced
        ])
    };
    let notes = check
        .notes
        .iter()
        .map(|note| [&note.requirement, &note.case]);
    serde_json::json!({
        "verdict": check.verdict,
        "requirements": check.requirements,
        "stopped": check.reason.is_some(),
        "notes": notes.collect::<Vec<_>>(),
        "reproducers": check.reproducers.iter().map(reproducer).collect::<Vec<_>>(),
    })
}

/// What became of the entries of a baseline, in whatever order they stand.
fn accepted(applied: &Applied) -> [BTreeSet<String>; 3] {
    [&applied.used, &applied.stale, &applied.undecided]
        .map(|entries| entries.iter().map(json).collect())
}

/// The value as it stands in the report.
fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
