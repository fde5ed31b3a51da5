//! Platform releases, and the contract as each of them has it.

use std::fmt;
use std::str::FromStr;

use super::{Body, Constraint, Model, Rule};

/// A platform release such as `3.3`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Release {
    major: u32,
    minor: u32,
}

/// Releases that share one contract, and that contract.
#[derive(Debug)]
pub(crate) struct Variant {
    /// The releases, in rising order; never none.
    pub(crate) releases: Vec<Release>,
    /// The contract.
    pub(crate) model: Model,
}

impl FromStr for Release {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (major, minor) = text.split_once('.').ok_or(())?;
        let number = |digits: &str| {
            digits
                .parse()
                .ok()
                .filter(|number: &u32| number.to_string() == digits)
                .ok_or(())
        };
        Ok(Self {
            major: number(major)?,
            minor: number(minor)?,
        })
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

impl Variant {
    /// The Rust module: that of the first release, `v3_3`.
    pub(crate) fn module(&self) -> String {
        self.releases
            .first()
            .map(|release| format!("v{}_{}", release.major, release.minor))
            .unwrap_or_default()
    }
}

impl Model {
    /// The contract release by release; neighbours with the same contract are one variant. None when the document
    /// speaks of no releases.
    pub(crate) fn variants(&self) -> Vec<Variant> {
        let mut variants: Vec<Variant> = Vec::new();
        for release in &self.releases {
            let model = self.at(*release);
            match variants.last_mut() {
                Some(last) if last.model == model => last.releases.push(*release),
                _ => variants.push(Variant {
                    releases: vec![*release],
                    model,
                }),
            }
        }
        variants
    }

    /// The contract without what came after `release`.
    fn at(&self, release: Release) -> Self {
        let mut model = self.clone();
        for schema in &mut model.schemas {
            let Body::Object(object) = &mut schema.body else {
                continue;
            };
            object
                .fields
                .retain(|field| field.since.is_none_or(|since| since <= release));
            let has = |name: &String| object.fields.iter().any(|field| field.name == *name);
            // a rule about members that are not there yet is no rule yet
            let binds = |rule: &Rule| match &rule.constraint {
                Constraint::AtMostOneOf(members) => members.iter().all(has),
                _ => true,
            };
            let rules = object.rules.iter().filter(|rule| binds(rule)).cloned();
            object.rules = rules.collect();
        }
        model
    }
}

#[cfg(test)]
mod tests {
    use super::Release;

    #[test]
    fn releases_compare_by_number() {
        let release = |text: &str| text.parse::<Release>().unwrap();
        assert!(release("3.9") < release("3.10") && release("3.10") < release("4.0"));
        for wrong in ["3", "3.", "v3.1", "3.01", "3.1.2", ""] {
            assert!(wrong.parse::<Release>().is_err(), "{wrong}");
        }
    }
}
