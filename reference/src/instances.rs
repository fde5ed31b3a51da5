//! The virtual cluster instances that imports have made, and reading them.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use generated::types::{ListMeta, ObjectMeta, VirtualClusterInstance, VirtualClusterInstanceList};
use uuid::Uuid;

use crate::clock;
use crate::import::GROUP;
use crate::status::{Refusal, Subject};

/// The resource that instances are.
const RESOURCE: &str = "virtualclusterinstances";

/// A virtual cluster on a connected cluster. The three together identify it (`src.identity`).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Source {
    pub(crate) cluster: String,
    pub(crate) namespace: String,
    pub(crate) name: String,
}

/// Every instance.
#[derive(Debug, Default)]
pub(crate) struct Instances {
    stored: Mutex<Stored>,
}

#[derive(Debug, Default)]
struct Stored {
    /// By namespace and name.
    instances: BTreeMap<(String, String), VirtualClusterInstance>,
    /// The instance of each virtual cluster that has one.
    sources: HashMap<Source, (String, String)>,
    version: u64,
}

impl Instances {
    /// Stores an instance for a virtual cluster; with `dry_run` only says whether that would do.
    ///
    /// Both conditions and the storing happen under one lock, so that of many equal requests one succeeds.
    ///
    /// # Errors
    /// 409 when the name is taken or the virtual cluster has an instance already.
    pub(crate) fn create(
        &self,
        namespace: &str,
        name: &str,
        source: Source,
        mut instance: VirtualClusterInstance,
        dry_run: bool,
    ) -> Result<(), Refusal> {
        let key = (namespace.to_owned(), name.to_owned());
        let mut stored = self.lock();
        if stored.instances.contains_key(&key) {
            return Err(Refusal::already_exists(subject(name), ""));
        }
        if let Some((namespace, name)) = stored.sources.get(&source) {
            let why = format!(" in namespace {namespace:?} for this virtual cluster");
            return Err(Refusal::already_exists(subject(name), &why));
        }
        if dry_run {
            return Ok(());
        }
        stored.version += 1;
        let metadata = instance.metadata.take().unwrap_or_default();
        instance.metadata = Some(ObjectMeta {
            name: Some(name.to_owned()),
            namespace: Some(namespace.to_owned()),
            uid: Some(Uuid::new_v4().to_string()),
            resource_version: Some(stored.version.to_string()),
            generation: Some(1),
            creation_timestamp: clock::now(),
            ..metadata
        });
        stored.sources.insert(source, key.clone());
        stored.instances.insert(key, instance);
        Ok(())
    }

    /// One instance.
    ///
    /// # Errors
    /// 404 when there is none of that name in that namespace.
    pub(crate) fn read(
        &self,
        namespace: &str,
        name: &str,
    ) -> Result<VirtualClusterInstance, Refusal> {
        let key = (namespace.to_owned(), name.to_owned());
        self.lock()
            .instances
            .get(&key)
            .cloned()
            .ok_or_else(|| Refusal::not_found(subject(name)))
    }

    /// The instances of a namespace by name; none for a namespace that does not exist, as Kubernetes has it.
    pub(crate) fn list(&self, namespace: &str) -> VirtualClusterInstanceList {
        let stored = self.lock();
        let first = (namespace.to_owned(), String::new());
        let items = stored
            .instances
            .range(first..)
            .take_while(|((in_namespace, _), _)| in_namespace == namespace);
        VirtualClusterInstanceList {
            kind: Some(VirtualClusterInstanceList::KIND.to_owned()),
            api_version: Some(VirtualClusterInstanceList::API_VERSION.to_owned()),
            metadata: Some(ListMeta {
                resource_version: Some(stored.version.to_string()),
                ..ListMeta::default()
            }),
            items: items.map(|(_, instance)| instance.clone()).collect(),
        }
    }

    /// A panic elsewhere cannot leave the data half changed: each change is made after the last thing that can fail.
    fn lock(&self) -> MutexGuard<'_, Stored> {
        self.stored.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn subject(name: &str) -> Subject<'_> {
    Subject {
        group: GROUP,
        kind: RESOURCE,
        name,
    }
}
