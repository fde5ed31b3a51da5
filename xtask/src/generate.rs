//! `cargo xtask gen`.

use std::path::Path;

use codegen::Diagnostic;

use crate::{spec, tree};

/// Why nothing was generated, or why the check failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The spec cannot be read.
    #[error("error: {0}")]
    Spec(#[from] spec::Unreadable),
    /// The spec has mistakes.
    #[error("{}", report(.0))]
    Mistakes(Vec<Diagnostic>),
    /// The generated files cannot be formatted, read or written.
    #[error("error: {0}")]
    Tree(#[from] tree::Error),
    /// The files on disk are not what the spec makes.
    #[error("{0}\nerror: generated/src is stale; run: cargo xtask gen")]
    Stale(String),
    /// The goldens on disk are not what the generator makes.
    #[error("{0}\nerror: codegen/goldens/src is stale; run: cargo xtask goldens")]
    StaleGoldens(String),
}

/// Generates, and writes or compares. Returns what was done, in one line.
pub(crate) fn run(root: &Path, check: bool) -> Result<String, Error> {
    let sources = spec::read(root)?;
    let files = codegen::generate(&sources).map_err(Error::Mistakes)?;
    let raw = files
        .into_iter()
        .map(|file| (file.path, file.text))
        .collect();
    let fresh = tree::format(root, &raw, "lib.rs")?;
    let folder = root.join("generated/src");
    if check {
        let diff = tree::diff("generated/src", &tree::read(&folder)?, &fresh);
        return if diff.is_empty() {
            Ok(format!(
                "generated/src is up to date ({} files)",
                fresh.len()
            ))
        } else {
            Err(Error::Stale(diff))
        };
    }
    let (written, removed) = tree::replace(&folder, &fresh)?;
    Ok(format!(
        "generated/src: {written} written, {removed} removed, {} in all",
        fresh.len()
    ))
}

pub(crate) fn report(mistakes: &[Diagnostic]) -> String {
    let mut report: Vec<String> = mistakes.iter().map(Diagnostic::render).collect();
    let (count, noun) = (
        mistakes.len(),
        if mistakes.len() == 1 {
            "mistake"
        } else {
            "mistakes"
        },
    );
    report.push(format!(
        "error: {count} {noun} in the spec; nothing was written"
    ));
    report.join("\n\n")
}
