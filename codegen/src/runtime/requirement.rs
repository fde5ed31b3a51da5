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

impl Requirement {
    /// Whether it applies to a platform release such as `3.3`.
    ///
    /// `versions` is one release (`3.3`), a span (`3.0-3.2`), or a release and everything after it within the same
    /// major version (`3.3+`), since the endpoint did not come along into the next.
    pub fn applies_to(&self, platform: &str) -> bool {
        let Some(platform) = release(platform) else {
            return false;
        };
        let (first, last) = match self.versions.split_once('-') {
            Some((first, last)) if !first.ends_with('+') && release(last).is_some() => {
                (release(first), release(last))
            }
            _ => match self.versions.strip_suffix('+') {
                Some(first) => (
                    release(first),
                    release(first).map(|(major, _)| (major, u32::MAX)),
                ),
                None => (release(self.versions), release(self.versions)),
            },
        };
        match (first, last) {
            (Some(first), Some(last)) => first <= platform && platform <= last,
            _ => false,
        }
    }
}

/// Major and minor number of a release; what follows them, such as `.0-alpha.12`, does not count.
fn release(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.split('.');
    let (major, minor) = (parts.next()?, parts.next()?);
    Some((major.parse().ok()?, minor.parse().ok()?))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn applies(versions: &'static str, platform: &str) -> bool {
        let requirement = Requirement {
            id: "any",
            level: Level::Must,
            origin: Origin::Resolution,
            enforced_by: EnforcedBy::Handler,
            versions,
            statement: "",
            source: "",
            observation: Observation::Exempt(""),
        };
        requirement.applies_to(platform)
    }

    #[test]
    fn versions_say_to_which_platforms_a_requirement_applies() {
        for (versions, yes, no) in [
            ("3.0+", &["3.0", "3.2", "3.4"][..], &["2.9", "4.0"][..]),
            ("3.3+", &["3.3", "3.4"], &["3.2", "4.0"]),
            ("3.0-3.2", &["3.0", "3.1", "3.2"], &["3.3"]),
            ("3.3", &["3.3"], &["3.2", "3.4"]),
            ("4.0.0-alpha.12+", &["4.0"], &["3.4"]),
            ("nonsense", &[], &["3.4"]),
        ] {
            for platform in yes {
                assert!(
                    applies(versions, platform),
                    "{versions} should apply to {platform}"
                );
            }
            for platform in no {
                assert!(
                    !applies(versions, platform),
                    "{versions} should not apply to {platform}"
                );
            }
        }
    }
}
