//! Why some mutants may survive: a file by hand, held against every run.

use std::fmt;

use serde::Deserialize;

use super::point::Point;

/// Why no test sees a mutant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    /// Nothing that can be observed is different.
    Equivalent,
    /// The answer is the same, and takes another time or more memory.
    Performance,
    /// No input comes by: another rule stands before it.
    Unreachable,
    /// A sentence for people reads otherwise.
    Wording,
    /// A test sees it that takes too long to be asked of every mutant.
    Slow,
    /// Nobody has looked at it yet.
    Open,
}

impl Kind {
    /// All, in the order of the table.
    pub(super) const ALL: [Self; 6] = [
        Self::Equivalent,
        Self::Performance,
        Self::Unreachable,
        Self::Wording,
        Self::Slow,
        Self::Open,
    ];

    /// The word of the file.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Equivalent => "equivalent",
            Self::Performance => "performance",
            Self::Unreachable => "unreachable",
            Self::Wording => "wording",
            Self::Slow => "slow",
            Self::Open => "open",
        }
    }
}

/// What the file holds.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Explanations {
    #[serde(default)]
    survivor: Vec<Explanation>,
}

/// Why some mutants of a function, or of a file, survive.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Explanation {
    /// The file from the root of the workspace, or a folder with a slash at its end.
    file: String,
    /// The function; without it, any.
    function: Option<String>,
    /// The changes, as they are reported; without any, all that survive.
    #[serde(default)]
    changes: Vec<String>,
    kind: Kind,
    /// In a sentence.
    why: String,
}

impl Explanation {
    fn is_about(&self, point: &Point) -> bool {
        let folder = self.file.ends_with('/') && point.file.starts_with(&self.file);
        (folder || point.file == self.file)
            && self
                .function
                .as_ref()
                .is_none_or(|it| *it == point.function)
            && (self.changes.is_empty() || self.changes.contains(&point.label()))
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let function = self.function.as_deref().unwrap_or("any function");
        write!(f, "{} {function}: {}", self.file, self.why)
    }
}

/// What the file says of the survivors of a run.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Judgement {
    /// The kind of each survivor that is explained, by index.
    pub(super) explained: Vec<(usize, Kind)>,
    /// Each shortcoming in a line.
    pub(super) problems: Vec<String>,
}

impl Explanations {
    /// Whether a mutant is said to survive.
    pub(super) fn names(&self, point: &Point) -> bool {
        self.survivor.iter().any(|it| it.is_about(point))
    }

    /// Holds survivors, given by index, against the file; what it says of others is stale where the run was `whole`.
    pub(super) fn judge(&self, points: &[Point], survivors: &[usize], whole: bool) -> Judgement {
        let mut explained = Vec::new();
        let mut problems = Vec::new();
        for &index in survivors {
            let point = &points[index];
            match self.survivor.iter().find(|it| it.is_about(point)) {
                Some(it) => explained.push((index, it.kind)),
                None => problems.push(format!("survives: {point}")),
            }
        }
        if whole {
            for it in &self.survivor {
                let about: Vec<&Point> = survivors
                    .iter()
                    .map(|index| &points[*index])
                    .filter(|point| it.is_about(point))
                    .collect();
                if about.is_empty() {
                    problems.push(format!("explains no survivor: {it}"));
                }
                let stale = it
                    .changes
                    .iter()
                    .filter(|change| !about.iter().any(|point| point.label() == **change));
                problems
                    .extend(stale.map(|change| format!("explains no survivor: {it}: {change}")));
            }
        }
        Judgement {
            explained,
            problems,
        }
    }
}
