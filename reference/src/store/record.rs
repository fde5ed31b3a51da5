//! What a store keeps and what it tells of.

use std::sync::Arc;

use hyper::body::Bytes;
use serde::{Deserialize, Serialize};

use super::StoreError;

/// The number of a change; 0 stands for the empty store.
pub(crate) type Revision = u64;

/// Namespace and name of an instance.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct Key {
    pub(crate) namespace: String,
    pub(crate) name: String,
}

/// A virtual cluster on a connected cluster. The three together identify it (`src.identity`).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Source {
    pub(crate) cluster: String,
    pub(crate) namespace: String,
    pub(crate) name: String,
}

/// An instance that is not stored yet.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub(crate) key: Key,
    pub(crate) source: Source,
    /// The object as JSON, without `resourceVersion`, which is the revision.
    pub(crate) object: Bytes,
}

/// An instance as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) key: Key,
    pub(crate) source: Source,
    /// As in [`Draft`].
    pub(crate) object: Bytes,
    /// The change that made it.
    pub(crate) revision: Revision,
}

impl Record {
    /// Whether it is of the revision that is expected, if one is; [`StoreError::Changed`] otherwise.
    pub(super) fn require(&self, expected: Option<Revision>) -> Result<(), StoreError> {
        if expected.is_none_or(|expected| expected == self.revision) {
            return Ok(());
        }
        Err(StoreError::Changed {
            found: self.revision,
        })
    }
}

impl Draft {
    /// The record that the draft becomes.
    pub(super) fn stored_at(self, revision: Revision) -> Record {
        Record {
            key: self.key,
            source: self.source,
            object: self.object,
            revision,
        }
    }
}

/// What happened to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    Added,
    Deleted,
}

/// One change.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    pub(crate) action: Action,
    /// The record as it is, or as it last was; its revision is that of this change.
    pub(crate) record: Arc<Record>,
}

/// Which records a list is about.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Span<'a> {
    /// Those of one namespace; all when `None`.
    pub(crate) namespace: Option<&'a str>,
    /// Those after this one.
    pub(crate) after: Option<&'a Key>,
    /// At most that many; all when `None`.
    pub(crate) limit: Option<usize>,
}

/// Records in the order of their keys.
#[derive(Debug, Default)]
pub(crate) struct Page {
    pub(crate) records: Vec<Arc<Record>>,
    /// The last change that the list knows of.
    pub(crate) revision: Revision,
    /// Whether there are more records after the last one.
    pub(crate) more: bool,
}
