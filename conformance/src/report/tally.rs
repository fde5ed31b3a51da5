//! How many requirements of a profile and a level have each verdict.

use super::Report;
use crate::verdict::{Profile, Verdict};

/// Levels, the binding one first.
pub(super) const LEVELS: [&str; 3] = ["MUST", "SHOULD", "MAY"];

/// The verdicts that a summary counts, with the words above its columns.
pub(super) const COLUMNS: [Column; 7] = [
    Column::Conforms,
    Column::Violates,
    Column::Known,
    Column::Flaky,
    Column::Inconclusive,
    Column::Informational,
    Column::NotDeclared,
];

/// A column of a summary: a verdict, both kinds of inconclusive in one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    /// As required.
    Conforms,
    /// Otherwise than required.
    Violates,
    /// Otherwise than required, which the baseline accepts.
    Known,
    /// Otherwise than required, but not again.
    Flaky,
    /// Nothing can be said.
    Inconclusive,
    /// Both outcomes are legal.
    Informational,
    /// Needs something that is not configured.
    NotDeclared,
}

/// One row of a summary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tally {
    /// The profile.
    pub(super) profile: Profile,
    /// The level.
    pub(super) level: &'static str,
    /// How many, in the order of [`COLUMNS`].
    pub(super) counts: [usize; COLUMNS.len()],
}

impl Column {
    /// The column's word.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Conforms => "conforms",
            Self::Violates => "violates",
            Self::Known => "known",
            Self::Flaky => "flaky",
            Self::Inconclusive => "inconclusive",
            Self::Informational => "informational",
            Self::NotDeclared => "not declared",
        }
    }

    /// The sign that stands beside the word, for eyes that do not tell the colours apart.
    pub(super) const fn sign(self) -> &'static str {
        match self {
            Self::Conforms => "✓",
            Self::Violates => "✗",
            Self::Known => "•",
            Self::Flaky => "≈",
            Self::Inconclusive => "?",
            Self::Informational => "i",
            Self::NotDeclared => "–",
        }
    }

    /// The word for addresses and styles.
    pub(super) const fn slug(self) -> &'static str {
        match self {
            Self::NotDeclared => "not-declared",
            other => other.as_str(),
        }
    }
}

impl From<Verdict> for Column {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Conforms => Self::Conforms,
            Verdict::Violates => Self::Violates,
            Verdict::Known => Self::Known,
            Verdict::Flaky => Self::Flaky,
            Verdict::InconclusiveFixture | Verdict::InconclusiveTarget => Self::Inconclusive,
            Verdict::Informational => Self::Informational,
            Verdict::NotDeclared => Self::NotDeclared,
        }
    }
}

impl Tally {
    /// How many requirements there are.
    pub(super) fn total(&self) -> usize {
        self.counts.iter().sum()
    }
}

impl Report {
    /// One row for each profile and level of which anything was selected.
    pub(super) fn tallies(&self) -> Vec<Tally> {
        let cells = Profile::ALL
            .into_iter()
            .flat_map(|profile| LEVELS.map(|level| (profile, level)));
        cells
            .map(|(profile, level)| self.tally(profile, level))
            .filter(|tally| tally.total() > 0)
            .collect()
    }

    fn tally(&self, profile: Profile, level: &'static str) -> Tally {
        let mut counts = [0; COLUMNS.len()];
        for requirement in &self.requirements {
            if requirement.profile == profile && requirement.level == level {
                // every column stands in COLUMNS at the place of its declaration
                counts[Column::from(requirement.verdict) as usize] += 1;
            }
        }
        Tally {
            profile,
            level,
            counts,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_stands_at_its_own_place() {
        for (place, column) in COLUMNS.into_iter().enumerate() {
            assert_eq!(column as usize, place, "{}", column.as_str());
        }
    }
}
