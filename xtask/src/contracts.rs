//! What the generator writes for the small contracts that its own tests compile.

use std::path::Path;

use codegen::Sources;

use crate::generate::Error;
use crate::{spec, tree};

/// The tests that compile a contract, and the parts of the output that they take.
const CONTRACTS: [(&str, &[&str]); 2] = [
    (
        "codegen/tests/keywords",
        &["patterns.rs", "requirements/", "shapes/", "types/"],
    ),
    (
        "codegen/tests/near_misses",
        &["requirements/", "shapes/", "strategies.rs", "types/"],
    ),
];

/// The folders with their files, as they should be.
pub(crate) fn generate(root: &Path) -> Result<Vec<(String, tree::Tree)>, Error> {
    let mut folders = Vec::new();
    for (test, parts) in CONTRACTS {
        let folder = root.join(test).join("spec");
        let read = |name: &str| spec::source(&folder, name);
        let sources = Sources {
            openapi: read("openapi.yaml")?,
            requirements: read("requirements.yaml")?,
            faults: None,
            variants: None,
            example_index: read("index.yaml")?,
            examples: Vec::new(),
        };
        let files = codegen::generate(&sources).map_err(Error::Mistakes)?;
        let kept = files
            .into_iter()
            .filter(|file| parts.iter().any(|part| file.path.starts_with(part)));
        let files = kept.map(|file| (file.path, file.text)).collect();
        folders.push((format!("{test}/generated"), files));
    }
    Ok(folders)
}
