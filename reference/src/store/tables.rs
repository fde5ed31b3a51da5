//! Records by name and by source, in memory: the whole of one store, and what another one reads from.

use std::borrow::Borrow;
use std::collections::{BTreeSet, HashSet};
use std::hash::{Hash, Hasher};
use std::ops::Bound;
use std::sync::Arc;

use super::history::History;
use super::{Action, Change, Key, Page, Record, Revision, Source, Span, StoreError};

/// The records under both of their keys, and what happened last.
///
/// Both sets hold the same records, so that a record costs two pointers beside itself.
#[derive(Debug)]
pub(super) struct Tables {
    records: BTreeSet<ByKey>,
    sources: HashSet<BySource>,
    revision: Revision,
    history: History,
}

/// A record that is found by its key.
#[derive(Debug)]
struct ByKey(Arc<Record>);

/// A record that is found by its source.
#[derive(Debug)]
struct BySource(Arc<Record>);

impl Tables {
    /// No records, after a revision.
    pub(super) fn new(revision: Revision) -> Self {
        Self {
            records: BTreeSet::new(),
            sources: HashSet::new(),
            revision,
            history: History::new(revision),
        }
    }

    /// The last change.
    pub(super) fn revision(&self) -> Revision {
        self.revision
    }

    /// What happened last.
    pub(super) fn history(&self) -> &History {
        &self.history
    }

    /// Whether both keys are free.
    pub(super) fn check(&self, key: &Key, source: &Source) -> Result<(), StoreError> {
        if self.records.contains(key) {
            return Err(StoreError::NameTaken);
        }
        match self.sources.get(source) {
            Some(BySource(other)) => Err(StoreError::SourceTaken(other.key.clone())),
            None => Ok(()),
        }
    }

    /// The record of a key.
    pub(super) fn get(&self, key: &Key) -> Option<&Arc<Record>> {
        self.records.get(key).map(|ByKey(record)| record)
    }

    /// Puts a record back that was stored before; says whether both of its keys were free. Nobody is told.
    pub(super) fn restore(&mut self, record: Record) -> bool {
        let record = Arc::new(record);
        self.records.insert(ByKey(Arc::clone(&record))) && self.sources.insert(BySource(record))
    }

    /// Does what a change says, which is greater than every change before it and fits what is there.
    pub(super) fn apply(&mut self, change: Change) {
        let record = &change.record;
        self.revision = record.revision;
        match change.action {
            Action::Added => {
                self.records.insert(ByKey(Arc::clone(record)));
                self.sources.insert(BySource(Arc::clone(record)));
            }
            Action::Deleted => {
                self.records.remove(&record.key);
                self.sources.remove(&record.source);
            }
        }
        self.history.push(change);
    }

    /// Records in order.
    pub(super) fn list(&self, span: Span<'_>) -> Page {
        let first = match (span.after, span.namespace) {
            (Some(after), _) => Bound::Excluded(after.clone()),
            (None, Some(namespace)) => Bound::Included(Key {
                namespace: namespace.to_owned(),
                name: String::new(),
            }),
            (None, None) => Bound::Unbounded,
        };
        let within = |record: &Record| {
            span.namespace
                .is_none_or(|namespace| record.key.namespace == namespace)
        };
        let mut rest = self
            .records
            .range((first, Bound::Unbounded))
            .map(|ByKey(record)| record)
            .take_while(|record| within(record));
        let limit = span.limit.unwrap_or(usize::MAX);
        Page {
            records: rest.by_ref().take(limit).cloned().collect(),
            more: rest.next().is_some(),
            revision: self.revision,
        }
    }
}

impl Borrow<Key> for ByKey {
    fn borrow(&self) -> &Key {
        &self.0.key
    }
}

impl PartialEq for ByKey {
    fn eq(&self, other: &Self) -> bool {
        self.0.key == other.0.key
    }
}

impl Eq for ByKey {}

impl PartialOrd for ByKey {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for ByKey {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.key.cmp(&other.0.key)
    }
}

impl Borrow<Source> for BySource {
    fn borrow(&self) -> &Source {
        &self.0.source
    }
}

impl PartialEq for BySource {
    fn eq(&self, other: &Self) -> bool {
        self.0.source == other.0.source
    }
}

impl Eq for BySource {}

impl Hash for BySource {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.source.hash(state);
    }
}
