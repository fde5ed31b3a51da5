//! Known violations: a file in which a vendor accepts, with a reason, what its server does not do yet.
//!
//! ```toml
//! [[known]]
//! requirement = "src.name.required"     # a requirement, in every check
//! reason = "the next release refuses an empty name"
//!
//! [[known]]
//! check = "errors/causes"               # everything that one check finds
//! reason = "causes come with the new validation library"
//! ```
//!
//! An entry with both accepts that requirement in that check alone. What no entry accepts fails the run, and so does an
//! entry that accepts nothing any more.

mod apply;
mod update;

use std::path::{Path, PathBuf};

use generated::requirements;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::checks;
use crate::config::closest;

pub use apply::Applied;

/// What a vendor accepts.
#[derive(Debug, Clone)]
pub struct Baseline {
    path: PathBuf,
    text: String,
    /// The entries, each with its line, from 1.
    entries: Vec<(usize, Entry)>,
}

/// One accepted violation. At least one of `requirement` and `check` is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Id of the requirement; every one when absent.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub requirement: Option<String>,
    /// Id of the check; every one when absent.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub check: Option<String>,
    /// Why it is accepted.
    pub reason: String,
}

/// The file as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    known: Vec<toml::Spanned<Entry>>,
}

/// A baseline that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    /// The file cannot be read or written.
    #[error("cannot {action} the baseline {path}: {source}")]
    File {
        /// `read` or `write`.
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is not TOML of the expected form.
    #[error("{path} is not a baseline:\n{message}")]
    Syntax {
        /// The file.
        path: PathBuf,
        /// The parser's message, with line and column.
        message: String,
    },
    /// An entry means nothing.
    #[error("{path}:{line}: {reason}")]
    Entry {
        /// The file.
        path: PathBuf,
        /// Line of the entry, from 1.
        line: usize,
        /// What is wrong, and what to write instead.
        reason: String,
    },
    /// `--update-baseline` without a file.
    #[error("--update-baseline needs --baseline FILE, the file to write")]
    NoFile,
}

impl Baseline {
    /// Reads a baseline. With `update`, the file need not be there yet and reasons may still be missing.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read, is no baseline, or has an entry without reason or with an id that no requirement
    /// or check has.
    pub fn read(path: &Path, update: bool) -> Result<Self, BaselineError> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if update && error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(source) => {
                return Err(BaselineError::File {
                    action: "read",
                    path: path.to_owned(),
                    source,
                });
            }
        };
        let syntax = |error: toml::de::Error| BaselineError::Syntax {
            path: path.to_owned(),
            message: error.to_string(),
        };
        let file: File = toml::from_str(&text).map_err(syntax)?;
        let mut entries = Vec::new();
        for entry in file.known {
            let line = text[..entry.span().start].matches('\n').count() + 1;
            let entry = entry.into_inner();
            if let Some(reason) = wrong(&entry, update) {
                return Err(BaselineError::Entry {
                    path: path.to_owned(),
                    line,
                    reason,
                });
            }
            entries.push((line, entry));
        }
        Ok(Self {
            path: path.to_owned(),
            text,
            entries,
        })
    }
}

/// What is wrong with an entry.
fn wrong(entry: &Entry, update: bool) -> Option<String> {
    if entry.requirement.is_none() && entry.check.is_none() {
        return Some("an entry needs a requirement, a check, or both".to_owned());
    }
    let unknown = |what: &str, id: &str, known: Vec<&'static str>| {
        let suggested = closest(id, known.iter().copied())
            .map(|id| format!("; did you mean {id}?"))
            .unwrap_or_default();
        format!("there is no {what} {id}{suggested}")
    };
    if let Some(id) = &entry.requirement
        && requirements::find(id).is_none()
    {
        let known = requirements::ALL.iter().map(|requirement| requirement.id);
        return Some(unknown("requirement", id, known.collect()));
    }
    if let Some(id) = &entry.check
        && checks::all().all(|check| check.id != id)
    {
        let known = checks::all().map(|check| check.id);
        return Some(unknown("check", id, known.collect()));
    }
    if entry.reason.trim().is_empty() && !update {
        return Some(format!("{entry} needs a reason: say why it is accepted"));
    }
    None
}

impl std::fmt::Display for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (&self.requirement, &self.check) {
            (Some(requirement), Some(check)) => write!(f, "{requirement} in {check}"),
            (Some(id), None) | (None, Some(id)) => f.write_str(id),
            (None, None) => f.write_str("an entry for nothing"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Baseline, BaselineError> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("baseline.toml");
        std::fs::write(&path, text).expect("written");
        Baseline::read(&path, false)
    }

    #[test]
    fn an_entry_names_what_exists_and_says_why() {
        let good = "[[known]]\nrequirement = \"src.name.required\"\nreason = \"next release\"\n";
        assert_eq!(read(good).expect("reads").entries.len(), 1);
        for (text, said) in [
            (
                good.replace("name.required", "name.requird"),
                "baseline.toml:1: there is no requirement src.name.requird; did you mean src.name.required?",
            ),
            (
                format!("{good}\n{}", good.replace("next release", " ")),
                "baseline.toml:5: src.name.required needs a reason",
            ),
            (
                "[[known]]\nreason = \"x\"\n".to_owned(),
                "needs a requirement, a check, or both",
            ),
            (
                "[[known]]\ncheck = \"source/name\"\nreason = \"x\"\n".to_owned(),
                "there is no check source/name; did you mean",
            ),
            (good.replace("reason", "raison"), "unknown field `raison`"),
            (good.replace("known", "knwon"), "unknown field `knwon`"),
        ] {
            let error = read(&text).expect_err(said).to_string();
            assert!(error.contains(said), "{error}");
        }
    }
}
