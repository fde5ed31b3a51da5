//! Records by name and by source, in memory: the whole of one store, and what another one reads from.

use std::collections::{BTreeMap, btree_map};
use std::hash::{BuildHasher, RandomState};
use std::ops::Bound;
use std::sync::Arc;

use hashbrown::hash_table::{Entry, HashTable, VacantEntry};

use super::history::History;
use super::name::Name;
use super::{Action, Change, Draft, Key, Page, Record, Revision, Source, Span, StoreError};

/// The records under both of their keys, and what happened last.
#[derive(Debug)]
pub(super) struct Tables {
    /// By namespace and name; no namespace is empty.
    namespaces: BTreeMap<String, BTreeMap<Name, Arc<Record>>>,
    sources: Sources,
    revision: Revision,
    history: History,
}

/// Records by their sources.
///
/// The hashes are kept, so that no record is fetched from elsewhere in memory but the one that is looked for; when the
/// table grows, that would be all of them.
#[derive(Debug, Default)]
struct Sources {
    table: HashTable<(u64, Arc<Record>)>,
    hasher: RandomState,
}

impl Sources {
    fn find(&self, source: &Source) -> Option<&Arc<Record>> {
        let hash = self.hasher.hash_one(source);
        let found = self.table.find(hash, |(other, record)| {
            *other == hash && record.source == *source
        });
        found.map(|(_, record)| record)
    }

    /// The place of a source, or the record that is there.
    fn place(&mut self, source: &Source) -> Result<Place<'_>, &Arc<Record>> {
        let hash = self.hasher.hash_one(source);
        let is_same =
            |(other, stored): &(u64, Arc<Record>)| *other == hash && stored.source == *source;
        match self.table.entry(hash, is_same, |(hash, _)| *hash) {
            Entry::Occupied(taken) => Err(&taken.into_mut().1),
            Entry::Vacant(entry) => Ok(Place { hash, entry }),
        }
    }

    /// Adds a record; `false` when its source has one, which stays.
    fn insert(&mut self, record: &Arc<Record>) -> bool {
        let place = self.place(&record.source);
        place.map(|place| place.take(record)).is_ok()
    }

    fn remove(&mut self, source: &Source) {
        let hash = self.hasher.hash_one(source);
        let found = self.table.find_entry(hash, |(other, record)| {
            *other == hash && record.source == *source
        });
        if let Ok(found) = found {
            found.remove();
        }
    }
}

/// A source without a record.
struct Place<'a> {
    hash: u64,
    entry: VacantEntry<'a, (u64, Arc<Record>)>,
}

impl Place<'_> {
    fn take(self, record: &Arc<Record>) {
        self.entry.insert((self.hash, Arc::clone(record)));
    }
}

impl Tables {
    /// No records, after a revision.
    pub(super) fn new(revision: Revision) -> Self {
        Self {
            namespaces: BTreeMap::new(),
            sources: Sources::default(),
            revision,
            history: History::new(revision),
        }
    }

    /// The last change.
    pub(super) fn revision(&self) -> Revision {
        self.revision
    }

    /// How many records there are.
    pub(super) fn count(&self) -> usize {
        self.sources.table.len()
    }

    /// What happened last.
    pub(super) fn history(&self) -> &History {
        &self.history
    }

    /// Whether both keys are free.
    pub(super) fn check(&self, key: &Key, source: &Source) -> Result<(), StoreError> {
        if self.get(key).is_some() {
            return Err(StoreError::NameTaken);
        }
        match self.sources.find(source) {
            Some(other) => Err(taken(other)),
            None => Ok(()),
        }
    }

    /// Makes a draft the next record: [`Tables::check`] and [`Tables::apply`], with one look for both.
    pub(super) fn add(&mut self, draft: Draft) -> Result<Arc<Record>, StoreError> {
        let Key { namespace, name } = &draft.key;
        let names = if let Some(names) = self.namespaces.get_mut(namespace) {
            names
        } else {
            // No namespace is empty, so there has to be something to put there.
            self.sources.place(&draft.source).map_err(taken)?;
            self.namespaces.entry(namespace.clone()).or_default()
        };
        let btree_map::Entry::Vacant(name) = names.entry(Name::new(name)) else {
            return Err(StoreError::NameTaken);
        };
        let source = self.sources.place(&draft.source).map_err(taken)?;
        let record = Arc::new(draft.stored_at(self.revision + 1));
        name.insert(Arc::clone(&record));
        source.take(&record);
        self.tell(Change {
            action: Action::Added,
            record: Arc::clone(&record),
        });
        Ok(record)
    }

    /// The record of a key.
    pub(super) fn get(&self, key: &Key) -> Option<&Arc<Record>> {
        self.namespaces
            .get(&key.namespace)?
            .get(&Name::new(&key.name))
    }

    /// The record of a key, which has to be of the expected revision.
    pub(super) fn require(
        &self,
        key: &Key,
        expected: Option<Revision>,
    ) -> Result<&Arc<Record>, StoreError> {
        let record = self.get(key).ok_or(StoreError::Missing)?;
        record.require(expected)?;
        Ok(record)
    }

    /// Puts a record back that was stored before; says whether both of its keys were free. Nobody is told.
    pub(super) fn restore(&mut self, record: Record) -> bool {
        self.insert(&Arc::new(record))
    }

    /// Does what a change says, which is greater than every change before it and fits what is there.
    pub(super) fn apply(&mut self, change: Change) {
        let record = &change.record;
        match change.action {
            Action::Added => {
                self.insert(record);
            }
            Action::Deleted => self.remove(record),
        }
        self.tell(change);
    }

    fn tell(&mut self, change: Change) {
        self.revision = change.record.revision;
        self.history.push(change);
    }

    fn insert(&mut self, record: &Arc<Record>) -> bool {
        let Key { namespace, name } = &record.key;
        let names = match self.namespaces.get_mut(namespace) {
            Some(names) => names,
            None => self.namespaces.entry(namespace.clone()).or_default(),
        };
        let replaced = names.insert(Name::new(name), Arc::clone(record));
        self.sources.insert(record) && replaced.is_none()
    }

    fn remove(&mut self, record: &Record) {
        let Key { namespace, name } = &record.key;
        if let Some(names) = self.namespaces.get_mut(namespace) {
            names.remove(&Name::new(name));
            if names.is_empty() {
                self.namespaces.remove(namespace);
            }
        }
        self.sources.remove(&record.source);
    }

    /// Records in order.
    pub(super) fn list(&self, span: Span<'_>) -> Page {
        let first = match (span.after, span.namespace) {
            (Some(after), _) => Bound::Included(after.namespace.as_str()),
            (None, Some(namespace)) => Bound::Included(namespace),
            (None, None) => Bound::Unbounded,
        };
        let mut rest = self
            .namespaces
            .range::<str, _>((first, Bound::Unbounded))
            .take_while(|(namespace, _)| span.namespace.is_none_or(|only| only == *namespace))
            .flat_map(|(namespace, names)| {
                let after = span.after.filter(|after| after.namespace == *namespace);
                let first = after.map_or(Bound::Unbounded, |after| {
                    Bound::Excluded(Name::new(&after.name))
                });
                names.range((first, Bound::Unbounded))
            })
            .map(|(_, record)| record);
        let limit = span.limit.unwrap_or(usize::MAX);
        Page {
            records: rest.by_ref().take(limit).cloned().collect(),
            more: rest.next().is_some(),
            revision: self.revision,
        }
    }
}

fn taken(other: &Arc<Record>) -> StoreError {
    StoreError::SourceTaken(other.key.clone())
}
