//! `x-requirements` and the look-up of requirement ids.

use openapiv3::Schema;
use serde_json::Value;

use super::Lowering;
use crate::diagnostic::Code;
use crate::model::Release;
use crate::pointer::Pointer;
use crate::suggest;

/// The extensions a member of an object may have.
pub(super) const EXTENSIONS: &[&str] = &[
    "x-requirements",
    "x-semantic-rules",
    "x-always-written",
    "x-since",
];

/// Vendor extensions as the OpenAPI model keeps them.
pub(super) type Extensions<'f, 'a> = &'f (dyn Fn(&str) -> Option<&'a Value> + 'f);

/// The extensions of a schema.
pub(super) fn of_schema<'a>(schema: &'a Schema) -> impl Fn(&str) -> Option<&'a Value> {
    |name| schema.schema_data.extensions.get(name)
}

impl Lowering<'_> {
    /// Whether the catalogue has that id; reports it when not.
    pub(super) fn requirement(&mut self, id: &str, at: &Pointer) -> bool {
        let known = self.requirements.contains(id);
        if !known {
            let help = match suggest::nearest(id, self.requirements.iter().copied()) {
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
    pub(super) fn published(
        &mut self,
        extensions: Extensions<'_, '_>,
        at: &Pointer,
        keywords: &[&str],
    ) -> Vec<(String, String)> {
        let word = "x-requirements";
        let Some(value) = extensions(word) else {
            return Vec::new();
        };
        let at = at.child(word);
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
    pub(super) fn since(
        &mut self,
        extensions: Extensions<'_, '_>,
        at: &Pointer,
    ) -> Option<Release> {
        let word = "x-since";
        let value = extensions(word)?;
        let release = value.as_str().and_then(|text| text.parse().ok());
        let later = release.filter(|release| self.releases.iter().skip(1).any(|r| r == release));
        if later.is_none() {
            let known: Vec<String> = self
                .releases
                .iter()
                .skip(1)
                .map(ToString::to_string)
                .collect();
            let help = match known.as_slice() {
                [] => "list the releases under x-platforms first".to_owned(),
                known => format!("one of these, in quotes: {}", known.join(", ")),
            };
            let message = format!("{word} names a release of x-platforms after the first");
            self.report_value(Code::InvalidRule, &at.child(word), message, help);
        }
        later
    }

    /// A flag such as `x-always-written`.
    pub(super) fn flag(
        &mut self,
        extensions: Extensions<'_, '_>,
        at: &Pointer,
        word: &str,
    ) -> bool {
        match extensions(word) {
            None => false,
            Some(Value::Bool(flag)) => *flag,
            Some(_) => {
                self.report_value(
                    Code::InvalidRule,
                    &at.child(word),
                    format!("{word} is true or false"),
                    "",
                );
                false
            }
        }
    }

    /// Reports an extension that means nothing where it stands.
    pub(super) fn misplaced(
        &mut self,
        extensions: Extensions<'_, '_>,
        at: &Pointer,
        words: &[&str],
        place: &str,
    ) {
        for word in words {
            if extensions(word).is_some() {
                let message = format!("{word} has no meaning on {place}");
                self.report(
                    Code::InvalidRule,
                    &at.child(word),
                    message,
                    "move it to the member or object it is about",
                );
            }
        }
    }
}
