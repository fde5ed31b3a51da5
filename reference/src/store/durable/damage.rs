//! Directories that cannot be used: the start says so, and what to do.

use std::fs;
use std::path::Path;

use hyper::body::Bytes;
use redb::{Database, TableDefinition};
use tempfile::TempDir;

use super::journal::FORMAT;
use super::{DirectoryError, Durable};
use crate::store::{Draft, Key, Source, Span, Store};

const FILE: &str = "instances.redb";

async fn filled() -> (TempDir, Vec<u8>) {
    let directory = TempDir::new().unwrap();
    let store = Durable::open(directory.path()).unwrap();
    for number in 0..100 {
        let name = format!("n{number}");
        let source = Source {
            cluster: "c".to_owned(),
            namespace: "n".to_owned(),
            name: name.clone(),
        };
        let namespace = "p".to_owned();
        let object = Bytes::from(name.repeat(20));
        let key = Key { namespace, name };
        let draft = Draft {
            key,
            source,
            object,
        };
        store.create(draft).await.unwrap();
    }
    drop(store);
    let bytes = fs::read(directory.path().join(FILE)).unwrap();
    (directory, bytes)
}

fn refusal(directory: &Path) -> String {
    Durable::open(directory).unwrap_err().to_string()
}

#[tokio::test]
async fn damage_is_told_and_never_taken_for_an_empty_store() {
    let (directory, good) = filled().await;
    let intact = {
        let store = Durable::open(directory.path()).unwrap();
        store.list(Span::default()).await.unwrap().records
    };
    let mut cases = vec![
        ("empty".to_owned(), Vec::new()),
        ("text".to_owned(), b"not a database".to_vec()),
        ("zeros".to_owned(), vec![0; good.len()]),
    ];
    for share in 1..16 {
        let length = good.len() * share / 16;
        cases.push((format!("{length} bytes of it"), good[..length].to_vec()));
    }
    for number in 0..160_usize {
        // Half of the places are in the header, where a change means the most.
        let place = if number % 2 == 0 {
            number
        } else {
            number * 7919 % good.len()
        };
        let mut bytes = good.clone();
        bytes[place] ^= 1 << (number / 2 % 8);
        cases.push((format!("a wrong bit in byte {place}"), bytes));
    }
    let mut told = 0;
    for (case, bytes) in cases {
        let directory = TempDir::new().unwrap();
        let file = directory.path().join(FILE);
        fs::write(&file, &bytes).unwrap();
        match Durable::open(directory.path()) {
            // It was in a place that holds nothing, or could be repaired.
            Ok(store) => {
                let records = store.list(Span::default()).await.unwrap().records;
                assert_eq!(records, intact, "{case}");
            }
            Err(error) => {
                told += 1;
                let text = error.to_string();
                assert!(
                    text.contains(&file.display().to_string()) && text.contains("backup"),
                    "{case}: {text}"
                );
            }
        }
    }
    assert!(told > 20, "{told} were told");
}

#[tokio::test]
async fn two_servers_do_not_share_a_directory() {
    let directory = TempDir::new().unwrap();
    let first = Durable::open(directory.path()).unwrap();
    let text = refusal(directory.path());
    assert!(text.contains("another server"), "{text}");
    drop(first);
    Durable::open(directory.path()).unwrap();
}

#[tokio::test]
async fn another_format_is_left_alone() {
    let (directory, _) = filled().await;
    let file = directory.path().join(FILE);
    for other in [FORMAT - 1, FORMAT + 1] {
        let database = Database::open(&file).unwrap();
        let transaction = database.begin_write().unwrap();
        let numbers: TableDefinition<'_, &str, u64> = TableDefinition::new("numbers");
        let mut table = transaction.open_table(numbers).unwrap();
        table.insert("format", other).unwrap();
        drop(table);
        transaction.commit().unwrap();
        drop(database);
        let error = Durable::open(directory.path()).unwrap_err();
        assert!(
            matches!(error, DirectoryError::OtherFormat { found, .. } if found == other),
            "{error}"
        );
        assert!(error.to_string().contains("that wrote it"), "{error}");
    }
}

#[tokio::test]
async fn half_made_files_are_made_anew() {
    let directory = TempDir::new().unwrap();
    fs::write(directory.path().join("instances.redb.new"), b"half").unwrap();
    let store = Durable::open(directory.path()).unwrap();
    assert!(
        store
            .list(Span::default())
            .await
            .unwrap()
            .records
            .is_empty()
    );
}

#[test]
fn a_place_that_cannot_be_written_to_is_named() {
    let directory = TempDir::new().unwrap();
    let file = directory.path().join("file");
    fs::write(&file, b"").unwrap();
    let text = refusal(&file.join("below"));
    assert!(
        text.contains("below") && text.contains("may write"),
        "{text}"
    );
}
