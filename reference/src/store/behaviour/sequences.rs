//! Random operations, done by a store and by a model that is too simple to be wrong.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};

use super::fixture::{draft, key};
use crate::store::{Key, Span, Store, StoreError};

/// How many operations a sequence has.
const LENGTH: usize = 60;

/// How many sequences are tried on each store, one after the other.
const SEQUENCES: usize = 8;

#[derive(Debug, Clone)]
enum Operation {
    Create {
        name: u8,
        source: u8,
    },
    Delete {
        name: u8,
        expected: Expected,
    },
    List {
        after: Option<u8>,
        limit: Option<usize>,
    },
}

/// Which revision a deletion is about.
#[derive(Debug, Clone, Copy)]
enum Expected {
    Any,
    Current,
    Other,
}

fn operation() -> impl Strategy<Value = Operation> {
    // Few names and sources, so that most operations meet what others have left.
    prop_oneof![
        4 => (0..6_u8, 0..6_u8).prop_map(|(name, source)| Operation::Create { name, source }),
        2 => (0..6_u8, expected())
            .prop_map(|(name, expected)| Operation::Delete { name, expected }),
        1 => (proptest::option::of(0..6_u8), proptest::option::of(1..4_usize))
            .prop_map(|(after, limit)| Operation::List { after, limit }),
    ]
}

fn expected() -> impl Strategy<Value = Expected> {
    prop_oneof![
        Just(Expected::Any),
        Just(Expected::Current),
        Just(Expected::Other),
    ]
}

pub(super) async fn random_operations_do_what_a_plain_model_does(store: &Arc<dyn Store>) {
    let mut runner = TestRunner::new(Config::default());
    let sequences = proptest::collection::vec(operation(), LENGTH);
    let mut model = Model::default();
    for _ in 0..SEQUENCES {
        let sequence = sequences.new_tree(&mut runner).unwrap().current();
        for (index, operation) in sequence.iter().enumerate() {
            let expected = model.answer(operation);
            let got = answer(store, operation).await;
            assert_eq!(got, expected, "operation {index} of {sequence:?}");
        }
    }
}

/// The sources by name.
#[derive(Default)]
struct Model(BTreeMap<Key, String>);

#[derive(Debug, PartialEq, Eq)]
enum Answer {
    Change(Result<(), StoreError>),
    /// A deletion was about another revision.
    Changed,
    List(Vec<Key>, bool),
}

impl Model {
    fn answer(&mut self, operation: &Operation) -> Answer {
        match operation {
            Operation::Create { name, source } => {
                let (key, source) = (named(*name), source.to_string());
                let other = self.0.iter().find(|(_, taken)| **taken == source);
                let outcome = match other {
                    _ if self.0.contains_key(&key) => Err(StoreError::NameTaken),
                    Some((other, _)) => Err(StoreError::SourceTaken(other.clone())),
                    None => Ok(()),
                };
                if outcome.is_ok() {
                    self.0.insert(key, source);
                }
                Answer::Change(outcome)
            }
            Operation::Delete {
                name,
                expected: Expected::Other,
            } if self.0.contains_key(&named(*name)) => Answer::Changed,
            Operation::Delete { name, .. } => {
                let removed = self.0.remove(&named(*name)).map(drop);
                Answer::Change(removed.ok_or(StoreError::Missing))
            }
            Operation::List { after, limit } => {
                let after = after.map(named);
                let limit = limit.unwrap_or(usize::MAX);
                let mut rest = self.0.keys().filter(|key| Some(*key) > after.as_ref());
                let keys: Vec<Key> = rest.by_ref().take(limit).cloned().collect();
                Answer::List(keys, rest.next().is_some())
            }
        }
    }
}

async fn answer(store: &Arc<dyn Store>, operation: &Operation) -> Answer {
    match operation {
        Operation::Create { name, source } => {
            let Key { namespace, name } = named(*name);
            let draft = draft(&namespace, &name, &source.to_string());
            Answer::Change(store.create(draft).await.map(drop))
        }
        Operation::Delete { name, expected } => delete(store, &named(*name), *expected).await,
        Operation::List { after, limit } => {
            let after = after.map(named);
            let span = Span {
                namespace: None,
                after: after.as_ref(),
                limit: *limit,
            };
            let page = store.list(span).await.unwrap();
            let keys = page.records.iter().map(|record| record.key.clone());
            Answer::List(keys.collect(), page.more)
        }
    }
}

async fn delete(store: &Arc<dyn Store>, key: &Key, expected: Expected) -> Answer {
    let current = store.read(key).await.map_or(1, |record| record.revision);
    let expected = match expected {
        Expected::Any => None,
        Expected::Current => Some(current),
        Expected::Other => Some(current - 1),
    };
    match store.delete(key, expected).await {
        Err(StoreError::Changed { found }) => {
            assert_eq!(found, current);
            Answer::Changed
        }
        outcome => Answer::Change(outcome.map(drop)),
    }
}

/// Six names in two namespaces.
fn named(number: u8) -> Key {
    let namespace = if number.is_multiple_of(2) { "p" } else { "p-q" };
    key(namespace, &format!("n{number}"))
}
