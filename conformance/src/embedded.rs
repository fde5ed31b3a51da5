//! The reference server inside the suite: the target when no other is named.

use generated::runtime::Platform;
use generated::spec::PATH_PREFIX;
use reference::{Behaviour, Inventory, InventoryError, Options, Server, StartError, Tls};
use serde_json::json;

use std::time::Duration;

use crate::config::{Cleanup, Config, Credentials, FixtureConfig, Secret, Sources, TargetConfig};
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
    fixtures: FixtureConfig,
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
    /// It cannot be given the fixtures of another target.
    #[error("the names under [fixtures] cannot be names of this API: {0}")]
    Inventory(#[from] InventoryError),
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
        let options = Options {
            platform,
            behaviour,
            ..Options::default()
        };
        Self::of(options, builtin())
    }

    /// Starts a server that has what another target was said to have, with sources enough for any run, over plain HTTP.
    pub fn shaped(
        platform: &'static Platform,
        fixtures: &FixtureConfig,
    ) -> Result<Self, EmbeddedError> {
        let fixtures = FixtureConfig {
            sources: Sources::Pattern {
                pattern: SOURCE_PATTERN.to_owned(),
                count: SOURCE_COUNT,
            },
            cleanup: Cleanup::Never,
            ..fixtures.clone()
        };
        let projects: Vec<_> = [Some(&fixtures.project), fixtures.second_project.as_ref()]
            .into_iter()
            .flatten()
            .map(|name| json!({ "name": name }))
            .collect();
        let pool = json!({
            "namespace": fixtures.namespace,
            "name": SOURCE_PATTERN,
            "count": SOURCE_COUNT,
        });
        let user = |name: &str, verbs: &[&str]| json!({ "name": name, "rights": [{ "verbs": verbs, "resources": ["*"] }] });
        let inventory = json!({
            "projects": projects,
            "clusters": [{ "name": fixtures.cluster, "virtualClusters": [pool] }],
            "users": [user(ALLOWED_USER, &["*"]), user(DENIED_USER, &["get", "list", "watch"])],
        });
        let options = Options {
            platform,
            inventory: inventory.to_string().parse::<Inventory>()?,
            tls: Tls::Off,
            ..Options::default()
        };
        Self::of(options, fixtures)
    }

    fn of(options: Options, fixtures: FixtureConfig) -> Result<Self, EmbeddedError> {
        let server = Server::start(options)?;
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
            fixtures,
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
        self.fixtures.clone()
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

/// What the built-in inventory has for the suite.
fn builtin() -> FixtureConfig {
    let sources = Sources::Pattern {
        pattern: SOURCE_PATTERN.to_owned(),
        count: SOURCE_COUNT,
    };
    FixtureConfig {
        second_project: Some(SECOND_PROJECT.to_owned()),
        ..FixtureConfig::new(PROJECT, CLUSTER, NAMESPACE, sources)
    }
}
