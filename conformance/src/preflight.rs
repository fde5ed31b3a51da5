//! Before anything is judged: is there a server of this API, and can it be used?

use std::time::Duration;

use generated::operations::READ_VIRTUAL_CLUSTER_INSTANCE;

use crate::checks::namespace_of;
use crate::http::{Client, Exchange, Request};
use crate::probe::{Accepted, Probe};
use crate::verdict::Stop;

/// Why nothing can be said of a target.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unusable(pub String);

/// Says why a target cannot be reached at all, without a key; `None` when something answers.
pub fn unreachable(url: &str, trust: &crate::http::Trust, timeout: Duration) -> Option<Unusable> {
    let credentials = crate::config::Credentials {
        allowed: crate::config::Secret::new("-"),
        denied: None,
    };
    let client = match Client::new(url, trust, timeout, credentials) {
        Ok(client) => client,
        Err(error) => return Some(Unusable(error.to_string())),
    };
    let request = Request::new("GET", "/version").with_credential(crate::http::Credential::Absent);
    silent(url, &client.send(&request))
}

/// Sends the two requests that every further one rests on: one that every server of this API refuses, and one import.
pub fn check(probe: &Probe<'_>) -> Result<(), Unusable> {
    let (url, project) = (probe.url(), probe.project());
    let wrong = Request::import(project, &serde_json::json!({}));
    let exchange = probe.try_send(&probe.harmless(wrong));
    if let Some(unusable) = silent(url, &exchange) {
        return Err(unusable);
    }
    let summary = exchange.summary();
    let status = exchange.object()["kind"] == "Status";
    match exchange.status() {
        Some(300..=399) => {
            let to = exchange.header("location").unwrap_or("an unnamed place");
            return Err(Unusable(format!(
                "{url} redirects to {to}; set target.url to where the API is"
            )));
        }
        Some(401) => {
            return Err(Unusable(format!(
                "credentials.allowed is not accepted by {url}: {summary}"
            )));
        }
        Some(403) => {
            return Err(Unusable(format!(
                "credentials.allowed may not import into project {project}: {summary}"
            )));
        }
        Some(404) => {
            let about = exchange.object()["details"]["kind"]
                .as_str()
                .unwrap_or_default()
                .to_owned();
            return Err(Unusable(if about == "projects" {
                format!("project {project} does not exist; set fixtures.project: {summary}")
            } else {
                format!(
                    "{url} has no such path; does target.url end in {}? {summary}",
                    generated::spec::PATH_PREFIX
                )
            }));
        }
        Some(500..=599) if !status => {
            return Err(Unusable(format!(
                "{url} answers {summary}, which looks like a proxy without a server behind it"
            )));
        }
        _ => {}
    }
    let accepted = match probe.accepted() {
        Ok(accepted) => accepted,
        Err(stop @ (Stop::Fixture(_) | Stop::Target(_) | Stop::NotDeclared(_))) => {
            return Err(Unusable(stop.to_string()));
        }
    };
    if !accepted.exchange.object().is_object() {
        let summary = accepted.exchange.summary();
        return Err(Unusable(format!(
            "{url} answers {summary}, not an object of this API; a login page or a proxy may answer in its place"
        )));
    }
    honours_dry_run(probe, &accepted)
}

/// Whether a dry run had no effect, where the target must not be changed. One that cannot be looked at is believed.
fn honours_dry_run(probe: &Probe<'_>, accepted: &Accepted) -> Result<(), Unusable> {
    if probe.need_effect().is_ok() {
        return Ok(());
    }
    let name = &accepted.source.import_name;
    let namespace = namespace_of(probe.project());
    let path = READ_VIRTUAL_CLUSTER_INSTANCE.path(&[&namespace, name]);
    let request = Request::new(READ_VIRTUAL_CLUSTER_INSTANCE.method, &path);
    if probe.try_send(&request).is_success() {
        return Err(Unusable(format!(
            "{} takes no notice of dryRun=All: it has made the instance {name} in {namespace}, and must not be changed \
             (fixtures.mode is dry-run); remove that instance",
            probe.url()
        )));
    }
    Ok(())
}

fn silent(url: &str, exchange: &Exchange) -> Option<Unusable> {
    exchange
        .outcome
        .as_ref()
        .err()
        .map(|error| Unusable(format!("no answer from {url}: {error}")))
}
