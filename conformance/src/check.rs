//! A check: a named piece of evidence for one or more requirements.

use generated::runtime::Requirement;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::probe::Probe;
use crate::verdict::{Profile, Stop};

/// One check of the registry.
#[derive(Debug)]
pub struct Check {
    /// Unique id, `area/what-is-shown`.
    pub id: &'static str,
    /// What it shows, in one sentence.
    pub title: &'static str,
    /// How it works.
    pub kind: CheckKind,
    /// Every requirement it says something about. A run that ends without a word on one of them is a fault of the
    /// suite, unless the check stopped and said why.
    pub requirements: &'static [&'static Requirement],
    /// Carries it out.
    pub run: fn(&mut Probe<'_>) -> Result<(), Stop>,
}

/// How a check works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CheckKind {
    /// Fixed requests.
    Example,
    /// Random requests, shrunk to the smallest that fails.
    Property,
    /// The normative part of an answer, compared with a stored one.
    Snapshot,
}

impl Check {
    /// The profiles it belongs to.
    pub fn profiles(&self) -> Vec<Profile> {
        let mut profiles: Vec<Profile> = self
            .requirements
            .iter()
            .map(|requirement| Profile::of(requirement))
            .collect();
        profiles.sort_unstable();
        profiles.dedup();
        profiles
    }
}

impl CheckKind {
    /// The kind in one word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Example => "example",
            Self::Property => "property",
            Self::Snapshot => "snapshot",
        }
    }
}
