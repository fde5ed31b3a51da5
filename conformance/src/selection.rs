//! Which checks run.

use generated::runtime::{Platform, Requirement};
use globset::{Glob, GlobSet, GlobSetBuilder};

use crate::check::Check;
use crate::config::closest;
use crate::verdict::Profile;

/// A choice of profiles and checks, for one platform release; no profile and no pattern mean everything.
#[derive(Debug, Clone)]
pub struct Selection {
    platform: &'static Platform,
    profiles: Vec<Profile>,
    patterns: Vec<String>,
    globs: GlobSet,
}

/// A selection that selects nothing, or cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum SelectionError {
    /// A pattern is not a glob.
    #[error("--check {pattern:?} is not a pattern: {reason}")]
    Pattern {
        /// The pattern.
        pattern: String,
        /// Why.
        reason: String,
    },
    /// A pattern matches no check and no requirement of one.
    #[error("--check {pattern:?} matches no check{}; `conformance list` shows them", suggested.as_deref().map(|s| format!(" (did you mean {s}?)")).unwrap_or_default())]
    Unmatched {
        /// The pattern.
        pattern: String,
        /// A check or requirement that looks like it.
        suggested: Option<String>,
    },
    /// Every pattern matches something, yet nothing is left.
    #[error(
        "no check is left: none of those that --check names is about the platform release and the profiles given with --profile"
    )]
    Empty,
}

impl Selection {
    /// A selection of profiles, and of checks by id or by the id of a requirement they cover.
    pub fn new(
        platform: &'static Platform,
        profiles: Vec<Profile>,
        patterns: Vec<String>,
    ) -> Result<Self, SelectionError> {
        let mut globs = GlobSetBuilder::new();
        for pattern in &patterns {
            let wrong = |error: globset::Error| SelectionError::Pattern {
                pattern: pattern.clone(),
                reason: error.kind().to_string(),
            };
            globs.add(Glob::new(pattern).map_err(wrong)?);
        }
        let globs = globs.build().map_err(|error| SelectionError::Pattern {
            pattern: patterns.join(" "),
            reason: error.kind().to_string(),
        })?;
        Ok(Self {
            platform,
            profiles,
            patterns,
            globs,
        })
    }

    /// Whether findings on that requirement count: it applies to the platform and belongs to a selected profile.
    pub fn includes(&self, requirement: &Requirement) -> bool {
        requirement.applies_to(self.platform.name)
            && self.includes_profile(Profile::of(requirement))
    }

    /// The profiles that were asked for; none means all.
    pub fn asked_profiles(&self) -> &[Profile] {
        &self.profiles
    }

    /// The patterns that were asked for; none means all.
    pub fn patterns(&self) -> &[String] {
        &self.patterns
    }

    /// The platform release.
    pub fn platform(&self) -> &'static Platform {
        self.platform
    }

    fn includes_profile(&self, profile: Profile) -> bool {
        self.profiles.is_empty() || self.profiles.contains(&profile)
    }

    /// The profiles that count.
    pub fn profiles(&self) -> Vec<Profile> {
        Profile::ALL
            .into_iter()
            .filter(|profile| self.includes_profile(*profile))
            .collect()
    }

    /// The selected ones of `checks`; never none.
    pub fn apply<'c>(
        &self,
        checks: impl IntoIterator<Item = &'c Check>,
    ) -> Result<Vec<&'c Check>, SelectionError> {
        let checks: Vec<&Check> = checks.into_iter().collect();
        for pattern in &self.patterns {
            let only = Self::new(self.platform, Vec::new(), vec![pattern.clone()])?;
            if !checks.iter().any(|check| only.matches(check)) {
                let names = checks.iter().flat_map(|check| {
                    std::iter::once(check.id).chain(check.requirements.iter().map(|r| r.id))
                });
                return Err(SelectionError::Unmatched {
                    pattern: pattern.clone(),
                    suggested: closest(pattern, names),
                });
            }
        }
        let selected: Vec<&Check> = checks
            .into_iter()
            .filter(|check| {
                check
                    .requirements
                    .iter()
                    .any(|requirement| self.includes(requirement))
            })
            .filter(|check| self.patterns.is_empty() || self.matches(check))
            .collect();
        if selected.is_empty() {
            Err(SelectionError::Empty)
        } else {
            Ok(selected)
        }
    }

    fn matches(&self, check: &Check) -> bool {
        self.globs.is_match(check.id)
            || check
                .requirements
                .iter()
                .any(|requirement| self.globs.is_match(requirement.id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks;

    fn select(
        profiles: &[Profile],
        patterns: &[&str],
    ) -> Result<Vec<&'static str>, SelectionError> {
        let patterns = patterns
            .iter()
            .map(|pattern| (*pattern).to_owned())
            .collect();
        let selected = Selection::new(generated::platforms::NEWEST, profiles.to_vec(), patterns)?
            .apply(checks::all())?;
        Ok(selected.into_iter().map(|check| check.id).collect())
    }

    #[test]
    fn a_pattern_selects_by_check_and_by_requirement() {
        assert_eq!(
            select(&[], &["source/name-*"]).unwrap(),
            ["source/name-required"]
        );
        assert!(
            select(&[], &["src.name.required"])
                .unwrap()
                .contains(&"source/name-required")
        );
    }

    #[test]
    fn a_typo_is_an_error_with_a_suggestion() {
        let error = select(&[], &["source/name-requird"])
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("did you mean source/name-required?"),
            "{error}"
        );
        let error = select(&[], &["source/*", "nosuch/*"])
            .unwrap_err()
            .to_string();
        assert!(error.contains("nosuch/*"), "{error}");
    }

    #[test]
    fn an_empty_selection_is_an_error() {
        let error = select(&[Profile::Platform], &["content/request-yaml"]).unwrap_err();
        assert!(matches!(error, SelectionError::Empty), "{error}");
    }
}
