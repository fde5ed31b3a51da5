//! The file: instances in the order of their revisions, and two numbers about the whole.
//!
//! Instances that were committed together share rows, since the engine's work is for rows. Rows are added at the end;
//! a deletion writes the row again without the instance. The indexes by name and by source are made when the file is
//! read. So an index cannot disagree with the rows, and a commit costs the same however many rows there are.

use std::collections::{BTreeMap, BTreeSet};

use redb::{Database, ReadableDatabase, ReadableTable, Table, TableDefinition};

use super::committer::Numbered;
use crate::store::tables::Tables;
use crate::store::{Key, Record, Revision, Source};

/// The version of what is described here.
pub(super) const FORMAT: u64 = 2;

/// By the revision of the first instance that was written into the row, in the order of revisions.
const INSTANCES: TableDefinition<'_, Revision, Row<'static>> = TableDefinition::new("instances");

type Row<'a> = Vec<Instance<'a>>;

/// The revision; namespace and name; cluster, namespace and name of the source; the object.
type Instance<'a> = (
    Revision,
    &'a str,
    &'a str,
    &'a str,
    &'a str,
    &'a str,
    &'a [u8],
);

/// A row with so many bytes of instances is full. With its own bytes it fits into four of the engine's pages, and no
/// deletion writes more than that.
const FULL: usize = 14 << 10;

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
    /// It is of another version.
    OtherFormat(u64),
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
        if format != FORMAT {
            return Err(Unreadable::OtherFormat(format));
        }
        let latest = number(REVISION_NUMBER)?;
        let mut tables = Tables::new(latest);
        for row in transaction.open_table(INSTANCES)?.iter()? {
            let (_, row) = row?;
            for instance in row.value() {
                restore(&mut tables, record(instance), latest)?;
            }
        }
        drop(transaction);
        Ok((Self { database }, tables))
    }

    /// Stores changes, all or none; they are on the disk when it returns.
    pub(super) fn commit(&mut self, changes: &[Numbered]) -> Result<(), redb::Error> {
        let transaction = self.database.begin_write()?;
        let mut instances = transaction.open_table(INSTANCES)?;
        let added = changes.iter().filter(|change| change.removes.is_none());
        let removed = changes.iter().filter_map(|change| change.removes);
        remove(&mut instances, removed)?;
        add(&mut instances, added.map(|added| &*added.change.record))?;
        let latest = changes.last().map(|last| last.change.record.revision);
        drop(instances);
        if let Some(latest) = latest {
            let mut numbers = transaction.open_table(NUMBERS)?;
            numbers.insert(REVISION_NUMBER, latest)?;
        }
        Ok(transaction.commit()?)
    }
}

/// Adds instances in the order of their revisions, which are greater than all that are there.
fn add<'r>(
    table: &mut Table<'_, Revision, Row<'static>>,
    records: impl Iterator<Item = &'r Record>,
) -> Result<(), redb::Error> {
    let (mut row, mut bytes) = (Row::new(), 0);
    for record in records {
        let instance = instance(record);
        bytes += size(&instance);
        if bytes > FULL {
            put(table, std::mem::take(&mut row))?;
            bytes = size(&instance);
        }
        row.push(instance);
    }
    put(table, row)
}

/// Adds a row, unless it is empty.
fn put(table: &mut Table<'_, Revision, Row<'static>>, row: Row<'_>) -> Result<(), redb::Error> {
    if let Some((revision, ..)) = row.first() {
        table.insert(*revision, row)?;
    }
    Ok(())
}

/// Removes the instances of these revisions; a row is written once, however many of its instances go.
fn remove(
    table: &mut Table<'_, Revision, Row<'static>>,
    revisions: impl Iterator<Item = Revision>,
) -> Result<(), redb::Error> {
    let mut by_row: BTreeMap<Revision, BTreeSet<Revision>> = BTreeMap::new();
    for revision in revisions {
        // A row begins at its first instance or before it, and ends before the next row.
        if let Some(row) = table.range(..=revision)?.next_back() {
            by_row.entry(row?.0.value()).or_default().insert(revision);
        }
    }
    for (key, removed) in by_row {
        let Some(row) = table.remove(key)? else {
            continue;
        };
        let all = row.value().into_iter();
        let kept: Vec<Record> = all
            .filter(|(revision, ..)| !removed.contains(revision))
            .map(record)
            .collect();
        drop(row);
        put(table, kept.iter().map(instance).collect())?;
    }
    Ok(())
}

/// Takes a record up that was read.
fn restore(tables: &mut Tables, record: Record, latest: Revision) -> Result<(), Unreadable> {
    if record.revision > latest {
        let why = format!(
            "revision {} comes after the last one, {latest}",
            record.revision
        );
        return Err(Unreadable::Damaged(why));
    }
    let key = record.key.clone();
    if tables.restore(record) {
        Ok(())
    } else {
        let why = format!("the name or the source of {key:?} is there twice");
        Err(Unreadable::Damaged(why))
    }
}

/// How many bytes of a row an instance takes, without the few that tell how long its parts are.
fn size(instance: &Instance<'_>) -> usize {
    let (_, namespace, name, cluster, source_namespace, source_name, object) = instance;
    let texts = [namespace, name, cluster, source_namespace, source_name];
    size_of::<Revision>() + texts.map(|text| text.len()).iter().sum::<usize>() + object.len()
}

fn instance(record: &Record) -> Instance<'_> {
    let Record {
        key,
        source,
        object,
        revision,
    } = record;
    (
        *revision,
        &key.namespace,
        &key.name,
        &source.cluster,
        &source.namespace,
        &source.name,
        object,
    )
}

fn record(instance: Instance<'_>) -> Record {
    let (revision, namespace, name, cluster, source_namespace, source_name, object) = instance;
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
