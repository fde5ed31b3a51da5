//! `conformance diff`: the same plan against two servers, and the spec beside them.
//!
//! Verdicts, what was recorded where every outcome is legal, and the answers themselves are compared. What is another
//! for every request (names, times, uids) and what is free for every server (wording) does not count.

mod compare;
mod looked;
mod row;
mod seen;
mod text;

use std::path::PathBuf;

use serde::Serialize;

use crate::check::Check;
use crate::checks;
use crate::run::{Opening, Settings, SetupError, open_both};
use crate::selection::Selection;
use crate::verdict::{Overall, Verdict};

pub use compare::Difference;
pub use row::{NoteDiff, Row};

use compare::differences;
use looked::Looked;
use row::rows;

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
        "the left server is of platform {left}, the right one of {right}: one plan needs one \
         contract; set the same target.platform for both"
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
