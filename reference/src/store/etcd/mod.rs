//! The store that several replicas share.
//!
//! A name and a source are two keys, taken in one transaction that demands that neither is there. Revisions are etcd's.
//! Whoever loses an answer sends the same transaction again: it carries a mark of its writer, so that a change that was
//! done already is recognised, and one that was not is done now.

mod access;
mod address;
mod follow;
mod layout;
mod members;
mod reading;
mod writing;

#[cfg(test)]
mod outages;
#[cfg(test)]
mod protected;

use std::fmt;
use std::sync::Arc;

use etcd_client::{Compare, CompareOp, KeyValue, Txn, TxnOp, TxnOpResponse, TxnResponse};
use thiserror::Error;

use self::layout::{FORMAT, Layout};
use self::members::{Members, Silence};
use super::{Changes, Draft, Key, Page, Record, Reply, Revision, Source, Span, Store};

pub use self::access::{EtcdAccess, EtcdAccessError};
pub use self::address::{EtcdAddress, EtcdAddressError};

/// Records in etcd.
#[derive(Debug)]
pub(crate) struct Etcd {
    shared: Arc<Shared>,
}

/// What the store shares with its watches.
struct Shared {
    members: Members,
    layout: Layout,
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared")
            .field("layout", &self.layout)
            .finish_non_exhaustive()
    }
}

/// Why etcd cannot be used.
#[derive(Debug, Error)]
pub enum EtcdError {
    /// It cannot be reached.
    #[error("cannot use {address}: {why}; {}", advice(address))]
    Unusable {
        /// The address.
        address: EtcdAddress,
        /// What went wrong.
        why: String,
    },
    /// It does not let this server in.
    #[error(
        "cannot use {address}: {why}; check --etcd-user and --etcd-password-file (or the name in --etcd-certfile), and \
         that the user may read and write the keys below {}/",
        address.prefix
    )]
    Refused {
        /// The address.
        address: EtcdAddress,
        /// What etcd says.
        why: String,
    },
    /// It cannot be reached with what was given.
    #[error(transparent)]
    Access(#[from] EtcdAccessError),
    /// A later version of the server has written there.
    #[error(
        "{address} has format {found}, and this server knows formats up to {FORMAT}; use a later server, or another prefix"
    )]
    Newer {
        /// The address.
        address: EtcdAddress,
        /// The format.
        found: String,
    },
}

impl Etcd {
    /// Begins to use etcd.
    pub(crate) async fn open(
        address: &EtcdAddress,
        access: &EtcdAccess,
    ) -> Result<Self, EtcdError> {
        let unusable = |why: String| EtcdError::Unusable {
            address: address.clone(),
            why,
        };
        let access = access.read(address.is_secure)?;
        let members = Members::connect(address, access).await;
        let members = members.map_err(|error| unusable(error.to_string()))?;
        let layout = Layout::new(&address.prefix);
        let format = layout.format();
        let transaction = Txn::new()
            .when([Compare::create_revision(
                format.clone(),
                CompareOp::Equal,
                0,
            )])
            .and_then([TxnOp::put(format.clone(), FORMAT.to_string(), None)])
            .or_else([TxnOp::get(format, None)]);
        let answer = members.transact(&transaction).await;
        let answer = answer.map_err(|silence| match silence {
            Silence::Refused(why) => EtcdError::Refused {
                address: address.clone(),
                why,
            },
            Silence::Unsent(why) | Silence::Lost(why) => unusable(why),
            Silence::Compacted => unusable("a transaction has no revision".to_owned()),
        })?;
        if let Some(value) = values(&answer.response).first() {
            let found = String::from_utf8_lossy(value.value()).into_owned();
            if found.parse().is_ok_and(|format: u64| format > FORMAT) {
                let address = address.clone();
                return Err(EtcdError::Newer { address, found });
            }
        }
        Ok(Self {
            shared: Arc::new(Shared { members, layout }),
        })
    }
}

/// What to look at when etcd cannot be used.
fn advice(address: &EtcdAddress) -> &'static str {
    if address.is_secure {
        "check that etcd is there and speaks TLS (etcd:// is without), that --etcd-cafile has the authority of its \
         certificate, which must be valid for that host, and whether it wants one of this server (--etcd-certfile)"
    } else {
        "check that etcd is there and speaks plain HTTP (etcds:// is TLS)"
    }
}

/// What a transaction has read.
fn values(response: &TxnResponse) -> Vec<KeyValue> {
    let mut values = Vec::new();
    for operation in response.op_responses() {
        if let TxnOpResponse::Get(mut read) = operation {
            values.append(&mut read.take_kvs());
        }
    }
    values
}

/// A revision of etcd's, which are signed and never negative.
fn revision(number: Option<i64>) -> Revision {
    number.unwrap_or_default().unsigned_abs()
}

/// A revision as etcd has it.
fn signed(revision: Revision) -> i64 {
    i64::try_from(revision).unwrap_or(i64::MAX)
}

impl Store for Etcd {
    fn create(&self, draft: Draft) -> Reply<'_, Arc<Record>> {
        Box::pin(self.add(draft))
    }

    fn check<'a>(&'a self, key: &'a Key, source: &'a Source) -> Reply<'a, ()> {
        Box::pin(self.look(key, source))
    }

    fn read<'a>(&'a self, key: &'a Key) -> Reply<'a, Arc<Record>> {
        Box::pin(self.get(key))
    }

    fn list<'a>(&'a self, span: Span<'a>) -> Reply<'a, Page> {
        Box::pin(self.range(span))
    }

    fn delete<'a>(&'a self, key: &'a Key, expected: Option<Revision>) -> Reply<'a, Arc<Record>> {
        Box::pin(self.remove(key, expected))
    }

    fn watch(&self, since: Revision) -> Reply<'_, Changes> {
        Box::pin(self.changes(since))
    }

    fn health(&self) -> Reply<'_, ()> {
        Box::pin(self.ping())
    }
}
