//! Before anything is judged: is there a server of this API, and can it be used?

use std::time::Duration;

use generated::operations::READ_VIRTUAL_CLUSTER_INSTANCE;

use crate::checks::namespace_of;
use crate::fixtures::Source;
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

/// What the answer to an import that is wrong in itself may say of the way to the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// The API is not where `target.url` says.
    Place,
    /// The key is not accepted.
    Key,
    /// The key may not import into the project.
    Rights,
    /// There is no such project.
    Project,
}

/// What stands in the way of every import into `project`, told from the answer to one without any content; `None` where
/// nothing does. Whether there was an answer at all is not asked here.
pub fn obstacle(url: &str, project: &str, exchange: &Exchange) -> Option<(Obstacle, Unusable)> {
    let summary = exchange.summary();
    let object = exchange.object();
    let (obstacle, message) = match exchange.status()? {
        300..=399 => {
            let to = exchange.header("location").unwrap_or("an unnamed place");
            let message = format!("{url} redirects to {to}; set target.url to where the API is");
            (Obstacle::Place, message)
        }
        401 => (
            Obstacle::Key,
            format!("credentials.allowed is not accepted by {url}: {summary}"),
        ),
        403 => (
            Obstacle::Rights,
            format!("credentials.allowed may not import into project {project}: {summary}"),
        ),
        404 if object["details"]["kind"] == "projects" => (
            Obstacle::Project,
            format!("project {project} does not exist; set fixtures.project: {summary}"),
        ),
        404 => (
            Obstacle::Place,
            format!(
                "{url} has no such path; does target.url end in {}? {summary}",
                generated::spec::PATH_PREFIX
            ),
        ),
        500..=599 if object["kind"] != "Status" => (
            Obstacle::Place,
            format!("{url} answers {summary}, which looks like a proxy without a server behind it"),
        ),
        _ => return None,
    };
    Some((obstacle, Unusable(message)))
}

/// Sends the two requests that every further one rests on: one that every server of this API refuses, and one import.
pub fn check(probe: &Probe<'_>) -> Result<(), Unusable> {
    let (url, project) = (probe.url(), probe.project());
    let wrong = Request::import(project, &serde_json::json!({}));
    let exchange = probe.try_send(&probe.harmless(wrong));
    if let Some(unusable) = silent(url, &exchange) {
        return Err(unusable);
    }
    if let Some((_, unusable)) = obstacle(url, project, &exchange) {
        return Err(unusable);
    }
    let accepted = match probe.accepted() {
        Ok(accepted) => accepted,
        Err(stop @ (Stop::Fixture(_) | Stop::Target(_) | Stop::NotDeclared(_))) => {
            return Err(Unusable(stop.to_string()));
        }
    };
    if let Some(unusable) = foreign(url, &accepted.exchange) {
        return Err(unusable);
    }
    honours_dry_run(probe, &accepted)
}

/// Whether a dry run had no effect, where the target must not be changed. One that cannot be looked at is believed.
fn honours_dry_run(probe: &Probe<'_>, accepted: &Accepted) -> Result<(), Unusable> {
    if probe.need_effect().is_ok() {
        return Ok(());
    }
    let request = instance_of(probe.project(), &accepted.source);
    match made(probe.url(), &probe.try_send(&request)) {
        Some(unusable) => Err(unusable),
        None => Ok(()),
    }
}

/// Says that an import was accepted by something else than this API.
pub(crate) fn foreign(url: &str, accepted: &Exchange) -> Option<Unusable> {
    (!accepted.object().is_object()).then(|| {
        let summary = accepted.summary();
        Unusable(format!(
            "{url} answers {summary}, not an object of this API; a login page or a proxy may answer in its place"
        ))
    })
}

/// Reads the instance that an import of `source` makes.
pub(crate) fn instance_of(project: &str, source: &Source) -> Request {
    let path = READ_VIRTUAL_CLUSTER_INSTANCE.path(&[&namespace_of(project), &source.import_name]);
    Request::new(READ_VIRTUAL_CLUSTER_INSTANCE.method, &path)
}

/// Says that a dry run made the instance that was read after it.
pub(crate) fn made(url: &str, read: &Exchange) -> Option<Unusable> {
    read.is_success().then(|| {
        let path = &read.request.path;
        Unusable(format!(
            "{url} takes no notice of dryRun=All: a dry run has made the instance {path}; remove that instance"
        ))
    })
}

fn silent(url: &str, exchange: &Exchange) -> Option<Unusable> {
    exchange
        .outcome
        .as_ref()
        .err()
        .map(|error| Unusable(format!("no answer from {url}: {error}")))
}
