//! The reference server inside the suite: the target when no other is named.

use generated::runtime::Platform;
use generated::spec::PATH_PREFIX;
use reference::{Behaviour, Options, Server, StartError};

use std::time::Duration;

use crate::config::{Config, Credentials, FixtureConfig, Secret, TargetConfig};
use crate::http::Trust;
use crate::suite::DEFAULT_CONCURRENCY;

/// Names of the built-in inventory that the suite uses.
const PROJECT: &str = "my-project";
const SECOND_PROJECT: &str = "other-project";
const CLUSTER: &str = "connected-cluster";
const NAMESPACE: &str = "vc-pool";
const SOURCE_PATTERN: &str = "vc-{n}";
const SOURCE_COUNT: u32 = 10_000;
const ALLOWED_USER: &str = "admin";
const DENIED_USER: &str = "viewer";

/// Limit for one request.
const TIMEOUT: Duration = Duration::from_secs(10);

/// A running embedded server. It stops when it is dropped.
#[derive(Debug)]
pub struct Embedded {
    server: Server,
    credentials: Credentials,
}

/// The embedded server cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum EmbeddedError {
    /// It does not start.
    #[error(transparent)]
    Start(#[from] StartError),
    /// Its built-in inventory lacks a user.
    #[error("the built-in inventory has no user {0}")]
    User(&'static str),
}

impl Embedded {
    /// Starts the server as that platform release, on a free port of this machine, with TLS and fresh access keys.
    pub fn start(platform: &'static Platform) -> Result<Self, EmbeddedError> {
        Self::start_as(platform, Behaviour::default())
    }

    /// The same for a server that does some things otherwise.
    pub fn start_as(
        platform: &'static Platform,
        behaviour: Behaviour,
    ) -> Result<Self, EmbeddedError> {
        let server = Server::start(Options {
            platform,
            behaviour,
            ..Options::default()
        })?;
        let key = |user| {
            server
                .access_key(user)
                .map(Secret::new)
                .ok_or(EmbeddedError::User(user))
        };
        let credentials = Credentials {
            allowed: key(ALLOWED_USER)?,
            denied: Some(key(DENIED_USER)?),
        };
        Ok(Self {
            server,
            credentials,
        })
    }

    /// Scheme, host and port.
    pub fn host(&self) -> String {
        self.server.url()
    }

    /// The URL that paths of the API are appended to.
    pub fn url(&self) -> String {
        format!("{}{PATH_PREFIX}", self.server.url())
    }

    /// Trust in the certificate it made at its start.
    pub fn trust(&self) -> Trust {
        match self.server.certificate_pem() {
            Some(pem) => Trust::CaPem(pem.to_owned()),
            None => Trust::System,
        }
    }

    /// The configuration for this server as that platform release.
    pub fn config(&self, platform: &'static Platform) -> Config {
        Config {
            target: TargetConfig {
                url: self.url(),
                platform,
                trust: self.trust(),
                timeout: TIMEOUT,
                concurrency: DEFAULT_CONCURRENCY,
            },
            credentials: self.credentials(),
            fixtures: self.fixtures(),
        }
    }

    /// Its access keys.
    pub fn credentials(&self) -> Credentials {
        self.credentials.clone()
    }

    /// What is on it for the suite.
    pub fn fixtures(&self) -> FixtureConfig {
        FixtureConfig {
            project: PROJECT.to_owned(),
            second_project: Some(SECOND_PROJECT.to_owned()),
            cluster: CLUSTER.to_owned(),
            namespace: NAMESPACE.to_owned(),
            source_pattern: SOURCE_PATTERN.to_owned(),
            source_count: SOURCE_COUNT,
        }
    }

    /// A configuration file for this server as it is seen behind a proxy at `host`. It holds its access keys, which
    /// end with it.
    pub fn configuration(&self, host: &str) -> String {
        let Credentials { allowed, denied } = &self.credentials;
        let denied = denied.as_ref().map_or("", Secret::reveal);
        format!(
            r#"[target]
url = "{host}{PATH_PREFIX}"
[credentials]
allowed = {{ value = "{}" }}
denied = {{ value = "{denied}" }}
[fixtures]
project = "{PROJECT}"
second-project = "{SECOND_PROJECT}"
cluster = "{CLUSTER}"
namespace = "{NAMESPACE}"
sources = {{ pattern = "{SOURCE_PATTERN}", count = {SOURCE_COUNT} }}
"#,
            allowed.reveal(),
        )
    }
}
