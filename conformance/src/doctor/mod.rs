//! Everything that can go wrong before a run, one line each, and what to do about it.
//!
//! ```text
//! configuration -> proxy, DNS, TCP, TLS -> an answer, its clock -> keys, project, sources -> discovery, cleanup
//! ```
//!
//! Nothing on the target is changed: every import and every removal is a dry run, and a removal names an instance that
//! does not exist.

mod access;
mod answer;
mod chart;
mod network;
mod proxy;
mod removal;
mod tls;

use std::path::Path;
use std::time::Duration;

use crate::config::{Config, ConfigError, Credentials, Loaded, Secret, TargetConfig};
use crate::http::{Client, ClientError};
use crate::report::{Folder, Redactor};

pub use chart::{Diagnosis, Item, State};
pub use proxy::VARIABLES as PROXY_VARIABLES;

use chart::Chart;

/// How long a server that is busy is waited for, all requests together.
const PATIENCE: Duration = Duration::from_secs(5);

/// What is looked at, in this order.
pub const SUBJECTS: [&str; 19] = [
    "configuration",
    "report folder",
    "proxy",
    "DNS",
    "TCP",
    "TLS",
    "HTTP",
    "clock",
    "prefix",
    "allowed key",
    "project",
    "second project",
    "cluster",
    "sources",
    "denied key",
    "no key",
    "discovery",
    "cleanup",
    "rate limit",
];

/// Looks at everything that a run with this configuration would rest on, and at the folder for its reports, if one is
/// named.
pub fn diagnose(loaded: Result<Loaded, ConfigError>, report: Option<&Path>) -> Diagnosis {
    let mut chart = Chart::default();
    let (target, config) = configuration(&mut chart, loaded);
    if let Some(folder) = report {
        match Folder::try_out(folder) {
            Ok(()) => chart.ok("report folder", "can be written to"),
            Err(error) => chart.problem("report folder", error, "give another one with --report"),
        }
    }
    if let Some(target) = &target {
        let credentials = config.as_ref().map(|config| config.credentials.clone());
        look_at(&mut chart, target, config.as_ref());
        let redactor = credentials
            .as_ref()
            .map_or_else(Redactor::none, Redactor::new);
        return chart.finish(Some(&target.url), &redactor);
    }
    chart.finish(None, &Redactor::none())
}

/// The target, where it is known, and all of the configuration, where it is complete.
fn configuration(
    chart: &mut Chart,
    loaded: Result<Loaded, ConfigError>,
) -> (Option<TargetConfig>, Option<Config>) {
    const ADVICE: &str = "mend it, or have conformance init write it";
    let mut wrong = |error| chart.problem("configuration", error, ADVICE);
    let loaded = match loaded {
        Ok(loaded) => loaded,
        Err(error) => {
            wrong(error);
            return (None, None);
        }
    };
    let named = loaded
        .target()
        .and_then(|target| target.ok_or_else(Loaded::missing_target));
    let target = named.map_err(&mut wrong).ok();
    let credentials = loaded.credentials().map_err(&mut wrong).ok();
    let fixtures = loaded.fixtures().map_err(&mut wrong).ok();
    let config = match (target.clone(), credentials, fixtures) {
        (Some(target), Some(credentials), Some(fixtures)) => {
            chart.ok("configuration", "is complete");
            Some(Config {
                target,
                credentials,
                fixtures,
            })
        }
        _ => None,
    };
    (target, config)
}

fn look_at(chart: &mut Chart, target: &TargetConfig, config: Option<&Config>) {
    let Some(route) = network::reach(chart, target) else {
        return;
    };
    let client = |credentials: Credentials| {
        let made = Client::new(&target.url, &target.trust, target.timeout, credentials);
        made.map(|client| client.with_patience(PATIENCE))
    };
    let keyless = Credentials {
        allowed: Secret::new("-"),
        denied: None,
    };
    // a file that cannot be read is told before the server is blamed for its certificate
    let client_without_key = match client(keyless) {
        Ok(client) => client,
        Err(error) => return chart.problem("TLS", &error, trust_advice(&error)),
    };
    if !tls::shake_hands(chart, target, &route) || !answer::look_at(chart, &client_without_key) {
        return;
    }
    let Some(config) = config else { return };
    let client = match client(config.credentials.clone()) {
        Ok(client) => client,
        Err(error) => return chart.problem("TLS", &error, trust_advice(&error)),
    };
    let access = access::Access::new(&client, config);
    if access.look_at(chart) {
        removal::look_at(chart, &client, config);
    }
    let waited = client.waited() + client_without_key.waited();
    if waited.is_zero() {
        chart.ok("rate limit", "none was met");
    } else {
        chart.warning(
            "rate limit",
            format!("the server asked to be left alone, {waited:?} in all (429, or 503 with Retry-After)"),
            "lower target.concurrency, or raise the limit for the keys of the suite; a run waits two minutes in all",
        );
    }
}

fn trust_advice(error: &ClientError) -> &'static str {
    match error {
        ClientError::CaFile { .. } | ClientError::Certificate { .. } => {
            "name a PEM file with the certificate of the authority in target.ca-file"
        }
        ClientError::Setup(_) => {
            "install the system's certificates (Debian: ca-certificates), or name a PEM file in target.ca-file or \
             SSL_CERT_FILE"
        }
    }
}
