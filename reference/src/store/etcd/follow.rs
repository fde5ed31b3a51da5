//! Watches on etcd, which outlive the members that they were begun on.

use std::sync::Arc;
use std::time::Duration;

use etcd_client::{EventType, WatchOptions, WatchStream};
use tokio::sync::mpsc::{self, Sender};
use tokio::time::sleep;

use super::layout::read_instance;
use super::{Shared, revision, signed};
use crate::store::{Action, Change, Changes, Revision, StoreError};

/// How many changes wait for a watcher that does not take them.
const WAITING: usize = 128;

/// How long a watch waits before it goes on at another member.
const PAUSE: Duration = Duration::from_millis(50);

/// Sends the changes after a revision to a watcher, for as long as it listens.
pub(super) fn follow(shared: Arc<Shared>, since: Revision) -> Changes {
    let (sender, receiver) = mpsc::channel(WAITING);
    tokio::spawn(async move {
        let mut seen = since;
        let mut refusals = 0;
        loop {
            let number = shared.members.current();
            let (first, end) = shared.layout.range(None);
            let options = WatchOptions::new()
                .with_range(end)
                .with_prev_key()
                .with_start_revision(signed(seen + 1));
            let run = async {
                let mut client = shared.members.client(number).await.ok()?;
                let mut stream = client.watch(first, Some(options)).await.ok()?;
                Some(read(&mut stream, &sender, &mut seen, &mut refusals).await)
            };
            let outcome = tokio::select! {
                outcome = run => outcome,
                () = sender.closed() => return,
            };
            match outcome {
                Some(End::Finished) => return,
                Some(End::Failed(error)) => {
                    // The watcher may be gone already; then nobody is left to tell.
                    let _ = sender.send(Err(error)).await;
                    return;
                }
                // Etcd 3.4 says no more than that to who has signed in too long ago; all members may have forgotten.
                Some(End::Refused(why)) => {
                    refusals += 1;
                    if refusals > 2 * shared.members.count() {
                        let _ = sender.send(Err(StoreError::Unavailable(why))).await;
                        return;
                    }
                    shared.members.sign_in_again(number).await;
                    shared.members.leave(number);
                    sleep(PAUSE).await;
                }
                // It goes on after the last change that was sent.
                Some(End::Interrupted) | None => {
                    shared.members.leave(number);
                    sleep(PAUSE).await;
                }
            }
        }
    });
    receiver
}

/// How a stream of changes ends.
enum End {
    /// The watcher is gone.
    Finished,
    /// It cannot go on.
    Failed(StoreError),
    /// The member has refused it, for this reason.
    Refused(String),
    /// It can go on elsewhere.
    Interrupted,
}

async fn read(
    stream: &mut WatchStream,
    sender: &Sender<Result<Change, StoreError>>,
    seen: &mut Revision,
    refusals: &mut usize,
) -> End {
    loop {
        let Ok(Some(response)) = stream.message().await else {
            return End::Interrupted;
        };
        if response.canceled() {
            return match u64::try_from(response.compact_revision()) {
                Ok(oldest) if oldest > 0 => End::Failed(StoreError::Expired { oldest }),
                _ if response.cancel_reason().is_empty() => End::Interrupted,
                _ => End::Refused(format!("etcd refuses: {}", response.cancel_reason())),
            };
        }
        *refusals = 0;
        for event in response.events() {
            let Some(value) = event.kv() else { continue };
            let revision = revision(Some(value.mod_revision()));
            let (action, value) = match event.event_type() {
                EventType::Put => (Action::Added, Some(value)),
                EventType::Delete => (Action::Deleted, event.prev_kv()),
            };
            // What was deleted is forgotten: it was compacted in the meantime.
            let Some(value) = value else {
                return End::Failed(StoreError::Expired { oldest: revision });
            };
            let record = match read_instance(value, revision) {
                Ok((record, _)) => Arc::new(record),
                Err(error) => return End::Failed(error),
            };
            if sender.send(Ok(Change { action, record })).await.is_err() {
                return End::Finished;
            }
            *seen = revision;
        }
    }
}
