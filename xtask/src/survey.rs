//! `cargo xtask survey DIR`: what the generator makes of every OpenAPI 3.0 document below a folder. Nothing there is
//! written.

mod compile;

use std::fmt;
use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use codegen::{File, Layout, Tolerance};

use crate::document;
use crate::generate::Error;

/// What came of a document.
enum Verdict {
    /// Files, and how many warnings there were.
    Generated(Vec<File>, usize),
    /// The first mistake, and how many there are.
    Refused(String, usize),
    /// It cannot be read at all.
    Unreadable(String),
    /// The generator stopped in the middle, which nothing may make it do.
    Panicked,
}

/// Tries every document and prints a line for each. Returns the numbers; fails when the generator panicked, or when
/// what it wrote does not compile.
///
/// With `check`, the outputs are compiled, below `target`: the folder and the packages stay, so that a second survey is
/// fast.
pub(crate) fn run(
    folder: &Path,
    tolerance: Tolerance,
    check: Option<&Path>,
) -> Result<String, String> {
    let mut documents = Vec::new();
    find(folder, &mut documents);
    documents.sort();
    println!(
        "{:<40} {:>9} {:>7} {:>8} {:>8}  verdict",
        "document", "bytes", "schemas", "seconds", "warnings"
    );
    let (mut generated, mut refused, mut failed) = (0, 0, 0);
    for path in &documents {
        let bytes = fs::metadata(path).map_or(0, |metadata| metadata.len());
        let begin = Instant::now();
        let verdict = catch_unwind(|| attempt(path, tolerance)).unwrap_or(Verdict::Panicked);
        let took = begin.elapsed();
        let name = path.strip_prefix(folder).unwrap_or(path);
        let row = |schemas: usize, warnings: usize, verdict: &dyn fmt::Display| {
            print_row(name, bytes, schemas, took, warnings, verdict);
        };
        match verdict {
            Verdict::Generated(files, warnings) => {
                generated += 1;
                let types = files
                    .iter()
                    .filter(|file| file.path.starts_with("types/") && file.path != "types/mod.rs");
                let schemas = types.count();
                let Some(target) = check else {
                    row(schemas, warnings, &"generated");
                    continue;
                };
                let compiled = compile::check(target, name, &files)?;
                failed += usize::from(!compiled.is_clean());
                row(schemas, warnings, &compiled);
            }
            Verdict::Refused(first, count) => {
                refused += 1;
                row(0, 0, &format!("refused, {count} mistakes: {first}"));
            }
            Verdict::Unreadable(why) => {
                refused += 1;
                row(0, 0, &why);
            }
            Verdict::Panicked => {
                failed += 1;
                row(0, 0, &"PANICKED");
            }
        }
    }
    let summary = format!(
        "{} documents: {generated} generated, {refused} refused, {failed} failed",
        documents.len()
    );
    if failed == 0 {
        Ok(summary)
    } else {
        Err(summary)
    }
}

fn print_row(
    name: &Path,
    bytes: u64,
    schemas: usize,
    took: Duration,
    warnings: usize,
    verdict: &dyn fmt::Display,
) {
    let (name, seconds) = (name.display().to_string(), took.as_secs_f64());
    println!("{name:<40} {bytes:>9} {schemas:>7} {seconds:>8.2} {warnings:>8}  {verdict}");
}

fn attempt(path: &Path, tolerance: Tolerance) -> Verdict {
    let read = document::read(Path::new(""), &path.to_string_lossy());
    let outcome = read.and_then(|(document, others)| {
        codegen::generate_tolerating(&document, &others, &Layout::default(), tolerance)
            .map_err(Error::Mistakes)
    });
    match outcome {
        Ok(generated) => Verdict::Generated(generated.files, generated.warnings.len()),
        Err(Error::Mistakes(mistakes)) => {
            let first = mistakes.first().map(ToString::to_string);
            Verdict::Refused(first.unwrap_or_default(), mistakes.len())
        }
        Err(error) => Verdict::Unreadable(error.to_string()),
    }
}

/// Documents that say they are OpenAPI 3.0.
fn find(folder: &Path, documents: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for path in entries.map(|entry| entry.path()) {
        let ending = path.extension().and_then(|ending| ending.to_str());
        if path.is_dir() {
            find(&path, documents);
        } else if matches!(ending, Some("json" | "yaml" | "yml"))
            && fs::read_to_string(&path).is_ok_and(|text| says_3_0(&text))
        {
            documents.push(path);
        }
    }
}

/// Whether a line, or the only line, begins a member `openapi` with a version 3.0.
fn says_3_0(text: &str) -> bool {
    text.match_indices("openapi").any(|(at, word)| {
        let rest = text[at + word.len()..].trim_start_matches(['"', '\'', ' ', ':', '\t']);
        rest.starts_with("3.0")
    })
}

#[cfg(test)]
mod tests {
    use super::says_3_0;

    #[test]
    fn versions_are_told_apart_in_both_notations() {
        assert!(says_3_0("{\"openapi\":\"3.0.1\"}"));
        assert!(says_3_0("# openapi\nopenapi: '3.0.3'\n"));
        assert!(!says_3_0("openapi: 3.1.0"));
        assert!(!says_3_0("swagger: \"2.0\""));
    }
}
