//! Which mutant is on, by the variable `MUTANT`; and which were reached, into the file that `MUTANTS_REACHED` names.

use std::collections::BTreeSet;
use std::io::Write;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{LazyLock, Mutex};

/// The mutant that is on: 0 for none, the greatest number where that is not known yet.
static ON: AtomicU32 = AtomicU32::new(u32::MAX);
/// Stands for none, while all that are reached are written down.
const RECORDS: u32 = u32::MAX - 1;

/// How often it was asked, which is how much a test does, whatever else the machine does.
static CALLS: AtomicU64 = AtomicU64::new(0);

static REACHED: LazyLock<Mutex<BTreeSet<u32>>> = LazyLock::new(Mutex::default);

/// Whether that mutant is on.
#[inline]
pub fn is(id: u32) -> bool {
    let on = ON.load(Ordering::Relaxed);
    on == id || (on >= RECORDS && slowly(id))
}

#[cold]
fn slowly(id: u32) -> bool {
    if ON.load(Ordering::Relaxed) == u32::MAX {
        // The first assertion that fails ends the tests: nothing is made smaller, and nothing else is looked at.
        std::panic::set_hook(Box::new(|panic| {
            eprintln!("{panic}");
            std::process::exit(101);
        }));
        let given = std::env::var("MUTANT").ok().and_then(|it| it.parse().ok());
        let records = std::env::var_os("MUTANTS_REACHED").is_some();
        ON.store(given.unwrap_or(if records { RECORDS } else { 0 }), Ordering::Relaxed);
    }
    let on = ON.load(Ordering::Relaxed);
    if on == RECORDS {
        record(id);
    }
    on == id
}

fn record(id: u32) {
    let calls = CALLS.fetch_add(1, Ordering::Relaxed) + 1;
    if calls.is_power_of_two() {
        note(&format!("calls {calls}\n"));
    }
    let fresh = REACHED.lock().is_ok_and(|mut reached| reached.insert(id));
    if fresh {
        note(&format!("{id}\n"));
    }
}

fn note(line: &str) {
    if let Some(path) = std::env::var_os("MUTANTS_REACHED") {
        let file = std::fs::OpenOptions::new().create(true).append(true).open(path);
        let _ = file.and_then(|mut file| file.write_all(line.as_bytes()));
    }
}
