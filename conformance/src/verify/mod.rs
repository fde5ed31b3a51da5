//! `conformance verify`: every verdict of a report drawn again from the transcript beside it, without the target.

mod difference;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use generated::platforms;

use crate::baseline::{Applied, Baseline};
use crate::check::Check;
use crate::checks;
use crate::judge::{CheckResult, judge};
use crate::preflight::{self, Unusable};
use crate::probe::Probe;
use crate::report::{self, Context, Redactor, Report, SpecInfo, SuiteInfo};
use crate::selection::{Selection, SelectionError};
use crate::session::{Brief, Divergence, Recording, StepRecord};
use crate::transcript::{Header, PREFLIGHT, ReadError, Reader, Recorded};

pub use difference::Difference;

/// A report cannot be verified.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// The report cannot be read.
    #[error("cannot read {path}: {source}; name the report.json of a run with --report")]
    Report {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is no report.
    #[error("{path} is no report of this suite: {reason}")]
    Form {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// The report has no transcript.
    #[error(
        "{path} names no transcript, so there is nothing to verify it by; run again with --report"
    )]
    NoTranscript {
        /// The report.
        path: PathBuf,
    },
    /// The transcript cannot be used.
    #[error(transparent)]
    Transcript(#[from] ReadError),
    /// The transcript is whole, and of another run.
    #[error(
        "{path} has digest {found}, the report names {named}: one of the two was altered, or they are of two runs"
    )]
    OtherTranscript {
        /// The transcript.
        path: PathBuf,
        /// The digest that the report names.
        named: String,
        /// Its digest.
        found: String,
    },
    /// Another version of the suite wrote it.
    #[error("written by {name} {version}; this is {name} {}, and only that version can verify it", env!("CARGO_PKG_VERSION"))]
    OtherSuite {
        /// Name of the suite.
        name: String,
        /// Version of the suite.
        version: String,
    },
    /// Another spec was judged by.
    #[error(
        "judged by spec {version} ({digest}) for platform {platform}; this suite judges by spec {} ({}), and only a \
         suite with that spec can verify it",
        generated::spec::VERSION,
        generated::spec::DIGEST
    )]
    OtherSpec {
        /// Version of the spec.
        version: String,
        /// Its digest.
        digest: String,
        /// The platform release.
        platform: String,
    },
    /// The recorded selection selects nothing.
    #[error("the transcript's selection cannot be repeated: {0}")]
    Selection(#[from] SelectionError),
    /// A check that the recorded selection does not have.
    #[error("the transcript has a session of {check:?}, which is no selected check")]
    UnknownCheck {
        /// Its id.
        check: String,
    },
}

impl VerifyError {
    /// The exit status: 1 where something was altered, 2 where the wrong thing was asked for.
    pub fn exit_status(&self) -> u8 {
        match self {
            Self::Transcript(ReadError::File { .. })
            | Self::Report { .. }
            | Self::Form { .. }
            | Self::NoTranscript { .. }
            | Self::OtherSuite { .. }
            | Self::OtherSpec { .. } => 2,
            Self::Transcript(_)
            | Self::OtherTranscript { .. }
            | Self::Selection(_)
            | Self::UnknownCheck { .. } => 1,
        }
    }
}

/// What came of a verification.
#[derive(Debug)]
pub struct Verification {
    /// How many requirements have a verdict.
    pub requirements: usize,
    /// How many checks.
    pub checks: usize,
    /// How many exchanges the verdicts were drawn from.
    pub exchanges: u64,
    /// Where the report and the transcript disagree.
    pub differences: Vec<Difference>,
}

/// Draws every verdict of the report at `path` again.
pub fn verify(path: &Path) -> Result<Verification, VerifyError> {
    let report = read_report(path)?;
    let Some(transcript) = &report.transcript else {
        return Err(VerifyError::NoTranscript {
            path: path.to_owned(),
        });
    };
    // a name, not a path: what is beside the report, and nothing else, is read
    let name = Path::new(&transcript.file).file_name().unwrap_or_default();
    let file = path.with_file_name(name);
    let mut reader = Reader::open(&file)?;
    let (header, exchanges) = (reader.header().clone(), reader.footer().exchanges);
    same_version(&header.suite, &header.spec)?;
    same_version(&report.suite, &report.spec)?;
    if reader.footer().sha256 != transcript.sha256 {
        return Err(VerifyError::OtherTranscript {
            path: file,
            named: transcript.sha256.clone(),
            found: reader.footer().sha256.clone(),
        });
    }
    let played = Played::new(&header, &mut reader)?;
    let drawn = played.report(&header, &report);
    let mut differences = played.divergences;
    differences.extend(difference::between(&report, &drawn));
    Ok(Verification {
        requirements: drawn.requirements.len(),
        checks: drawn.checks.len(),
        exchanges,
        differences,
    })
}

fn read_report(path: &Path) -> Result<Report, VerifyError> {
    let text = std::fs::read_to_string(path).map_err(|source| VerifyError::Report {
        path: path.to_owned(),
        source,
    })?;
    serde_json::from_str(&text).map_err(|error| VerifyError::Form {
        path: path.to_owned(),
        reason: error.to_string(),
    })
}

fn same_version(suite: &SuiteInfo, spec: &SpecInfo) -> Result<(), VerifyError> {
    if *suite != SuiteInfo::default() {
        return Err(VerifyError::OtherSuite {
            name: suite.name.clone(),
            version: suite.version.clone(),
        });
    }
    let same =
        platforms::find(&spec.platform).is_some_and(|platform| SpecInfo::of(platform) == *spec);
    if same {
        return Ok(());
    }
    Err(VerifyError::OtherSpec {
        version: spec.version.clone(),
        digest: spec.digest.clone(),
        platform: spec.platform.clone(),
    })
}

/// A run that was played back.
struct Played {
    selection: Selection,
    brief: Option<Brief>,
    unusable: Option<Unusable>,
    results: Vec<CheckResult>,
    baseline: Option<Applied>,
    divergences: Vec<Difference>,
}

impl Played {
    fn new(header: &Header, reader: &mut Reader) -> Result<Self, VerifyError> {
        let platform = platforms::find(&header.spec.platform).unwrap_or(platforms::NEWEST);
        let selection = Selection::new(platform, header.profiles.clone(), header.patterns.clone())?;
        let checks = selection.apply(checks::all())?;
        let mut played = Self {
            selection,
            brief: header.brief.as_ref().map(|brief| brief.brief(platform)),
            unusable: header.unreachable.clone().map(Unusable),
            results: Vec::new(),
            baseline: None,
            divergences: Vec::new(),
        };
        let mut results = BTreeMap::new();
        while let Some(recorded) = reader.next_check()? {
            if recorded.check == PREFLIGHT {
                played.preflight(recorded.sessions.unwrap_or_default());
                continue;
            }
            let Some(index) = checks.iter().position(|check| check.id == recorded.check) else {
                return Err(VerifyError::UnknownCheck {
                    check: recorded.check,
                });
            };
            let result = played.check(checks[index], recorded);
            results.insert(index, result);
        }
        for (index, check) in checks.iter().enumerate() {
            let result = results.remove(&index).unwrap_or_else(|| {
                let why = played.unusable.clone();
                let why = why.unwrap_or_else(|| Unusable("nothing of it is recorded".to_owned()));
                CheckResult::not_run(check, &played.selection, &why)
            });
            played.results.push(result);
        }
        played.baseline = reader
            .baseline()
            .map(|entries| Baseline::of(entries.to_vec()).apply(&mut played.results));
        Ok(played)
    }

    fn preflight(&mut self, sessions: Vec<Vec<StepRecord>>) {
        let Some(brief) = &self.brief else { return };
        let redactor = Redactor::new(&brief.credentials);
        let recording = Recording::new(sessions, &redactor);
        if let Some(session) = recording.open(0) {
            self.unusable = preflight::check(&Probe::new(session.as_ref(), brief, &[])).err();
            session.end();
        }
        self.note(PREFLIGHT, recording.divergence());
    }

    fn check(&mut self, check: &'static Check, recorded: Recorded) -> CheckResult {
        let not_run = |why: String| CheckResult::not_run(check, &self.selection, &Unusable(why));
        let sessions = match (recorded.sessions, &self.brief) {
            (Err(why), _) => return not_run(why),
            (Ok(_), None) => return not_run("the transcript has no brief".to_owned()),
            (Ok(sessions), Some(brief)) => (sessions, brief),
        };
        let (sessions, brief) = sessions;
        let redactor = Redactor::new(&brief.credentials);
        let recording = Recording::new(sessions, &redactor);
        let mut result = judge(check, brief, &self.selection, &|number| {
            recording.open(number)
        });
        result.sessions = Vec::new();
        self.note(check.id, recording.divergence());
        result
    }

    fn note(&mut self, check: &str, divergence: Option<Divergence>) {
        if let Some(divergence) = divergence {
            self.divergences
                .push(Difference::divergence(check, &divergence));
        }
    }

    /// The report on what was played back. What no verdict depends on is taken from `recorded`.
    fn report(&self, header: &Header, recorded: &Report) -> Report {
        let redactor = self
            .brief
            .as_ref()
            .map_or_else(Redactor::none, |brief| Redactor::new(&brief.credentials));
        let context = Context {
            url: self
                .brief
                .as_ref()
                .map_or(recorded.target.url.as_str(), |brief| brief.url.as_str()),
            embedded: recorded.target.embedded,
            insecure: false,
            selection: &self.selection,
            redactor: &redactor,
            seed: self
                .brief
                .as_ref()
                .map_or(recorded.seed, |brief| brief.seed),
            cases: self
                .brief
                .as_ref()
                .map_or(recorded.cases, |brief| brief.cases),
            strict: header.strict,
            started_at: recorded.started_at.clone(),
            elapsed: Duration::ZERO,
            requests: recorded.requests,
            sources_used: recorded.sources_used,
            unusable: self.unusable.as_ref(),
            baseline: self.baseline.clone(),
        };
        report::build(&context, &self.results)
    }
}

impl std::fmt::Display for Verification {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for difference in &self.differences {
            writeln!(f, "DIFFERS  {difference}")?;
        }
        let Self {
            requirements,
            checks,
            exchanges,
            differences,
        } = self;
        let looked = format!("{requirements} requirements, {checks} checks, {exchanges} exchanges");
        if differences.is_empty() {
            writeln!(
                f,
                "Verified: every verdict follows from the transcript ({looked})"
            )
        } else {
            writeln!(
                f,
                "Not verified: {} differences ({looked})",
                differences.len()
            )
        }
    }
}
