//! The store that outlives the server: a journal in a directory, and all of it in memory for reading.
//!
//! A change is told to nobody before it is on the disk. Until then its name and source are claimed: whoever wants one of
//! them waits for the outcome, and everybody else sees what was there before. One thread commits; while it waits for
//! the disk, the changes that come gather and make up the next commit, so that many share the wait.

mod claims;
mod committer;
mod directory;
mod journal;

#[cfg(test)]
mod damage;
#[cfg(test)]
mod disk;
#[cfg(test)]
mod survival;

use std::fs::File;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use tokio::sync::{oneshot, watch};

use self::claims::Claims;
use self::committer::{Answer, Committed, Waiting};
use self::journal::Journal;
use super::history::{Remembers, follow};
use super::tables::Tables;
use super::{
    Change, Changes, Draft, Key, Page, Record, Reply, Revision, Source, Span, Store, StoreError,
};

pub use directory::DirectoryError;

/// Records in a directory.
#[derive(Debug)]
pub(crate) struct Durable {
    shared: Arc<Shared>,
    committer: Option<JoinHandle<()>>,
    /// The lock on the directory, held for as long as the store lives.
    lock: Option<File>,
}

/// What requests and the committer share.
#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    /// Tells the committer that there is something to do.
    work: Condvar,
    /// Tells who waits for a claim that some were settled.
    settled: watch::Sender<()>,
}

#[derive(Debug)]
struct State {
    /// What is committed.
    tables: Tables,
    claims: Claims,
    waiting: Vec<Waiting>,
    /// Why nothing is committed any more.
    failed: Option<StoreError>,
    closing: bool,
}

impl Durable {
    /// Opens the store in a directory, or makes one there.
    pub(crate) fn open(directory: &Path) -> Result<Self, DirectoryError> {
        let lock = directory::claim(directory)?;
        let (journal, tables) = directory::journal(directory)?;
        let mut store = Self::start(journal, tables).map_err(|error| {
            let path = directory.to_owned();
            DirectoryError::Unusable { path, error }
        })?;
        store.lock = Some(lock);
        Ok(store)
    }

    /// A store on a journal that was read into tables.
    fn start(journal: Journal, tables: Tables) -> std::io::Result<Self> {
        let shared = Arc::new(Shared {
            state: Mutex::new(State {
                tables,
                claims: Claims::default(),
                waiting: Vec::new(),
                failed: None,
                closing: false,
            }),
            work: Condvar::new(),
            settled: watch::Sender::new(()),
        });
        let of_committer = Arc::clone(&shared);
        let committer = std::thread::Builder::new()
            .name("committer".to_owned())
            .spawn(move || committer::run(&of_committer, journal))?;
        Ok(Self {
            shared,
            committer: Some(committer),
            lock: None,
        })
    }

    /// Does something with the state as soon as nothing that it is about is claimed; claims are settled in one commit.
    async fn once_settled<T>(
        &self,
        mut act: impl FnMut(&mut State) -> Result<Outcome<T>, StoreError>,
    ) -> Result<T, StoreError> {
        // Subscribed before the first look, so that no settlement is missed between the look and the wait.
        let mut settled = self.shared.settled.subscribe();
        loop {
            settled.borrow_and_update();
            if let Outcome::Done(result) = act(&mut self.shared.lock())? {
                return Ok(result);
            }
            if settled.changed().await.is_err() {
                return Err(gone());
            }
        }
    }

    async fn add(&self, draft: Draft) -> Result<Arc<Record>, StoreError> {
        let mut draft = Some(draft);
        let committed = self.once_settled(|state| {
            let is_free = |draft: &mut Draft| !state.claims.include(&draft.key, &draft.source);
            let Some(draft) = draft.take_if(is_free) else {
                return Ok(Outcome::Claimed);
            };
            state.tables.check(&draft.key, &draft.source)?;
            state.submit(|answer| Waiting::add(draft, answer))
        });
        self.finish(committed.await?).await
    }

    async fn remove(
        &self,
        key: &Key,
        expected: Option<Revision>,
    ) -> Result<Arc<Record>, StoreError> {
        let committed = self.once_settled(|state| {
            if state.claims.include_key(key) {
                return Ok(Outcome::Claimed);
            }
            let record = Arc::clone(state.tables.require(key, expected)?);
            state.submit(|answer| Waiting::remove(Arc::clone(&record), answer))
        });
        self.finish(committed.await?).await
    }

    async fn finish(&self, committed: Committed) -> Result<Arc<Record>, StoreError> {
        self.shared.work.notify_one();
        committed.await.unwrap_or_else(|_| Err(gone()))
    }
}

/// What came of looking at the state.
enum Outcome<T> {
    Done(T),
    /// Something is claimed that has to be settled first.
    Claimed,
}

impl State {
    /// Claims what a change is about and puts it before the committer.
    fn submit(
        &mut self,
        waiting: impl FnOnce(Answer) -> Waiting,
    ) -> Result<Outcome<Committed>, StoreError> {
        if let Some(failure) = &self.failed {
            return Err(failure.clone());
        }
        let (answer, committed) = oneshot::channel();
        let waiting = waiting(answer);
        self.claims.take(waiting.key(), waiting.source());
        self.waiting.push(waiting);
        Ok(Outcome::Done(committed))
    }
}

impl Shared {
    /// A panic elsewhere cannot leave the data half changed: each change is made after the last thing that can fail.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Remembers for Shared {
    fn after(&self, revision: Revision) -> Result<Vec<Change>, StoreError> {
        self.lock().tables.history().after(revision)
    }
}

impl Drop for Durable {
    /// What was submitted is committed; then the journal is closed.
    fn drop(&mut self) {
        self.shared.lock().closing = true;
        self.shared.work.notify_one();
        if let Some(committer) = self.committer.take() {
            // It has told everybody about a panic by itself.
            let _ = committer.join();
        }
        // Only now: the next server may begin.
        drop(self.lock.take());
    }
}

/// What is said when the committer ended without an answer.
fn gone() -> StoreError {
    StoreError::Failed("the committing thread has ended".to_owned())
}

impl Store for Durable {
    fn create(&self, draft: Draft) -> Reply<'_, Arc<Record>> {
        Box::pin(self.add(draft))
    }

    fn check<'a>(&'a self, key: &'a Key, source: &'a Source) -> Reply<'a, ()> {
        Box::pin(self.once_settled(|state| {
            if state.claims.include(key, source) {
                return Ok(Outcome::Claimed);
            }
            state.tables.check(key, source).map(Outcome::Done)
        }))
    }

    fn read<'a>(&'a self, key: &'a Key) -> Reply<'a, Arc<Record>> {
        let found = self.shared.lock().tables.get(key).cloned();
        Box::pin(std::future::ready(found.ok_or(StoreError::Missing)))
    }

    fn list<'a>(&'a self, span: Span<'a>) -> Reply<'a, Page> {
        let page = self.shared.lock().tables.list(span);
        Box::pin(std::future::ready(Ok(page)))
    }

    fn count(&self) -> Option<usize> {
        Some(self.shared.lock().tables.count())
    }

    fn delete<'a>(&'a self, key: &'a Key, expected: Option<Revision>) -> Reply<'a, Arc<Record>> {
        Box::pin(self.remove(key, expected))
    }

    fn watch(&self, since: Revision) -> Reply<'_, Changes> {
        let state = self.shared.lock();
        let known = state.tables.history().after(since).map(drop);
        let latest = state.tables.history().subscribe();
        drop(state);
        let changes = known.map(|()| follow(Arc::clone(&self.shared), latest, since));
        Box::pin(std::future::ready(changes))
    }

    fn health(&self) -> Reply<'_, ()> {
        let failed = self.shared.lock().failed.clone();
        Box::pin(std::future::ready(failed.map_or(Ok(()), Err)))
    }
}
