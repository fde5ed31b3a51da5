//! What a run is told, and why it may not be able to begin.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::baseline::BaselineError;
use crate::config::{ConfigError, Loaded};
use crate::http::ClientError;
#[cfg(feature = "embedded")]
use crate::plan::RehearsalError;
use crate::report::WriteError;
use crate::selection::{Selection, SelectionError};

/// How many random cases a property tries unless told otherwise.
pub const DEFAULT_CASES: u32 = 12;

/// What to run, against what.
#[derive(Debug, Default)]
pub struct Settings {
    /// URL of the target; the embedded server when neither this nor the configuration names one.
    pub target: Option<String>,
    /// Configuration file.
    pub config: Option<PathBuf>,
    /// Profiles; all when empty.
    pub profiles: Vec<crate::verdict::Profile>,
    /// Check patterns; all when empty.
    pub checks: Vec<String>,
    /// Whether SHOULD is binding.
    pub strict: bool,
    /// Seed of the random cases; chosen when absent.
    pub seed: Option<u64>,
    /// How many random cases.
    pub cases: Option<u32>,
    /// Folder for reports.
    pub report: Option<PathBuf>,
    /// Whether the run is rehearsed, and keeps to what comes of that.
    pub plan: bool,
    /// Ends the run once it is set: no further check begins.
    pub interrupt: Arc<AtomicBool>,
    /// File with the known violations.
    pub baseline: Option<PathBuf>,
    /// Whether that file is brought in line with the run.
    pub update_baseline: bool,
}

/// A run that could not begin. All of these are the caller's to mend: exit status 2.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The configuration.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The selection.
    #[error(transparent)]
    Selection(#[from] SelectionError),
    /// The report folder.
    #[error(transparent)]
    Report(#[from] WriteError),
    /// The baseline.
    #[error(transparent)]
    Baseline(#[from] BaselineError),
    /// The client's settings.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// No target, and no embedded one in this build.
    #[cfg(not(feature = "embedded"))]
    #[error("{0} (this build has no embedded server)")]
    NoTarget(ConfigError),
    /// The embedded server does not start.
    #[cfg(feature = "embedded")]
    #[error("the embedded server does not start: {0}")]
    Embedded(#[from] crate::embedded::EmbeddedError),
    /// There is no rehearsal.
    #[cfg(feature = "embedded")]
    #[error("there is no plan: {0}")]
    Rehearsal(#[from] RehearsalError),
    /// There is nothing to rehearse with.
    #[cfg(not(feature = "embedded"))]
    #[error(
        "a plan is made on the embedded reference server, which this build does not have; build with the feature embedded"
    )]
    NoRehearsal,
    /// The number of random cases.
    #[error(
        "--cases must be at least 1: with none, properties would pass without having looked at anything"
    )]
    NoCases,
}

impl SetupError {
    /// Whether nothing the caller does would mend it.
    pub fn is_fault_of_the_suite(&self) -> bool {
        #[cfg(feature = "embedded")]
        let fault = matches!(self, Self::Rehearsal(RehearsalError::NotConformant(_)));
        #[cfg(not(feature = "embedded"))]
        let fault = false;
        fault
    }
}

impl Settings {
    /// The configuration that the settings and the environment amount to.
    pub fn load(&self) -> Result<Loaded, ConfigError> {
        Loaded::read(
            self.config.as_deref(),
            self.target.as_deref(),
            std::env::vars(),
        )
    }

    /// What to run.
    pub fn selection(&self) -> Result<Selection, SetupError> {
        let platform = self.load()?.platform()?;
        Ok(Selection::new(
            platform,
            self.profiles.clone(),
            self.checks.clone(),
        )?)
    }
}
