//! The directory of a store: who may use it, and whether its file can be read.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use redb::{Builder, Database, DatabaseError, StorageError};
use thiserror::Error;

use super::journal::{FORMAT, Journal, Unreadable};
use crate::store::tables::Tables;

/// The file with the instances.
const FILE: &str = "instances.redb";

/// The same while it is made. It gets its name when it is complete, so that no half of it is ever taken for all.
const UNFINISHED: &str = "instances.redb.new";

/// The file that a server locks for as long as it uses the directory.
const LOCK: &str = "lock";

/// How much of the file is kept in memory. Reading is done from the records, so only what is being written needs it.
const CACHE: usize = 16 << 20;

/// Why a directory cannot be used.
#[derive(Debug, Error)]
pub enum DirectoryError {
    /// The system refuses.
    #[error("cannot use {}: {error}; give a directory that this user may write to", path.display())]
    Unusable {
        /// The directory, or a file in it.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// Another server uses it.
    #[error("another server keeps its instances in {}; stop that one, or give this one a directory of its own", .0.display())]
    Taken(PathBuf),
    /// Another version of the server has written it.
    #[error("{} has format {found}, and this server reads format {FORMAT}; start the version of the server that wrote it, or give this one a directory of its own", file.display())]
    OtherFormat {
        /// The file.
        file: PathBuf,
        /// Its format.
        found: u64,
    },
    /// It cannot be read.
    #[error("{} is damaged: {why}; put a backup in its place, or move it away to begin without instances", file.display())]
    Damaged {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        why: String,
    },
}

/// Makes the directory if there is none, and locks it for as long as the file is open.
pub(super) fn claim(directory: &Path) -> Result<File, DirectoryError> {
    fs::create_dir_all(directory).map_err(unusable(directory))?;
    let path = directory.join(LOCK);
    let lock = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(unusable(&path))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(DirectoryError::Taken(directory.to_owned())),
        Err(TryLockError::Error(error)) => Err(unusable(&path)(error)),
    }
}

/// Reads the journal of a directory that is claimed, or makes one.
pub(super) fn journal(directory: &Path) -> Result<(Journal, Tables), DirectoryError> {
    let file = directory.join(FILE);
    if !fs::exists(&file).map_err(unusable(&file))? {
        create(directory, &file)?;
    }
    // An empty file is refused as well: what is made here is never empty.
    let database = engine()
        .open(&file)
        .map_err(|error| opening(&file, error))?;
    Journal::read(database).map_err(|error| match error {
        Unreadable::OtherFormat(found) => DirectoryError::OtherFormat { file, found },
        Unreadable::Damaged(why) => damaged(&file, &why),
        Unreadable::Engine(error) => damaged(&file, &error.to_string()),
    })
}

fn create(directory: &Path, file: &Path) -> Result<(), DirectoryError> {
    let unfinished = directory.join(UNFINISHED);
    match fs::remove_file(&unfinished) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(unusable(&unfinished)(error));
        }
        _ => {}
    }
    let refused = |error: redb::Error| unusable(&unfinished)(io::Error::other(error));
    let database = engine().create(&unfinished);
    let database = database.map_err(|error| refused(error.into()))?;
    Journal::create(&database).map_err(refused)?;
    drop(database);
    fs::rename(&unfinished, file).map_err(unusable(file))?;
    // The name is on the disk when the directory is.
    let synced = File::open(directory).and_then(|directory| directory.sync_all());
    synced.map_err(unusable(directory))
}

/// Every page is checked when a file is opened: what is damaged is told at the start, not met later.
fn engine() -> Builder {
    let mut builder = Database::builder();
    builder
        .set_cache_size(CACHE)
        .set_check_integrity_on_open(true);
    builder
}

fn opening(file: &Path, error: DatabaseError) -> DirectoryError {
    match error {
        DatabaseError::DatabaseAlreadyOpen => DirectoryError::Taken(file.to_owned()),
        DatabaseError::Storage(StorageError::Io(error))
            if !matches!(
                error.kind(),
                io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof
            ) =>
        {
            unusable(file)(error)
        }
        error => damaged(file, &error.to_string()),
    }
}

fn unusable(path: &Path) -> impl Fn(io::Error) -> DirectoryError {
    let path = path.to_owned();
    move |error| DirectoryError::Unusable {
        path: path.clone(),
        error,
    }
}

fn damaged(file: &Path, why: &str) -> DirectoryError {
    DirectoryError::Damaged {
        file: file.to_owned(),
        why: why.to_owned(),
    }
}
