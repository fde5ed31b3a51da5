//! What a run will send, said before anything is sent, and the ceiling that its checks keep to.
//!
//! The numbers are those of a rehearsal: the same checks with the same random cases on the embedded reference server, so
//! they are exact for a target that answers as it does. Other answers lead to other requests; the ceiling leaves room for
//! them, for the search of a smaller violation, and for repetitions.

#[cfg(feature = "embedded")]
mod count;
#[cfg(feature = "embedded")]
mod rehearsal;
mod text;

use serde::Serialize;

use crate::check::Check;

#[cfg(feature = "embedded")]
pub use rehearsal::{RehearsalError, rehearse};
pub use text::write as human;

/// What a run will send.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    /// The target's URL.
    pub target: String,
    /// Seed of the random cases.
    pub seed: u64,
    /// How many random cases each property tries.
    pub cases: u32,
    /// Whether every import is a dry run.
    pub dry_run: bool,
    /// How many requests, but for those that clean up.
    pub requests: u64,
    /// How many of them at most, if things go wrong.
    pub ceiling: u64,
    /// How many imports take effect.
    pub imports: u64,
    /// How many of them at most.
    pub imports_ceiling: u64,
    /// How many requests clean up, where the target offers it.
    pub cleanup_requests: u64,
    /// How many sources suffice where instances stay.
    pub sources: u64,
    /// How many sources suffice where instances are removed and their virtual clusters stay.
    pub sources_with_cleanup: u64,
    /// What is sent before the first check.
    pub preflight: Share,
    /// Each check.
    pub checks: Vec<CheckPlan>,
}

/// What one check will send.
#[derive(Debug, Clone, Serialize)]
pub struct CheckPlan {
    /// Its id.
    pub id: &'static str,
    /// Its share.
    #[serde(flatten)]
    pub share: Share,
}

/// A part of the requests of a run.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Share {
    /// How many requests.
    pub requests: u64,
    /// How many at most.
    pub ceiling: u64,
    /// How many sources it asks for.
    pub sources: u64,
    /// The names of the instances that are made; `<run>` is a word of each run, `<source>` the name of a source.
    pub instances: Vec<String>,
}

impl Share {
    /// How many imports take effect.
    fn imports(&self) -> u64 {
        self.instances.len() as u64
    }
}

impl Plan {
    /// The ceiling of a check with all its repetitions; nothing for one that was not planned.
    pub fn ceiling_of(&self, check: &Check) -> u64 {
        self.share_of(check).map_or(0, |share| share.ceiling)
    }

    /// How many sources a check asks for where all is well.
    pub fn sources_of(&self, check: &Check) -> usize {
        let sources = self.share_of(check).map_or(0, |share| share.sources);
        usize::try_from(sources).unwrap_or(usize::MAX)
    }

    fn share_of(&self, check: &Check) -> Option<&Share> {
        let planned = self.checks.iter().find(|planned| planned.id == check.id);
        planned.map(|planned| &planned.share)
    }
}
