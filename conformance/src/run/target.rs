//! From a configuration to a target that can be checked.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use generated::runtime::Platform;

use super::{DEFAULT_CASES, Settings, SetupError};
use crate::config::{Config, Loaded};
use crate::fixtures::Fixtures;
use crate::http::{Client, Trust};
use crate::preflight::{self, Unusable};
use crate::session::Brief;
use crate::suite::Suite;

/// A suite and what must outlive it.
pub struct Opened {
    /// The suite.
    pub suite: Suite,
    /// What it was told of the target.
    pub config: Config,
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

/// What makes one run differ from another.
#[derive(Clone)]
pub(super) struct Draw {
    run: String,
    random: u64,
    seed: u64,
    cases: u32,
    interrupt: Arc<AtomicBool>,
}

impl Draw {
    pub(super) fn new(settings: &Settings) -> Result<Self, SetupError> {
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
            interrupt: Arc::clone(&settings.interrupt),
        })
    }

    /// What every check of the run is told.
    pub(super) fn brief(&self, config: &Config) -> Brief {
        Brief {
            url: config.target.url.trim_end_matches('/').to_owned(),
            credentials: config.credentials.clone(),
            fixtures: config.fixtures.clone(),
            platform: config.target.platform,
            run: self.run.clone(),
            seed: self.seed,
            cases: self.cases,
        }
    }

    fn suite(self, config: &Config) -> Result<Suite, SetupError> {
        let target = &config.target;
        let client = Client::new(
            &target.url,
            &target.trust,
            target.timeout,
            config.credentials.clone(),
        )?;
        let brief = self.brief(config);
        let fixtures = Fixtures::new(config.fixtures.clone(), self.run, self.random);
        let suite = Suite::new(client, fixtures, brief, target.concurrency);
        Ok(suite.with_interrupt(self.interrupt))
    }
}

/// Opens the target that `settings` and the environment name.
pub fn open(settings: &Settings) -> Result<Opening, SetupError> {
    open_drawn(settings, Draw::new(settings)?, None)
}

/// Opens two targets for one plan: the same random cases under the same names. An embedded server serves `platform`.
pub fn open_both(
    settings: &[Settings; 2],
    platform: &'static Platform,
) -> Result<[Opening; 2], SetupError> {
    let [left, right] = settings;
    let draw = Draw::new(left)?;
    let first = open_drawn(left, draw.clone(), Some(platform))?;
    let url = |settings: &Settings| -> Result<_, SetupError> {
        Ok(settings.load()?.target()?.map(|target| target.url))
    };
    // on one server the same names would be taken the second time
    let again = match (url(left)?, url(right)?) {
        (Some(left_url), Some(right_url)) if left_url == right_url => Draw {
            seed: draw.seed,
            ..Draw::new(right)?
        },
        _ => draw,
    };
    Ok([first, open_drawn(right, again, Some(platform))?])
}

fn open_drawn(
    settings: &Settings,
    draw: Draw,
    platform: Option<&'static Platform>,
) -> Result<Opening, SetupError> {
    let loaded = settings.load()?;
    let Some(target) = loaded.target()? else {
        return embedded(&loaded, draw, platform);
    };
    // A dead target is reported as such even where credentials or fixtures are still missing.
    if let Some(unusable) = preflight::unreachable(&target.url, &target.trust, target.timeout) {
        return Ok(Opening::Unreachable(target.url, unusable));
    }
    let config = Config {
        target,
        credentials: loaded.credentials()?,
        fixtures: loaded.fixtures()?,
    };
    Ok(Opening::Ready(Box::new(Opened {
        suite: draw.suite(&config)?,
        embedded: false,
        insecure: matches!(config.target.trust, Trust::Anything),
        config,
        #[cfg(feature = "embedded")]
        _server: None,
    })))
}

#[cfg(feature = "embedded")]
fn embedded(
    loaded: &Loaded,
    draw: Draw,
    platform: Option<&'static Platform>,
) -> Result<Opening, SetupError> {
    // somebody who configures credentials or fixtures means a server of their own, not ours
    if loaded.is_partial() {
        return Err(Loaded::missing_target().into());
    }
    let platform = platform.map_or_else(|| loaded.platform(), Ok)?;
    let server = crate::embedded::Embedded::start(platform)?;
    let config = server.config(platform);
    Ok(Opening::Ready(Box::new(Opened {
        suite: draw.suite(&config)?,
        config,
        embedded: true,
        insecure: true,
        _server: Some(server),
    })))
}

#[cfg(not(feature = "embedded"))]
fn embedded(_: &Loaded, _: Draw, _: Option<&'static Platform>) -> Result<Opening, SetupError> {
    Err(SetupError::NoTarget(Loaded::missing_target()))
}
