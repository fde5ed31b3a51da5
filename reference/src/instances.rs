//! The virtual cluster instances that imports have made: objects to clients, records to the store.

#[cfg(test)]
mod race;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Instant;

use generated::types::{VirtualClusterInstance, VirtualClusterInstanceList};
use hyper::StatusCode;
use hyper::body::Bytes;
use uuid::Uuid;
use uuid::fmt::Hyphenated;

use crate::behaviour::{fault, faults, variant, variants};
use crate::clock;
use crate::deletion::Deletion;
use crate::heavy;
use crate::import::GROUP;
use crate::json_text;
use crate::listing::{self, Listing};
use crate::metrics::Metrics;
use crate::selector::Selector;
use crate::status::{Refusal, Subject};
use crate::store::{
    Action, Changes, Draft, Key, Record, Revision, Source, Span, Store, StoreError,
};
use crate::watch::{self, Events, Watch};

/// The resource that instances are.
const RESOURCE: &str = "virtualclusterinstances";

/// After how many seconds it is worth asking again when the store does not answer.
const RETRY_AFTER: i32 = 1;

/// By how many imports a list lags behind that does.
const LAG: Revision = 50;

/// Every instance.
#[derive(Debug)]
pub(crate) struct Instances {
    store: Box<dyn Store>,
    metrics: Arc<Metrics>,
}

impl Instances {
    /// The instances of a store; how long it takes to keep one is measured.
    pub(crate) fn new(store: Box<dyn Store>, metrics: Arc<Metrics>) -> Self {
        Self { store, metrics }
    }

    /// How many there are; nothing when the store cannot tell.
    pub(crate) fn count(&self) -> Option<usize> {
        self.store.count()
    }

    /// Whether instances can be made and removed now.
    ///
    /// # Errors
    /// When the store says that they cannot.
    pub(crate) async fn health(&self) -> Result<(), StoreError> {
        self.store.health().await
    }

    /// Stores an instance; with `dry_run` only says whether that would do.
    ///
    /// # Errors
    /// 409 when the name is taken or the virtual cluster has an instance already.
    pub(crate) async fn create(&self, new: New, dry_run: bool) -> Result<(), Refusal> {
        let New { name, draft } = new;
        if dry_run {
            let checked = self.store.check(&draft.key, &draft.source).await;
            return checked.map_err(|error| refusal(&error, &name));
        }
        if fault(&faults::ER_NAME_TAKEN_EVERYWHERE) {
            let all = self.store.list(Span::default()).await;
            let all = all.map_err(|error| refusal(&error, &name))?;
            if all.records.iter().any(|record| record.key.name == name) {
                return Err(refusal(&StoreError::NameTaken, &name));
            }
        }
        if fault(&faults::ER_NAME_TAKEN_OVERWRITTEN) {
            // When there is none of that name, there is nothing to replace.
            let _ = self.store.delete(&draft.key, None).await;
        }
        let began = Instant::now();
        let created = self.store.create(draft).await;
        if created.is_ok() {
            self.metrics.commits.observe(began.elapsed());
        }
        created.map(drop).map_err(|error| refusal(&error, &name))
    }

    /// One instance.
    ///
    /// # Errors
    /// 404 when there is none of that name in that namespace.
    pub(crate) async fn read(&self, key: Key) -> Result<VirtualClusterInstance, Refusal> {
        let record = self.store.read(&key).await;
        let record = record.map_err(|error| refusal(&error, &key.name))?;
        object(&record)
    }

    /// Removes an instance, and returns it as it last was.
    ///
    /// # Errors
    /// 404 when there is none of that name in that namespace, 409 when it is not the one that is meant.
    pub(crate) async fn delete(
        &self,
        key: Key,
        deletion: &Deletion,
    ) -> Result<VirtualClusterInstance, Refusal> {
        loop {
            let record = self.store.read(&key).await;
            let record = record.map_err(|error| refusal(&error, &key.name))?;
            let instance = object(&record)?;
            if let Some(metadata) = &instance.metadata {
                deletion.check(metadata, subject(&key.name))?;
            }
            if deletion.dry_run {
                return Ok(instance);
            }
            let expected = deletion.is_conditional().then_some(record.revision);
            match self.store.delete(&key, expected).await {
                Ok(record) => return object(&record),
                // Somebody else was faster; the conditions have to be held against what is there now.
                Err(StoreError::Changed { .. }) => {}
                Err(error) => return Err(refusal(&error, &key.name)),
            }
        }
    }

    /// The instances of a namespace by name, or of all; none for a namespace that does not exist, as Kubernetes has it.
    ///
    /// # Errors
    /// When the store has a fault.
    pub(crate) async fn list(
        &self,
        namespace: Option<&str>,
        listing: &Listing,
    ) -> Result<VirtualClusterInstanceList, Refusal> {
        let wanted = listing.limit.unwrap_or(usize::MAX);
        let mut items = Vec::new();
        let mut after = listing.after.clone();
        // What the selector leaves out makes room on the page for what follows.
        let (revision, last) = loop {
            let limit = listing.limit.map(|limit| limit - items.len());
            let span = Span {
                namespace,
                after: after.as_ref(),
                limit,
            };
            let page = self.store.list(span).await;
            let page = page.map_err(|error| refusal(&error, ""))?;
            after = page.records.last().map(|record| record.key.clone());
            let (records, selector) = (page.records, listing.selector.clone());
            let found = heavy::when(records.len() > heavy::MANY, move || {
                selected(&records, &selector)
            });
            items.append(&mut found.await?);
            if !page.more {
                break (page.revision, None);
            }
            if items.len() >= wanted {
                break (page.revision, after);
            }
        };
        if fault(&faults::IM_LIST_LAGS) {
            items.retain(|item| is_older(item, revision.saturating_sub(LAG)));
        }
        Ok(VirtualClusterInstanceList {
            kind: Some(VirtualClusterInstanceList::KIND.to_owned()),
            api_version: Some(VirtualClusterInstanceList::API_VERSION.to_owned()),
            metadata: Some(listing::metadata(revision, last.as_ref())),
            items,
        })
    }

    /// The changes of a namespace, or of all; before them, what there is, unless the watch says where to begin.
    ///
    /// # Errors
    /// 410 when the changes since then are not known any more.
    pub(crate) async fn watch(
        &self,
        namespace: Option<&str>,
        watch: &Watch,
    ) -> Result<Events, Refusal> {
        let failed = |error: StoreError| refusal(&error, "");
        let (first, since) = if let Some(since) = watch.since {
            (VecDeque::new(), since)
        } else {
            let span = Span {
                namespace,
                ..Span::default()
            };
            let page = self.store.list(span).await.map_err(failed)?;
            (page.records.into(), page.revision)
        };
        Ok(watch.run(Observed {
            first,
            changes: self.store.watch(since).await.map_err(failed)?,
            namespace: namespace.map(str::to_owned),
            selector: watch.selector.clone(),
        }))
    }
}

/// An instance that is not stored yet.
#[derive(Debug)]
pub(crate) struct New {
    /// Its name, which is told to whoever cannot have it.
    name: String,
    draft: Draft,
}

impl New {
    /// An instance of a virtual cluster, with what every new object has.
    ///
    /// # Errors
    /// 500 when it cannot be written.
    pub(crate) fn of(
        mut instance: VirtualClusterInstance,
        key: Key,
        source: Source,
    ) -> Result<Self, Refusal> {
        let metadata = instance.metadata.get_or_insert_default();
        metadata.name = Some(key.name.clone());
        if !fault(&faults::IM_NAMESPACE_UNNAMED) {
            metadata.namespace = Some(key.namespace.clone());
        }
        metadata.uid = Some(new_uid());
        metadata.generation = Some(1);
        metadata.creation_timestamp = clock::now();
        let object = json_text::whole(&instance).map_err(|error| unwritable(&error))?;
        let name = instance.metadata.and_then(|metadata| metadata.name);
        let draft = Draft {
            key,
            source,
            // As large as it is; the writer's room goes back, for the next one to write into.
            object: Bytes::copy_from_slice(object.as_bytes()),
        };
        Ok(Self {
            name: name.unwrap_or_default(),
            draft,
        })
    }
}

/// Whether an instance was there at a revision.
fn is_older(instance: &VirtualClusterInstance, revision: Revision) -> bool {
    let metadata = instance.metadata.as_ref();
    let version = metadata.and_then(|metadata| metadata.resource_version.as_ref());
    version
        .and_then(|version| version.parse::<Revision>().ok())
        .is_some_and(|version| version <= revision)
}

/// The events of a watch on instances.
struct Observed {
    /// What there was when it began.
    first: VecDeque<Arc<Record>>,
    changes: Changes,
    namespace: Option<String>,
    selector: Selector,
}

impl Observed {
    fn event(&self, action: Action, record: &Record) -> Option<Bytes> {
        let namespace = self.namespace.as_ref();
        if namespace.is_some_and(|namespace| record.key.namespace != *namespace) {
            return None;
        }
        match object(record) {
            Ok(instance) => self
                .selector
                .selects(instance.metadata.as_ref())
                .then(|| watch::event(action, &instance)),
            Err(refusal) => Some(watch::error(&refusal)),
        }
    }
}

impl watch::Source for Observed {
    async fn next(&mut self) -> Option<Bytes> {
        while let Some(record) = self.first.pop_front() {
            if let Some(event) = self.event(Action::Added, &record) {
                return Some(event);
            }
        }
        loop {
            match self.changes.recv().await? {
                Ok(change) => {
                    if let Some(event) = self.event(change.action, &change.record) {
                        return Some(event);
                    }
                }
                Err(error) => {
                    return Some(watch::error(&refusal(&error, "")));
                }
            }
        }
    }
}

fn new_uid() -> String {
    let mut text = [0; Hyphenated::LENGTH];
    let text = Uuid::new_v4().hyphenated().encode_lower(&mut text);
    text.to_owned()
}

/// Those of the records that are selected, as clients see them.
fn selected(
    records: &[Arc<Record>],
    selector: &Selector,
) -> Result<Vec<VirtualClusterInstance>, Refusal> {
    let mut instances = Vec::new();
    for record in records {
        let instance = object(record)?;
        if selector.selects(instance.metadata.as_ref()) {
            instances.push(instance);
        }
    }
    Ok(instances)
}

/// The record as clients see it.
fn object(record: &Record) -> Result<VirtualClusterInstance, Refusal> {
    let mut instance: VirtualClusterInstance =
        serde_json::from_slice(&record.object).map_err(|error| unwritable(&error))?;
    let metadata = instance.metadata.get_or_insert_default();
    metadata.resource_version = Some(record.revision.to_string());
    Ok(instance)
}

/// What the store says about the instance of that name, as clients see it.
fn refusal(error: &StoreError, name: &str) -> Refusal {
    match error {
        StoreError::NameTaken if fault(&faults::ER_NAME_TAKEN_CONFLICT) => {
            Refusal::conflict(subject(name), "the name is taken")
        }
        StoreError::NameTaken if fault(&faults::ER_NAME_TAKEN_500) => {
            Refusal::internal_error("the name is taken")
        }
        StoreError::SourceTaken(_) if variant(&variants::SOURCE_TAKEN_422) => {
            Refusal::invalid(subject(name), &[])
        }
        StoreError::NameTaken => Refusal::already_exists(subject(name), ""),
        StoreError::SourceTaken(other) => {
            let namespace = &other.namespace;
            let why = format!(" in namespace {namespace:?} for this virtual cluster");
            Refusal::already_exists(subject(&other.name), &why)
        }
        StoreError::Missing => Refusal::not_found(subject(name)),
        StoreError::Changed { .. } => Refusal::conflict(subject(name), &error.to_string()),
        StoreError::Expired { .. } => Refusal::expired(error.to_string()),
        StoreError::Failed(_) => Refusal::internal_error(&error.to_string()),
        StoreError::Unavailable(_) => {
            Refusal::service_unavailable(error.to_string()).retry_after(RETRY_AFTER)
        }
        #[cfg(feature = "etcd")]
        StoreError::Undecided(_) => Refusal::undecided(error.to_string()).retry_after(RETRY_AFTER),
    }
}

fn unwritable(error: &serde_json::Error) -> Refusal {
    let message = format!("the instance cannot be written or read: {error}");
    Refusal::text(StatusCode::INTERNAL_SERVER_ERROR, message)
}

fn subject(name: &str) -> Subject<'_> {
    Subject {
        group: GROUP,
        kind: RESOURCE,
        name,
    }
}
