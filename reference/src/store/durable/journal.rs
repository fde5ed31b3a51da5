//! The file: one row for each instance, in the order of their revisions, and two numbers about the whole.
//!
//! Rows are only ever added at the end or taken out, and the indexes by name and by source are made when the file is
//! read. So an index cannot disagree with the rows, and a commit costs the same however many rows there are.

use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition};

use super::committer::Numbered;
use crate::store::tables::Tables;
use crate::store::{Key, Record, Revision, Source};

/// The version of what is described here.
pub(super) const FORMAT: u64 = 1;

/// By revision: namespace and name; cluster, namespace and name of the source; the object.
const INSTANCES: TableDefinition<'_, Revision, Row<'static>> = TableDefinition::new("instances");

type Row<'a> = (&'a str, &'a str, &'a str, &'a str, &'a str, &'a [u8]);

/// The numbers below.
const NUMBERS: TableDefinition<'_, &str, u64> = TableDefinition::new("numbers");

/// In [`NUMBERS`]: the version of the format.
const FORMAT_NUMBER: &str = "format";

/// In [`NUMBERS`]: the last change, also when it was a deletion.
const REVISION_NUMBER: &str = "revision";

/// An open file.
#[derive(Debug)]
pub(super) struct Journal {
    database: Database,
}

/// Why a file that was opened cannot be used.
#[derive(Debug)]
pub(super) enum Unreadable {
    /// It is of a later version.
    Newer(u64),
    /// It contradicts itself.
    Damaged(String),
    /// The engine says so.
    Engine(Box<redb::Error>),
}

impl<E: Into<redb::Error>> From<E> for Unreadable {
    fn from(error: E) -> Self {
        Self::Engine(Box::new(error.into()))
    }
}

impl Journal {
    /// Writes the tables of an empty journal.
    pub(super) fn create(database: &Database) -> Result<(), redb::Error> {
        let transaction = database.begin_write()?;
        transaction.open_table(INSTANCES)?;
        let mut numbers = transaction.open_table(NUMBERS)?;
        numbers.insert(FORMAT_NUMBER, FORMAT)?;
        numbers.insert(REVISION_NUMBER, 0)?;
        drop(numbers);
        Ok(transaction.commit()?)
    }

    /// Reads a journal.
    pub(super) fn read(database: Database) -> Result<(Self, Tables), Unreadable> {
        let transaction = database.begin_read()?;
        let numbers = transaction.open_table(NUMBERS)?;
        let number = |name: &str| -> Result<u64, Unreadable> {
            let number = numbers.get(name)?.map(|number| number.value());
            number.ok_or_else(|| Unreadable::Damaged(format!("the number {name:?} is missing")))
        };
        // Before anything else: what follows may look different in a later version.
        let format = number(FORMAT_NUMBER)?;
        if format > FORMAT {
            return Err(Unreadable::Newer(format));
        }
        let latest = number(REVISION_NUMBER)?;
        let mut tables = Tables::new(latest);
        for row in transaction.open_table(INSTANCES)?.iter()? {
            let (revision, row) = row?;
            let record = record(revision.value(), row.value());
            if record.revision > latest {
                let why = format!(
                    "revision {} comes after the last one, {latest}",
                    record.revision
                );
                return Err(Unreadable::Damaged(why));
            }
            let key = record.key.clone();
            if !tables.restore(record) {
                let why = format!("the name or the source of {key:?} is there twice");
                return Err(Unreadable::Damaged(why));
            }
        }
        drop(transaction);
        Ok((Self { database }, tables))
    }

    /// Stores changes, all or none; they are on the disk when it returns.
    pub(super) fn commit(&mut self, changes: &[Numbered]) -> Result<(), redb::Error> {
        let transaction = self.database.begin_write()?;
        let mut instances = transaction.open_table(INSTANCES)?;
        let mut latest = None;
        for Numbered { change, removes } in changes {
            latest = Some(change.record.revision);
            match removes {
                Some(revision) => drop(instances.remove(revision)?),
                None => drop(instances.insert(change.record.revision, row(&change.record))?),
            }
        }
        drop(instances);
        if let Some(latest) = latest {
            let mut numbers = transaction.open_table(NUMBERS)?;
            numbers.insert(REVISION_NUMBER, latest)?;
        }
        Ok(transaction.commit()?)
    }
}

fn row(record: &Record) -> Row<'_> {
    let Record {
        key,
        source,
        object,
        revision: _,
    } = record;
    (
        &key.namespace,
        &key.name,
        &source.cluster,
        &source.namespace,
        &source.name,
        object,
    )
}

fn record(revision: Revision, row: Row<'_>) -> Record {
    let (namespace, name, cluster, source_namespace, source_name, object) = row;
    Record {
        key: Key {
            namespace: namespace.to_owned(),
            name: name.to_owned(),
        },
        source: Source {
            cluster: cluster.to_owned(),
            namespace: source_namespace.to_owned(),
            name: source_name.to_owned(),
        },
        object: object.to_vec().into(),
        revision,
    }
}
