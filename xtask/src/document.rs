//! `cargo xtask gen --spec FILE --out DIR`: any OpenAPI 3.0 document.

use std::path::Path;

use codegen::{Diagnostic, Generated, Layout, Source, Tolerance};

use crate::generate::Error;
use crate::{spec, tree};

/// What the crate around the output has to say in its Cargo.toml.
const MANIFEST: &str = "\
note: the output needs serde (with derive), serde_json (with float_roundtrip, or the last digit of a float may change)
and schemars, and regex where it has patterns.rs.
note: decoding text and random test data are behind features, to be added to Cargo.toml where they are wanted:

[features]
decode = [\"dep:granit-parser\"]  # runtime::decode: JSON and YAML, with the place of everything that is wrong
proptest = [\"dep:proptest\"]     # strategies of valid values, and near misses

[dependencies]
granit-parser = { version = \"2.1\", optional = true }
proptest = { version = \"1.12\", default-features = false, features = [\"std\"], optional = true }
";

/// Generates and writes; prints warnings on the way. Returns what was done, in one line.
pub(crate) fn run(
    root: &Path,
    document: &Path,
    out: &Path,
    (module, types_only): (Option<String>, bool),
    tolerance: Tolerance,
) -> Result<String, Error> {
    let mut layout = match module {
        Some(module) => Layout {
            root: module,
            file: "mod.rs".to_owned(),
            ..Layout::default()
        },
        None => Layout::default(),
    };
    layout.shapes = !types_only;
    tree::refuse_foreign(out)?;
    let folder = Path::new("");
    let (document, others) = read(folder, &document.to_string_lossy())?;
    let Generated { files, warnings } =
        codegen::generate_tolerating(&document, &others, &layout, tolerance)
            .map_err(Error::Mistakes)?;
    for warning in &warnings {
        eprintln!("{}\n", warning.render());
    }
    let count = warnings.len();
    let raw = files
        .into_iter()
        .map(|file| (file.path, file.text))
        .collect();
    let fresh = tree::format(root, &raw, &layout.file)?;
    let (written, removed) = tree::replace(out, &fresh)?;
    if written > 0 {
        eprintln!("{MANIFEST}");
    }
    Ok(format!(
        "{}: {written} written, {removed} removed, {} in all; {count} warnings",
        out.display(),
        fresh.len()
    ))
}

/// A document below a folder and every file that it leads to. Names are relative to the folder.
pub(crate) fn read(folder: &Path, name: &str) -> Result<(Source, Vec<Source>), Error> {
    let document = spec::source(folder, name)?;
    let mut others: Vec<Source> = Vec::new();
    let mut wanted = references(&document)?;
    while let Some(name) = wanted.pop() {
        let known = others.iter().any(|other| other.name() == name) || document.name() == name;
        // A file that is missing is reported where it is referred to.
        if known || !folder.join(&name).is_file() {
            continue;
        }
        let other = spec::source(folder, &name)?;
        wanted.extend(references(&other)?);
        others.push(other);
    }
    Ok((document, others))
}

fn references(source: &Source) -> Result<Vec<String>, Error> {
    codegen::references(source).map_err(|mistakes: Vec<Diagnostic>| Error::Mistakes(mistakes))
}
