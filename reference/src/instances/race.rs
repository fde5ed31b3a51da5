//! A deletion with conditions, and somebody who is faster.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use generated::types::VirtualClusterInstance;
use hyper::StatusCode;
use serde_json::json;

use super::{Instances, New};
use crate::deletion::Deletion;
use crate::metrics::Metrics;
use crate::negotiation::Format;
use crate::query::Query;
use crate::store::{
    Changes, Draft, Key, Memory, Page, Record, Reply, Revision, Source, Span, Store,
};

/// A store whose records are replaced by others of the same name as soon as they have been read so often.
#[derive(Debug)]
struct Restless {
    store: Memory,
    reads_left: AtomicUsize,
}

impl Store for Restless {
    fn create(&self, draft: Draft) -> Reply<'_, Arc<Record>> {
        self.store.create(draft)
    }

    fn check<'a>(&'a self, key: &'a Key, source: &'a Source) -> Reply<'a, ()> {
        self.store.check(key, source)
    }

    fn read<'a>(&'a self, key: &'a Key) -> Reply<'a, Arc<Record>> {
        Box::pin(async move {
            let record = self.store.read(key).await?;
            if self.reads_left.fetch_sub(1, Ordering::Relaxed) == 1 {
                let Record { key, source, .. } =
                    self.store.delete(key, None).await?.as_ref().clone();
                let object = json!({"metadata": {"name": key.name, "uid": "second"}}).to_string();
                let object = object.into();
                let again = Draft {
                    key,
                    source,
                    object,
                };
                self.store.create(again).await?;
            }
            Ok(record)
        })
    }

    fn list<'a>(&'a self, span: Span<'a>) -> Reply<'a, Page> {
        self.store.list(span)
    }

    fn delete<'a>(&'a self, key: &'a Key, expected: Option<Revision>) -> Reply<'a, Arc<Record>> {
        self.store.delete(key, expected)
    }

    fn watch(&self, since: Revision) -> Reply<'_, Changes> {
        self.store.watch(since)
    }

    fn health(&self) -> Reply<'_, ()> {
        self.store.health()
    }
}

fn key() -> Key {
    Key {
        namespace: "p".to_owned(),
        name: "a".to_owned(),
    }
}

/// One instance, which is replaced after so many reads.
async fn instances(reads: usize) -> Instances {
    let store = Restless {
        store: Memory::default(),
        reads_left: AtomicUsize::new(reads),
    };
    let instances = Instances::new(Box::new(store), Arc::new(Metrics::default()));
    let source = Source {
        cluster: "c".to_owned(),
        namespace: "n".to_owned(),
        name: "s".to_owned(),
    };
    let instance = VirtualClusterInstance::default();
    let created = instances
        .create(New::of(instance, key(), source).unwrap(), false)
        .await;
    assert!(created.is_ok(), "{created:?}");
    instances
}

fn deletion(member: &str, value: &str) -> Deletion {
    let body = json!({"preconditions": {member: value}}).to_string();
    Deletion::read(&Query::parse(""), Format::Json, body.as_bytes()).unwrap()
}

#[tokio::test]
async fn conditions_hold_for_what_is_deleted_and_not_only_for_what_was_read() {
    for member in ["uid", "resourceVersion"] {
        // The first read is of the test, the second is of the deletion.
        let instances = instances(2).await;
        let first = instances.read(key()).await.unwrap().metadata.unwrap();
        let value = match member {
            "uid" => first.uid.unwrap(),
            _ => first.resource_version.unwrap(),
        };
        let refused = instances.delete(key(), &deletion(member, &value)).await;
        let refusal = refused.unwrap_err();
        assert_eq!(refusal.code, StatusCode::CONFLICT, "{refusal:?}");
        let there = instances.read(key()).await.unwrap().metadata.unwrap();
        assert_eq!(there.uid.as_deref(), Some("second"));
    }
}

#[tokio::test]
async fn without_conditions_whatever_has_the_name_is_deleted() {
    let instances = instances(1).await;
    let deleted = instances.delete(key(), &Deletion::default()).await.unwrap();
    assert_eq!(deleted.metadata.unwrap().uid.as_deref(), Some("second"));
    assert!(instances.read(key()).await.is_err());
}
