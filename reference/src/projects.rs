//! Projects, as clients see them. They are those of the inventory and never change.

use std::collections::VecDeque;

use generated::operations::IMPORT_VIRTUAL_CLUSTER;
use generated::types::{AllowedCluster, ObjectMeta, Project, ProjectList, ProjectSpec};
use hyper::HeaderMap;
use hyper::body::{Bytes, Incoming};
use sha2::{Digest, Sha256};

use crate::body::{self, Expected, Patience};
use crate::import::GROUP;
use crate::inventory::{self, Inventory};
use crate::listing::{self, Listing};
use crate::status::{Refusal, Subject};
use crate::store::{Action, Key};
use crate::watch::{self, Events, Watch};
use crate::{heavy, media_type, negotiation};

/// The version of all projects: they are as they were at the beginning.
const REVISION: u64 = 1;

/// One project.
///
/// # Errors
/// 404 when there is none of that name.
pub(crate) fn read(inventory: &Inventory, name: &str) -> Result<Project, Refusal> {
    let found = inventory.project(name).map(object);
    found.ok_or_else(|| {
        Refusal::not_found(Subject {
            group: GROUP,
            kind: "projects",
            name,
        })
    })
}

/// The projects by name.
pub(crate) fn list(inventory: &Inventory, listing: &Listing) -> ProjectList {
    let mut projects = selected(inventory, |project| {
        let after = listing.after.as_ref();
        listing.selector.selects(project.metadata.as_ref())
            && after.is_none_or(|key| Some(&key.name) < name(project))
    });
    let limit = listing.limit.unwrap_or(usize::MAX);
    let more = projects.len() > limit;
    projects.truncate(limit);
    let last = projects.last().and_then(name).filter(|_| more);
    let last = last.map(|name| Key {
        namespace: String::new(),
        name: name.clone(),
    });
    ProjectList {
        kind: Some(ProjectList::KIND.to_owned()),
        api_version: Some(ProjectList::API_VERSION.to_owned()),
        metadata: Some(listing::metadata(REVISION, last.as_ref())),
        items: projects,
    }
}

/// What there is, and then silence.
pub(crate) fn watch(inventory: &Inventory, watch: &Watch) -> Events {
    let projects = if watch.since.is_some() {
        Vec::new()
    } else {
        selected(inventory, |project| {
            watch.selector.selects(project.metadata.as_ref())
        })
    };
    watch.run(Unchanging(projects.into()))
}

/// Why a project cannot be made here: first whatever is wrong with the request, which may be an import that was sent to
/// the wrong path, and then that projects are those of the inventory.
pub(crate) async fn refuse_creation(
    headers: &HeaderMap,
    body: &mut Incoming,
    patience: Patience,
) -> Refusal {
    let operation = &IMPORT_VIRTUAL_CLUSTER;
    let expected = Expected {
        group: GROUP,
        version: Project::VERSION,
        kind: Project::KIND,
        shape: Project::shape(),
    };
    let checked = async {
        negotiation::choose(headers, operation)?;
        let format = media_type::of(headers, operation)?;
        let bytes = body::receive(body, patience).await?;
        let is_large = bytes.len() >= heavy::LARGE;
        let read = move || body::read::<Project>(&bytes, format, expected).map(drop);
        heavy::when(is_large, read)
            .await
            .map_err(Refusal::bad_request)
    };
    match checked.await {
        Ok(()) => Refusal::method_not_allowed(),
        Err(refusal) => refusal,
    }
}

struct Unchanging(VecDeque<Project>);

impl watch::Source for Unchanging {
    async fn next(&mut self) -> Option<Bytes> {
        match self.0.pop_front() {
            Some(project) => Some(watch::event(Action::Added, &project)),
            None => std::future::pending().await,
        }
    }
}

fn selected(inventory: &Inventory, is_wanted: impl Fn(&Project) -> bool) -> Vec<Project> {
    let mut projects: Vec<Project> = inventory.projects.iter().map(object).collect();
    projects.retain(is_wanted);
    projects.sort_by(|a, b| name(a).cmp(&name(b)));
    projects
}

fn name(project: &Project) -> Option<&String> {
    project.metadata.as_ref()?.name.as_ref()
}

fn object(project: &inventory::Project) -> Project {
    let clusters = project.allowed_clusters.iter().map(|name| AllowedCluster {
        name: Some(name.clone()),
    });
    Project {
        kind: Some(Project::KIND.to_owned()),
        api_version: Some(Project::API_VERSION.to_owned()),
        metadata: Some(ObjectMeta {
            name: Some(project.name.clone()),
            uid: Some(uid(&project.name)),
            resource_version: Some(REVISION.to_string()),
            generation: Some(1),
            ..ObjectMeta::default()
        }),
        spec: Some(ProjectSpec {
            allowed_clusters: Some(clusters.collect()),
        }),
    }
}

/// The same at every start, since the project is the same.
fn uid(name: &str) -> String {
    let digest = Sha256::digest(format!("project {name}"));
    let mut bytes = [0; 16];
    for (byte, digit) in bytes.iter_mut().zip(digest) {
        *byte = digit;
    }
    uuid::Builder::from_custom_bytes(bytes)
        .into_uuid()
        .to_string()
}
