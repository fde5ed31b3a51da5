//! `report.json`, schema 1: the whole run as data. Its JSON Schema is `conformance/schema/report-v1.schema.json`.
//!
//! Every other form of a report ([`human`], [`junit`], [`html`], [`summary`], [`annotations`], the badge) is made from
//! this data alone.

mod annotations;
mod badge;
mod broken;
mod build;
mod fixtures;
mod html;
mod human;
mod junit;
mod markdown;
mod progress;
mod redact;
mod tally;
mod visible;
mod wording;
mod write;

use generated::runtime::Platform;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::baseline::Applied;
use crate::check::CheckKind;
use crate::transcript::TranscriptInfo;
use crate::verdict::{Overall, Profile, Reproduced, Verdict};

pub use annotations::write as annotations;
pub use build::{Context, build};
pub use fixtures::{Departure, FixtureReport, LeftBehindReport, PlanReport};
pub use html::write as html;
pub use human::{Paint, write as human};
pub use junit::write as junit;
pub use markdown::write as summary;
pub use progress::Progress;
pub use redact::{ALLOWED, DENIED, Redactor};
pub use write::{FILES, Folder, WriteError};

/// The version of this schema. The first number grows when a member changes its meaning or goes away, the second when
/// there are new members, the last when a description says better what was meant.
pub const SCHEMA_VERSION: &str = "1.0.0";

/// A report. Access keys never appear in it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// Version of the report's schema, such as 1.0.0; readers of one first number read all that begin with it.
    pub schema_version: String,
    /// The suite that ran.
    pub suite: SuiteInfo,
    /// The spec it judged by.
    pub spec: SpecInfo,
    /// The server that was judged.
    pub target: TargetInfo,
    /// Seed of the random cases; the same seed sends the same cases.
    pub seed: u64,
    /// How many random cases each property tried.
    pub cases: u32,
    /// Whether SHOULD was binding.
    pub strict: bool,
    /// When the run began, RFC 3339.
    pub started_at: String,
    /// How long it took, in milliseconds.
    pub duration_milliseconds: u64,
    /// How many requests were sent, but for those that clean up.
    pub requests: u64,
    /// How many were planned, where the run was rehearsed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub plan: Option<PlanReport>,
    /// How many requests lost their connection before an answer came, and were answered when they were sent again.
    #[serde(default)]
    pub resent: u64,
    /// What was made on the target, and what became of it.
    #[serde(default)]
    pub fixtures: FixtureReport,
    /// How many importable virtual clusters were handed out; at most so many imports were accepted.
    pub sources_used: u32,
    /// The verdict.
    pub verdict: Overall,
    /// Exit status of the run.
    pub exit_status: u8,
    /// Why nothing could be said of the target, if so.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub unusable: Option<String>,
    /// Everything that was sent and came, where it was written down.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub transcript: Option<TranscriptInfo>,
    /// Faults of the suite itself. A run with any proves nothing, and ends with exit status 4.
    pub suite_faults: Vec<String>,
    /// What the baseline accepted, where there is one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub baseline: Option<Applied>,
    /// The verdict on each profile that ran.
    pub profiles: Vec<ProfileReport>,
    /// How much of the catalogue this run looked at.
    pub coverage: Coverage,
    /// Every requirement that a selected check covers.
    pub requirements: Vec<RequirementReport>,
    /// Every selected check.
    pub checks: Vec<CheckReport>,
}

/// The suite that ran.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SuiteInfo {
    /// Name of the suite.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// The spec a run judged by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SpecInfo {
    /// Version of the spec.
    pub version: String,
    /// SHA-256 over its files.
    pub digest: String,
    /// Platform release whose contract applied.
    pub platform: String,
}

/// The server that was judged.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct TargetInfo {
    /// Its URL.
    pub url: String,
    /// Whether it is the reference server inside the suite.
    pub embedded: bool,
}

/// The verdict on a profile.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ProfileReport {
    /// Its name.
    pub name: Profile,
    /// Its verdict.
    pub verdict: Overall,
    /// How many of its requirements have each verdict.
    #[serde(flatten)]
    pub counts: Counts,
}

/// How many requirements have each verdict.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// As required.
    pub conforms: usize,
    /// Binding, and otherwise than required.
    pub violates: usize,
    /// Not binding, and otherwise than recommended.
    pub warnings: usize,
    /// Otherwise than required, which the baseline accepts.
    #[serde(default)]
    pub known: usize,
    /// Both outcomes are legal.
    pub informational: usize,
    /// Needs something that is not configured.
    pub not_declared: usize,
    /// Nothing can be said, or something else each time.
    pub inconclusive: usize,
}

/// How much of the catalogue a run looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Coverage {
    /// Requirements in the catalogue.
    pub catalogue: usize,
    /// Of these, those that apply to the platform release and can be observed from outside.
    pub observable: usize,
    /// Of these, those that some check of this suite covers.
    pub checked: usize,
    /// Of these, those that the selected checks cover.
    pub selected: usize,
    /// Checks of this suite.
    pub checks: usize,
}

/// The verdict on a requirement.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RequirementReport {
    /// Its id.
    pub id: String,
    /// MUST, SHOULD or MAY.
    pub level: String,
    /// Where it comes from.
    pub origin: String,
    /// The profile it belongs to.
    pub profile: Profile,
    /// What is required.
    pub statement: String,
    /// The evidence for it.
    pub source: String,
    /// The verdict.
    pub verdict: Verdict,
    /// The checks that looked at it.
    pub checks: Vec<String>,
}

/// The verdict on a check.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CheckReport {
    /// Its id.
    pub id: String,
    /// What it shows.
    pub title: String,
    /// How it works.
    pub kind: CheckKind,
    /// The verdict on each requirement it covers.
    pub requirements: Vec<CheckedRequirement>,
    /// The verdict on the check as a whole.
    pub verdict: Verdict,
    /// Why it was not carried through, if it was not.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reason: Option<String>,
    /// How long it took, in milliseconds.
    pub duration_milliseconds: u64,
    /// What was recorded where both outcomes are legal.
    pub notes: Vec<Note>,
    /// One for each violation.
    pub reproducers: Vec<Reproducer>,
}

/// The verdict on one requirement within one check.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CheckedRequirement {
    /// Its id.
    pub id: String,
    /// The verdict.
    pub verdict: Verdict,
}

/// Something seen where both outcomes are legal.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Note {
    /// The requirement.
    pub requirement: String,
    /// Which case of the check it was.
    pub case: String,
    /// What was seen.
    pub note: String,
}

/// A violation, with all that is needed to see it again.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Reproducer {
    /// The requirement that is broken.
    pub requirement: String,
    /// Which case of the check it was.
    pub case: String,
    /// What the requirement leads one to expect.
    pub expected: String,
    /// What came, in one line.
    pub got: String,
    /// How often it was seen again, where it was repeated. Something that was not seen again is flaky.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reproduced: Option<Reproduced>,
    /// A command that sends the request; keys are read from `$ACCESS_KEY` and `$DENIED_KEY`.
    pub curl: String,
    /// The request and the answer.
    pub exchange: ExchangeReport,
    /// The accepted request beside it, where there is one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub control: Option<ExchangeReport>,
}

/// A request and its answer.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ExchangeReport {
    /// The request.
    pub request: Message,
    /// The answer; absent when there was none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub response: Option<Message>,
    /// Why there was no answer.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub error: Option<String>,
}

/// A request or an answer.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// Method and address, or the status.
    pub line: String,
    /// Headers, `name: value`.
    pub headers: Vec<String>,
    /// Body as text, cut where it is long; bytes that are not UTF-8 are replaced.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub body: String,
    /// Length of the whole body in bytes.
    pub body_bytes: usize,
}

impl Default for SuiteInfo {
    /// This suite.
    fn default() -> Self {
        Self {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }
}

impl SpecInfo {
    /// The spec that this suite judges by, for a platform release.
    pub fn of(platform: &Platform) -> Self {
        Self {
            version: generated::spec::VERSION.to_owned(),
            digest: generated::spec::DIGEST.to_owned(),
            platform: platform.name.to_owned(),
        }
    }
}

impl Report {
    /// What a reader of a green verdict must not overlook, as an addition to it; empty where there is nothing.
    fn reservation(&self) -> String {
        if self.verdict == Overall::Inconclusive && self.unusable.is_none() {
            let looked_at =
                |requirement: &RequirementReport| requirement.verdict != Verdict::NotDeclared;
            return if self.requirements.iter().any(looked_at) {
                String::new()
            } else {
                ": nothing was looked at, since all that is selected needs what the configuration does not declare"
                    .to_owned()
            };
        }
        if self.verdict != Overall::Conformant {
            return String::new();
        }
        let mut reservations = Vec::new();
        let known: usize = self
            .profiles
            .iter()
            .map(|profile| profile.counts.known)
            .sum();
        if known > 0 {
            reservations.push(format!(
                "but for {known} requirements with known violations"
            ));
        }
        if self.checks.len() < self.coverage.checks {
            let (ran, all) = (self.checks.len(), self.coverage.checks);
            reservations.push(format!("as far as {ran} of {all} checks go"));
        }
        if self.target.embedded {
            reservations
                .push("of the reference server; name yours with --target or --config".to_owned());
        }
        if reservations.is_empty() {
            String::new()
        } else {
            format!(", {}", reservations.join(", "))
        }
    }
}

impl Report {
    /// The suite, the spec and the schema of this report, each with its version.
    pub fn versions(&self) -> String {
        let Self {
            suite,
            spec,
            schema_version,
            ..
        } = self;
        format!(
            "{} {}, spec {}, report schema {schema_version}",
            suite.name, suite.version, spec.version
        )
    }

    /// What is to be said of what the run did, beside its verdict: a sentence for each line.
    pub fn sentences(&self) -> Vec<String> {
        let mut said = self.fixtures.sentences();
        if self.resent > 0 {
            let resent = self.resent;
            said.push(format!(
                "connections that were closed before an answer came: {resent}, all answered on a new one"
            ));
        }
        said
    }

    /// `819 requests`, and how that compares with the plan, where there was one.
    pub fn requests_sent(&self) -> String {
        let violations = self
            .checks
            .iter()
            .map(|check| check.reproducers.len())
            .sum();
        self.plan.as_ref().map_or_else(
            || format!("{} requests", self.requests),
            |plan| plan.sentence(self.requests, violations),
        )
    }
}

impl Reproducer {
    /// ` (seen again in 3/3 repetitions)`; empty where there were none.
    fn repetitions(&self) -> String {
        self.reproduced
            .map(|reproduced| format!(" (seen again in {reproduced} repetitions)"))
            .unwrap_or_default()
    }

    /// What it shows, in a few lines.
    fn in_short(&self) -> String {
        format!(
            "{} ({})\nexpected: {}\ngot: {}{}\n{}\n",
            self.requirement,
            self.case,
            self.expected,
            self.got,
            self.repetitions(),
            self.curl
        )
    }
}
