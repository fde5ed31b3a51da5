//! The folder that reports are left in. It is tried before the run, so that a long run cannot end without a trace.

use std::path::{Path, PathBuf};

use super::Report;

/// A folder that reports can be written to.
#[derive(Debug, Clone)]
pub struct Folder {
    path: PathBuf,
}

/// A report cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The folder cannot be made or written to.
    #[error("cannot write reports to {path}: {source}; give another folder with --report")]
    Folder {
        /// The folder or file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The report has no JSON or XML form.
    #[error("cannot write the report: {0}")]
    Form(String),
}

impl Folder {
    /// Makes the folder, if it is not there, and tries to write to it.
    pub fn prepare(path: &Path) -> Result<Self, WriteError> {
        let fail = |source| WriteError::Folder {
            path: path.to_owned(),
            source,
        };
        std::fs::create_dir_all(path).map_err(fail)?;
        let trial = path.join(".conformance-trial");
        std::fs::write(&trial, b"").map_err(fail)?;
        std::fs::remove_file(&trial).map_err(fail)?;
        Ok(Self {
            path: path.to_owned(),
        })
    }

    /// Writes `report.json` and `junit.xml`. Each appears whole or not at all.
    pub fn write(&self, report: &Report) -> Result<(), WriteError> {
        let json = serde_json::to_string_pretty(report)
            .map_err(|error| WriteError::Form(error.to_string()))?;
        let xml = super::junit(report).map_err(|error| WriteError::Form(error.to_string()))?;
        self.replace("report.json", &format!("{json}\n"))?;
        self.replace("junit.xml", &xml)
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes a file that appears whole or not at all.
    pub(crate) fn replace(&self, name: &str, text: &str) -> Result<(), WriteError> {
        let (path, part) = (
            self.path.join(name),
            self.path.join(format!(".{name}.part")),
        );
        let fail = |source| WriteError::Folder {
            path: path.clone(),
            source,
        };
        std::fs::write(&part, text).map_err(fail)?;
        std::fs::rename(&part, &path).map_err(fail)
    }
}
