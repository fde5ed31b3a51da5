//! `cargo xtask faults`: how many deliberate violations the conformance suite finds, and whether for the right reason.
//!
//! The suite runs in a program of the conformance crate, which this crate does not depend on; what it prints is judged
//! here.

mod matrix;
mod table;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use matrix::Matrix;

/// Where the matrix is kept.
const FILE: &str = "conformance/KILL-MATRIX.md";

/// How the suite is tried.
#[derive(Debug, clap::Args)]
pub(crate) struct Extent {
    /// Writes nothing but the verdict.
    #[arg(long)]
    check: bool,
    /// Only this fault; may repeat. Then the matrix is not written, and nothing is said of the checks.
    #[arg(long, value_name = "ID")]
    fault: Vec<String>,
    /// The profile that the suite and the server are built with.
    #[arg(long, default_value = "trial")]
    profile: String,
    /// Random cases of each property.
    #[arg(long, value_name = "N", default_value_t = 12)]
    cases: u32,
}

/// Tries the suite on every fault, writes the matrix, and returns its numbers.
///
/// # Errors
/// When a fault survives or is found for another reason, when a check finds nothing, and when more than one other
/// requirement turns red in the median.
pub(crate) fn run(root: &Path, extent: &Extent) -> Result<String, String> {
    let text = tried(root, extent)?;
    let matrix: Matrix = serde_json::from_str(&text)
        .map_err(|error| format!("error: the kill matrix cannot be read: {error}"))?;
    let whole = extent.fault.is_empty();
    if whole && !extent.check {
        let file = root.join(FILE);
        fs::write(&file, table::write(&matrix))
            .map_err(|error| format!("error: cannot write {}: {error}", file.display()))?;
    }
    let problems = matrix.problems(whole);
    if problems.is_empty() {
        return Ok(matrix.summary());
    }
    let count = problems.len();
    Err(format!(
        "{}\n{}\nerror: {count} in which the suite falls short; mend the check, the fault or its `breaks`",
        problems.join("\n"),
        matrix.summary()
    ))
}

/// What the program prints.
fn tried(root: &Path, extent: &Extent) -> Result<String, String> {
    let mut command = Command::new(env!("CARGO"));
    command
        .current_dir(root)
        .args([
            "run",
            "--quiet",
            "--package",
            "conformance",
            "--bin",
            "kill-matrix",
        ])
        .args(["--features", "faults", "--profile", &extent.profile, "--"])
        .args(["--cases", &extent.cases.to_string()])
        .stderr(Stdio::inherit());
    for fault in &extent.fault {
        command.args(["--fault", fault]);
    }
    let output = command
        .output()
        .map_err(|error| format!("error: cargo cannot be started: {error}"))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err("error: the suite cannot be tried; what it says stands above".to_owned())
    }
}
