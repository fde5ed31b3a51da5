//! An empty store of each kind, and what is put into it.

use std::future::{Ready, ready};
use std::sync::Arc;

use hyper::body::Bytes;
use tempfile::TempDir;

#[cfg(feature = "etcd")]
use super::cluster::Cluster;
use crate::store::{Draft, Durable, Key, Memory, Source, Store};
#[cfg(feature = "etcd")]
use crate::store::{Etcd, EtcdAccess};

/// A store, and the place that it is in.
pub(super) struct Fixture {
    pub(super) store: Arc<dyn Store>,
    _directory: Option<TempDir>,
    #[cfg(feature = "etcd")]
    _cluster: Option<Cluster>,
}

impl Fixture {
    pub(super) fn memory() -> Ready<Option<Self>> {
        ready(Some(Self {
            store: Arc::new(Memory::default()),
            _directory: None,
            #[cfg(feature = "etcd")]
            _cluster: None,
        }))
    }

    pub(super) fn durable() -> Ready<Option<Self>> {
        let directory = TempDir::new().unwrap();
        ready(Some(Self {
            store: Arc::new(Durable::open(directory.path()).unwrap()),
            _directory: Some(directory),
            #[cfg(feature = "etcd")]
            _cluster: None,
        }))
    }
}

#[cfg(feature = "etcd")]
impl Fixture {
    /// Nothing when etcd is not installed.
    pub(super) async fn etcd() -> Option<Self> {
        let cluster = Cluster::start(1)?;
        let address = cluster.url("behaviour").parse().unwrap();
        Some(Self {
            store: Arc::new(Etcd::open(&address, &EtcdAccess::default()).await.unwrap()),
            _directory: None,
            _cluster: Some(cluster),
        })
    }
}

pub(super) fn draft(namespace: &str, name: &str, source: &str) -> Draft {
    Draft {
        key: key(namespace, name),
        source: Source {
            cluster: "c".to_owned(),
            namespace: "n".to_owned(),
            name: source.to_owned(),
        },
        object: Bytes::from(format!(r#"{{"name":"{name}","source":"{source}"}}"#)),
    }
}

pub(super) fn key(namespace: &str, name: &str) -> Key {
    Key {
        namespace: namespace.to_owned(),
        name: name.to_owned(),
    }
}
