//! From questions or flags to a configuration file that has been tried.
//!
//! A key is never an answer, nor written into the file: the file names the variable or the file that holds it.

mod answers;
mod dialogue;
mod flags;
mod kubeconfig;
mod text;

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use crate::config::{ConfigError, Loaded};
use crate::doctor::{Diagnosis, diagnose};

pub use flags::Flags;
pub use kubeconfig::KubeconfigError;

use answers::Answers;
use dialogue::Dialogue;

/// There is no new configuration.
#[derive(Debug, thiserror::Error)]
pub enum InitError {
    /// Something would be lost.
    #[error("{} is there already; --force replaces it, --output names another", .0.display())]
    Exists(PathBuf),
    /// Nobody can be asked, and flags are missing.
    #[error("standard input is no terminal, so nobody can be asked; missing: {}", .0.join(", "))]
    Missing(Vec<&'static str>),
    /// The kubeconfig is of no use.
    #[error(transparent)]
    Kubeconfig(#[from] KubeconfigError),
    /// The answers are no configuration.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A file cannot be written.
    #[error("cannot write {}: {source}; give another file with --output", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The terminal went away.
    #[error("no answer: {0}")]
    Terminal(#[from] std::io::Error),
    /// It was tried, and a run could not begin.
    #[error("{0}nothing is written; mend the problems, or write it all the same with --untried")]
    CannotBegin(Diagnosis),
}

impl InitError {
    /// 3 where a run could not begin, and 2 otherwise: it is for the caller to mend.
    pub fn exit_status(&self) -> u8 {
        match self {
            Self::CannotBegin(_) => 3,
            _ => 2,
        }
    }
}

/// Asks for what the flags do not say, tries it on the target, changing nothing there, and writes the file.
///
/// Returns what to tell.
///
/// # Errors
///
/// Where a file is there already, an answer is missing or cannot be used, a run could not begin, or a file cannot be
/// written. Nothing new is left then.
pub fn init(flags: &Flags) -> Result<String, InitError> {
    if flags.output.exists() && !flags.force {
        return Err(InitError::Exists(flags.output.clone()));
    }
    let mut answers = Answers::of(flags)?;
    if std::io::stdin().is_terminal() {
        let (input, output) = (std::io::stdin().lock(), std::io::stderr().lock());
        Dialogue::new(input, output).complete(&mut answers)?;
    }
    let missing = answers.missing();
    if !missing.is_empty() {
        return Err(InitError::Missing(missing));
    }
    let mut created = Created::default();
    let written = write(flags, &answers, &mut created);
    if written.is_err() {
        created.undo();
    }
    written
}

fn write(flags: &Flags, answers: &Answers, created: &mut Created) -> Result<String, InitError> {
    // the files that the configuration names are needed to try it
    for (path, text, is_secret) in answers.files() {
        if path.exists() && !flags.force {
            return Err(InitError::Exists(path.to_owned()));
        }
        created.write(path, text, is_secret)?;
    }
    let text = text::configuration(answers);
    // what is written has to work without the variables that configure this very process
    let variables = std::env::vars().filter(|(name, _)| !name.starts_with("CONFORMANCE_"));
    let loaded = Loaded::of_text(&flags.output, &text, variables);
    let tried = if flags.untried {
        loaded?.target()?;
        "Not tried; conformance doctor does it.\n".to_owned()
    } else {
        let diagnosis = diagnose(loaded, None);
        if !diagnosis.can_begin {
            return Err(InitError::CannotBegin(diagnosis));
        }
        diagnosis.to_string()
    };
    created.write(&flags.output, &text, false)?;
    let mut told = tried;
    for path in &created.paths {
        told = format!("{told}Written: {}\n", path.display());
    }
    let config = flags.output.display();
    Ok(format!(
        "{told}Next: conformance plan --config {config}\n      conformance --config {config} --report reports\n"
    ))
}

/// What was written so far, so that half of it can be taken back.
#[derive(Default)]
struct Created {
    paths: Vec<PathBuf>,
    /// Those that were not there before.
    new: Vec<PathBuf>,
}

impl Created {
    /// Writes a file; one with a secret can be read by nobody else.
    fn write(&mut self, path: &Path, text: &str, is_secret: bool) -> Result<(), InitError> {
        let fail = |source| InitError::Write {
            path: path.to_owned(),
            source,
        };
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        // made for its owner alone, and with its name only once it is whole
        let mut file =
            tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new("."))).map_err(fail)?;
        file.write_all(text.as_bytes()).map_err(fail)?;
        #[cfg(unix)]
        if !is_secret {
            use std::os::unix::fs::PermissionsExt;
            let everybody = std::fs::Permissions::from_mode(0o644);
            file.as_file().set_permissions(everybody).map_err(fail)?;
        }
        #[cfg(not(unix))]
        let _ = is_secret;
        if !path.exists() {
            self.new.push(path.to_owned());
        }
        file.persist(path).map_err(|error| fail(error.error))?;
        self.paths.push(path.to_owned());
        Ok(())
    }

    fn undo(&self) {
        for path in &self.new {
            // what cannot be removed is no worse than the error that is reported
            let _ = std::fs::remove_file(path);
        }
    }
}
