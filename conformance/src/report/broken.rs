//! What a report has to tell first: the requirements that were found broken, the binding ones before the others.

use std::collections::BTreeMap;
use std::path::Path;

use super::{CheckReport, Report, Reproducer, RequirementReport};
use crate::verdict::Verdict;

/// A requirement that was found broken, and where.
#[derive(Debug)]
pub(super) struct Broken<'r> {
    /// The requirement.
    pub(super) requirement: &'r RequirementReport,
    /// How much it matters.
    pub(super) weight: Weight,
    /// Every case that showed it, with its check.
    pub(super) found: Vec<Found<'r>>,
}

/// A case that showed something broken.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found<'r> {
    /// The check that looked.
    pub(super) check: &'r CheckReport,
    /// What it saw.
    pub(super) reproducer: &'r Reproducer,
    /// Which case of the requirement it is, from 1, in the order of the report.
    number: usize,
}

impl Found<'_> {
    /// The command that carries its check out again, for reports that are left in `folder`.
    pub(super) fn replay(&self, report: &Report, folder: &Path) -> String {
        let path = crate::reproducer::path(&self.reproducer.requirement, self.number);
        // a replay without a target looks at the embedded server
        let target = if report.target.embedded {
            ""
        } else {
            " --config FILE"
        };
        format!("conformance replay {}{target}", folder.join(path).display())
    }
}

/// How much it matters that a requirement was found broken; what matters most comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Weight {
    /// It is binding.
    Violation,
    /// It is not binding.
    Warning,
    /// It was not seen again, so nothing is said of it.
    Flaky,
    /// The baseline accepts it.
    Known,
}

impl Weight {
    /// The weight in one word.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Violation => "violation",
            Self::Warning => "warning",
            Self::Flaky => "flaky",
            Self::Known => "known",
        }
    }

    /// The word for `count` of them.
    pub(super) const fn plural(self, count: usize) -> &'static str {
        match (self, count) {
            (_, 1) | (Self::Flaky | Self::Known, _) => self.as_str(),
            (Self::Violation, _) => "violations",
            (Self::Warning, _) => "warnings",
        }
    }
}

impl RequirementReport {
    /// How much it matters that it was found broken; `None` where it was not.
    pub(super) fn weight(&self, strict: bool) -> Option<Weight> {
        match self.verdict {
            Verdict::Violates if self.is_binding(strict) => Some(Weight::Violation),
            Verdict::Violates => Some(Weight::Warning),
            Verdict::Flaky => Some(Weight::Flaky),
            Verdict::Known => Some(Weight::Known),
            _ => None,
        }
    }

    /// Whether the verdict on the run depends on it.
    pub(super) fn is_binding(&self, strict: bool) -> bool {
        self.level == "MUST" || (strict && self.level == "SHOULD")
    }
}

impl Report {
    /// Every requirement that was found broken, the weightiest first, then in the order of the catalogue.
    pub(super) fn broken(&self) -> Vec<Broken<'_>> {
        let mut found: BTreeMap<&str, Vec<Found<'_>>> = BTreeMap::new();
        for check in &self.checks {
            for reproducer in &check.reproducers {
                let cases = found.entry(&reproducer.requirement).or_default();
                cases.push(Found {
                    check,
                    reproducer,
                    number: cases.len() + 1,
                });
            }
        }
        for found in found.values_mut() {
            // of several cases, one that was seen again tells more
            found.sort_by_key(|found| {
                found
                    .reproducer
                    .reproduced
                    .is_some_and(|seen| seen.times == 0)
            });
        }
        let mut broken: Vec<Broken<'_>> = self
            .requirements
            .iter()
            .filter_map(|requirement| {
                Some(Broken {
                    requirement,
                    weight: requirement.weight(self.strict)?,
                    found: found.remove(requirement.id.as_str()).unwrap_or_default(),
                })
            })
            .collect();
        broken.sort_by_key(|broken| broken.weight);
        broken
    }

    /// How many requirements have that weight.
    pub(super) fn weighing(&self, weight: Weight) -> usize {
        self.requirements
            .iter()
            .filter(|requirement| requirement.weight(self.strict) == Some(weight))
            .count()
    }
}
