//! The latest changes, for whoever watches.

use std::collections::VecDeque;
use std::sync::Arc;

use tokio::sync::{mpsc, watch};

use super::{Change, Changes, Revision, StoreError};

/// How many changes are remembered. Who is further behind has to list again.
const REMEMBERED: usize = 10_000;

/// How many changes wait for a watcher that does not take them; the rest wait in the history.
const WAITING: usize = 128;

/// The latest changes in the order of their revisions, without gaps.
#[derive(Debug)]
pub(super) struct History {
    changes: VecDeque<Change>,
    /// The revision after which every change is remembered.
    complete_after: Revision,
    latest: watch::Sender<Revision>,
}

/// Gives the remembered changes after a revision, or says that some are forgotten.
pub(super) trait Remembers: Send + Sync + 'static {
    fn after(&self, revision: Revision) -> Result<Vec<Change>, StoreError>;
}

impl History {
    /// A history that begins after a revision.
    pub(super) fn new(complete_after: Revision) -> Self {
        Self {
            changes: VecDeque::new(),
            complete_after,
            latest: watch::Sender::new(complete_after),
        }
    }

    /// Adds the next change and wakes the watchers.
    pub(super) fn push(&mut self, change: Change) {
        let revision = change.record.revision;
        if self.changes.len() == REMEMBERED
            && let Some(forgotten) = self.changes.pop_front()
        {
            self.complete_after = forgotten.record.revision;
        }
        self.changes.push_back(change);
        // Who begins to watch later looks at what there is first.
        if self.latest.receiver_count() > 0 {
            self.latest.send_replace(revision);
        }
    }

    /// The changes after a revision.
    pub(super) fn after(&self, revision: Revision) -> Result<Vec<Change>, StoreError> {
        if revision < self.complete_after {
            let oldest = self.complete_after;
            return Err(StoreError::Expired { oldest });
        }
        let first = self
            .changes
            .partition_point(|change| change.record.revision <= revision);
        Ok(self.changes.range(first..).cloned().collect())
    }

    /// Tells when there are changes.
    pub(super) fn subscribe(&self) -> watch::Receiver<Revision> {
        self.latest.subscribe()
    }
}

/// Sends the changes after a revision to a watcher, for as long as it listens.
pub(super) fn follow(
    memory: Arc<impl Remembers>,
    mut latest: watch::Receiver<Revision>,
    since: Revision,
) -> Changes {
    let (sender, receiver) = mpsc::channel(WAITING);
    tokio::spawn(async move {
        let mut seen = since;
        loop {
            latest.borrow_and_update();
            match memory.after(seen) {
                Ok(changes) => {
                    for change in changes {
                        seen = change.record.revision;
                        if sender.send(Ok(change)).await.is_err() {
                            return;
                        }
                    }
                }
                Err(error) => {
                    // The watcher may be gone already; then nobody is left to tell.
                    let _ = sender.send(Err(error)).await;
                    return;
                }
            }
            tokio::select! {
                changed = latest.changed() => if changed.is_err() { return },
                () = sender.closed() => return,
            }
        }
    });
    receiver
}
