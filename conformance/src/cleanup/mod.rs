//! Removing what a run has imported, and nothing of anybody else's.
//!
//! An instance is removed where it has the name that was asked for, refers to the virtual cluster that was imported, and
//! still is the object that was looked at (its uid is a precondition of the removal). These requests belong to no check.

mod import;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use generated::operations::{DELETE_VIRTUAL_CLUSTER_INSTANCE, READ_VIRTUAL_CLUSTER_INSTANCE};
use serde_json::{Value, json};

use crate::checks::namespace_of;
use crate::config::{Cleanup, FixtureConfig, Mode};
use crate::fixtures::Source;
use crate::http::{Client, Exchange, Request};

pub use import::{Import, Imported};

/// The resource of the instances, as discovery names it.
pub(crate) const INSTANCES: &str = "virtualclusterinstances";

/// How many requests the removal of one instance takes: one to look, one to remove.
pub const REQUESTS_EACH: u64 = 2;

/// Removes the instances of one run, and keeps account of them; safe to share between threads.
#[derive(Debug)]
pub struct Cleaner {
    policy: Cleanup,
    /// Why nothing is removed, once that is known; `None` inside where it is.
    hindrance: OnceLock<Option<String>>,
    /// Why the target refused to remove something, which it would again.
    refusal: OnceLock<String>,
    requests: AtomicU64,
    account: Mutex<Account>,
}

/// What a run has made, and what became of it.
#[derive(Debug, Clone, Default)]
pub struct Account {
    /// How many imports were accepted.
    pub created: u64,
    /// How many of their instances were removed.
    pub removed: u64,
    /// What was not.
    pub left_behind: Vec<LeftBehind>,
}

/// An instance that a run has made and not removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftBehind {
    /// The project it was imported into.
    pub project: String,
    /// Its name.
    pub name: String,
    /// The virtual cluster it stands for.
    pub source: String,
    /// Why it is still there.
    pub why: String,
}

/// What was found of an import.
enum Found {
    /// The instance, with its name and uid.
    Instance(String, String),
    /// There is none.
    Nothing,
}

/// What became of an instance.
enum Removal {
    /// It is gone.
    Gone,
    /// It goes.
    UnderWay,
}

impl Cleaner {
    /// A cleaner for a target with these fixtures.
    pub fn new(config: &FixtureConfig) -> Self {
        let policy = match config.mode {
            // where nothing may change nothing is removed either
            Mode::DryRun => Cleanup::Never,
            Mode::Import => config.cleanup,
        };
        Self {
            policy,
            hindrance: OnceLock::new(),
            refusal: OnceLock::new(),
            requests: AtomicU64::new(0),
            account: Mutex::default(),
        }
    }

    /// How many requests it has sent.
    pub fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    /// What was made, and what became of it.
    pub fn account(&self) -> Account {
        self.lock().clone()
    }

    /// Removes the instances of imports. Returns the sources that cannot be imported again.
    pub fn clean(&self, client: &Client, imports: Vec<Import>) -> Vec<Source> {
        let mut used_up = Vec::new();
        for import in one_each(imports) {
            let removal = self.remove(client, &import);
            let mut account = self.lock();
            // what was not accepted and is there was made all the same
            account.created += u64::from(import.is_accepted || matches!(removal, Ok(Some(_))));
            match removal {
                Ok(Some(Removal::Gone)) => account.removed += 1,
                Ok(Some(Removal::UnderWay)) => {
                    account.removed += 1;
                    used_up.extend(import.source);
                }
                // nothing was promised, and nothing is there
                Ok(None) => {}
                Err(why) => {
                    if import.is_accepted {
                        account.left_behind.push(LeftBehind {
                            name: import.names.first().cloned().unwrap_or_default(),
                            source: import.imported.name,
                            project: import.project,
                            why,
                        });
                    }
                    used_up.extend(import.source);
                }
            }
        }
        used_up
    }

    fn remove(&self, client: &Client, import: &Import) -> Result<Option<Removal>, String> {
        if let Some(why) = self.hindrance(client) {
            return Err(why);
        }
        match self.find(client, import)? {
            Found::Nothing if import.is_accepted => Err("it cannot be found".to_owned()),
            Found::Nothing => Ok(None),
            Found::Instance(name, uid) => {
                self.delete(client, &import.project, &name, &uid).map(Some)
            }
        }
    }

    /// Why nothing is removed, if so. The target is asked once.
    fn hindrance(&self, client: &Client) -> Option<String> {
        if client.is_broken() {
            return Some("the target stopped answering".to_owned());
        }
        let known = self.refusal.get().cloned();
        known.or_else(|| self.hindrance.get_or_init(|| self.ask(client)).clone())
    }

    fn ask(&self, client: &Client) -> Option<String> {
        if self.policy == Cleanup::Never {
            return Some("fixtures.cleanup is never".to_owned());
        }
        let exchange = self.send(client, &discovery());
        (!offers(&exchange, INSTANCES, &["get", "delete"])).then(|| {
            "the target's discovery does not offer to read and delete virtualclusterinstances"
                .to_owned()
        })
    }

    /// The instance of an import, under one of the names it may have.
    fn find(&self, client: &Client, import: &Import) -> Result<Found, String> {
        let namespace = namespace_of(&import.project);
        let mut other = None;
        for name in &import.names {
            let path = READ_VIRTUAL_CLUSTER_INSTANCE.path(&[&namespace, name]);
            let read = Request::new(READ_VIRTUAL_CLUSTER_INSTANCE.method, &path);
            let exchange = self.send(client, &read);
            let object = exchange.object();
            match exchange.status() {
                Some(404) => {}
                Some(200) if !import.imported.is_of(&object) => {
                    other = Some(format!("{name} refers to another virtual cluster"));
                }
                Some(200) => {
                    let metadata = &object["metadata"];
                    if metadata["name"] != name.as_str()
                        || metadata["namespace"] != namespace.as_str()
                    {
                        return Err("what is read under its name has another name".to_owned());
                    }
                    return match metadata["uid"].as_str().filter(|uid| !uid.is_empty()) {
                        Some(uid) => Ok(Found::Instance(name.clone(), uid.to_owned())),
                        None => Err("it has no uid by which to remove it and no other".to_owned()),
                    };
                }
                _ => return Err(format!("to read it was answered {}", answer(&exchange))),
            }
        }
        other.map_or(Ok(Found::Nothing), Err)
    }

    fn delete(
        &self,
        client: &Client,
        project: &str,
        name: &str,
        uid: &str,
    ) -> Result<Removal, String> {
        let path = DELETE_VIRTUAL_CLUSTER_INSTANCE.path(&[&namespace_of(project), name]);
        let options = json!({
            "kind": "DeleteOptions",
            "apiVersion": "v1",
            "preconditions": { "uid": uid },
        });
        let request = Request::new(DELETE_VIRTUAL_CLUSTER_INSTANCE.method, &path)
            .with_header("Content-Type", "application/json")
            .with_body(options.to_string());
        let exchange = self.send(client, &request);
        match exchange.status() {
            Some(200..=299) if is_held(&exchange.object()) => Ok(Removal::UnderWay),
            // where there is none, somebody else was faster
            Some(200..=299 | 404) => Ok(Removal::Gone),
            status => {
                let why = format!("its removal was answered {}", answer(&exchange));
                if matches!(status, Some(401 | 403 | 405)) {
                    // said by another thread as well, if not here
                    let _ = self.refusal.set(why.clone());
                }
                Err(why)
            }
        }
    }

    fn send(&self, client: &Client, request: &Request) -> Exchange {
        self.requests.fetch_add(1, Ordering::Relaxed);
        client.send(request)
    }

    fn lock(&self) -> MutexGuard<'_, Account> {
        // nothing that is done under the lock can panic half way
        self.account.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Asks which resources the API has.
pub(crate) fn discovery() -> Request {
    Request::new("GET", "/apis/management.loft.sh/v1")
}

/// Whether an answer of discovery offers each of these verbs for a resource.
pub(crate) fn offers(discovery: &Exchange, resource: &str, verbs: &[&str]) -> bool {
    let object = discovery.object();
    let mut entries = object["resources"].as_array().into_iter().flatten();
    let Some(offered) = entries
        .find(|entry| entry["name"] == resource)
        .and_then(|entry| entry["verbs"].as_array())
    else {
        return false;
    };
    verbs
        .iter()
        .all(|verb| offered.iter().any(|offered| offered == verb))
}

/// The imports without those that are of an instance which another is of: the same name in the same project.
fn one_each(imports: Vec<Import>) -> Vec<Import> {
    let mut each: Vec<Import> = Vec::new();
    for import in imports {
        let same = each.iter_mut().find(|other| {
            other.project == import.project
                && other.names.first() == import.names.first()
                && other.imported == import.imported
        });
        match same {
            Some(other) => other.is_accepted |= import.is_accepted,
            None => each.push(import),
        }
    }
    each
}

/// An answer in so few words that they are the same for each instance.
fn answer(exchange: &Exchange) -> String {
    match &exchange.outcome {
        Ok(response) => response.status.to_string(),
        Err(error) => format!("with nothing ({})", error.kind),
    }
}

/// Whether an object that was removed is there until somebody lets go of it.
fn is_held(object: &Value) -> bool {
    object["metadata"]["finalizers"]
        .as_array()
        .is_some_and(|finalizers| !finalizers.is_empty())
}

#[cfg(test)]
mod tests;
