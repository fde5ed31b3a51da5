//! What is said when etcd has forgotten, is gone, or is not there at all.

use std::time::{Duration, Instant};

use etcd_client::Client;
use hyper::body::Bytes;

use super::{Etcd, EtcdAccess, EtcdAddress};
use crate::store::behaviour::cluster::Cluster;
use crate::store::{Draft, Key, Source, Store, StoreError};

pub(super) fn draft(name: &str) -> Draft {
    Draft {
        key: Key {
            namespace: "p".to_owned(),
            name: name.to_owned(),
        },
        source: Source {
            cluster: "c".to_owned(),
            namespace: "n".to_owned(),
            name: name.to_owned(),
        },
        object: Bytes::from_static(b"{}"),
    }
}

#[tokio::test]
async fn a_watch_on_what_was_compacted_says_so() {
    let Some(cluster) = Cluster::start(1) else {
        return;
    };
    let address: EtcdAddress = cluster.url("compaction").parse().unwrap();
    let store = Etcd::open(&address, &EtcdAccess::default()).await.unwrap();
    let first = store.create(draft("a")).await.unwrap();
    let last = store.create(draft("b")).await.unwrap();
    let revision = i64::try_from(last.revision).unwrap();
    let mut client = Client::connect(&address.members, None).await.unwrap();
    client.compact(revision, None).await.unwrap();
    let error = store.watch(first.revision).await.unwrap_err();
    assert!(matches!(error, StoreError::Expired { .. }), "{error}");
    // From the beginning: it is told by the watch itself.
    let mut changes = store.watch(0).await.unwrap();
    let error = changes.recv().await.unwrap().unwrap_err();
    assert_eq!(
        error,
        StoreError::Expired {
            oldest: last.revision
        }
    );
    assert!(store.watch(last.revision).await.is_ok());
}

#[tokio::test]
async fn a_transaction_that_is_sent_again_finds_itself() {
    let Some(cluster) = Cluster::start(1) else {
        return;
    };
    let address: EtcdAddress = cluster.url("again").parse().unwrap();
    let store = Etcd::open(&address, &EtcdAccess::default()).await.unwrap();
    let first = store.add_marked(draft("a"), "mark").await.unwrap();
    let again = store.add_marked(draft("a"), "mark").await.unwrap();
    assert_eq!(first, again);
    let other = store.add_marked(draft("a"), "another").await;
    assert_eq!(other, Err(StoreError::NameTaken));
}

#[tokio::test]
async fn who_loses_etcd_is_told_in_time() {
    let Some(mut cluster) = Cluster::start(1) else {
        return;
    };
    let address: EtcdAddress = cluster.url("outage").parse().unwrap();
    let store = Etcd::open(&address, &EtcdAccess::default()).await.unwrap();
    let kept = store.create(draft("a")).await.unwrap();
    cluster.kill(0);
    let start = Instant::now();
    let (health, created) = tokio::join!(store.health(), store.create(draft("b")));
    assert!(
        matches!(health, Err(StoreError::Unavailable(_))),
        "{health:?}"
    );
    let error = created.unwrap_err();
    let is_clear = matches!(error, StoreError::Undecided(_) | StoreError::Unavailable(_));
    assert!(is_clear, "{error}");
    assert!(
        start.elapsed() < Duration::from_secs(15),
        "{:?}",
        start.elapsed()
    );
    cluster.restart(0);
    assert!(cluster.is_well(0, Duration::from_secs(30)));
    assert_eq!(store.health().await, Ok(()));
    assert_eq!(store.read(&kept.key).await.unwrap(), kept);
    assert_eq!(
        store.read(&draft("b").key).await.unwrap_err(),
        StoreError::Missing
    );
    store.create(draft("b")).await.unwrap();
}

#[tokio::test]
async fn a_start_without_etcd_says_what_to_check() {
    let address: EtcdAddress = "etcd://127.0.0.1:1/p".parse().unwrap();
    let error = Etcd::open(&address, &EtcdAccess::default())
        .await
        .unwrap_err()
        .to_string();
    assert!(error.contains("etcd://127.0.0.1:1/p"), "{error}");
    assert!(error.contains("check that etcd is there"), "{error}");
}
