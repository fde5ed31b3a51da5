//! A disk that can lose its power and can fill up, to try the store on.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use redb::{Database, StorageBackend};

use super::Durable;
use super::journal::Journal;

/// A disk. What is written stays only when it is synced.
#[derive(Debug, Clone, Default)]
pub(super) struct Disk(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    synced: Vec<u8>,
    /// What was written, and is read, since then.
    current: Vec<u8>,
    unsynced: Vec<Write>,
    is_full: bool,
}

#[derive(Debug)]
enum Write {
    Data(usize, Vec<u8>),
    Length(usize),
}

impl Write {
    fn apply(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::Data(offset, data) => {
                let end = offset + data.len();
                if bytes.len() < end {
                    bytes.resize(end, 0);
                }
                bytes[*offset..end].copy_from_slice(data);
            }
            Self::Length(length) => bytes.resize(*length, 0),
        }
    }
}

impl Disk {
    /// A store on the disk, made if there is none.
    pub(super) fn open(&self) -> Durable {
        let is_new = self.state().current.is_empty();
        let mut builder = Database::builder();
        builder.set_check_integrity_on_open(true);
        let database = builder.create_with_backend(self.clone()).unwrap();
        if is_new {
            Journal::create(&database).unwrap();
        }
        let (journal, tables) = Journal::read(database).unwrap();
        Durable::start(journal, tables).unwrap()
    }

    /// The disk as it is found after a power loss at this moment: what was not synced is there or not, bit by bit.
    pub(super) fn after_power_loss(&self, mut luck: impl FnMut() -> bool) -> Self {
        let state = self.state();
        let mut bytes = state.synced.clone();
        for write in &state.unsynced {
            if luck() {
                write.apply(&mut bytes);
            }
        }
        Self(Arc::new(Mutex::new(State {
            synced: bytes.clone(),
            current: bytes,
            ..State::default()
        })))
    }

    /// From now on nothing can be written.
    pub(super) fn fill_up(&self) {
        self.state().is_full = true;
    }

    /// The same disk with room on it.
    pub(super) fn make_room(&self) {
        self.state().is_full = false;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    fn write(&self, write: Write) -> io::Result<()> {
        let mut state = self.state();
        if state.is_full {
            return Err(io::ErrorKind::StorageFull.into());
        }
        write.apply(&mut state.current);
        state.unsynced.push(write);
        Ok(())
    }
}

fn index(number: u64) -> usize {
    usize::try_from(number).unwrap()
}

impl StorageBackend for Disk {
    fn len(&self) -> io::Result<u64> {
        Ok(self.state().current.len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let state = self.state();
        let bytes = state.current.get(index(offset)..index(offset) + out.len());
        out.copy_from_slice(bytes.ok_or(io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }

    fn set_len(&self, length: u64) -> io::Result<()> {
        self.write(Write::Length(index(length)))
    }

    fn sync_data(&self) -> io::Result<()> {
        // Long enough for others to come and wait.
        std::thread::sleep(Duration::from_millis(1));
        let mut state = self.state();
        if state.is_full {
            return Err(io::ErrorKind::StorageFull.into());
        }
        state.unsynced.clear();
        state.synced = state.current.clone();
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.write(Write::Data(index(offset), data.to_vec()))
    }
}
