//! The store that forgets everything when the server stops.

use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::history::{History, Remembers, follow};
use super::{
    Action, Change, Changes, Draft, Key, Page, Record, Reply, Revision, Source, Span, Store,
    StoreError,
};

/// Records in memory.
#[derive(Debug)]
pub(crate) struct Memory {
    state: Arc<State>,
}

#[derive(Debug)]
struct State(Mutex<Tables>);

/// The records by both keys, and what happened last.
#[derive(Debug)]
struct Tables {
    records: BTreeMap<Key, Record>,
    sources: HashMap<Source, Key>,
    revision: Revision,
    history: History,
}

impl Default for Memory {
    fn default() -> Self {
        let tables = Tables {
            records: BTreeMap::new(),
            sources: HashMap::new(),
            revision: 0,
            history: History::new(0),
        };
        Self {
            state: Arc::new(State(Mutex::new(tables))),
        }
    }
}

impl Tables {
    fn check(&self, key: &Key, source: &Source) -> Result<(), StoreError> {
        if self.records.contains_key(key) {
            return Err(StoreError::NameTaken);
        }
        match self.sources.get(source) {
            Some(key) => Err(StoreError::SourceTaken(key.clone())),
            None => Ok(()),
        }
    }

    fn create(&mut self, draft: Draft) -> Result<Record, StoreError> {
        self.check(&draft.key, &draft.source)?;
        self.revision += 1;
        let record = Record {
            key: draft.key,
            source: draft.source,
            object: draft.object,
            revision: self.revision,
        };
        self.sources
            .insert(record.source.clone(), record.key.clone());
        self.records.insert(record.key.clone(), record.clone());
        self.tell(Action::Added, &record);
        Ok(record)
    }

    fn delete(&mut self, key: &Key) -> Result<Record, StoreError> {
        let mut record = self.records.remove(key).ok_or(StoreError::Missing)?;
        self.sources.remove(&record.source);
        self.revision += 1;
        record.revision = self.revision;
        self.tell(Action::Deleted, &record);
        Ok(record)
    }

    fn tell(&mut self, action: Action, record: &Record) {
        let record = record.clone();
        self.history.push(Change { action, record });
    }

    fn list(&self, span: Span<'_>) -> Page {
        let first = match (span.after, span.namespace) {
            (Some(after), _) => Bound::Excluded(after.clone()),
            (None, Some(namespace)) => Bound::Included(Key {
                namespace: namespace.to_owned(),
                name: String::new(),
            }),
            (None, None) => Bound::Unbounded,
        };
        let within = |key: &Key| {
            span.namespace
                .is_none_or(|namespace| key.namespace == namespace)
        };
        let mut rest = self
            .records
            .range((first, Bound::Unbounded))
            .take_while(|(key, _)| within(key))
            .map(|(_, record)| record);
        let limit = span.limit.unwrap_or(usize::MAX);
        Page {
            records: rest.by_ref().take(limit).cloned().collect(),
            more: rest.next().is_some(),
            revision: self.revision,
        }
    }
}

impl Remembers for State {
    fn after(&self, revision: Revision) -> Result<Vec<Change>, StoreError> {
        self.lock().history.after(revision)
    }
}

impl State {
    /// A panic elsewhere cannot leave the data half changed: each change is made after the last thing that can fail.
    fn lock(&self) -> MutexGuard<'_, Tables> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Everything is done under one lock and without waiting, so that of many equal requests one succeeds.
impl Store for Memory {
    fn create(&self, draft: Draft) -> Reply<'_, Record> {
        let created = self.state.lock().create(draft);
        Box::pin(std::future::ready(created))
    }

    fn check<'a>(&'a self, key: &'a Key, source: &'a Source) -> Reply<'a, ()> {
        let checked = self.state.lock().check(key, source);
        Box::pin(std::future::ready(checked))
    }

    fn read<'a>(&'a self, key: &'a Key) -> Reply<'a, Record> {
        let found = self.state.lock().records.get(key).cloned();
        Box::pin(std::future::ready(found.ok_or(StoreError::Missing)))
    }

    fn list<'a>(&'a self, span: Span<'a>) -> Reply<'a, Page> {
        let page = self.state.lock().list(span);
        Box::pin(std::future::ready(Ok(page)))
    }

    fn count(&self) -> Option<usize> {
        Some(self.state.lock().records.len())
    }

    fn delete<'a>(&'a self, key: &'a Key) -> Reply<'a, Record> {
        let deleted = self.state.lock().delete(key);
        Box::pin(std::future::ready(deleted))
    }

    fn watch(&self, since: Revision) -> Reply<'_, Changes> {
        let tables = self.state.lock();
        let known = tables.history.after(since).map(drop);
        let latest = tables.history.subscribe();
        drop(tables);
        let changes = known.map(|()| follow(Arc::clone(&self.state), latest, since));
        Box::pin(std::future::ready(changes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::body::Bytes;

    fn draft(namespace: &str, name: &str, source: &str) -> Draft {
        Draft {
            key: key(namespace, name),
            source: Source {
                cluster: "c".to_owned(),
                namespace: "n".to_owned(),
                name: source.to_owned(),
            },
            object: Bytes::from_static(b"{}"),
        }
    }

    fn key(namespace: &str, name: &str) -> Key {
        Key {
            namespace: namespace.to_owned(),
            name: name.to_owned(),
        }
    }

    #[tokio::test]
    async fn a_name_and_a_source_are_taken_once_and_free_after_deletion() {
        let store = Memory::default();
        let first = store.create(draft("p", "a", "s")).await.unwrap();
        assert_eq!(first.revision, 1);
        let again = store.create(draft("p", "a", "other")).await.unwrap_err();
        assert_eq!(again, StoreError::NameTaken);
        let taken = store.create(draft("q", "a", "s")).await.unwrap_err();
        assert_eq!(taken, StoreError::SourceTaken(key("p", "a")));
        assert_eq!(store.delete(&key("p", "a")).await.unwrap().revision, 2);
        assert_eq!(
            store.delete(&key("p", "a")).await.unwrap_err(),
            StoreError::Missing
        );
        let third = store.create(draft("q", "a", "s")).await.unwrap();
        assert_eq!(third.revision, 3);
    }

    #[tokio::test]
    async fn lists_are_ordered_bounded_and_go_on_where_they_ended() {
        let store = Memory::default();
        for (namespace, name) in [("b", "2"), ("b", "1"), ("a", "1"), ("b", "3"), ("c", "1")] {
            let source = format!("{namespace}{name}");
            store.create(draft(namespace, name, &source)).await.unwrap();
        }
        let names = |page: &Page| -> Vec<String> {
            page.records
                .iter()
                .map(|record| format!("{}/{}", record.key.namespace, record.key.name))
                .collect()
        };
        let mut span = Span {
            namespace: Some("b"),
            after: None,
            limit: Some(2),
        };
        let page = store.list(span).await.unwrap();
        assert_eq!(
            (names(&page), page.more),
            (vec!["b/1".into(), "b/2".into()], true)
        );
        let last = key("b", "2");
        span.after = Some(&last);
        let page = store.list(span).await.unwrap();
        assert_eq!((names(&page), page.more), (vec!["b/3".into()], false));
        let all = store.list(Span::default()).await.unwrap();
        assert_eq!((all.records.len(), all.revision, all.more), (5, 5, false));
    }

    #[tokio::test]
    async fn watchers_see_every_change_after_their_revision_once() {
        let store = Memory::default();
        store.create(draft("p", "a", "1")).await.unwrap();
        store.create(draft("p", "b", "2")).await.unwrap();
        let mut changes = store.watch(1).await.unwrap();
        store.delete(&key("p", "a")).await.unwrap();
        let mut seen = Vec::new();
        for _ in 0..2 {
            let change = changes.recv().await.unwrap().unwrap();
            seen.push((
                change.action,
                change.record.key.name,
                change.record.revision,
            ));
        }
        assert_eq!(
            seen,
            [
                (Action::Added, "b".to_owned(), 2),
                (Action::Deleted, "a".to_owned(), 3)
            ]
        );
    }

    #[tokio::test]
    async fn who_is_too_far_behind_is_told() {
        let store = Memory::default();
        for number in 0..10_001 {
            let name = number.to_string();
            store.create(draft("p", &name, &name)).await.unwrap();
        }
        assert_eq!(
            store.watch(0).await.unwrap_err(),
            StoreError::Expired { oldest: 1 }
        );
        assert!(store.watch(1).await.is_ok());
    }
}
