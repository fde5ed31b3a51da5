//! The thread that commits: everything that waits, in one transaction, and only then the answers.

use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use super::journal::Journal;
use super::{Shared, State, gone};
use crate::store::{Action, Change, Draft, Key, Record, Revision, Source, StoreError};

/// What comes of a change: the record, once it is on the disk.
type Outcome = Result<Arc<Record>, StoreError>;

/// Where the outcome is sent.
pub(super) type Answer = oneshot::Sender<Outcome>;

/// Where the outcome arrives.
pub(super) type Committed = oneshot::Receiver<Outcome>;

/// A change that waits to be committed.
#[derive(Debug)]
pub(super) struct Waiting {
    wanted: Wanted,
    answer: Answer,
}

#[derive(Debug)]
enum Wanted {
    Added(Draft),
    /// The record as it is stored.
    Deleted(Arc<Record>),
}

impl Waiting {
    /// The wish to add a record.
    pub(super) fn add(draft: Draft, answer: Answer) -> Self {
        let wanted = Wanted::Added(draft);
        Self { wanted, answer }
    }

    /// The wish to remove a record.
    pub(super) fn remove(record: Arc<Record>, answer: Answer) -> Self {
        let wanted = Wanted::Deleted(record);
        Self { wanted, answer }
    }

    /// The name that it claims.
    pub(super) fn key(&self) -> &Key {
        match &self.wanted {
            Wanted::Added(draft) => &draft.key,
            Wanted::Deleted(record) => &record.key,
        }
    }

    /// The source that it claims.
    pub(super) fn source(&self) -> &Source {
        match &self.wanted {
            Wanted::Added(draft) => &draft.source,
            Wanted::Deleted(record) => &record.source,
        }
    }
}

/// A change that has its revision.
pub(super) struct Numbered {
    pub(super) change: Change,
    /// The revision of the record that a deletion removes.
    pub(super) removes: Option<Revision>,
}

fn number(wanted: Wanted, revision: Revision) -> Numbered {
    match wanted {
        Wanted::Added(draft) => Numbered {
            change: Change {
                action: Action::Added,
                record: Arc::new(draft.stored_at(revision)),
            },
            removes: None,
        },
        Wanted::Deleted(record) => Numbered {
            removes: Some(record.revision),
            change: Change {
                action: Action::Deleted,
                record: Arc::new(Record {
                    revision,
                    ..Record::clone(&record)
                }),
            },
        },
    }
}

/// Commits until the store is closed.
pub(super) fn run(shared: &Arc<Shared>, mut journal: Journal) {
    let _last_words = LastWords(shared);
    let mut pace = Pace::default();
    while let Some((batch, latest)) = next(shared, pace) {
        let (begin, size) = (Instant::now(), batch.len());
        let (wanted, answers): (Vec<_>, Vec<_>) = batch
            .into_iter()
            .map(|waiting| (waiting.wanted, waiting.answer))
            .unzip();
        let numbered: Vec<Numbered> = (latest + 1..)
            .zip(wanted)
            .map(|(revision, wanted)| number(wanted, revision))
            .collect();
        match journal.commit(&numbered) {
            Ok(()) => {
                let also_waiting = settle(shared, numbered, answers);
                pace = Pace {
                    expected: size + also_waiting,
                    patience: begin.elapsed() / 4,
                };
            }
            Err(error) => {
                let message = error.to_string();
                eprintln!(
                    "error: instances cannot be stored any more: {message}; free space or repair the disk, then restart the server"
                );
                let failure = StoreError::Unavailable(format!(
                    "a commit has failed ({message}); instances can be read, and changed again after a restart"
                ));
                let refusal = StoreError::Failed(message);
                fail(
                    &mut shared.lock(),
                    numbered.iter().map(|n| &n.change),
                    failure,
                );
                for answer in answers {
                    // Whoever asked may have gone.
                    let _ = answer.send(Err(refusal.clone()));
                }
            }
        }
        shared.settled.send_replace(());
    }
}

/// For whom a commit waits.
///
/// Clients that go on as soon as they are answered come just after a commit has begun, and half of them would always
/// wait for two. A little patience brings them together; who is alone is not waited for.
#[derive(Debug, Clone, Copy, Default)]
struct Pace {
    /// How many changes there were last time.
    expected: usize,
    /// How long to wait for them: a fraction of what the last commit took.
    patience: Duration,
}

/// Everything that waits, as soon as there is something; nothing when the store is closed.
fn next(shared: &Shared, pace: Pace) -> Option<(Vec<Waiting>, Revision)> {
    let mut state = shared.lock();
    while state.waiting.is_empty() {
        if state.closing {
            return None;
        }
        let woken = shared.work.wait(state);
        state = woken.unwrap_or_else(PoisonError::into_inner);
    }
    let end = Instant::now() + pace.patience;
    while state.waiting.len() < pace.expected && !state.closing {
        let rest = end.saturating_duration_since(Instant::now());
        if rest.is_zero() {
            break;
        }
        let woken = shared.work.wait_timeout(state, rest);
        (state, _) = woken.unwrap_or_else(PoisonError::into_inner);
    }
    Some((std::mem::take(&mut state.waiting), state.tables.revision()))
}

/// Shows what is committed, gives the claims up and answers, in this order; counts the changes that wait already.
fn settle(shared: &Shared, numbered: Vec<Numbered>, answers: Vec<Answer>) -> usize {
    let mut state = shared.lock();
    let mut records = Vec::with_capacity(numbered.len());
    for Numbered { change, .. } in numbered {
        let record = Arc::clone(&change.record);
        state.claims.release(&record.key, &record.source);
        state.tables.apply(change);
        records.push(record);
    }
    let waiting = state.waiting.len();
    drop(state);
    for (answer, record) in answers.into_iter().zip(records) {
        // Whoever asked may have gone; what was committed stays.
        let _ = answer.send(Ok(record));
    }
    waiting
}

/// Gives up everything that was claimed and refuses whatever comes.
fn fail<'a>(state: &mut State, changes: impl Iterator<Item = &'a Change>, failure: StoreError) {
    for Change { record, .. } in changes {
        state.claims.release(&record.key, &record.source);
    }
    for waiting in std::mem::take(&mut state.waiting) {
        state.claims.release(waiting.key(), waiting.source());
        let _ = waiting.answer.send(Err(failure.clone()));
    }
    state.failed = Some(failure);
}

/// Tells everybody when the thread ends by a panic, so that nobody waits for it.
struct LastWords<'a>(&'a Shared);

impl Drop for LastWords<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            fail(&mut self.0.lock(), std::iter::empty(), gone());
            self.0.settled.send_replace(());
        }
    }
}
