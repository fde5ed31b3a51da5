//! A normative requirement of the catalogue (`spec/requirements.yaml`), as static data.

use std::fmt;

/// One row of the catalogue. Two requirements are equal when their ids are.
#[derive(Debug, Clone, Copy)]
pub struct Requirement {
    /// Stable, dotted, lower-case id such as `src.name.required`.
    pub id: &'static str,
    /// How binding it is, in the words of RFC 2119.
    pub level: Level,
    /// Where the statement comes from.
    pub origin: Origin,
    /// Which part of a server decides it.
    pub enforced_by: EnforcedBy,
    /// The platform releases it applies to, as written in the catalogue (`3.0+`, `3.0-3.3`).
    pub versions: &'static str,
    /// What is required, in one sentence.
    pub statement: &'static str,
    /// The public evidence for the statement.
    pub source: &'static str,
    /// How it shows from outside, or why it does not.
    pub observation: Observation,
}

/// RFC 2119 level of a requirement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// A server that does otherwise does not conform.
    Must,
    /// There may be valid reasons to do otherwise; reported as a warning.
    Should,
    /// Truly optional.
    May,
}

/// Where a requirement comes from. Profiles are built from this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// The reference page "Import Virtual Cluster".
    DocPage,
    /// The platform's published types and OpenAPI description.
    PublishedTypes,
    /// The Kubernetes API conventions and the generic API server.
    KubernetesConvention,
    /// Other platform documentation and its command-line tools.
    PlatformDocsOrCli,
    /// Nothing public decides it; this project does, and says why.
    Resolution,
}

/// The part of a server that decides whether a requirement holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EnforcedBy {
    /// The generic API server layer.
    GenericLayer,
    /// The import handler, or the platform's front.
    Handler,
    /// A convention that nothing enforces on this sub-resource: both outcomes are legal.
    NotEnforced,
    /// A rule for clients.
    Client,
}

/// How a requirement can be observed by somebody who only has the server's address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Observation {
    /// What to send and what to look at.
    Probe(&'static str),
    /// Why nothing can be sent that would show it.
    Exempt(&'static str),
}

impl PartialEq for Requirement {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Requirement {}

impl PartialOrd for Requirement {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Requirement {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.id.cmp(other.id)
    }
}

impl std::hash::Hash for Requirement {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.id.hash(state);
    }
}

impl fmt::Display for Requirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

impl Level {
    /// The level as RFC 2119 writes it: `MUST`, `SHOULD`, `MAY`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Must => "MUST",
            Self::Should => "SHOULD",
            Self::May => "MAY",
        }
    }
}

impl Origin {
    /// The catalogue's word for the origin, such as `doc-page`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DocPage => "doc-page",
            Self::PublishedTypes => "published-types",
            Self::KubernetesConvention => "kubernetes-convention",
            Self::PlatformDocsOrCli => "platform-docs-or-cli",
            Self::Resolution => "resolution",
        }
    }
}

impl EnforcedBy {
    /// The catalogue's word for the enforcing part, such as `generic-layer`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::GenericLayer => "generic-layer",
            Self::Handler => "handler",
            Self::NotEnforced => "not-enforced",
            Self::Client => "client",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
