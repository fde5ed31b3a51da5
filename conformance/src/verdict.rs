//! What can be said of a requirement, a check, a profile and a whole run.

use generated::runtime::{Level, Origin, Requirement};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::http::Exchange;

/// What one observation says about one requirement.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The requirement looked at.
    pub requirement: &'static Requirement,
    /// Which case of the check it was, such as `name empty`.
    pub case: String,
    /// What was seen.
    pub outcome: Outcome,
}

/// The outcome of one observation.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// As required.
    Conforms,
    /// Otherwise than required.
    Violates(Box<Evidence>),
    /// Otherwise than required once, and as required each time it was looked at again.
    Flaky(Box<Evidence>),
    /// Both outcomes are legal; this one was seen.
    Informational(String),
    /// Nothing was seen, since the target is gone or too busy; why.
    Unanswered(String),
}

/// What shows a violation.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// What the requirement leads one to expect.
    pub expected: String,
    /// The request and the answer.
    pub exchange: Exchange,
    /// An accepted request that differs by exactly one edit, where there is one.
    pub control: Option<Exchange>,
    /// How often it was seen again; `None` where it was not repeated.
    pub reproduced: Option<Reproduced>,
}

/// How often what broke a requirement is repeated before that is reported.
pub const REPETITIONS: u8 = 3;

/// How many repetitions broke a requirement again. Written `2/3`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Reproduced {
    /// How many did.
    pub times: u8,
    /// How many there were.
    pub of: u8,
}

/// Why a check could not be carried through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// The target has not what the check needs.
    Fixture(String),
    /// The target did not answer, or not as a server of this API does at all.
    Target(String),
    /// The check needs something optional that the configuration does not declare.
    NotDeclared(&'static str),
}

/// The verdict on a requirement or a check.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Everything looked at was as required.
    Conforms,
    /// Both outcomes are legal; what was seen is recorded.
    Informational,
    /// Needs something optional that the configuration does not declare.
    NotDeclared,
    /// Otherwise than required, which the baseline says is known.
    Known,
    /// Nothing can be said, since the target lacks what the check needs.
    InconclusiveFixture,
    /// Nothing can be said, since the target did not answer.
    InconclusiveTarget,
    /// Something was otherwise than required, but not again when it was repeated.
    Flaky,
    /// Something was otherwise than required.
    Violates,
}

/// The verdict on a profile or a whole run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Overall {
    /// Nothing binding is violated, and everything selected could be judged.
    Conformant,
    /// A binding requirement is violated.
    Violations,
    /// Nothing can be said of at least one binding requirement, or nothing was looked at; and none is violated.
    Inconclusive,
    /// The baseline speaks of a violation that is not there.
    StaleBaseline,
}

/// A named part of the catalogue.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
    clap::ValueEnum,
)]
#[serde(rename_all = "kebab-case")]
pub enum Profile {
    /// The reference page and the published types.
    Core,
    /// The Kubernetes API conventions.
    Kubernetes,
    /// Other platform documentation, and this project's own resolutions.
    Platform,
}

impl Verdict {
    /// The verdict in words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Conforms => "conforms",
            Self::Informational => "informational",
            Self::NotDeclared => "not declared",
            Self::Known => "known violation",
            Self::InconclusiveFixture => "inconclusive (fixture)",
            Self::InconclusiveTarget => "inconclusive (target)",
            Self::Flaky => "flaky",
            Self::Violates => "violates",
        }
    }

    /// Whether nothing can be said.
    pub const fn is_inconclusive(self) -> bool {
        matches!(
            self,
            Self::InconclusiveFixture | Self::InconclusiveTarget | Self::Flaky
        )
    }

    /// The verdict on something of which `self` and `other` were both found. A violation outranks everything; a part
    /// that could not be judged outranks parts that conform, so that it is never a silent pass.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let rank = |verdict: Self| match verdict {
            Self::NotDeclared => 0,
            Self::Informational => 1,
            Self::Conforms => 2,
            Self::Known => 3,
            Self::InconclusiveFixture => 4,
            Self::InconclusiveTarget => 5,
            Self::Flaky => 6,
            Self::Violates => 7,
        };
        if rank(self) >= rank(other) {
            self
        } else {
            other
        }
    }
}

impl From<&Stop> for Verdict {
    fn from(stop: &Stop) -> Self {
        match stop {
            Stop::Fixture(_) => Self::InconclusiveFixture,
            Stop::Target(_) => Self::InconclusiveTarget,
            Stop::NotDeclared(_) => Self::NotDeclared,
        }
    }
}

impl From<&Outcome> for Verdict {
    fn from(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Conforms => Self::Conforms,
            Outcome::Violates(_) => Self::Violates,
            Outcome::Flaky(_) => Self::Flaky,
            Outcome::Informational(_) => Self::Informational,
            Outcome::Unanswered(_) => Self::InconclusiveTarget,
        }
    }
}

impl std::fmt::Display for Stop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Fixture(why) | Self::Target(why) => f.write_str(why),
            Self::NotDeclared(what) => write!(f, "needs {what}"),
        }
    }
}

impl std::fmt::Display for Reproduced {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.times, self.of)
    }
}

impl Overall {
    /// The verdict on a set of requirements with their levels.
    ///
    /// Only MUST is binding; with `strict` SHOULD is too. A set of which nothing at all was looked at has no verdict.
    pub fn of(verdicts: impl IntoIterator<Item = (Level, Verdict)>, strict: bool) -> Self {
        let mut overall = Self::Conformant;
        let mut looked_at = false;
        for (level, verdict) in verdicts {
            looked_at |= verdict != Verdict::NotDeclared;
            if level == Level::May || (level == Level::Should && !strict) {
                continue;
            }
            match verdict {
                Verdict::Violates => return Self::Violations,
                verdict if verdict.is_inconclusive() => overall = Self::Inconclusive,
                _ => {}
            }
        }
        if looked_at {
            overall
        } else {
            Self::Inconclusive
        }
    }

    /// The exit status of a run with this verdict.
    pub const fn exit_status(self) -> u8 {
        match self {
            Self::Conformant => 0,
            Self::Violations | Self::StaleBaseline => 1,
            Self::Inconclusive => 3,
        }
    }

    /// The verdict in words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Conformant => "conformant",
            Self::Violations => "violations",
            Self::Inconclusive => "inconclusive",
            Self::StaleBaseline => "stale baseline",
        }
    }
}

impl Profile {
    /// Every profile.
    pub const ALL: [Self; 3] = [Self::Core, Self::Kubernetes, Self::Platform];

    /// The profile a requirement belongs to.
    pub const fn of(requirement: &Requirement) -> Self {
        match requirement.origin {
            Origin::DocPage | Origin::PublishedTypes => Self::Core,
            Origin::KubernetesConvention => Self::Kubernetes,
            Origin::PlatformDocsOrCli | Origin::Resolution => Self::Platform,
        }
    }

    /// The profile's name on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Core => "core",
            Self::Kubernetes => "kubernetes",
            Self::Platform => "platform",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_not_be_judged_is_never_a_pass() {
        assert_eq!(
            Verdict::Conforms.and(Verdict::InconclusiveFixture),
            Verdict::InconclusiveFixture
        );
        assert_eq!(
            Verdict::InconclusiveTarget.and(Verdict::Violates),
            Verdict::Violates
        );
        assert_eq!(
            Verdict::NotDeclared.and(Verdict::Conforms),
            Verdict::Conforms
        );
        assert_eq!(Verdict::Known.and(Verdict::Flaky), Verdict::Flaky);
        assert_eq!(Verdict::Known.and(Verdict::Conforms), Verdict::Known);
    }

    #[test]
    fn should_binds_only_when_strict() {
        let verdicts = [
            (Level::Should, Verdict::Violates),
            (Level::Must, Verdict::Conforms),
        ];
        assert_eq!(Overall::of(verdicts, false), Overall::Conformant);
        assert_eq!(Overall::of(verdicts, true), Overall::Violations);
        assert_eq!(
            Overall::of([(Level::Must, Verdict::InconclusiveFixture)], false),
            Overall::Inconclusive
        );
        let undeclared = [(Level::Must, Verdict::NotDeclared)];
        assert_eq!(Overall::of(undeclared, false), Overall::Inconclusive);
        let both = [
            (Level::Must, Verdict::InconclusiveFixture),
            (Level::Must, Verdict::Violates),
        ];
        assert_eq!(Overall::of(both, false), Overall::Violations);
    }
}
