//! `cargo xtask coverage`: how much of the catalogue a real run of the suite looks at.
//!
//! What is required and what is exempt stands in the spec; what was checked, and with which verdict, in the report of a
//! run. The table is made from both, so a check that is written and never says anything does not count.

mod report;
mod table;

use std::fs;
use std::path::{Path, PathBuf};

use codegen::{Diagnostic, Observation, Requirement};
use similar::TextDiff;

use crate::{generate, spec};

const README: &str = "README.md";
const CATALOGUE: &str = "spec/requirements.yaml";

/// The lines around the table.
const BEGIN: &str = "<!-- coverage: written by `cargo xtask coverage` -->\n";
const END: &str = "<!-- coverage ends -->\n";

/// What is asked for.
#[derive(Debug, clap::Args)]
pub(crate) struct Scope {
    /// Writes nothing; fails with a diff when the table in the readme is stale.
    #[arg(long)]
    check: bool,
    /// Takes the report of an earlier run, made with `--strict`, instead of running the suite.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Lists what is exempt, with the reasons, and runs nothing.
    #[arg(long, conflicts_with_all = ["check", "report"])]
    exempt: bool,
}

/// Why there is no table, or why the check failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The spec or the readme cannot be read.
    #[error("error: {0}")]
    Unreadable(#[from] spec::Unreadable),
    /// The catalogue has mistakes.
    #[error("{}", generate::report(.0))]
    Mistakes(Vec<Diagnostic>),
    /// There is no report, or none to build upon.
    #[error("error: {0}")]
    Report(#[from] report::Error),
    /// The report and the catalogue do not fit.
    #[error("error: {0}")]
    Table(#[from] table::Error),
    /// The readme has no place for the table.
    #[error(
        "error: {README} lacks the lines {BEGIN:?} and {END:?}, between which the table stands"
    )]
    NoPlace,
    /// The readme cannot be written.
    #[error("error: cannot write {}: {source}", path.display())]
    Unwritable {
        path: PathBuf,
        source: std::io::Error,
    },
    /// The table in the readme is not what the run makes.
    #[error("{0}\nerror: the table in {README} is stale; run: cargo xtask coverage")]
    Stale(String),
}

/// Runs the suite and writes or compares the table. Returns what was done.
pub(crate) fn run(root: &Path, scope: &Scope) -> Result<String, Error> {
    let catalogue = spec::source(root, CATALOGUE)?;
    let requirements = codegen::requirements(&catalogue).map_err(Error::Mistakes)?;
    if scope.exempt {
        return Ok(exemptions(&requirements));
    }
    let report = match &scope.report {
        Some(file) => report::read(file)?,
        None => report::of_a_run(root)?,
    };
    let table = table::of(&requirements, &report)?;
    let before = spec::source(root, README)?;
    let after = placed(before.text(), &table).ok_or(Error::NoPlace)?;
    let done = format!("{README}: {}", table::summary(&requirements, &report));
    if scope.check {
        return if after == before.text() {
            Ok(done + "; the table is up to date")
        } else {
            let diff = TextDiff::from_lines(before.text(), &after);
            let headers = (README, README);
            let diff = diff.unified_diff().header(headers.0, headers.1).to_string();
            Err(Error::Stale(diff))
        };
    }
    let path = root.join(README);
    fs::write(&path, after).map_err(|source| Error::Unwritable { path, source })?;
    Ok(done)
}

/// The text with the table between the two lines; `None` where they are not there.
fn placed(text: &str, table: &str) -> Option<String> {
    let (before, rest) = text.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}\n{table}\n{END}{after}"))
}

/// What is exempt and why, in the order of the catalogue.
fn exemptions(requirements: &[Requirement]) -> String {
    let mut lines = Vec::new();
    for requirement in requirements {
        if let Observation::Exempt(reason) = &requirement.observation {
            let (id, level) = (&requirement.id, requirement.level.as_str());
            let statement = &requirement.statement;
            lines.push(format!("{id}  {level}\n  {statement}\n  exempt: {reason}"));
        }
    }
    lines.push(format!("{} exempt", lines.len()));
    lines.join("\n\n")
}
