//! `conformance replay`: one check carried out again, and whether it still finds what it found.

use std::path::{Path, PathBuf};

use crate::checks;
use crate::report::{CheckReport, ExchangeReport, Message, Report, Reproducer};
use crate::reproducer::{ReproducerFile, SCHEMA_VERSION};
use crate::run::{self, Settings, SetupError};
use crate::verdict::Verdict;

/// A violation cannot be looked at again.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// The file cannot be read.
    #[error(
        "cannot read {path}: {source}; name a file of the folder reproducers/ that a run with --report left"
    )]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is no reproducer.
    #[error("{path} is no reproducer: {reason}")]
    Form {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// The check is gone.
    #[error(
        "{path} names check {check}, which this suite does not have; it was left by version {version}"
    )]
    UnknownCheck {
        /// The file.
        path: PathBuf,
        /// Id of the check.
        check: String,
        /// The version of the suite that left it.
        version: String,
    },
    /// Another contract applies.
    #[error(
        "{path} was found under the contract of platform {found}, the configuration says {configured}; \
         set target.platform"
    )]
    OtherPlatform {
        /// The file.
        path: PathBuf,
        /// The release it was found under.
        found: String,
        /// The release of the configuration.
        configured: String,
    },
    /// The run cannot begin.
    #[error(transparent)]
    Setup(#[from] SetupError),
}

/// What became of a violation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It is there.
    Broken,
    /// It is not.
    Mended,
    /// Nothing can be said.
    Unclear,
}

impl State {
    /// The exit status.
    pub const fn exit_status(self) -> u8 {
        match self {
            Self::Mended => 0,
            Self::Broken => 1,
            Self::Unclear => 3,
        }
    }
}

/// What came of looking again.
#[derive(Debug)]
pub struct Replay {
    /// The violation.
    pub file: ReproducerFile,
    /// What became of it.
    pub state: State,
    /// What was found this time, where it is broken again.
    pub found: Option<Reproducer>,
    /// Why, or what besides.
    pub remark: Option<String>,
}

/// Looks again at the violation in the file at `path`. Without URL and configuration the embedded server is looked at.
pub fn replay(
    path: &Path,
    target: Option<String>,
    config: Option<PathBuf>,
) -> Result<Replay, ReplayError> {
    let file = read(path)?;
    let settings = Settings {
        target,
        config,
        checks: vec![file.check.clone()],
        // a recommendation that is not kept counts here as what it is
        strict: true,
        seed: Some(file.seed),
        cases: Some(file.cases),
        ..Settings::default()
    };
    let configured = settings.selection()?.platform().name;
    if configured != file.spec.platform {
        return Err(ReplayError::OtherPlatform {
            path: path.to_owned(),
            found: file.spec.platform,
            configured: configured.to_owned(),
        });
    }
    let report = run::run(&settings)?;
    Ok(judged(file, &report))
}

fn read(path: &Path) -> Result<ReproducerFile, ReplayError> {
    let text = std::fs::read_to_string(path).map_err(|source| ReplayError::File {
        path: path.to_owned(),
        source,
    })?;
    let wrong = |reason: String| ReplayError::Form {
        path: path.to_owned(),
        reason,
    };
    let file: ReproducerFile =
        serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
    if file.schema_version != SCHEMA_VERSION {
        let version = file.schema_version;
        return Err(wrong(format!(
            "it is of form {version}; this suite reads form {SCHEMA_VERSION}"
        )));
    }
    if checks::all().all(|check| check.id != file.check) {
        return Err(ReplayError::UnknownCheck {
            path: path.to_owned(),
            check: file.check,
            version: file.suite.version,
        });
    }
    Ok(file)
}

fn judged(file: ReproducerFile, report: &Report) -> Replay {
    let (wanted, case) = (&file.reproducer.requirement, &file.reproducer.case);
    let check = report.checks.iter().find(|check| check.id == file.check);
    let of_requirement = |check: &'_ CheckReport| -> Vec<Reproducer> {
        let found = check.reproducers.iter();
        found
            .filter(|found| found.requirement == *wanted)
            .cloned()
            .collect()
    };
    let all = check.map(of_requirement).unwrap_or_default();
    let found = all.iter().find(|found| found.case == *case).cloned();
    let verdict = check.and_then(|check| {
        let mut verdicts = check.requirements.iter();
        verdicts.find(|verdict| verdict.id == *wanted)
    });
    let stopped = report
        .unusable
        .clone()
        .or_else(|| check.and_then(|check| check.reason.clone()));
    let (state, remark) = match (&found, verdict.map(|verdict| verdict.verdict)) {
        (Some(found), _)
            if found
                .reproduced
                .is_some_and(|reproduced| reproduced.times == 0) =>
        {
            (
                State::Unclear,
                Some("it was seen once and in no repetition: flaky".to_owned()),
            )
        }
        (Some(_), _) => (State::Broken, None),
        (None, _) if stopped.is_some() => (State::Unclear, stopped),
        (None, Some(Verdict::Conforms | Verdict::Informational)) => (State::Mended, None),
        (None, Some(Verdict::Violates)) => {
            let cases: Vec<&str> = all.iter().map(|found| found.case.as_str()).collect();
            let remark = format!("{wanted} is broken in another case: {}", cases.join("; "));
            (State::Mended, Some(remark))
        }
        (None, verdict) => {
            let verdict = verdict.map_or("no verdict", Verdict::as_str);
            (State::Unclear, Some(format!("{wanted}: {verdict}")))
        }
    };
    Replay {
        file,
        state,
        found,
        remark,
    }
}

impl std::fmt::Display for Replay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let word = match self.state {
            State::Broken => "STILL BROKEN",
            State::Mended => "NO LONGER BROKEN",
            State::Unclear => "CANNOT BE SAID",
        };
        let before = &self.file.reproducer;
        writeln!(f, "{word} {}", before.requirement)?;
        writeln!(f, "  check     {}, case: {}", self.file.check, before.case)?;
        writeln!(f, "  expected  {}", before.expected)?;
        writeln!(f, "  then got  {}", before.got)?;
        if let Some(now) = &self.found {
            let times = now
                .reproduced
                .map(|times| format!(" (seen again in {times} repetitions)"))
                .unwrap_or_default();
            writeln!(f, "  now got   {}{times}", now.got)?;
            exchange(f, &now.exchange)?;
            writeln!(f, "  reproduce {}", now.curl)?;
        }
        if let Some(remark) = &self.remark {
            writeln!(f, "  {remark}")?;
        }
        Ok(())
    }
}

fn exchange(f: &mut std::fmt::Formatter<'_>, exchange: &ExchangeReport) -> std::fmt::Result {
    message(f, '>', &exchange.request)?;
    match (&exchange.response, &exchange.error) {
        (Some(response), _) => message(f, '<', response),
        (None, error) => writeln!(f, "  < no answer: {}", error.as_deref().unwrap_or_default()),
    }
}

fn message(f: &mut std::fmt::Formatter<'_>, mark: char, message: &Message) -> std::fmt::Result {
    writeln!(f, "  {mark} {}", message.line)?;
    for header in &message.headers {
        writeln!(f, "  {mark} {header}")?;
    }
    if !message.body.is_empty() {
        // control characters of a server must not steer a terminal
        let body: String = message
            .body
            .chars()
            .map(|character| {
                if character.is_control() {
                    ' '
                } else {
                    character
                }
            })
            .collect();
        writeln!(f, "  {mark} {body}")?;
    }
    Ok(())
}
