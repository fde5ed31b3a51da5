//! Names and sources: taken once, free after deletion.

use std::sync::Arc;

use super::fixture::{draft, key};
use crate::store::{Draft, Span, Store, StoreError};

type Stored<'a> = &'a Arc<dyn Store>;

pub(super) async fn a_name_and_a_source_are_taken_once(store: Stored<'_>) {
    let first = store.create(draft("p", "a", "s")).await.unwrap();
    let again = store.create(draft("p", "a", "other")).await.unwrap_err();
    assert_eq!(again, StoreError::NameTaken);
    let taken = store.create(draft("q", "a", "s")).await.unwrap_err();
    assert_eq!(taken, StoreError::SourceTaken(key("p", "a")));
    let both = store.create(draft("p", "a", "s")).await.unwrap_err();
    assert_eq!(both, StoreError::NameTaken, "the name comes first");
    store.create(draft("q", "a", "t")).await.unwrap();
    assert_eq!(store.read(&key("p", "a")).await.unwrap(), first);
    assert_eq!(first.object, draft("p", "a", "s").object);
    let missing = store.read(&key("p", "b")).await.unwrap_err();
    assert_eq!(missing, StoreError::Missing);
    assert_eq!(store.health().await, Ok(()));
}

pub(super) async fn deletion_frees_both(store: Stored<'_>) {
    store.create(draft("p", "a", "s")).await.unwrap();
    let deleted = store.delete(&key("p", "a"), None).await.unwrap();
    assert_eq!(deleted.source, draft("p", "a", "s").source);
    let again = store.delete(&key("p", "a"), None).await.unwrap_err();
    assert_eq!(again, StoreError::Missing);
    let gone = store.read(&key("p", "a")).await.unwrap_err();
    assert_eq!(gone, StoreError::Missing);
    store.create(draft("q", "b", "s")).await.unwrap();
    store.create(draft("p", "a", "t")).await.unwrap();
}

pub(super) async fn a_check_stores_nothing(store: Stored<'_>) {
    let Draft { key, source, .. } = draft("p", "a", "s");
    assert_eq!(store.check(&key, &source).await, Ok(()));
    assert_eq!(store.check(&key, &source).await, Ok(()));
    store.create(draft("p", "a", "s")).await.unwrap();
    let taken = store.check(&key, &source).await;
    assert_eq!(taken, Err(StoreError::NameTaken));
    let Draft { key: other, .. } = draft("p", "b", "s");
    let taken = store.check(&other, &source).await;
    assert_eq!(taken, Err(StoreError::SourceTaken(key)));
}

pub(super) async fn of_many_equal_creates_one_succeeds(store: Stored<'_>) {
    let outcomes = all(store, 64, |_| draft("p", "a", "s")).await;
    let (done, refused) = split(outcomes);
    assert_eq!(done, 1);
    assert!(
        refused.iter().all(|error| *error == StoreError::NameTaken),
        "{refused:?}"
    );
    let page = store.list(Span::default()).await.unwrap();
    assert_eq!(page.records.len(), 1);
}

pub(super) async fn of_many_names_for_one_source_one_succeeds(store: Stored<'_>) {
    let outcomes = all(store, 64, |number| draft("p", &format!("a{number}"), "s")).await;
    let (done, refused) = split(outcomes);
    assert_eq!(done, 1);
    let page = store.list(Span::default()).await.unwrap();
    let [only] = page.records.as_slice() else {
        panic!("{page:?}");
    };
    let expected = StoreError::SourceTaken(only.key.clone());
    assert!(
        refused.iter().all(|error| *error == expected),
        "{refused:?}"
    );
}

pub(super) async fn of_many_deletions_one_succeeds(store: Stored<'_>) {
    store.create(draft("p", "a", "s")).await.unwrap();
    let tasks: Vec<_> = (0..32)
        .map(|_| {
            let store = Arc::clone(store);
            tokio::spawn(async move { store.delete(&key("p", "a"), None).await })
        })
        .collect();
    let mut done = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(_) => done += 1,
            Err(error) => assert_eq!(error, StoreError::Missing),
        }
    }
    assert_eq!(done, 1);
}

pub(super) async fn a_deletion_of_one_revision_spares_the_next(store: Stored<'_>) {
    let key = key("p", "a");
    let first = store.create(draft("p", "a", "s")).await.unwrap().revision;
    store.delete(&key, Some(first)).await.unwrap();
    let missing = store.delete(&key, Some(first)).await.unwrap_err();
    assert_eq!(missing, StoreError::Missing);
    let second = store.create(draft("p", "a", "s")).await.unwrap();
    let found = second.revision;
    let changed = store.delete(&key, Some(first)).await.unwrap_err();
    assert_eq!(changed, StoreError::Changed { found });
    assert_eq!(store.read(&key).await.unwrap(), second);
    let deleted = store.delete(&key, Some(found)).await.unwrap();
    assert_eq!(deleted.object, second.object);
}

pub(super) async fn of_many_deletions_of_one_revision_none_meets_the_next(store: Stored<'_>) {
    let first = store.create(draft("p", "a", "s")).await.unwrap().revision;
    let tasks: Vec<_> = (0..32)
        .map(|_| {
            let store = Arc::clone(store);
            tokio::spawn(async move {
                store.delete(&key("p", "a"), Some(first)).await?;
                store.create(draft("p", "a", "s")).await
            })
        })
        .collect();
    let mut again = Vec::new();
    for task in tasks {
        match task.await.unwrap() {
            Ok(record) => again.push(record),
            Err(StoreError::Missing | StoreError::Changed { .. }) => {}
            Err(error) => panic!("{error}"),
        }
    }
    let there = store.read(&key("p", "a")).await.unwrap();
    assert_eq!(again, [there]);
}

/// What comes of so many creates at once.
async fn all(
    store: Stored<'_>,
    count: usize,
    make: impl Fn(usize) -> Draft,
) -> Vec<Result<(), StoreError>> {
    let tasks: Vec<_> = (0..count)
        .map(|number| {
            let (store, draft) = (Arc::clone(store), make(number));
            tokio::spawn(async move { store.create(draft).await.map(drop) })
        })
        .collect();
    let mut outcomes = Vec::new();
    for task in tasks {
        outcomes.push(task.await.unwrap());
    }
    outcomes
}

fn split(outcomes: Vec<Result<(), StoreError>>) -> (usize, Vec<StoreError>) {
    let count = outcomes.len();
    let refused: Vec<StoreError> = outcomes.into_iter().filter_map(Result::err).collect();
    (count - refused.len(), refused)
}
