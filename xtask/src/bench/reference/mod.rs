//! `cargo xtask bench reference`: imports a second, and what each costs the server, beside the least that the transport
//! can cost. Ratios are those of rounds that took turns, so that whatever else the machine does meets both alike.

mod disk;
mod echo;
mod figures;
mod growth;
mod process;
mod request;
mod tls;
mod traffic;

use std::path::Path;
use std::process::Command;
use std::time::Duration;

pub(super) use echo::serve as echo;

use super::Extent;
use figures::Rounds;
use process::{Process, Storage, Transport};
use request::{Request, Syntax};
use traffic::Until;

/// What is known of the stack that the platform is built on: a Go build of it, measured once on a machine like this.
const GO_STACK: &str = "\
the Go stack, measured elsewhere (2 cores, 64 connections): 420 us of CPU for a JSON import, 570 us for a YAML import,
p50 13 ms, p99 105 ms, 95-115 MB resident
targets: 42 us for JSON, 71 us for YAML, p99 below 10.5 ms, a quarter of the memory, 0.6 of the echo for JSON; the durable
store at a third of the store in memory; the same cost within 20 % at any number of stored instances";

/// Imports before the memory of the server is looked at.
const IMPORTS_IN_MEMORY: u64 = 10_000;

/// A row of the table.
#[derive(Clone, Copy)]
struct Row {
    name: &'static str,
    transport: Transport,
    syntax: Syntax,
    connections: usize,
}

const ROWS: [Row; 8] = [
    row("JSON, 1", Transport::Plain, Syntax::Json, 1),
    row("JSON, 16", Transport::Plain, Syntax::Json, 16),
    row("JSON, 64", Transport::Plain, Syntax::Json, 64),
    row("YAML, 64", Transport::Plain, Syntax::Yaml, 64),
    row("JSON, TLS, 1", Transport::Tls, Syntax::Json, 1),
    row("JSON, TLS, 16", Transport::Tls, Syntax::Json, 16),
    row("JSON, TLS, 64", Transport::Tls, Syntax::Json, 64),
    row("YAML, TLS, 64", Transport::Tls, Syntax::Yaml, 64),
];

const fn row(name: &'static str, transport: Transport, syntax: Syntax, connections: usize) -> Row {
    Row {
        name,
        transport,
        syntax,
        connections,
    }
}

/// Measures every row, the memory, the durable store where the server has one, and the growth.
pub(super) fn run(extent: &Extent) -> Result<String, String> {
    let beside = || std::env::current_exe().map(|own| own.with_file_name("reference"));
    let binary = match &extent.server {
        Some(file) => file.clone(),
        None => beside().map_err(|error| error.to_string())?,
    };
    let scratch = tempfile::tempdir().map_err(|error| error.to_string())?;
    let scratch = scratch.path();
    println!("{GO_STACK}\n");
    if extent.wants("memory") {
        memory(&binary, scratch)?;
    }
    table(&binary, scratch, extent)?;
    if extent.wants("durable") {
        if has_folder(&binary)? {
            durable(&binary, scratch, extent)?;
        } else {
            println!("\nthe durable store is not measured: this server has no --data");
        }
    }
    if extent.wants("growth") {
        growth::run(&binary, scratch, extent.instances)?;
    }
    Ok(
        "CPU us: CPU time of the server's process for one request, in user and system mode"
            .to_owned(),
    )
}

/// The rows of the table that are wanted, each beside the echo.
fn table(binary: &Path, scratch: &Path, extent: &Extent) -> Result<(), String> {
    let rows: Vec<Row> = ROWS
        .into_iter()
        .filter(|row| extent.wants(row.name))
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    println!(
        "\n{:<16} {:>8} {:>7} {:>7} {:>6} {:>7} {:>7} {:>7} | {:>8} {:>7} {:>7} {:>6} {:>7} | {:>5} {:>7}",
        "imports, conns",
        "req/s",
        "CPU us",
        "load us",
        "cores",
        "p50 ms",
        "p99 ms",
        "RSS MB",
        "echo/s",
        "CPU us",
        "load us",
        "cores",
        "p99 ms",
        "ratio",
        "per CPU"
    );
    for row in rows {
        beside_echo(binary, scratch, row, extent)?;
    }
    println!(
        "ratio: imports a second as a multiple of a bare axum echo of the same body; load us: CPU time of the load itself;\n\
         cores: how many the server and the load had; per CPU: the ratio for the same CPU time, that of the load included"
    );
    Ok(())
}

/// The server's memory at start and after a number of imports.
fn memory(binary: &Path, scratch: &Path) -> Result<(), String> {
    let server = Process::reference(binary, scratch, Transport::Plain, Storage::Memory)?;
    let start = server.memory()?;
    let request = Request::import(Syntax::Json);
    let end = Until::Number(IMPORTS_IN_MEMORY);
    traffic::run(&server, 64, &request, &mut 0, end)?;
    let after = server.memory()?;
    println!(
        "resident: {:.1} MB at start, {:.1} MB after {IMPORTS_IN_MEMORY} imports over 64 connections",
        megabytes(start),
        megabytes(after)
    );
    Ok(())
}

/// One row: the server and the echo take turns.
fn beside_echo(binary: &Path, scratch: &Path, row: Row, extent: &Extent) -> Result<(), String> {
    let server = Process::reference(binary, scratch, row.transport, Storage::Memory)?;
    let echo = Process::echo(row.transport)?;
    let (mut own, mut rival) = take_turns(&server, &echo, row, extent)?;
    println!(
        "{:<16} {:>8.0} {:>7.1} {:>7.1} {:>6.2} {:>7.2} {:>7.2} {:>7.1} | {:>8.0} {:>7.1} {:>7.1} {:>6.2} {:>7.2} | {:>5.2} {:>7.2}",
        row.name,
        own.rate(),
        own.cost(),
        own.load_cost(),
        own.cores(),
        own.latency(0.5),
        own.latency(0.99),
        megabytes(server.memory()?),
        rival.rate(),
        rival.cost(),
        rival.load_cost(),
        rival.cores(),
        rival.latency(0.99),
        own.ratio(&rival),
        own.economy(&rival)
    );
    Ok(())
}

/// The durable store beside the store in memory.
fn durable(binary: &Path, scratch: &Path, extent: &Extent) -> Result<(), String> {
    let folder = scratch.join("data");
    let row = row("JSON, 64", Transport::Plain, Syntax::Json, 64);
    let server = Process::reference(binary, scratch, row.transport, Storage::Folder(&folder))?;
    let memory = Process::reference(binary, scratch, row.transport, Storage::Memory)?;
    let before = disk::commit_time(scratch)?;
    let (mut own, mut rival) = take_turns(&server, &memory, row, extent)?;
    // The mean of before and after, since others use the disk too.
    let commit = (before + disk::commit_time(scratch)?) / 2;
    let bound = 64.0 / commit.as_secs_f64();
    println!(
        "\ndurable, JSON, 64: {:.0} req/s, {:.1} us of CPU, p50 {:.2} ms, p99 {:.2} ms, {:.1} MB; the store in memory: {:.0} req/s, \
         {:.1} us of CPU, p99 {:.2} ms; ratio {:.2}, for the same CPU time {:.2}",
        own.rate(),
        own.cost(),
        own.latency(0.5),
        own.latency(0.99),
        megabytes(server.memory()?),
        rival.rate(),
        rival.cost(),
        rival.latency(0.99),
        own.ratio(&rival),
        own.economy(&rival)
    );
    println!(
        "the disk takes {:.2} ms for a commit, so 64 connections get {bound:.0} req/s at most: {:.2} of the store in memory",
        commit.as_secs_f64() * 1000.0,
        bound / rival.rate()
    );
    Ok(())
}

/// Rounds of two servers in turn, after one round of each that does not count.
fn take_turns(
    one: &Process,
    other: &Process,
    row: Row,
    extent: &Extent,
) -> Result<(Rounds, Rounds), String> {
    let request = Request::import(row.syntax);
    let mut sides = [(one, 0, Rounds::default()), (other, 0, Rounds::default())];
    for (server, next, _) in &mut sides {
        let until = Until::Elapsed(Duration::from_millis(300));
        traffic::run(server, row.connections, &request, next, until)?;
    }
    for _ in 0..extent.rounds.max(1) {
        for (server, next, rounds) in &mut sides {
            let until = Until::Elapsed(Duration::from_secs(extent.seconds.max(1)));
            rounds.push(traffic::run(
                server,
                row.connections,
                &request,
                next,
                until,
            )?);
        }
    }
    let [(_, _, one), (_, _, other)] = sides;
    Ok((one, other))
}

/// Whether the server has a durable store.
fn has_folder(binary: &Path) -> Result<bool, String> {
    let help = Command::new(binary).arg("--help").output();
    let help = help.map_err(|error| format!("{}: {error}", binary.display()))?;
    Ok(String::from_utf8_lossy(&help.stdout).contains("--data "))
}

fn megabytes(kilobytes: u64) -> f64 {
    // Kilobytes of a process are few enough for this to be exact.
    f64::from(u32::try_from(kilobytes).unwrap_or(u32::MAX)) / 1024.0
}
