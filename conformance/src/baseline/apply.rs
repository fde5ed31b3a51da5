//! Holding results against a baseline.

use std::collections::BTreeSet;
use std::path::PathBuf;

use generated::runtime::Requirement;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Baseline, Entry};
use crate::check::Check;
use crate::judge::CheckResult;
use crate::verdict::Verdict;

/// What a baseline accepted in a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Applied {
    /// The entries that accepted something.
    pub used: Vec<Entry>,
    /// The entries whose violations are gone. With any the run fails, so that the file stays true.
    pub stale: Vec<Entry>,
    /// The entries of which this run can say nothing: what they name was not looked at, or not to the end.
    pub undecided: Vec<Entry>,
}

impl Entry {
    fn covers(&self, requirement: &Requirement, check: &Check) -> bool {
        let named = |id: &Option<String>, this: &str| id.as_deref().is_none_or(|id| id == this);
        named(&self.requirement, requirement.id) && named(&self.check, check.id)
    }
}

impl Applied {
    /// Every entry of the baseline.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        let groups = [&self.used, &self.stale, &self.undecided];
        groups.into_iter().flatten()
    }
}

impl Baseline {
    /// A baseline without a file.
    pub fn of(entries: Vec<Entry>) -> Self {
        Self {
            path: PathBuf::new(),
            text: String::new(),
            entries: entries.into_iter().map(|entry| (0, entry)).collect(),
        }
    }

    /// Turns what an entry accepts into [`Verdict::Known`], and says what became of each entry.
    pub fn apply(&self, results: &mut [CheckResult]) -> Applied {
        let mut seen: Vec<BTreeSet<Verdict>> = vec![BTreeSet::new(); self.entries.len()];
        for result in results {
            for (requirement, verdict) in &mut result.requirements {
                let mut known = false;
                for ((_, entry), seen) in self.entries.iter().zip(&mut seen) {
                    if entry.covers(requirement, result.check) {
                        seen.insert(*verdict);
                        known = true;
                    }
                }
                if known && is_broken(*verdict) {
                    *verdict = Verdict::Known;
                }
            }
            let verdicts = result.requirements.iter().map(|(_, verdict)| *verdict);
            result.verdict = verdicts.reduce(Verdict::and).unwrap_or(result.verdict);
        }
        let mut applied = Applied {
            used: Vec::new(),
            stale: Vec::new(),
            undecided: Vec::new(),
        };
        for ((_, entry), seen) in self.entries.iter().zip(seen) {
            let unclear =
                |verdict: &Verdict| verdict.is_inconclusive() || *verdict == Verdict::NotDeclared;
            let group = if seen.iter().any(|verdict| is_broken(*verdict)) {
                &mut applied.used
            } else if seen.iter().all(unclear)
                || seen.iter().any(|verdict| verdict.is_inconclusive())
            {
                &mut applied.undecided
            } else {
                &mut applied.stale
            };
            group.push(entry.clone());
        }
        applied
    }
}

fn is_broken(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Violates | Verdict::Flaky)
}
