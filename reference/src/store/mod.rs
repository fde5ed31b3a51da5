//! Where instances are kept: what every store promises, whatever it is made of.
//!
//! A store keeps records under two keys at once: the namespace and name of the instance, and the virtual cluster it was
//! imported from. Both are taken in one step or not at all (`im.duplicate`, `src.identity`). Every change has a
//! revision, and later changes have greater ones; it is what clients see as `resourceVersion`.

mod durable;
#[cfg(feature = "etcd")]
mod etcd;
mod history;
mod memory;
mod name;
mod record;
mod storage;
mod tables;

#[cfg(test)]
mod behaviour;
#[cfg(test)]
mod cost;

use std::fmt::Debug;
use std::pin::Pin;
use std::sync::Arc;

use thiserror::Error;
use tokio::sync::mpsc::Receiver;

pub use durable::DirectoryError;
#[cfg(test)]
pub(crate) use durable::Durable;
#[cfg(all(test, feature = "etcd"))]
pub(crate) use etcd::Etcd;
#[cfg(feature = "etcd")]
pub use etcd::{EtcdAccess, EtcdAccessError, EtcdAddress, EtcdAddressError, EtcdError};
pub(crate) use memory::Memory;
pub(crate) use record::{Action, Change, Draft, Key, Page, Record, Revision, Source, Span};
pub use storage::{Storage, StorageError};

/// What a store will answer.
pub(crate) type Reply<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// Changes as they happen, until the receiver is dropped; the last one may be an error.
pub(crate) type Changes = Receiver<Result<Change, StoreError>>;

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
    /// There is a record of that key, but not of the revision that was expected; nothing was done.
    #[error("the instance is of revision {found} by now")]
    Changed { found: Revision },
    /// The changes after that revision are not known any more.
    #[error("the changes after the revision are not known any more; the oldest known is {oldest}")]
    Expired { oldest: Revision },
    /// The store answers nobody at present; nothing was done.
    #[error("the store cannot be used at present: {0}")]
    Unavailable(String),
    /// A change could not be written; after a restart all of it is there, or nothing.
    #[error("the change cannot be written: {0}")]
    Failed(String),
    /// A change was sent off, and no answer came in time.
    #[cfg(feature = "etcd")]
    #[error("whether it was stored is not known: {0}; read it before asking again")]
    Undecided(String),
}

/// A place to keep instances in.
pub(crate) trait Store: Debug + Send + Sync {
    /// Stores a record, for good once it answers. [`StoreError::NameTaken`] comes before [`StoreError::SourceTaken`].
    fn create(&self, draft: Draft) -> Reply<'_, Arc<Record>>;

    /// Whether [`Store::create`] would do now; stores nothing.
    fn check<'a>(&'a self, key: &'a Key, source: &'a Source) -> Reply<'a, ()>;

    /// One record, or [`StoreError::Missing`].
    fn read<'a>(&'a self, key: &'a Key) -> Reply<'a, Arc<Record>>;

    /// Records in order.
    fn list<'a>(&'a self, span: Span<'a>) -> Reply<'a, Page>;

    /// How many records there are, where that is known without looking through them.
    fn count(&self) -> Option<usize> {
        None
    }

    /// Removes a record and makes its name and source free again; [`StoreError::Missing`] when there is none.
    ///
    /// Whoever has looked at the record before passes its revision: in one step with the deletion it is seen to be that
    /// record still, and otherwise the answer is [`StoreError::Changed`].
    fn delete<'a>(&'a self, key: &'a Key, expected: Option<Revision>) -> Reply<'a, Arc<Record>>;

    /// The changes after a revision, of all namespaces; [`StoreError::Expired`] when some are not known any more.
    fn watch(&self, since: Revision) -> Reply<'_, Changes>;

    /// Whether changes can be made now; [`StoreError::Unavailable`] says why not.
    fn health(&self) -> Reply<'_, ()>;
}
