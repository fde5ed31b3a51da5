//! What is wrong with a text that was to be an object.

use std::fmt;

use super::super::{CauseReason, Requirement};
use super::{Cause, Position};

/// One thing that is wrong, at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What sort of thing.
    pub kind: ProblemKind,
    /// JSON path, such as `sourceVirtualCluster.name`; empty for the text as a whole.
    pub path: String,
    /// Where the value begins; the key, for an unknown or duplicate field; the object around it, for a missing value.
    pub position: Position,
    /// A sentence for people.
    pub message: String,
    /// The keyword of the schema that is broken, such as `type` or `minLength`; none where it is not the schema's.
    pub keyword: Option<&'static str>,
    /// The requirement that is broken, where the spec names one.
    pub requirement: Option<&'static Requirement>,
}

/// The sorts of problems.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProblemKind {
    /// The text cannot be read; nothing else is known about it.
    Unreadable(Cause),
    /// A value has another type than its schema says.
    WrongType,
    /// An object has a member that its schema lacks.
    UnknownField,
    /// An object has a member twice.
    DuplicateField,
    /// A value cannot be kept: its number is too big, or it is nested too deeply.
    OutOfRange,
    /// A rule of the validator is broken.
    Violation(CauseReason),
}

/// Why a text was refused: everything that is wrong with it, in the order of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// What it was refused for; not empty.
    pub problems: Vec<Problem>,
    /// What would have been a warning.
    pub warnings: Vec<Problem>,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.position)?;
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.message)?;
        match self.requirement {
            Some(requirement) => write!(f, " [{requirement}]"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            problem.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Rejected {}
