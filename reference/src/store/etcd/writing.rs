//! Taking names and sources, and giving them back.

use std::sync::Arc;

use etcd_client::{Compare, CompareOp, ResponseHeader, Txn, TxnOp, TxnResponse};
use uuid::Uuid;

use super::layout::{read_instance, read_source, write_instance, write_source};
use super::members::{Answer, Silence};
use super::{Etcd, Shared, revision, signed, values};
use crate::store::{Draft, Key, Record, Revision, Source, StoreError};

impl Etcd {
    pub(super) async fn add(&self, draft: Draft) -> Result<Arc<Record>, StoreError> {
        self.add_marked(draft, &Uuid::new_v4().to_string()).await
    }

    /// Stores a record unless the same mark has stored it already.
    pub(super) async fn add_marked(
        &self,
        draft: Draft,
        mark: &str,
    ) -> Result<Arc<Record>, StoreError> {
        let Shared { members, layout } = &*self.shared;
        let (name, source) = (layout.instance(&draft.key), layout.source(&draft.source));
        let (instance, owner) = (write_instance(&draft, mark)?, write_source(&draft.key)?);
        let transaction = Txn::new()
            .when([
                Compare::create_revision(name.clone(), CompareOp::Equal, 0),
                Compare::create_revision(source.clone(), CompareOp::Equal, 0),
            ])
            .and_then([
                TxnOp::put(name.clone(), instance, None),
                TxnOp::put(source.clone(), owner, None),
            ])
            .or_else([TxnOp::get(name.clone(), None), TxnOp::get(source, None)]);
        let answer = members.transact(&transaction).await;
        let response = answer.map_err(Silence::of_writing)?.response;
        if response.succeeded() {
            let revision = revision(response.header().map(ResponseHeader::revision));
            return Ok(Arc::new(draft.stored_at(revision)));
        }
        match taken(&response, name.as_bytes(), mark)? {
            Taken::ByUs(record) => Ok(record),
            Taken::ByOthers(error) => Err(error),
        }
    }

    pub(super) async fn look(&self, key: &Key, source: &Source) -> Result<(), StoreError> {
        let Shared { members, layout } = &*self.shared;
        let (name, source) = (layout.instance(key), layout.source(source));
        let both = [TxnOp::get(name.clone(), None), TxnOp::get(source, None)];
        let answer = members.transact(&Txn::new().and_then(both)).await;
        let response = answer.map_err(Silence::of_reading)?.response;
        if values(&response).is_empty() {
            return Ok(());
        }
        match taken(&response, name.as_bytes(), "")? {
            Taken::ByOthers(error) => Err(error),
            Taken::ByUs(_) => Ok(()),
        }
    }

    pub(super) async fn remove(
        &self,
        key: &Key,
        expected: Option<Revision>,
    ) -> Result<Arc<Record>, StoreError> {
        let Shared { members, layout } = &*self.shared;
        let name = layout.instance(key);
        // What a deletion was about whose answer was lost, and a revision when it was gone.
        let mut lost: Option<(Arc<Record>, Revision)> = None;
        loop {
            let record = match (self.get(key).await, lost) {
                // It is gone: that was this deletion, as far as anybody can tell.
                (Err(StoreError::Missing), Some((record, revision))) => {
                    return Ok(at(&record, revision));
                }
                (Ok(other), Some((record, revision))) if other.revision != record.revision => {
                    return Ok(at(&record, revision));
                }
                (Ok(record), _) => record,
                (Err(error), _) => return Err(error),
            };
            record.require(expected)?;
            let current = signed(record.revision);
            let transaction = Txn::new()
                .when([Compare::mod_revision(
                    name.clone(),
                    CompareOp::Equal,
                    current,
                )])
                .and_then([
                    TxnOp::delete(name.clone(), None),
                    TxnOp::delete(layout.source(&record.source), None),
                ]);
            let answer = members.transact(&transaction).await;
            let Answer {
                response,
                is_repeated,
            } = answer.map_err(Silence::of_writing)?;
            let revision = revision(response.header().map(ResponseHeader::revision));
            if response.succeeded() {
                return Ok(at(&record, revision));
            }
            // Somebody has deleted it since it was read: somebody else, if this was the only attempt.
            lost = is_repeated.then_some((record, revision));
        }
    }
}

/// A record as of a later revision.
fn at(record: &Record, revision: Revision) -> Arc<Record> {
    Arc::new(Record {
        revision,
        ..record.clone()
    })
}

/// Whom a name or a source belongs to.
enum Taken {
    ByUs(Arc<Record>),
    ByOthers(StoreError),
}

/// Reads what is under the name and the source that were wanted.
fn taken(response: &TxnResponse, name: &[u8], mark: &str) -> Result<Taken, StoreError> {
    let values = values(response);
    if let Some(value) = values.iter().find(|value| value.key() == name) {
        let (record, writer) = read_instance(value, revision(Some(value.mod_revision())))?;
        return Ok(if writer == mark {
            Taken::ByUs(Arc::new(record))
        } else {
            Taken::ByOthers(StoreError::NameTaken)
        });
    }
    let value = values.first().ok_or_else(|| {
        StoreError::Unavailable("etcd refuses a transaction and does not say why".to_owned())
    })?;
    Ok(Taken::ByOthers(StoreError::SourceTaken(read_source(
        value,
    )?)))
}
