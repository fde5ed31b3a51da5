//! What an import costs against the number of stored instances. It should cost the same.

use std::path::Path;

use super::figures::Rounds;
use super::process::{Process, Storage, Transport};
use super::request::{Request, Syntax};
use super::traffic::{self, Until};

/// Stored instances.
const SIZES: [u64; 3] = [1_000, 100_000, 1_000_000];

/// Imports of a round. They are deleted after it, so that the number of instances stays what it is said to be.
const IMPORTS: u64 = 2_000;

/// Rounds that count. They are short, so there are many.
const ROUNDS: usize = 15;

const CONNECTIONS: usize = 16;

/// Fills a server for each size up to `largest`, and measures them in turn.
pub(super) fn run(binary: &Path, scratch: &Path, largest: u64) -> Result<(), String> {
    let import = Request::import(Syntax::Json);
    let deletion = Request::deletion();
    let mut servers = Vec::new();
    for size in SIZES.into_iter().filter(|size| *size <= largest) {
        let server = Process::reference(binary, scratch, Transport::Plain, Storage::Memory)?;
        traffic::run(&server, 64, &import, &mut 0, Until::Number(size))?;
        servers.push((size, server, Rounds::default()));
    }
    for round in 0..=ROUNDS {
        for (size, server, rounds) in &mut servers {
            let end = Until::Number(*size + IMPORTS);
            let outcome = traffic::run(server, CONNECTIONS, &import, &mut size.clone(), end)?;
            // The first round does not count.
            if round > 0 {
                rounds.push(outcome);
            }
            traffic::run(server, CONNECTIONS, &deletion, &mut size.clone(), end)?;
        }
    }
    println!(
        "\n{:<16} {:>8} {:>7} {:>8} {:>8} {:>8}",
        "stored instances", "req/s", "CPU us", "p99 ms", "RSS MB", "ratio"
    );
    let first = servers.first().map(|(_, _, rounds)| rounds.cost());
    for (size, server, rounds) in &mut servers {
        println!(
            "{size:<16} {:>8.0} {:>7.1} {:>8.2} {:>8.1} {:>8.2}",
            rounds.rate(),
            rounds.cost(),
            rounds.latency(0.99),
            super::megabytes(server.memory()?),
            rounds.cost() / first.unwrap_or(f64::NAN)
        );
    }
    println!("ratio: CPU time of an import as a multiple of that in the first line");
    Ok(())
}
