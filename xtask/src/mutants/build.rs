//! The copy with the mutants, built once.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

use super::Error;

/// A program of tests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Program {
    /// The file.
    pub(super) path: PathBuf,
    /// The folder of its crate.
    pub(super) folder: PathBuf,
}

/// What cargo says, as far as it matters here.
#[derive(Debug, Deserialize)]
struct Message {
    reason: String,
    manifest_path: Option<PathBuf>,
    executable: Option<PathBuf>,
    #[serde(rename = "message")]
    said: Option<Said>,
}

#[derive(Debug, Deserialize)]
struct Said {
    level: String,
    rendered: Option<String>,
}

/// Builds every test below `folder`.
pub(super) fn tests(folder: &Path, target: &Path) -> Result<Vec<Program>, Error> {
    let cargo = PathBuf::from(env!("CARGO"));
    let output = Command::new(&cargo)
        .args([
            "test",
            "--workspace",
            "--no-run",
            "--quiet",
            "--message-format",
            "json",
        ])
        .arg("--target-dir")
        .arg(target)
        .current_dir(folder)
        .stderr(std::process::Stdio::inherit())
        .output()
        .map_err(|source| Error::Unstarted {
            program: cargo,
            source,
        })?;
    let text = String::from_utf8_lossy(&output.stdout);
    let messages: Vec<Message> = text
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect();
    if !output.status.success() {
        let said = messages
            .into_iter()
            .filter_map(|it| it.said)
            .filter(|it| it.level == "error");
        let rendered: Vec<String> = said.filter_map(|it| it.rendered).collect();
        return Err(Error::Uncompiled(rendered.join("\n")));
    }
    let programs = messages
        .into_iter()
        .filter(|it| it.reason == "compiler-artifact")
        .filter_map(|it| {
            let folder = it.manifest_path?.parent()?.to_owned();
            Some(Program {
                path: it.executable?,
                folder,
            })
        });
    Ok(programs.collect())
}
