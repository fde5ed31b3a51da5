//! Watches: every change once, in order.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use super::fixture::{draft, key};
use crate::store::{Action, Change, Changes, Span, Store};

pub(super) async fn every_change_is_seen_once_in_order(store: &Arc<dyn Store>) {
    let begin = store.create(draft("p", "before", "before")).await.unwrap();
    let mut changes = store.watch(begin.revision).await.unwrap();
    let writers: Vec<_> = (0..4)
        .map(|writer| {
            let store = Arc::clone(store);
            tokio::spawn(async move {
                for number in 0..25 {
                    let name = format!("{writer}-{number}");
                    store.create(draft("p", &name, &name)).await.unwrap();
                    if number % 2 == 0 {
                        store.delete(&key("p", &name), None).await.unwrap();
                    }
                }
            })
        })
        .collect();
    let mut seen = Vec::new();
    for _ in 0..4 * (25 + 13) {
        seen.push(next(&mut changes).await);
    }
    for writer in writers {
        writer.await.unwrap();
    }
    let revisions: Vec<u64> = seen.iter().map(|change| change.record.revision).collect();
    assert!(revisions.is_sorted_by(|a, b| a < b), "{revisions:?}");
    let mut there = BTreeSet::from(["before".to_owned()]);
    for Change { action, record } in &seen {
        let fits = match action {
            Action::Added => there.insert(record.key.name.clone()),
            Action::Deleted => there.remove(&record.key.name),
        };
        assert!(fits, "{action:?} {record:?}");
    }
    let page = store.list(Span::default()).await.unwrap();
    let listed: BTreeSet<String> = page.records.iter().map(|r| r.key.name.clone()).collect();
    assert_eq!(there, listed);
    assert_eq!(revisions.last(), Some(&page.revision));
    // Who begins in the middle sees the rest.
    let middle = revisions[40];
    let mut rest = store.watch(middle).await.unwrap();
    for expected in &revisions[41..] {
        assert_eq!(next(&mut rest).await.record.revision, *expected);
    }
}

pub(super) async fn a_watch_that_begins_now_misses_nothing(store: &Arc<dyn Store>) {
    let page = store.list(Span::default()).await.unwrap();
    let mut changes = store.watch(page.revision).await.unwrap();
    let silence = tokio::time::timeout(Duration::from_millis(50), changes.recv()).await;
    assert!(silence.is_err(), "{silence:?}");
    let created = store.create(draft("p", "a", "s")).await.unwrap();
    let change = next(&mut changes).await;
    assert_eq!((change.action, change.record), (Action::Added, created));
}

pub(super) async fn deletions_tell_what_was_deleted(store: &Arc<dyn Store>) {
    let created = store.create(draft("p", "a", "s")).await.unwrap();
    let mut changes = store.watch(created.revision).await.unwrap();
    let deleted = store.delete(&key("p", "a"), None).await.unwrap();
    let change = next(&mut changes).await;
    assert_eq!(change.action, Action::Deleted);
    assert_eq!(change.record, deleted);
    assert_eq!(change.record.object, created.object);
}

async fn next(changes: &mut Changes) -> Change {
    let next = tokio::time::timeout(Duration::from_secs(20), changes.recv()).await;
    next.expect("a change comes in time")
        .expect("the watch goes on")
        .expect("the watch has no error")
}
