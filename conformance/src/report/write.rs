//! The folder that reports are left in. It is tried before the run, so that a long run cannot end without a trace; what
//! an earlier run left in it goes away then, so that a run that is killed leaves no verdict that is not its own.

use std::path::{Path, PathBuf};

use super::Report;
use crate::transcript;

/// Everything that is left, by name.
pub const FILES: [&str; 7] = [
    "report.json",
    "junit.xml",
    "report.html",
    "summary.md",
    "annotations.txt",
    "badge.json",
    "badge.svg",
];

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
    /// The report has no such form.
    #[error("cannot write the report: {0}")]
    Form(String),
}

impl Folder {
    /// Makes the folder, if it is not there, tries to write to it, and removes an earlier report.
    pub fn prepare(path: &Path) -> Result<Self, WriteError> {
        let folder = Self {
            path: path.to_owned(),
        };
        let fail = |source| WriteError::Folder {
            path: path.to_owned(),
            source,
        };
        std::fs::create_dir_all(path).map_err(fail)?;
        folder.replace(".conformance-trial", "")?;
        std::fs::remove_file(path.join(".conformance-trial")).map_err(fail)?;
        for name in FILES.into_iter().chain([transcript::FILE]) {
            folder.remove(name)?;
        }
        Ok(folder)
    }

    /// Writes every form of the report ([`FILES`]). Each appears whole or not at all.
    pub fn write(&self, report: &Report) -> Result<(), WriteError> {
        let form = |error: &dyn std::fmt::Display| WriteError::Form(error.to_string());
        let json = serde_json::to_string_pretty(report).map_err(|error| form(&error))?;
        let texts = [
            format!("{json}\n"),
            super::junit(report).map_err(|error| form(&error))?,
            super::html(report),
            super::summary(report),
            super::annotations(report),
            format!("{:#}\n", super::badge::json(report)),
            super::badge::svg(report),
        ];
        FILES
            .into_iter()
            .zip(&texts)
            .try_for_each(|(name, text)| self.replace(name, text))
    }

    fn remove(&self, name: &str) -> Result<(), WriteError> {
        let path = self.path.join(name);
        match std::fs::remove_file(&path) {
            Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
                Err(WriteError::Folder { path, source })
            }
            _ => Ok(()),
        }
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
