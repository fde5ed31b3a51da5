//! The server is killed in the middle of imports and started again: what it acknowledged is there, and nothing is half
//! there.
//!
//! Three rounds by default, in some ten seconds; `DURABILITY_ROUNDS=20` is what CI runs, in about two minutes.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking, wherever it does"
)]

#[path = "../crash/mod.rs"]
mod crash;

mod full;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use crash::{Importer, Outcome, Server, assert_kept, inventory};

/// How many imports are begun before the server is killed.
const IMPORTS: usize = 1000;

/// The thread of an import needs little.
const STACK: usize = 128 << 10;

#[test]
fn what_was_acknowledged_survives_kill_9() {
    let rounds = std::env::var("DURABILITY_ROUNDS");
    let rounds: usize = rounds.map_or(3, |text| text.parse().unwrap());
    let directory = tempfile::tempdir().unwrap();
    let inventory = inventory(directory.path(), rounds * IMPORTS);
    let data = directory.path().join("data").display().to_string();
    let mut server = Server::start(&inventory, &["--data", &data]);
    let mut luck = std::process::id() as usize;
    let mut known = BTreeMap::new();
    for round in 0..rounds {
        luck = luck.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let moment = 1 + (luck >> 33) % (IMPORTS - 200);
        let first = 1 + round * IMPORTS;
        let outcomes = import_and_kill(&mut server, first, moment);
        server = Server::start(&inventory, &["--data", &data]);
        let importer = Importer::new(server.address);
        let listed = importer.instances();
        let acknowledged = judge(&importer, &listed, first, &outcomes);
        // All of the earlier rounds are there too, and no more.
        let earlier: BTreeMap<_, _> = listed.range(..first).map(|(n, of)| (*n, *of)).collect();
        assert_eq!(earlier, known);
        let there = listed.len() - known.len();
        eprintln!(
            "round {round}: killed after {moment} answers; {acknowledged} acknowledged, {there} there"
        );
        known = listed;
    }
}

/// Begins all imports at once and kills the server after some answers; says what each of them was told.
fn import_and_kill(server: &mut Server, first: usize, moment: usize) -> Vec<Outcome> {
    let importer = Importer::new(server.address);
    let (importer, answered) = (&importer, &AtomicUsize::new(0));
    std::thread::scope(|scope| {
        let threads: Vec<_> = (first..first + IMPORTS)
            .map(|number| {
                let import = move || {
                    let outcome = importer.import(number);
                    answered.fetch_add(1, Ordering::Relaxed);
                    outcome
                };
                let thread = std::thread::Builder::new().stack_size(STACK);
                thread.spawn_scoped(scope, import).unwrap()
            })
            .collect();
        while answered.load(Ordering::Relaxed) < moment {
            std::thread::yield_now();
        }
        server.kill();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    })
}

/// Holds what is there against what was told; counts what was acknowledged.
fn judge(
    importer: &Importer,
    listed: &BTreeMap<usize, usize>,
    first: usize,
    outcomes: &[Outcome],
) -> usize {
    let mut acknowledged = 0;
    for (number, outcome) in (first..).zip(outcomes) {
        let own = listed.get(&number).copied();
        match outcome {
            Outcome::Created => {
                acknowledged += 1;
                assert_kept(listed, number);
            }
            Outcome::NoAnswer => {}
            Outcome::Refused(code) => panic!("import {number} was refused with {code}"),
        }
        // The list, the name and the source agree: all have it, or none.
        let expected = own.map(|_| number);
        assert_eq!(own, expected, "in the list");
        assert_eq!(importer.source_of(number), expected, "by its name");
        let elsewhere = match own {
            Some(_) => Outcome::Refused(409),
            None => Outcome::Created,
        };
        assert_eq!(importer.try_elsewhere(number), elsewhere, "source {number}");
    }
    acknowledged
}
