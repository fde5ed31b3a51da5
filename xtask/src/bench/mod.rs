//! `cargo xtask bench`: speed as a ratio in one run on the same work. The rivals are libraries behind features, so that
//! everything else builds without them: each subject builds a program with its own, in release mode, and runs that.

#[cfg(feature = "bench-codegen")]
mod checked;
#[cfg(feature = "bench-codegen")]
mod clock;
#[cfg(feature = "bench-codegen")]
mod codegen;
#[cfg(feature = "bench-codegen")]
mod documents;
#[cfg(feature = "bench-codegen")]
mod generator;
#[cfg(feature = "bench-codegen")]
mod lane;
#[cfg(feature = "bench-reference")]
mod reference;

#[cfg(not(all(feature = "bench-codegen", feature = "bench-reference")))]
use std::ffi::OsString;
use std::path::PathBuf;

/// What is measured.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Subject {
    /// Generation, beside typify and progenitor. The first call builds them.
    Codegen {
        /// OpenAPI 3.0 documents in JSON; made-up ones of 50, 500 and 5000 schemas when absent.
        files: Vec<PathBuf>,
        /// Rounds that count.
        #[arg(long, default_value_t = 7)]
        rounds: usize,
        /// Also `cargo check` what was written (for 500 made-up schemas, or for the documents given), beside typify's;
        /// this builds a few packages first.
        #[arg(long)]
        check: bool,
    },
    /// One run of one generator, which tells its memory.
    #[cfg(feature = "bench-codegen")]
    #[command(hide = true)]
    Lane {
        /// Which.
        generator: generator::Generator,
        /// The document that it reads.
        document: PathBuf,
    },
    /// Imports, beside a bare axum echo of the same body. The first call builds both.
    Reference(Extent),
    /// The echo alone, until it is killed.
    #[command(hide = true)]
    Echo {
        /// Over TLS.
        #[arg(long)]
        tls: bool,
    },
}

/// How long the server is measured, and how far.
#[derive(Debug, clap::Args)]
pub(crate) struct Extent {
    /// Rounds of each row.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Seconds of each round.
    #[arg(long, default_value_t = 2)]
    seconds: u64,
    /// The largest number of stored instances to measure at.
    #[arg(long, default_value_t = 1_000_000)]
    instances: u64,
    /// Only the parts whose name contains this: the rows of the table, `memory`, `durable`, `growth`.
    #[arg(long, value_name = "TEXT", default_value = "")]
    only: String,
    /// A server that is built already, instead of this workspace's.
    #[arg(long, value_name = "FILE")]
    server: Option<PathBuf>,
}

#[cfg(feature = "bench-reference")]
impl Extent {
    /// Whether the part of that name is to be measured.
    fn wants(&self, part: &str) -> bool {
        part.contains(&self.only)
    }
}

/// Measures.
pub(crate) fn run(subject: &Subject) -> Result<String, String> {
    match subject {
        Subject::Codegen {
            files,
            rounds,
            check,
        } => generation(files, *rounds, *check),
        #[cfg(feature = "bench-codegen")]
        Subject::Lane {
            generator,
            document,
        } => lane::run(*generator, document),
        Subject::Reference(extent) => imports(extent),
        Subject::Echo { tls } => echo(*tls),
    }
}

#[cfg(feature = "bench-codegen")]
fn generation(files: &[PathBuf], rounds: usize, check: bool) -> Result<String, String> {
    codegen::run(files, rounds, check)
}

#[cfg(not(feature = "bench-codegen"))]
fn generation(files: &[PathBuf], rounds: usize, check: bool) -> Result<String, String> {
    let mut arguments: Vec<OsString> = vec!["codegen".into(), "--rounds".into()];
    arguments.push(rounds.to_string().into());
    arguments.extend(check.then(|| "--check".into()));
    arguments.extend(files.iter().map(OsString::from));
    again("bench-codegen", &arguments)?;
    Ok("measured with typify and progenitor as they are on crates.io".to_owned())
}

#[cfg(feature = "bench-reference")]
fn imports(extent: &Extent) -> Result<String, String> {
    reference::run(extent)
}

#[cfg(not(feature = "bench-reference"))]
fn imports(extent: &Extent) -> Result<String, String> {
    let Extent {
        rounds,
        seconds,
        instances,
        only,
        server,
    } = extent;
    let numbers = [
        format!("--rounds={rounds}"),
        format!("--seconds={seconds}"),
        format!("--instances={instances}"),
        format!("--only={only}"),
    ];
    let mut arguments: Vec<OsString> = vec!["reference".into()];
    arguments.extend(numbers.map(OsString::from));
    if let Some(server) = server {
        arguments.extend(["--server".into(), server.into()]);
    } else {
        succeed(cargo().args(["build", "--quiet", "--release", "--package", "reference"]))?;
    }
    again("bench-reference", &arguments)?;
    Ok("measured with axum as it is on crates.io".to_owned())
}

#[cfg(feature = "bench-reference")]
fn echo(tls: bool) -> Result<String, String> {
    reference::echo(tls)
}

#[cfg(not(feature = "bench-reference"))]
fn echo(tls: bool) -> Result<String, String> {
    let mut arguments: Vec<OsString> = vec!["echo".into()];
    arguments.extend(tls.then(|| "--tls".into()));
    again("bench-reference", &arguments)?;
    Ok(String::new())
}

/// Builds this program with a feature, in release mode, and runs that.
#[cfg(not(all(feature = "bench-codegen", feature = "bench-reference")))]
fn again(feature: &str, arguments: &[OsString]) -> Result<(), String> {
    let mut cargo = cargo();
    cargo.args(["run", "--quiet", "--release", "--package", "xtask"]);
    cargo.args(["--features", feature, "--", "bench"]);
    succeed(cargo.args(arguments))
}

#[cfg(not(all(feature = "bench-codegen", feature = "bench-reference")))]
fn cargo() -> std::process::Command {
    std::process::Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

#[cfg(not(all(feature = "bench-codegen", feature = "bench-reference")))]
fn succeed(command: &mut std::process::Command) -> Result<(), String> {
    let status = command
        .status()
        .map_err(|error| format!("cargo does not start: {error}"))?;
    if status.success() {
        Ok(())
    } else {
        Err("the measuring build failed".to_owned())
    }
}
