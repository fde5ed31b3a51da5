//! What every check of a run is told.

use generated::runtime::Platform;
use serde::{Deserialize, Serialize};

use crate::config::{Credentials, FixtureConfig, Secret};
use crate::report::{ALLOWED, DENIED, Redactor};

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

/// A brief as data, free of access keys.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BriefRecord {
    /// The target's URL without a final slash.
    pub url: String,
    /// Whether there was a key that may not import.
    pub denied: bool,
    /// What the target was said to have.
    pub fixtures: FixtureConfig,
    /// The word that no other run has.
    pub run: String,
    /// Seed of the random cases.
    pub seed: u64,
    /// How many there were.
    pub cases: u32,
}

impl Brief {
    /// The record of a brief.
    pub fn record(&self) -> BriefRecord {
        BriefRecord {
            url: Redactor::new(&self.credentials).text(&self.url),
            denied: self.credentials.denied.is_some(),
            fixtures: self.fixtures.clone(),
            run: self.run.clone(),
            seed: self.seed,
            cases: self.cases,
        }
    }
}

impl BriefRecord {
    /// The brief, with the keys' placeholders for keys.
    pub fn brief(&self, platform: &'static Platform) -> Brief {
        Brief {
            url: self.url.clone(),
            credentials: Credentials {
                allowed: Secret::new(ALLOWED),
                denied: self.denied.then(|| Secret::new(DENIED)),
            },
            fixtures: self.fixtures.clone(),
            platform,
            run: self.run.clone(),
            seed: self.seed,
            cases: self.cases,
        }
    }
}
