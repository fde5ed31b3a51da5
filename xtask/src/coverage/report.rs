//! The part of the suite's report that the table is made from, and the run that leaves one.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

/// Decides the random cases of the run, so that the same tree gives the same table.
const SEED: &str = "1";

/// The report of a run.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Report {
    /// Exit status of the run.
    pub(super) exit_status: u8,
    /// What it looked at, in numbers.
    pub(super) coverage: Coverage,
    /// Every requirement that it looked at.
    pub(super) requirements: Vec<Looked>,
    /// The spec it judged by.
    pub(super) spec: Spec,
}

/// How much a run looked at.
#[derive(Debug, Deserialize)]
pub(super) struct Coverage {
    /// Requirements in the catalogue that the suite was built with.
    pub(super) catalogue: usize,
    /// Of these, those that apply to the platform release and can be observed.
    pub(super) observable: usize,
}

/// A requirement that a run looked at.
#[derive(Debug, Deserialize)]
pub(super) struct Looked {
    /// Its id.
    pub(super) id: String,
    /// Where it comes from.
    pub(super) origin: String,
    /// The profile that all requirements of that origin belong to.
    pub(super) profile: String,
    /// The verdict.
    pub(super) verdict: String,
}

/// The spec of a run.
#[derive(Debug, Deserialize)]
pub(super) struct Spec {
    /// The platform release that it was judged as.
    pub(super) platform: String,
}

/// There is no report to build upon.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The suite cannot be started.
    #[error("cannot run cargo: {0}")]
    Cargo(std::io::Error),
    /// There is no room for its report.
    #[error("cannot make a folder for the report: {0}")]
    Folder(std::io::Error),
    /// The report cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Unreadable {
        path: PathBuf,
        source: std::io::Error,
    },
    /// It is none.
    #[error("{} is no report of the suite: {source}", path.display())]
    Foreign {
        path: PathBuf,
        source: serde_json::Error,
    },
    /// The run is not green, and proves nothing.
    #[error("the suite ended with exit status {status}{told}")]
    NotGreen { status: String, told: String },
}

/// Runs the suite strictly against its embedded server, whatever the environment says of another target.
pub(super) fn of_a_run(root: &Path) -> Result<Report, Error> {
    let folder = tempfile::tempdir().map_err(Error::Folder)?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command
        .current_dir(root)
        .args(["run", "--quiet", "--package", "conformance", "--"])
        .args(["--strict", "--seed", SEED, "--report"])
        .arg(folder.path());
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("CONFORMANCE_") {
            command.env_remove(name);
        }
    }
    let output = command.output().map_err(Error::Cargo)?;
    if !output.status.success() {
        let told = [output.stdout, output.stderr].concat();
        return Err(Error::NotGreen {
            status: output.status.to_string(),
            told: format!(":\n{}", String::from_utf8_lossy(&told)),
        });
    }
    read(&folder.path().join("report.json"))
}

/// Reads a report.
pub(super) fn read(path: &Path) -> Result<Report, Error> {
    let text = fs::read_to_string(path).map_err(|source| Error::Unreadable {
        path: path.to_owned(),
        source,
    })?;
    let report: Report = serde_json::from_str(&text).map_err(|source| Error::Foreign {
        path: path.to_owned(),
        source,
    })?;
    if report.exit_status == 0 {
        Ok(report)
    } else {
        Err(Error::NotGreen {
            status: report.exit_status.to_string(),
            told: String::new(),
        })
    }
}
