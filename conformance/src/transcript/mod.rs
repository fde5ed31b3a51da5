//! `transcript.jsonl`: everything that was sent and everything that came, free of access keys.
//!
//! One JSON document a line: a header, a line for each session, a footer. The footer counts the lines and holds the
//! SHA-256 of all bytes before it, so that a file that was cut short never reads as complete. `conformance verify`
//! draws every verdict again from it.

mod read;
mod write;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::baseline::Entry;
use crate::preflight::Unusable;
use crate::report::{SpecInfo, SuiteInfo};
use crate::selection::Selection;
use crate::session::{Brief, BriefRecord, StepRecord};
use crate::verdict::Profile;

pub use read::{ReadError, Reader, Recorded};
pub use write::Writer;

/// Name of the file in the report folder.
pub const FILE: &str = "transcript.jsonl";

/// What stands in the place of a check's id where the target was looked at before any check.
pub const PREFLIGHT: &str = "preflight";

/// The version of this form. It grows when a member changes its meaning or goes away.
pub const SCHEMA_VERSION: u32 = 1;

/// The transcript that belongs to a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TranscriptInfo {
    /// Name of the file beside the report.
    pub file: String,
    /// The digest in its footer: SHA-256 over every byte before the footer, in hexadecimal digits.
    pub sha256: String,
}

/// One line.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Line {
    /// The first.
    Header(Box<Header>),
    /// What happened in one session.
    Session(SessionRecord),
    /// A check that was not carried out.
    NotRun {
        /// Its id.
        check: String,
        /// Why.
        reason: String,
    },
    /// What the baseline accepts, where there is one.
    Baseline(Vec<Entry>),
    /// The last.
    Footer(Footer),
}

/// What a run was told.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Header {
    /// Version of this form: 1.
    pub schema_version: u32,
    /// The suite that ran.
    pub suite: SuiteInfo,
    /// The spec it judged by.
    pub spec: SpecInfo,
    /// The selected profiles; none means all.
    pub profiles: Vec<Profile>,
    /// The patterns that select checks; none means all.
    pub patterns: Vec<String>,
    /// Whether SHOULD was binding.
    pub strict: bool,
    /// What every check was told; absent where the target could not be reached.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub brief: Option<BriefRecord>,
    /// Why the target could not be reached, if so.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub unreachable: Option<String>,
}

impl Header {
    /// The header of a run of this suite: with its brief, or why there is none.
    pub fn new(selection: &Selection, strict: bool, brief: Result<&Brief, &Unusable>) -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            suite: SuiteInfo::default(),
            spec: SpecInfo::of(selection.platform()),
            profiles: selection.asked_profiles().to_vec(),
            patterns: selection.patterns().to_vec(),
            strict,
            brief: brief.ok().map(Brief::record),
            unreachable: brief.err().map(|why| why.0.clone()),
        }
    }
}

/// One session.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SessionRecord {
    /// Id of the check, or [`PREFLIGHT`].
    pub check: String,
    /// Which of the check's sessions, from 0. Those of one check stand together, in order.
    pub number: usize,
    /// What happened.
    pub steps: Vec<StepRecord>,
}

/// What tells that a transcript is whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Footer {
    /// How many lines stand before it.
    pub lines: u64,
    /// How many exchanges they hold.
    pub exchanges: u64,
    /// SHA-256 over every byte before the footer, in hexadecimal digits.
    pub sha256: String,
}
