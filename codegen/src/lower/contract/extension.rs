//! `x-requirements`, `x-since` and the other extensions of schemas and parameters.

use serde_json::Value;

use super::super::{Lowering, Node};
use crate::diagnostic::Code;
use crate::model::Release;
use crate::suggest;

/// The extensions a member of an object may have.
pub(super) const EXTENSIONS: &[&str] = &[
    "x-requirements",
    "x-semantic-rules",
    "x-always-written",
    "x-since",
];

impl Lowering<'_> {
    /// Whether the catalogue has that id; reports it when not.
    pub(super) fn requirement(&mut self, id: &str, at: &Node) -> bool {
        let Some(contract) = &self.contract else {
            return false;
        };
        let known = contract.requirements.contains(id);
        if !known {
            let help = match suggest::nearest(id, contract.requirements.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "add it to the catalogue first".to_owned(),
            };
            self.report_value(
                Code::UnknownRequirement,
                at,
                format!("there is no requirement `{id}`"),
                help,
            );
        }
        known
    }

    /// `x-requirements`: published keywords, each with its requirement. `keywords` are the ones the schema has.
    pub(super) fn published(&mut self, node: &Node, keywords: &[&str]) -> Vec<(String, String)> {
        let word = "x-requirements";
        let at = node.child(word);
        let Some(value) = self.value(&at) else {
            return Vec::new();
        };
        let Value::Object(entries) = value else {
            self.report(
                Code::InvalidRule,
                &at,
                format!("{word} maps keywords to requirement ids"),
                "",
            );
            return Vec::new();
        };
        let mut published = Vec::new();
        for (keyword, id) in entries {
            let at = at.child(keyword);
            if !keywords.contains(&keyword.as_str()) {
                let help = format!("it has: {}", keywords.join(", "));
                self.report(
                    Code::InvalidRule,
                    &at,
                    format!("the schema has no keyword `{keyword}`"),
                    help,
                );
                continue;
            }
            match id.as_str() {
                Some(id) if self.requirement(id, &at) => {
                    published.push((keyword.clone(), id.to_owned()));
                }
                Some(_) => {}
                None => self.report_value(Code::InvalidRule, &at, "a requirement id is a text", ""),
            }
        }
        published
    }

    /// `x-since`: the first release that has a member.
    pub(super) fn since(&mut self, node: &Node) -> Option<Release> {
        let word = "x-since";
        let at = node.child(word);
        let value = self.value(&at)?;
        let releases = self
            .contract
            .as_ref()
            .map_or(&[][..], |contract| &contract.releases);
        let later = releases.get(1..).unwrap_or_default();
        let release: Option<Release> = value.as_str().and_then(|text| text.parse().ok());
        let found = release.filter(|release| later.contains(release));
        if found.is_none() {
            let known: Vec<String> = later.iter().map(ToString::to_string).collect();
            let help = match known.as_slice() {
                [] => "list the releases under x-platforms first".to_owned(),
                known => format!("one of these, in quotes: {}", known.join(", ")),
            };
            let message = format!("{word} names a release of x-platforms after the first");
            self.report_value(Code::InvalidRule, &at, message, help);
        }
        found
    }

    /// `x-always-written`: whether a member is written even when it is empty.
    pub(super) fn always_written(&mut self, node: &Node) -> bool {
        let word = "x-always-written";
        let at = node.child(word);
        match self.value(&at) {
            None => false,
            Some(Value::Bool(flag)) => *flag,
            Some(_) => {
                self.report_value(
                    Code::InvalidRule,
                    &at,
                    format!("{word} is true or false"),
                    "",
                );
                false
            }
        }
    }

    /// Reports extensions that mean nothing where they stand.
    pub(super) fn misplaced(&mut self, node: &Node, words: &[&str], place: &str) {
        for word in words {
            let at = node.child(word);
            if self.value(&at).is_some() {
                let message = format!("{word} has no meaning on {place}");
                self.report(
                    Code::InvalidRule,
                    &at,
                    message,
                    "move it to the member or object it is about",
                );
            }
        }
    }
}
