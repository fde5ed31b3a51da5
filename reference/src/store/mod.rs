//! Where instances are kept: what every store promises, whatever it is made of.
//!
//! A store keeps records under two keys at once: the namespace and name of the instance, and the virtual cluster it was
//! imported from. Both are taken in one step or not at all (`im.duplicate`, `src.identity`). Every change has a
//! revision, and later changes have greater ones; it is what clients see as `resourceVersion`.

mod history;
mod memory;

use std::fmt::Debug;
use std::pin::Pin;

use hyper::body::Bytes;
use thiserror::Error;
use tokio::sync::mpsc::Receiver;

pub(crate) use memory::Memory;

/// The number of a change; 0 stands for the empty store.
pub(crate) type Revision = u64;

/// What a store will answer.
pub(crate) type Reply<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// Changes as they happen, until the receiver is dropped; the last one may be an error.
pub(crate) type Changes = Receiver<Result<Change, StoreError>>;

/// Namespace and name of an instance.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Key {
    pub(crate) namespace: String,
    pub(crate) name: String,
}

/// A virtual cluster on a connected cluster. The three together identify it (`src.identity`).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
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

/// An instance as it is stored. Copies share the object.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    pub(crate) key: Key,
    pub(crate) source: Source,
    /// As in [`Draft`].
    pub(crate) object: Bytes,
    /// The change that made it.
    pub(crate) revision: Revision,
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
    pub(crate) record: Record,
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
    pub(crate) records: Vec<Record>,
    /// The last change that the list knows of.
    pub(crate) revision: Revision,
    /// Whether there are more records after the last one.
    pub(crate) more: bool,
}

/// Why a store does not do what it is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum StoreError {
    /// There is an instance of that name.
    #[error("the name is taken")]
    NameTaken,
    /// The virtual cluster has an instance.
    #[error("the virtual cluster is imported as {0:?}")]
    SourceTaken(Key),
    /// There is no such record.
    #[error("there is no such instance")]
    Missing,
    /// The changes after that revision are not known any more.
    #[error("the changes after the revision are not known any more; the oldest known is {oldest}")]
    Expired { oldest: Revision },
}

/// A place to keep instances in.
pub(crate) trait Store: Debug + Send + Sync {
    /// Stores a record, for good once it answers. [`StoreError::NameTaken`] comes before [`StoreError::SourceTaken`].
    fn create(&self, draft: Draft) -> Reply<'_, Record>;

    /// Whether [`Store::create`] would do now; stores nothing.
    fn check<'a>(&'a self, key: &'a Key, source: &'a Source) -> Reply<'a, ()>;

    /// One record, or [`StoreError::Missing`].
    fn read<'a>(&'a self, key: &'a Key) -> Reply<'a, Record>;

    /// Records in order.
    fn list<'a>(&'a self, span: Span<'a>) -> Reply<'a, Page>;

    /// How many records there are, where that is known without looking through them.
    fn count(&self) -> Option<usize> {
        None
    }

    /// Removes a record and makes its name and source free again; [`StoreError::Missing`] when there is none.
    fn delete<'a>(&'a self, key: &'a Key) -> Reply<'a, Record>;

    /// The changes after a revision, of all namespaces; [`StoreError::Expired`] when some are not known any more.
    fn watch(&self, since: Revision) -> Reply<'_, Changes>;
}
