//! What the suite is told: flags, `CONFORMANCE_…` variables and a TOML file, in this order of precedence.

mod error;
mod fixtures;
mod keys;
mod layers;
mod secret;

use std::path::{Path, PathBuf};
use std::time::Duration;

use generated::platforms;
use generated::runtime::Platform;

pub use error::ConfigError;
pub use fixtures::{Cleanup, FixtureConfig, HookCommand, Hooks, Mode, NamedSource, Sources};
pub use keys::{KEYS, Key, closest, variable};
pub use secret::{SHORTEST_KEY, Secret};

use crate::http::Trust;
use crate::suite::DEFAULT_CONCURRENCY;
use layers::Layers;

/// How many checks may be carried out at a time.
const CONCURRENCY: std::ops::RangeInclusive<usize> = 1..=64;

/// A complete configuration.
#[derive(Debug, Clone)]
pub struct Config {
    /// The server to check.
    pub target: TargetConfig,
    /// Its access keys.
    pub credentials: Credentials,
    /// What exists on it to be used up.
    pub fixtures: FixtureConfig,
}

/// The server to check.
#[derive(Debug, Clone)]
pub struct TargetConfig {
    /// URL up to and with the platform's prefix; paths of the API are appended.
    pub url: String,
    /// Platform release whose contract applies.
    pub platform: &'static Platform,
    /// Which certificates are trusted.
    pub trust: Trust,
    /// Limit for one request, from connecting to the end of the answer.
    pub timeout: Duration,
    /// How many checks are carried out at a time.
    pub concurrency: usize,
}

/// The access keys of a target.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// A key that may import.
    pub allowed: Secret,
    /// A key that is valid but may not import.
    pub denied: Option<Secret>,
}

/// What a configuration amounts to when parts of it may be missing.
#[derive(Debug)]
pub struct Loaded {
    layers: Layers,
}

impl Loaded {
    /// Reads the file, if there is one, and the variables, and checks every key; nothing is required yet.
    ///
    /// `variables` are name and value of the process environment; only `CONFORMANCE_…` ones are looked at, but for
    /// those that the file names as holding a key.
    pub fn read(
        file: Option<&Path>,
        url: Option<&str>,
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let mut layers = Layers::new(variables)?;
        if let Some(path) = file {
            layers.read_file(path)?;
        }
        if let Some(url) = url {
            layers.set_flag("target.url", url);
        }
        Ok(Self { layers })
    }

    /// The same for the text of a file that is not there yet, and would stand at `path`.
    pub fn of_text(
        path: &Path,
        text: &str,
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let mut layers = Layers::new(variables)?;
        layers.read_text(path, text)?;
        Ok(Self { layers })
    }

    /// The target, when one is named; `None` asks for the embedded server.
    pub fn target(&self) -> Result<Option<TargetConfig>, ConfigError> {
        let Some(url) = self.layers.text("target.url")? else {
            return Ok(None);
        };
        let parsed = reqwest::Url::parse(&url).map_err(|error| {
            self.layers.invalid(
                "target.url",
                format!(
                    "{error}; write it like https://platform.example.com/kubernetes/management"
                ),
            )
        })?;
        if !matches!(parsed.scheme(), "http" | "https") || parsed.host_str().is_none() {
            return Err(self.layers.invalid(
                "target.url",
                "must begin with https:// or http://".to_owned(),
            ));
        }
        if !parsed.username().is_empty() || parsed.password().is_some() {
            return Err(self.layers.invalid(
                "target.url",
                "holds a password; use [credentials] instead".to_owned(),
            ));
        }
        if parsed.query().is_some() || parsed.fragment().is_some() {
            return Err(self.layers.invalid(
                "target.url",
                "must end with the path, without ? and #".to_owned(),
            ));
        }
        let platform = self.platform()?;
        let insecure = self
            .layers
            .flag("target.insecure-skip-tls-verify")?
            .unwrap_or(false);
        let ca_file = self.layers.text("target.ca-file")?.map(PathBuf::from);
        let trust = match (insecure, ca_file) {
            (true, Some(_)) => {
                let reason =
                    "contradicts insecure-skip-tls-verify = true; keep one of the two".to_owned();
                return Err(self.layers.invalid("target.ca-file", reason));
            }
            (true, None) => Trust::Anything,
            (false, Some(path)) => Trust::CaFile(path),
            (false, None) => Trust::System,
        };
        let timeout = self
            .layers
            .duration("target.timeout")?
            .unwrap_or(Duration::from_secs(10));
        let concurrency = match self.layers.integer("target.concurrency")? {
            None => DEFAULT_CONCURRENCY,
            Some(number) => usize::try_from(number)
                .ok()
                .filter(|number| CONCURRENCY.contains(number))
                .ok_or_else(|| {
                    let (least, most) = (CONCURRENCY.start(), CONCURRENCY.end());
                    let reason = format!("must be a whole number from {least} to {most}");
                    self.layers.invalid("target.concurrency", reason)
                })?,
        };
        Ok(Some(TargetConfig {
            url,
            platform,
            trust,
            timeout,
            concurrency,
        }))
    }

    /// The platform release whose contract applies: the newest unless another is named.
    pub fn platform(&self) -> Result<&'static Platform, ConfigError> {
        let Some(name) = self.layers.text("target.platform")? else {
            return Ok(platforms::NEWEST);
        };
        platforms::find(&name).ok_or_else(|| {
            let known: Vec<&str> = platforms::ALL
                .iter()
                .map(|platform| platform.name)
                .collect();
            let known = known.join(", ");
            let reason = format!("{name:?} is not described by the spec; described: {known}");
            self.layers.invalid("target.platform", reason)
        })
    }

    /// The access keys.
    pub fn credentials(&self) -> Result<Credentials, ConfigError> {
        let allowed = self
            .layers
            .secret("credentials.allowed")?
            .ok_or_else(|| Layers::missing("credentials.allowed"))?;
        let denied = self.layers.secret("credentials.denied")?;
        if denied
            .as_ref()
            .is_some_and(|denied| denied.reveal() == allowed.reveal())
        {
            return Err(ConfigError::SameKeys);
        }
        Ok(Credentials { allowed, denied })
    }

    /// What exists on the target.
    pub fn fixtures(&self) -> Result<FixtureConfig, ConfigError> {
        FixtureConfig::read(&self.layers)
    }

    /// Whether anything but the platform is set, which means that somebody meant to name a target.
    pub fn is_partial(&self) -> bool {
        self.layers.any_set_but("target.platform")
    }

    /// The error for a configuration without target.
    pub fn missing_target() -> ConfigError {
        Layers::missing("target.url")
    }
}
