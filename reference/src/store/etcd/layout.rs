//! How instances are laid out in etcd: one key for the name, with everything, and one for the source, with the name.
//!
//! ```text
//! PREFIX/format                                1
//! PREFIX/instances/NAMESPACE!NAME              {"key":…,"source":…,"transaction":…,"object":{…}}
//! PREFIX/sources/CLUSTER!NAMESPACE!NAME        {"namespace":…,"name":…}
//! ```
//!
//! `!` comes before every character of a name, so that etcd has the keys in the order that lists have.

use etcd_client::KeyValue;
use hyper::body::Bytes;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::store::{Draft, Key, Record, Revision, Source, StoreError};

/// The version of what is described here.
pub(super) const FORMAT: u64 = 1;

/// What is written in another way inside of a key.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_');

/// The keys below a prefix.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    prefix: String,
}

/// What is written under the name of an instance.
#[derive(Serialize, Deserialize)]
struct Envelope<'a> {
    key: Key,
    source: Source,
    /// Who wrote it: a writer that does not know whether it succeeded finds itself here.
    transaction: String,
    #[serde(borrow)]
    object: &'a RawValue,
}

impl Layout {
    pub(super) fn new(prefix: &str) -> Self {
        Self {
            prefix: prefix.to_owned(),
        }
    }

    /// The key of the version of the layout.
    pub(super) fn format(&self) -> String {
        format!("{}/format", self.prefix)
    }

    /// The key of an instance.
    pub(super) fn instance(&self, key: &Key) -> String {
        let Key { namespace, name } = key;
        format!("{}{}", self.namespace(namespace), encoded(name))
    }

    /// The key of a source.
    pub(super) fn source(&self, source: &Source) -> String {
        let Source {
            cluster,
            namespace,
            name,
        } = source;
        let [cluster, namespace, name] = [cluster, namespace, name].map(|part| encoded(part));
        format!("{}/sources/{cluster}!{namespace}!{name}", self.prefix)
    }

    /// The first key of a namespace, or of all, and the first key after them.
    pub(super) fn range(&self, namespace: Option<&str>) -> (String, String) {
        match namespace {
            Some(namespace) => {
                let first = self.namespace(namespace);
                let end = first.replace('!', "\"");
                (first, end)
            }
            None => (
                format!("{}/instances/", self.prefix),
                format!("{}/instances0", self.prefix),
            ),
        }
    }

    fn namespace(&self, namespace: &str) -> String {
        format!("{}/instances/{}!", self.prefix, encoded(namespace))
    }
}

/// What is written under the name.
pub(super) fn write_instance(draft: &Draft, transaction: &str) -> Result<Vec<u8>, StoreError> {
    let Draft {
        key,
        source,
        object,
    } = draft;
    let written = serde_json::from_slice(object).and_then(|object| {
        serde_json::to_vec(&Envelope {
            key: key.clone(),
            source: source.clone(),
            transaction: transaction.to_owned(),
            object,
        })
    });
    written.map_err(|error| StoreError::Unavailable(format!("an object is no JSON: {error}")))
}

/// What is written under the source.
pub(super) fn write_source(key: &Key) -> Result<Vec<u8>, StoreError> {
    let written = serde_json::to_vec(key);
    written.map_err(|error| StoreError::Unavailable(format!("a name is no JSON: {error}")))
}

/// The record under a name, as of a revision, and who wrote it.
pub(super) fn read_instance(
    value: &KeyValue,
    revision: Revision,
) -> Result<(Record, String), StoreError> {
    let envelope: Envelope<'_> = read(value)?;
    let record = Record {
        key: envelope.key,
        source: envelope.source,
        object: Bytes::copy_from_slice(envelope.object.get().as_bytes()),
        revision,
    };
    Ok((record, envelope.transaction))
}

/// The name under a source.
pub(super) fn read_source(value: &KeyValue) -> Result<Key, StoreError> {
    read(value)
}

fn read<'a, T: Deserialize<'a>>(value: &'a KeyValue) -> Result<T, StoreError> {
    serde_json::from_slice(value.value()).map_err(|error| {
        let key = String::from_utf8_lossy(value.key());
        StoreError::Unavailable(format!(
            "what etcd has under {key:?} cannot be read: {error}"
        ))
    })
}

fn encoded(part: &str) -> String {
    utf8_percent_encode(part, ENCODED).to_string()
}
