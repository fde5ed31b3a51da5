//! What is there after the power went, the disk filled up, or the server was started again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hyper::body::Bytes;
use tempfile::TempDir;

use super::Durable;
use super::disk::Disk;
use crate::store::{Draft, Key, Source, Span, Store, StoreError};

fn draft(name: &str) -> Draft {
    Draft {
        key: key(name),
        source: Source {
            cluster: "c".to_owned(),
            namespace: "n".to_owned(),
            name: format!("of-{name}"),
        },
        // Larger and smaller than a page of the engine.
        object: Bytes::from(name.repeat(1 + name.len() * 997 % 4000)),
    }
}

fn key(name: &str) -> Key {
    Key {
        namespace: "p".to_owned(),
        name: name.to_owned(),
    }
}

/// Names and objects, all of which are whole.
async fn everything(store: &impl Store) -> BTreeMap<String, u64> {
    let page = store.list(Span::default()).await.unwrap();
    let whole = page.records.iter().map(|record| {
        let expected = draft(&record.key.name);
        assert_eq!(
            (&record.source, &record.object),
            (&expected.source, &expected.object)
        );
        (record.key.name.clone(), record.revision)
    });
    whole.collect()
}

/// A coin with a memory, so that a failure can be repeated.
fn coin(seed: u64) -> impl FnMut() -> bool {
    let mut state = seed.wrapping_mul(2).wrapping_add(1);
    move || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 40).is_multiple_of(2)
    }
}

/// What the writers were told.
#[derive(Debug, Default, Clone)]
struct Told {
    created: BTreeMap<String, u64>,
    deleted: BTreeSet<String>,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_survives_a_power_loss() {
    let disk = Disk::default();
    let store = Arc::new(disk.open());
    let acknowledged = Arc::new(Mutex::new(Told::default()));
    let is_over = Arc::new(AtomicBool::new(false));
    let writers: Vec<_> = (0..8)
        .map(|writer| {
            let (store, is_over) = (Arc::clone(&store), Arc::clone(&is_over));
            let acknowledged = Arc::clone(&acknowledged);
            tokio::spawn(async move {
                let mut number = 0;
                while !is_over.load(Ordering::Relaxed) {
                    let name = format!("{writer}-{number}");
                    let record = store.create(draft(&name)).await.unwrap();
                    let told = || acknowledged.lock().unwrap();
                    told().created.insert(name, record.revision);
                    if number % 3 == 2 {
                        let name = format!("{writer}-{}", number / 2);
                        // While it is under way, either is right.
                        if told().created.remove(&name).is_some() {
                            store.delete(&key(&name), None).await.unwrap();
                            told().deleted.insert(name);
                        }
                    }
                    number += 1;
                }
            })
        })
        .collect();
    // So much that the rest says something, however slow the machine is.
    while acknowledged.lock().unwrap().deleted.len() < 20 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let mut moments = Vec::new();
    for seed in 0..30 {
        tokio::time::sleep(Duration::from_millis(5)).await;
        // In this order: what is acknowledged between the two is on the disk as well.
        let promised = acknowledged.lock().unwrap().clone();
        moments.push((promised, disk.after_power_loss(coin(seed))));
    }
    is_over.store(true, Ordering::Relaxed);
    for writer in writers {
        writer.await.unwrap();
    }
    for (seed, (promised, found)) in moments.into_iter().enumerate() {
        let survivors = everything(&found.open()).await;
        for (name, revision) in promised.created {
            assert_eq!(survivors.get(&name), Some(&revision), "{name}, seed {seed}");
        }
        for name in promised.deleted {
            assert_eq!(survivors.get(&name), None, "{name}, seed {seed}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_refuses_everybody_and_loses_nothing() {
    let disk = Disk::default();
    let store = Arc::new(disk.open());
    let kept = store.create(draft("kept")).await.unwrap();
    disk.fill_up();
    let tasks: Vec<_> = (0..32)
        .map(|number| {
            let store = Arc::clone(&store);
            // Half of them wait for a name that somebody else has claimed.
            let draft = draft(&format!("lost-{}", number / 2));
            tokio::spawn(async move { store.create(draft).await })
        })
        .collect();
    for task in tasks {
        let outcome = tokio::time::timeout(Duration::from_secs(20), task).await;
        let error = outcome
            .expect("nobody waits for ever")
            .unwrap()
            .unwrap_err();
        let is_clear = matches!(error, StoreError::Failed(_) | StoreError::Unavailable(_));
        assert!(is_clear, "{error}");
    }
    let error = store.health().await.unwrap_err().to_string();
    assert!(error.contains("after a restart"), "{error}");
    let refused = store.delete(&key("kept"), None).await.unwrap_err();
    assert!(matches!(refused, StoreError::Unavailable(_)), "{refused}");
    assert_eq!(store.read(&key("kept")).await.unwrap(), kept);
    assert_eq!(everything(&*store).await.len(), 1);
    drop(store);
    disk.make_room();
    let again = disk.open();
    assert_eq!(again.read(&key("kept")).await.unwrap(), kept);
    again.create(draft("lost-1")).await.unwrap();
    assert_eq!(everything(&again).await.len(), 2);
}

#[tokio::test]
async fn a_restart_changes_nothing() {
    let directory = TempDir::new().unwrap();
    let store = Durable::open(directory.path()).unwrap();
    for name in ["a", "b", "c"] {
        store.create(draft(name)).await.unwrap();
    }
    let deleted = store.delete(&key("b"), None).await.unwrap();
    let before = everything(&store).await;
    drop(store);
    let store = Durable::open(directory.path()).unwrap();
    assert_eq!(everything(&store).await, before);
    let revision = store.list(Span::default()).await.unwrap().revision;
    assert_eq!(revision, deleted.revision, "a deletion at the end counts");
    let taken = store.create(draft("a")).await.unwrap_err();
    assert_eq!(taken, StoreError::NameTaken);
    let elsewhere = Draft {
        key: key("d"),
        ..draft("c")
    };
    let taken = store.create(elsewhere).await.unwrap_err();
    assert_eq!(taken, StoreError::SourceTaken(key("c")));
    let again = store.create(draft("b")).await.unwrap();
    assert!(again.revision > deleted.revision);
    // What was before the start is not known change by change.
    let error = store.watch(1).await.unwrap_err();
    let oldest = deleted.revision;
    assert_eq!(error, StoreError::Expired { oldest });
    assert!(store.watch(oldest).await.is_ok());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn instances_of_one_row_go_one_by_one() {
    let disk = Disk::default();
    let store = Arc::new(disk.open());
    let mut left = BTreeMap::new();
    let created = (0..64).map(|number| {
        let store = Arc::clone(&store);
        tokio::spawn(async move { store.create(draft(&format!("n{number}"))).await.unwrap() })
    });
    for record in created.collect::<Vec<_>>() {
        let record = record.await.unwrap();
        left.insert(record.key.name.clone(), record.revision);
    }
    // All of a row, its first, some of it and nothing.
    for step in [7, 3, 2, 1] {
        let names: Vec<String> = left.keys().step_by(step).cloned().collect();
        let deleted = names.iter().map(|name| {
            left.remove(name);
            let (store, key) = (Arc::clone(&store), key(name));
            tokio::spawn(async move { store.delete(&key, None).await.unwrap() })
        });
        for deleted in deleted.collect::<Vec<_>>() {
            deleted.await.unwrap();
        }
        let found = disk.after_power_loss(|| false);
        assert_eq!(everything(&found.open()).await, left, "every {step}th");
    }
    assert!(left.is_empty());
}

#[tokio::test]
async fn a_name_on_its_way_to_the_disk_is_not_said_to_be_taken() {
    let disk = Disk::default();
    let store = disk.open();
    // Both are submitted before either is committed; the second has to wait for the first to fail.
    disk.fill_up();
    let other = Draft {
        key: key("other"),
        ..draft("a")
    };
    let (first, second) = tokio::join!(store.create(draft("a")), store.create(other));
    for error in [first.unwrap_err(), second.unwrap_err()] {
        let is_taken = matches!(error, StoreError::NameTaken | StoreError::SourceTaken(_));
        assert!(!is_taken, "{error}");
    }
    assert_eq!(
        store.read(&key("a")).await.unwrap_err(),
        StoreError::Missing
    );
}
