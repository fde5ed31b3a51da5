//! `conformance diff`: the same plan against two servers, and the spec beside them.
//!
//! Verdicts, what was recorded where every outcome is legal, and the answers themselves are compared. What is another for
//! every request (names, times, uids) and what is free for every server (wording) does not count.

mod compare;
mod seen;
mod text;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use generated::requirements;
use serde::Serialize;

use crate::check::Check;
use crate::checks;
use crate::judge::CheckResult;
use crate::report::Redactor;
use crate::run::{Opened, Opening, Settings, SetupError, open_both};
use crate::selection::Selection;
use crate::verdict::{Overall, Verdict};

pub use compare::Difference;
use compare::differences;
use seen::Seen;

/// The word that names the embedded server in the place of a configuration.
pub const EMBEDDED: &str = "embedded";

/// Two servers cannot be compared.
#[derive(Debug, thiserror::Error)]
pub enum DiffError {
    /// A run cannot begin.
    #[error(transparent)]
    Setup(#[from] SetupError),
    /// Two contracts.
    #[error(
        "the left server is of platform {left}, the right one of {right}: one plan needs one contract; set the same target.platform for both"
    )]
    OtherPlatform {
        /// The left one's release.
        left: &'static str,
        /// The right one's.
        right: &'static str,
    },
    /// The environment names a target for both.
    #[error(
        "{EMBEDDED} cannot be looked at while the environment names another target; unset the CONFORMANCE_ variables"
    )]
    NotEmbedded,
}

/// How two servers differ.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Diff {
    /// One server.
    pub left: Side,
    /// The other.
    pub right: Side,
    /// The platform release whose contract applies to both.
    pub platform: &'static str,
    /// Seed of the random cases.
    pub seed: u64,
    /// How many random cases each property tried.
    pub cases: u32,
    /// Whether both behave alike.
    pub alike: bool,
    /// Every requirement that was looked at, in the order of the catalogue.
    pub requirements: Vec<Row>,
    /// The checks in which answers differ.
    pub checks: Vec<CheckDiff>,
}

/// One server.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Side {
    /// Its URL.
    pub url: String,
    /// Whether it is the reference server inside the suite.
    pub embedded: bool,
    /// How many requests were sent to it.
    pub requests: u64,
    /// Why nothing can be said of it, if so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unusable: Option<String>,
    /// Faults of the suite itself. With any, nothing is proved.
    pub suite_faults: Vec<String>,
}

/// One requirement: what the spec says, and what both servers do.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// Its id.
    pub requirement: &'static str,
    /// MUST, SHOULD or MAY.
    pub level: &'static str,
    /// What is required.
    pub spec: &'static str,
    /// The verdict on the left server.
    pub left: Verdict,
    /// The verdict on the right one.
    pub right: Verdict,
    /// What differs where both outcomes are legal.
    pub notes: Vec<NoteDiff>,
    /// Whether both are the same.
    pub alike: bool,
}

/// What was seen of one case in which every outcome is legal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NoteDiff {
    /// The check and its case.
    pub case: String,
    /// What the left server did; nothing where it was not looked at.
    pub left: Option<String>,
    /// What the right one did.
    pub right: Option<String>,
}

/// One check in which answers differ.
#[derive(Debug, Serialize)]
pub struct CheckDiff {
    /// Its id.
    pub check: &'static str,
    /// The requirements it covers.
    pub requirements: Vec<&'static str>,
    /// Where the answers differ.
    pub differences: Vec<Difference>,
}

impl Diff {
    /// The exit status: 0 where both behave alike.
    pub fn exit_status(&self) -> u8 {
        let sides = [&self.left, &self.right];
        let verdicts = self
            .requirements
            .iter()
            .flat_map(|row| [row.left, row.right]);
        if sides.iter().any(|side| !side.suite_faults.is_empty()) {
            4
        } else if sides.iter().any(|side| side.unusable.is_some()) {
            3
        } else if !self.alike {
            1
        } else if verdicts.into_iter().any(Verdict::is_inconclusive) {
            Overall::Inconclusive.exit_status()
        } else {
            0
        }
    }
}

/// Compares two servers: `left` and `right` are configuration files, or [`EMBEDDED`]. `plan` says what is looked at.
pub fn diff(left: &str, right: &str, plan: &Settings) -> Result<Diff, DiffError> {
    let side = |named: &str| Settings {
        config: (named != EMBEDDED).then(|| PathBuf::from(named)),
        profiles: plan.profiles.clone(),
        checks: plan.checks.clone(),
        strict: plan.strict,
        seed: plan.seed,
        cases: plan.cases,
        ..Settings::default()
    };
    let settings = [side(left), side(right)];
    // an embedded server follows the other one
    let of = usize::from(left == EMBEDDED);
    let selection = settings[of].selection()?;
    let checks = selection.apply(checks::all()).map_err(SetupError::from)?;
    let mut looked = Vec::new();
    for (opening, named) in open_both(&settings, selection.platform())?
        .into_iter()
        .zip([left, right])
    {
        if named == EMBEDDED && !matches!(&opening, Opening::Ready(opened) if opened.embedded) {
            return Err(DiffError::NotEmbedded);
        }
        looked.push(Looked::at(opening, &checks, &selection)?);
    }
    let [left, right] = <[Looked; 2]>::try_from(looked).map_err(|_| DiffError::NotEmbedded)?;
    Ok(compared(left, right, plan, &checks, &selection))
}

/// What was seen of one server.
struct Looked {
    side: Side,
    draw: Option<(u64, u32)>,
    results: Vec<CheckResult>,
    seen: BTreeMap<&'static str, Vec<Seen>>,
}

impl Looked {
    fn at(
        opening: Opening,
        checks: &[&'static Check],
        selection: &Selection,
    ) -> Result<Self, DiffError> {
        match opening {
            Opening::Ready(opened) => Self::at_opened(&opened, checks, selection),
            Opening::Unreachable(url, why) => Ok(Self {
                side: Side {
                    url,
                    embedded: false,
                    requests: 1,
                    unusable: Some(why.0),
                    suite_faults: Vec::new(),
                },
                draw: None,
                results: Vec::new(),
                seen: BTreeMap::new(),
            }),
        }
    }

    fn at_opened(
        opened: &Opened,
        checks: &[&'static Check],
        selection: &Selection,
    ) -> Result<Self, DiffError> {
        let suite = &opened.suite;
        let platform = suite.brief().platform;
        if platform.name != selection.platform().name {
            return Err(DiffError::OtherPlatform {
                left: selection.platform().name,
                right: platform.name,
            });
        }
        let (usable, _) = suite.preflight();
        let redactor = Redactor::new(suite.client().credentials());
        let seen = Mutex::new(BTreeMap::new());
        let results = match &usable {
            Ok(()) => suite.run(checks, selection, &|result| {
                // repetitions say how often, which the verdict does too
                let first = result.sessions.first().map(Vec::as_slice);
                let first = Seen::all(first.unwrap_or_default(), suite.brief(), &redactor);
                seen.lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .insert(result.check.id, first);
            }),
            Err(_) => Vec::new(),
        };
        let faults = results.iter().flat_map(|result| {
            let faults = result.faults.iter();
            faults.map(|fault| format!("check {}: {fault}", result.check.id))
        });
        Ok(Self {
            side: Side {
                url: suite.client().url().to_owned(),
                embedded: opened.embedded,
                requests: suite.client().sent(),
                unusable: usable.err().map(|why| redactor.text(&why.0)),
                suite_faults: faults.collect(),
            },
            draw: Some((suite.brief().seed, suite.brief().cases)),
            results,
            seen: seen.into_inner().unwrap_or_else(PoisonError::into_inner),
        })
    }

    /// The verdict on each requirement.
    fn verdicts(&self) -> BTreeMap<&'static str, Verdict> {
        let mut verdicts: BTreeMap<&'static str, Verdict> = BTreeMap::new();
        for (requirement, verdict) in self.results.iter().flat_map(|result| &result.requirements) {
            let all = verdicts.entry(requirement.id).or_insert(*verdict);
            *all = all.and(*verdict);
        }
        verdicts
    }

    /// What was recorded where both outcomes are legal, by requirement, and by check and case.
    fn notes(&self) -> BTreeMap<&'static str, BTreeMap<String, String>> {
        let mut notes: BTreeMap<&'static str, BTreeMap<String, String>> = BTreeMap::new();
        for result in &self.results {
            for (finding, note) in result.notes() {
                let case = format!("{}, case: {}", result.check.id, finding.case);
                // what follows is the answer in its own words, which is compared as such
                let note = note.split("; got ").next().unwrap_or(note).to_owned();
                notes
                    .entry(finding.requirement.id)
                    .or_default()
                    .insert(case, note);
            }
        }
        notes
    }
}

fn compared(
    left: Looked,
    right: Looked,
    plan: &Settings,
    checks: &[&'static Check],
    selection: &Selection,
) -> Diff {
    let requirements = rows(&left, &right);
    let both = left.side.unusable.is_none() && right.side.unusable.is_none();
    let none = Vec::new();
    let checks: Vec<CheckDiff> = checks
        .iter()
        .filter(|_| both)
        .filter_map(|check| {
            let of = |looked: &Looked| looked.seen.get(check.id).unwrap_or(&none).clone();
            let differences = differences(of(&left), of(&right));
            (!differences.is_empty()).then(|| CheckDiff {
                check: check.id,
                requirements: check
                    .requirements
                    .iter()
                    .map(|requirement| requirement.id)
                    .collect(),
                differences,
            })
        })
        .collect();
    let (seed, cases) = left.draw.or(right.draw).unwrap_or((
        plan.seed.unwrap_or_default(),
        plan.cases.unwrap_or_default(),
    ));
    Diff {
        platform: selection.platform().name,
        seed,
        cases,
        alike: both && checks.is_empty() && requirements.iter().all(|row| row.alike),
        requirements,
        checks,
        left: left.side,
        right: right.side,
    }
}

fn rows(left: &Looked, right: &Looked) -> Vec<Row> {
    let verdicts = [left.verdicts(), right.verdicts()];
    let notes = [left.notes(), right.notes()];
    let mut rows = Vec::new();
    for requirement in requirements::ALL {
        let id = requirement.id;
        let [left, right] = [0, 1].map(|side| verdicts[side].get(id).copied());
        let (Some(left), Some(right)) = (left, right) else {
            continue;
        };
        let [left_notes, right_notes] =
            [0, 1].map(|side| notes[side].get(id).cloned().unwrap_or_default());
        let notes = note_differences(&left_notes, &right_notes);
        rows.push(Row {
            requirement: id,
            level: requirement.level.as_str(),
            spec: requirement.statement,
            left,
            right,
            alike: left == right && notes.is_empty(),
            notes,
        });
    }
    rows
}

fn note_differences(
    left: &BTreeMap<String, String>,
    right: &BTreeMap<String, String>,
) -> Vec<NoteDiff> {
    let mut cases: Vec<&String> = left.keys().chain(right.keys()).collect();
    cases.sort_unstable();
    cases.dedup();
    cases
        .into_iter()
        .filter(|case| left.get(*case) != right.get(*case))
        .map(|case| NoteDiff {
            case: case.clone(),
            left: left.get(case).cloned(),
            right: right.get(case).cloned(),
        })
        .collect()
}
