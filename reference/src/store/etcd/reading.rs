//! Records, lists and the beginning of watches.

use std::sync::Arc;
use std::time::Duration;

use etcd_client::{GetOptions, KeyValue, ResponseHeader};

use super::follow::follow;
use super::layout::read_instance;
use super::members::Silence;
use super::{Etcd, Shared, revision, signed};
use crate::store::{Changes, Key, Page, Record, Revision, Span, StoreError};

/// How many instances are read at once.
const CHUNK: usize = 500;

/// How long etcd may take to say that it is well.
const HEALTHY_WITHIN: Duration = Duration::from_secs(1);

impl Etcd {
    pub(super) async fn get(&self, key: &Key) -> Result<Arc<Record>, StoreError> {
        let Shared { members, layout } = &*self.shared;
        let response = members
            .get(&layout.instance(key), &GetOptions::new())
            .await
            .map_err(Silence::of_reading)?;
        let value = response.kvs().first().ok_or(StoreError::Missing)?;
        stored(value)
    }

    pub(super) async fn range(&self, span: Span<'_>) -> Result<Page, StoreError> {
        let Shared { members, layout } = &*self.shared;
        let (mut first, end) = layout.range(span.namespace);
        if let Some(after) = span.after {
            first = format!("{}\0", layout.instance(after));
        }
        let mut page = Page::default();
        let mut wanted = span.limit.unwrap_or(usize::MAX);
        loop {
            let options = GetOptions::new()
                .with_range(end.clone())
                .with_limit(i64::try_from(wanted.min(CHUNK)).unwrap_or(i64::MAX))
                // All of it as it was at the first look; 0 stands for now.
                .with_revision(signed(page.revision));
            let response = members.get(&first, &options).await;
            let response = response.map_err(Silence::of_reading)?;
            if page.revision == 0 {
                page.revision = revision(response.header().map(ResponseHeader::revision));
            }
            for value in response.kvs() {
                page.records.push(stored(value)?);
            }
            page.more = response.more();
            wanted = wanted.saturating_sub(response.kvs().len());
            let Some(last) = response.kvs().last().filter(|_| page.more && wanted > 0) else {
                return Ok(page);
            };
            // Keys are text: the layout makes them.
            first = format!("{}\0", String::from_utf8_lossy(last.key()));
        }
    }

    pub(super) async fn changes(&self, since: Revision) -> Result<Changes, StoreError> {
        let Shared { members, layout } = &*self.shared;
        if since > 0 {
            // Of a read etcd says at once whether the revision is still known, of a watch only later.
            let probe = GetOptions::new().with_revision(signed(since));
            match members.get(&layout.format(), &probe).await {
                // A revision that is still to come is refused too, and can be waited for.
                Ok(_) | Err(Silence::Refused(_)) => {}
                Err(silence) => return Err(silence.of_reading()),
            }
        }
        Ok(follow(Arc::clone(&self.shared), since))
    }

    pub(super) async fn ping(&self) -> Result<(), StoreError> {
        let Shared { members, layout } = &*self.shared;
        let options = GetOptions::new();
        let answered = members
            .get_within(HEALTHY_WITHIN, &layout.format(), &options)
            .await;
        answered.map(drop).map_err(Silence::of_reading)
    }
}

fn stored(value: &KeyValue) -> Result<Arc<Record>, StoreError> {
    let revision = revision(Some(value.mod_revision()));
    read_instance(value, revision).map(|(record, _)| Arc::new(record))
}
