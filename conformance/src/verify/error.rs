//! Why a report cannot be verified.

use std::path::PathBuf;

use crate::selection::SelectionError;
use crate::transcript::ReadError;

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
    #[error(
        "written by {name} {version}; this is {name} {}, and only that version can verify it",
        env!("CARGO_PKG_VERSION")
    )]
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
