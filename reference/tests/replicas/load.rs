//! Imports over all replicas, two writers for each, until told to stop.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::crash::{Importer, Outcome};

/// Pairs of writers. Those of a pair import the same, through different replicas.
const PAIRS: usize = 8;

/// How long it may take until the others go on.
const PATIENCE: Duration = Duration::from_secs(60);

/// The load.
pub(crate) struct Load {
    shared: Arc<Shared>,
    writers: Vec<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    is_over: AtomicBool,
    acknowledged: AtomicUsize,
    told: Mutex<Told>,
}

/// What the writers were told.
#[derive(Debug, Default)]
pub(crate) struct Told {
    pub(crate) acknowledged: BTreeSet<usize>,
    /// Refused as conflicts.
    pub(crate) refused: BTreeSet<usize>,
    /// How often nobody knows what came of it.
    pub(crate) unanswered: usize,
}

impl Load {
    pub(crate) fn start(importers: &[Importer]) -> Self {
        let shared = Arc::new(Shared::default());
        let writers = (0..2 * PAIRS).map(|writer| {
            let (shared, importers) = (Arc::clone(&shared), importers.to_vec());
            std::thread::spawn(move || shared.write(&importers, writer))
        });
        Self {
            writers: writers.collect(),
            shared,
        }
    }

    /// Waits until so many more imports were acknowledged.
    pub(crate) fn wait_for_more(&self, count: usize, when: &str) {
        let start = Instant::now();
        let acknowledged = || self.shared.acknowledged.load(Ordering::Relaxed);
        let target = acknowledged() + count;
        while acknowledged() < target {
            assert!(start.elapsed() < PATIENCE, "nothing goes on when {when}");
            std::thread::sleep(Duration::from_millis(5));
        }
        eprintln!("{when}: {count} more in {:?}", start.elapsed());
    }

    /// Ends the load; says what came of it.
    pub(crate) fn stop(self) -> Told {
        self.shared.is_over.store(true, Ordering::Relaxed);
        for writer in self.writers {
            writer.join().expect("no writer was told anything wrong");
        }
        std::mem::take(&mut self.shared.told.lock().unwrap())
    }
}

impl Shared {
    fn write(&self, importers: &[Importer], writer: usize) {
        let mut replica = writer;
        for step in 0.. {
            let number = 1 + step * PAIRS + writer / 2;
            // Comes again, at another replica, until it is told that the import is done.
            loop {
                if self.is_over.load(Ordering::Relaxed) {
                    return;
                }
                let outcome = importers[replica % importers.len()].import(number);
                let mut told = self.told.lock().unwrap();
                match outcome {
                    Outcome::Created => {
                        let is_first = told.acknowledged.insert(number);
                        assert!(is_first, "import {number} was acknowledged twice");
                        self.acknowledged.fetch_add(1, Ordering::Relaxed);
                        break;
                    }
                    Outcome::Refused(409) => {
                        told.refused.insert(number);
                        break;
                    }
                    Outcome::Refused(500 | 503 | 504) | Outcome::NoAnswer => told.unanswered += 1,
                    Outcome::Refused(code) => panic!("import {number} was refused with {code}"),
                }
                drop(told);
                replica += 1;
                std::thread::sleep(Duration::from_millis(10));
            }
        }
    }
}
