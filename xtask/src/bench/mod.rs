//! `cargo xtask bench`: speed as a ratio in one run on the same work. The rivals are libraries behind the feature
//! `bench`, so that everything else builds without them.

#[cfg(feature = "bench")]
mod clock;
#[cfg(feature = "bench")]
mod codegen;
#[cfg(feature = "bench")]
mod documents;

use std::path::PathBuf;

/// Measures generation. In a build without the rivals, builds one with them, in release mode, and runs that.
#[cfg(feature = "bench")]
pub(crate) fn generation(files: &[PathBuf], rounds: usize) -> Result<String, String> {
    codegen::run(files, rounds)
}

/// Measures generation. In a build without the rivals, builds one with them, in release mode, and runs that.
#[cfg(not(feature = "bench"))]
pub(crate) fn generation(files: &[PathBuf], rounds: usize) -> Result<String, String> {
    let mut cargo =
        std::process::Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args([
        "run",
        "--quiet",
        "--release",
        "--package",
        "xtask",
        "--features",
        "bench",
        "--",
    ]);
    cargo
        .args(["bench", "codegen", "--rounds", &rounds.to_string()])
        .args(files);
    let status = cargo
        .status()
        .map_err(|error| format!("cargo does not start: {error}"))?;
    if status.success() {
        Ok("measured with typify and progenitor as they are on crates.io".to_owned())
    } else {
        Err("the measuring build failed".to_owned())
    }
}
