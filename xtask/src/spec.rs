//! Reads `spec/` into the generator's sources.

use std::fs;
use std::path::{Path, PathBuf};

use codegen::{Source, Sources};

/// A file of the spec cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("cannot read {}: {source}", path.display())]
pub(crate) struct Unreadable {
    path: PathBuf,
    source: std::io::Error,
}

/// Reads the files of the spec below `root`.
pub(crate) fn read(root: &Path) -> Result<Sources, Unreadable> {
    let index = "spec/examples/index.yaml";
    let mut examples = Vec::new();
    for name in list(&root.join("spec/examples"))? {
        let path = format!("spec/examples/{name}");
        let is_text = ["json", "yaml", "yml"]
            .iter()
            .any(|ending| name.ends_with(&format!(".{ending}")));
        if path != index && is_text {
            examples.push(source(root, &path)?);
        }
    }
    Ok(Sources {
        openapi: source(root, "spec/openapi.yaml")?,
        requirements: source(root, "spec/requirements.yaml")?,
        faults: Some(source(root, "spec/faults.yaml")?),
        variants: Some(source(root, "spec/variants.yaml")?),
        example_index: source(root, index)?,
        examples,
    })
}

/// A file, under the name that messages give it.
pub(crate) fn source(root: &Path, name: &str) -> Result<Source, Unreadable> {
    let path = root.join(name);
    let text = fs::read_to_string(&path).map_err(|source| Unreadable { path, source })?;
    // A checkout with CRLF line ends generates the same bytes.
    Ok(Source::new(name, &text.replace("\r\n", "\n")))
}

/// The names of the files of a folder, sorted.
pub(crate) fn list(folder: &Path) -> Result<Vec<String>, Unreadable> {
    let unreadable = |source| Unreadable {
        path: folder.to_owned(),
        source,
    };
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        names.push(
            entry
                .map_err(unreadable)?
                .file_name()
                .to_string_lossy()
                .into_owned(),
        );
    }
    names.sort();
    Ok(names)
}
