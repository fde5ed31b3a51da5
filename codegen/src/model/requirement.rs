//! A row of the catalogue.

use crate::runtime::{EnforcedBy, Level, Origin};

/// A requirement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// Dotted id.
    pub id: String,
    /// How binding it is.
    pub level: Level,
    /// Where it comes from.
    pub origin: Origin,
    /// Which part of a server decides it.
    pub enforced_by: EnforcedBy,
    /// Platform releases it applies to.
    pub versions: String,
    /// What is required.
    pub statement: String,
    /// Evidence.
    pub source: String,
    /// How it shows.
    pub observation: Observation,
}

/// How a requirement shows from outside, or why it does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Observation {
    /// What to send and look at.
    Probe(String),
    /// Why nothing shows it.
    Exempt(String),
}

impl Requirement {
    /// The first part of the id, which names the file it is written to.
    pub(crate) fn area(&self) -> &str {
        self.id.split('.').next().unwrap_or_default()
    }
}
