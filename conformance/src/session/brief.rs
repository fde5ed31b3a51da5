//! What every check of a run is told.

use generated::runtime::Platform;

use crate::config::{Credentials, FixtureConfig};

/// What a check may know besides what the target answers. Everything here stands in the report, keys excepted.
#[derive(Debug, Clone)]
pub struct Brief {
    /// The target's URL without a final slash.
    pub url: String,
    /// The keys in use.
    pub credentials: Credentials,
    /// What the target was said to have.
    pub fixtures: FixtureConfig,
    /// The platform release that the target serves.
    pub platform: &'static Platform,
    /// A word that no other run has; names are made from it.
    pub run: String,
    /// Decides the random cases.
    pub seed: u64,
    /// How many random cases each property tries.
    pub cases: u32,
}
