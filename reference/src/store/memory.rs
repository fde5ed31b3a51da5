//! The store that forgets everything when the server stops.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::history::{Remembers, follow};
use super::tables::Tables;
use super::{
    Action, Change, Changes, Draft, Key, Page, Record, Reply, Revision, Source, Span, Store,
    StoreError,
};

/// Records in memory.
#[derive(Debug)]
pub(crate) struct Memory {
    state: Arc<State>,
}

#[derive(Debug)]
struct State(Mutex<Tables>);

impl Default for Memory {
    fn default() -> Self {
        Self {
            state: Arc::new(State(Mutex::new(Tables::new(0)))),
        }
    }
}

impl Remembers for State {
    fn after(&self, revision: Revision) -> Result<Vec<Change>, StoreError> {
        self.lock().history().after(revision)
    }
}

impl State {
    /// A panic elsewhere cannot leave the data half changed: each change is made after the last thing that can fail.
    fn lock(&self) -> MutexGuard<'_, Tables> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn create(&self, draft: Draft) -> Result<Arc<Record>, StoreError> {
        self.lock().add(draft)
    }

    fn delete(&self, key: &Key, expected: Option<Revision>) -> Result<Arc<Record>, StoreError> {
        let mut tables = self.lock();
        let mut record = Record::clone(tables.require(key, expected)?);
        record.revision = tables.revision() + 1;
        let record = Arc::new(record);
        tables.apply(Change {
            action: Action::Deleted,
            record: Arc::clone(&record),
        });
        Ok(record)
    }
}

/// Everything is done under one lock and without waiting, so that of many equal requests one succeeds.
impl Store for Memory {
    fn create(&self, draft: Draft) -> Reply<'_, Arc<Record>> {
        let created = self.state.create(draft);
        Box::pin(std::future::ready(created))
    }

    fn check<'a>(&'a self, key: &'a Key, source: &'a Source) -> Reply<'a, ()> {
        let checked = self.state.lock().check(key, source);
        Box::pin(std::future::ready(checked))
    }

    fn read<'a>(&'a self, key: &'a Key) -> Reply<'a, Arc<Record>> {
        let found = self.state.lock().get(key).cloned();
        Box::pin(std::future::ready(found.ok_or(StoreError::Missing)))
    }

    fn list<'a>(&'a self, span: Span<'a>) -> Reply<'a, Page> {
        let page = self.state.lock().list(span);
        Box::pin(std::future::ready(Ok(page)))
    }

    fn count(&self) -> Option<usize> {
        Some(self.state.lock().count())
    }

    fn delete<'a>(&'a self, key: &'a Key, expected: Option<Revision>) -> Reply<'a, Arc<Record>> {
        let deleted = self.state.delete(key, expected);
        Box::pin(std::future::ready(deleted))
    }

    fn watch(&self, since: Revision) -> Reply<'_, Changes> {
        let tables = self.state.lock();
        let known = tables.history().after(since).map(drop);
        let latest = tables.history().subscribe();
        drop(tables);
        let changes = known.map(|()| follow(Arc::clone(&self.state), latest, since));
        Box::pin(std::future::ready(changes))
    }

    fn health(&self) -> Reply<'_, ()> {
        Box::pin(std::future::ready(Ok(())))
    }
}
