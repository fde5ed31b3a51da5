//! One run from configuration to report.

use std::path::PathBuf;
use std::time::Instant;

use crate::baseline::{Applied, Baseline, BaselineError};
use crate::checks;
use crate::config::{Config, ConfigError, Loaded};
use crate::fixtures::Fixtures;
use crate::http::{Client, ClientError, Trust};
use crate::judge::CheckResult;
use crate::preflight::{self, Unusable};
use crate::report::{self, Context, Folder, Progress, Redactor, Report, WriteError};
use crate::selection::{Selection, SelectionError};
use crate::session::Brief;
use crate::suite::Suite;

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
    /// The number of random cases.
    #[error(
        "--cases must be at least 1: with none, properties would pass without having looked at anything"
    )]
    NoCases,
}

/// A suite and what must outlive it.
pub struct Opened {
    /// The suite.
    pub suite: Suite,
    /// Whether the target is the embedded server.
    pub embedded: bool,
    /// Whether certificates are not verified.
    pub insecure: bool,
    #[cfg(feature = "embedded")]
    _server: Option<crate::embedded::Embedded>,
}

/// What stands in the way of a suite.
pub enum Opening {
    /// Ready.
    Ready(Box<Opened>),
    /// The target does not answer; the URL is the target's.
    Unreachable(String, Unusable),
}

impl Settings {
    /// The configuration that the settings and the environment amount to.
    fn load(&self) -> Result<Loaded, ConfigError> {
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

/// What makes one run differ from another.
struct Draw {
    run: String,
    random: u64,
    seed: u64,
    cases: u32,
}

impl Draw {
    fn new(settings: &Settings) -> Result<Self, SetupError> {
        let cases = settings.cases.unwrap_or(DEFAULT_CASES);
        if cases == 0 {
            return Err(SetupError::NoCases);
        }
        let id = uuid::Uuid::new_v4();
        let random = u64::from_le_bytes(id.into_bytes()[8..].try_into().unwrap_or_default());
        Ok(Self {
            run: id.simple().to_string().chars().take(8).collect(),
            random,
            seed: settings.seed.unwrap_or(random >> 32),
            cases,
        })
    }

    fn suite(self, config: Config) -> Result<Suite, SetupError> {
        let Config {
            target,
            credentials,
            fixtures,
        } = config;
        let client = Client::new(
            &target.url,
            &target.trust,
            target.timeout,
            credentials.clone(),
        )?;
        let brief = Brief {
            url: client.url().to_owned(),
            credentials,
            fixtures: fixtures.clone(),
            platform: target.platform,
            run: self.run.clone(),
            seed: self.seed,
            cases: self.cases,
        };
        let fixtures = Fixtures::new(fixtures, self.run, self.random);
        Ok(Suite::new(client, fixtures, brief, target.concurrency))
    }
}

/// Opens the target that `settings` and the environment name.
pub fn open(settings: &Settings) -> Result<Opening, SetupError> {
    let draw = Draw::new(settings)?;
    let loaded = settings.load()?;
    let Some(target) = loaded.target()? else {
        return embedded(&loaded, draw);
    };
    // A dead target is reported as such even where credentials or fixtures are still missing.
    if let Some(unusable) = preflight::unreachable(&target.url, &target.trust, target.timeout) {
        return Ok(Opening::Unreachable(target.url, unusable));
    }
    let insecure = matches!(target.trust, Trust::Anything);
    let suite = draw.suite(Config {
        target,
        credentials: loaded.credentials()?,
        fixtures: loaded.fixtures()?,
    })?;
    Ok(Opening::Ready(Box::new(Opened {
        suite,
        embedded: false,
        insecure,
        #[cfg(feature = "embedded")]
        _server: None,
    })))
}

#[cfg(feature = "embedded")]
fn embedded(loaded: &Loaded, draw: Draw) -> Result<Opening, SetupError> {
    // somebody who configures credentials or fixtures means a server of their own, not ours
    if loaded.is_partial() {
        return Err(Loaded::missing_target().into());
    }
    let server = crate::embedded::Embedded::start(loaded.platform()?)?;
    Ok(Opening::Ready(Box::new(Opened {
        suite: draw.suite(server.config(loaded.platform()?))?,
        embedded: true,
        insecure: true,
        _server: Some(server),
    })))
}

#[cfg(not(feature = "embedded"))]
fn embedded(_: &Loaded, _: Draw) -> Result<Opening, SetupError> {
    Err(SetupError::NoTarget(Loaded::missing_target()))
}

/// Runs the selected checks and leaves the reports.
pub fn run(settings: &Settings) -> Result<Report, SetupError> {
    run_showing(settings, &Progress::hidden())
}

/// The same, for somebody who watches.
pub fn run_showing(settings: &Settings, progress: &Progress) -> Result<Report, SetupError> {
    let started_at = jiff::Timestamp::now()
        .strftime("%Y-%m-%dT%H:%M:%SZ")
        .to_string();
    let started = Instant::now();
    let selection = settings.selection()?;
    let checks = selection.apply(checks::all())?;
    let baseline = match (&settings.baseline, settings.update_baseline) {
        (Some(path), update) => Some(Baseline::read(path, update)?),
        (None, true) => return Err(BaselineError::NoFile.into()),
        (None, false) => None,
    };
    let folder = settings
        .report
        .as_deref()
        .map(Folder::prepare)
        .transpose()?;
    let report = match open(settings)? {
        Opening::Unreachable(url, unusable) => {
            let results: Vec<CheckResult> = checks
                .iter()
                .map(|check| CheckResult::not_run(check, &selection, &unusable))
                .collect();
            let context = Context {
                url: &url,
                embedded: false,
                insecure: false,
                selection: &selection,
                redactor: &Redactor::none(),
                seed: settings.seed.unwrap_or_default(),
                cases: settings.cases.unwrap_or(DEFAULT_CASES),
                strict: settings.strict,
                started_at,
                elapsed: started.elapsed(),
                requests: 1,
                sources_used: 0,
                unusable: Some(&unusable),
                baseline: None,
            };
            report::build(&context, &results)
        }
        Opening::Ready(opened) => {
            let suite = &opened.suite;
            let usable = suite.preflight();
            let mut results = match &usable {
                Ok(()) => {
                    progress.begin(checks.len());
                    suite.run(&checks, &selection, &|result| progress.checked(result))
                }
                Err(why) => checks
                    .iter()
                    .map(|check| CheckResult::not_run(check, &selection, why))
                    .collect(),
            };
            let baseline = baseline
                .filter(|_| usable.is_ok())
                .map(|baseline| hold(&baseline, &mut results, settings))
                .transpose()?;
            let context = Context {
                url: suite.client().url(),
                embedded: opened.embedded,
                insecure: opened.insecure,
                selection: &selection,
                redactor: &Redactor::new(suite.client().credentials()),
                seed: suite.brief().seed,
                cases: suite.brief().cases,
                strict: settings.strict,
                started_at,
                elapsed: started.elapsed(),
                requests: suite.client().sent(),
                sources_used: suite.fixtures().taken(),
                unusable: usable.as_ref().err(),
                baseline,
            };
            report::build(&context, &results)
        }
    };
    if let Some(folder) = folder {
        folder.write(&report)?;
    }
    Ok(report)
}

/// Holds the results against the baseline, which is brought in line with them first where that is asked for.
fn hold(
    baseline: &Baseline,
    results: &mut [CheckResult],
    settings: &Settings,
) -> Result<Applied, BaselineError> {
    let applied = baseline.apply(results);
    if !settings.update_baseline {
        return Ok(applied);
    }
    baseline.update(results, applied, settings.strict)
}
