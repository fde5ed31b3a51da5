//! Which mutant is on, by the variable `MUTANT`; and which were reached, into the file that `MUTANTS_REACHED` names.

use std::collections::BTreeSet;
use std::io::Write;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{LazyLock, Mutex};

/// The mutant that is on: 0 for none, the greatest number where that is not known yet.
static ON: AtomicU32 = AtomicU32::new(u32::MAX);
/// Stands for none, while all that are reached are written down.
const RECORDS: u32 = u32::MAX - 1;

/// How often it may still be asked before the answer needs more than a look. With a mutant on, that is the end of tests
/// that would have no other: however busy a machine is, they end at the same place.
static LEFT: AtomicU64 = AtomicU64::new(0);

/// How often it was asked while all is written down: how much a test does, whatever else the machine does.
static CALLS: AtomicU64 = AtomicU64::new(0);

static REACHED: LazyLock<Mutex<BTreeSet<u32>>> = LazyLock::new(Mutex::default);

/// Whether that mutant is on.
#[inline]
pub fn is(id: u32) -> bool {
    let left = LEFT.load(Ordering::Relaxed);
    if left == 0 {
        return slowly(id);
    }
    LEFT.store(left - 1, Ordering::Relaxed);
    ON.load(Ordering::Relaxed) == id
}

#[cold]
fn slowly(id: u32) -> bool {
    match ON.load(Ordering::Relaxed) {
        RECORDS => record(id),
        u32::MAX => {
            // The first assertion that fails ends the tests: nothing is made smaller, and nothing else is looked at.
            std::panic::set_hook(Box::new(|panic| {
                eprintln!("{panic}");
                std::process::exit(101);
            }));
            let number = |name| std::env::var(name).ok().and_then(|it| it.parse().ok());
            let records = std::env::var_os("MUTANTS_REACHED").is_some();
            let none = if records { RECORDS } else { 0 };
            let on = number("MUTANT").and_then(|it: u64| it.try_into().ok()).unwrap_or(none);
            ON.store(on, Ordering::Relaxed);
            if on == RECORDS {
                record(id);
            } else {
                LEFT.store(number("MUTANT_CALLS").unwrap_or(u64::MAX), Ordering::Relaxed);
            }
        }
        _ => {
            eprintln!("this comes to no end");
            std::process::exit(102);
        }
    }
    ON.load(Ordering::Relaxed) == id
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
