//! One function per rule. Each looks at one value and appends a violation when the rule is broken.

mod enumeration;
mod json;
mod length;
mod multiple;
mod pattern;
mod properties;
mod range;
mod unique;

use std::collections::BTreeMap;

use super::violation::QUOTE_LIMIT;
use super::{Basis, CauseReason, Format, Path, Requirement, Violation};

pub use enumeration::{listed, listed_json, listed_written};
pub use length::{max_characters, max_items, min_characters, min_items};
pub use pattern::{Run, matches_runs, pattern};
pub use properties::{max_properties, min_properties};
pub use range::{maximum, minimum, multiple_of, multiple_of_number};
pub use unique::{list_map_keys, unique_items, unique_json};

/// Where a rule stands and what it belongs to: the constant part of every violation it can report.
#[derive(Debug, Clone, Copy)]
pub struct Cite {
    /// The requirement that is broken when the rule is, where a catalogue has one.
    pub requirement: Option<&'static Requirement>,
    /// Whether the rule comes from the published schema.
    pub basis: Basis,
}

impl Cite {
    /// A keyword of the published schema that no catalogue speaks of.
    pub const KEYWORD: Self = Self {
        requirement: None,
        basis: Basis::PublishedSchema,
    };

    /// A rule of the published schema.
    pub const fn schema(requirement: &'static Requirement) -> Self {
        Self {
            requirement: Some(requirement),
            basis: Basis::PublishedSchema,
        }
    }

    /// A semantic rule that the published schema lacks.
    pub const fn rule(requirement: &'static Requirement) -> Self {
        Self {
            requirement: Some(requirement),
            basis: Basis::SemanticRule,
        }
    }

    fn broken(
        self,
        path: &Path<'_>,
        keyword: &'static str,
        reason: CauseReason,
        message: String,
    ) -> Violation {
        Violation {
            path: path.to_string(),
            keyword,
            reason,
            message,
            requirement: self.requirement,
            basis: self.basis,
        }
    }
}

/// Reports that a value is missing or empty.
pub fn required(path: &Path<'_>, empty: bool, cite: Cite, violations: &mut Vec<Violation>) {
    if empty {
        violations.push(cite.broken(
            path,
            "required",
            CauseReason::FieldValueRequired,
            "a value is required".to_owned(),
        ));
    }
}

/// Checks a text against a named format. An empty text is absent and passes.
pub fn format(
    path: &Path<'_>,
    value: &str,
    format: Format,
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    if !value.is_empty() && !format.accepts(value) {
        let message = format!("{} is invalid: {}", quoted(value), format.describe());
        violations.push(cite.broken(path, "format", CauseReason::FieldValueInvalid, message));
    }
}

/// Checks a text against a named format; unlike with [`format()`], an empty one too.
pub fn has_format(
    path: &Path<'_>,
    value: &str,
    format: Format,
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    if !format.accepts(value) {
        let message = format!("{} is invalid: {}", quoted(value), format.describe());
        violations.push(cite.broken(path, "format", CauseReason::FieldValueInvalid, message));
    }
}

/// Checks that a text has at most `limit` bytes.
pub fn max_length(
    path: &Path<'_>,
    value: &str,
    limit: usize,
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    if value.len() > limit {
        let message = format!("must have at most {limit} bytes, has {}", value.len());
        violations.push(cite.broken(path, "maxLength", CauseReason::FieldValueTooLong, message));
    }
}

/// Checks that a text is one of the allowed ones. An empty text is absent and passes.
pub fn one_of(
    path: &Path<'_>,
    value: &str,
    allowed: &[&str],
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    if !value.is_empty() && !allowed.contains(&value) {
        let message = format!(
            "{} is not supported; supported: {}",
            quoted(value),
            allowed.join(", ")
        );
        violations.push(cite.broken(path, "enum", CauseReason::FieldValueNotSupported, message));
    }
}

/// Checks that at most one of several members of an object is set; `set` lists the ones that are.
///
/// The violation stands at the object, since no single member is the wrong one.
pub fn at_most_one_of(
    path: &Path<'_>,
    members: &[(&str, bool)],
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    if members.iter().filter(|(_, set)| *set).count() > 1 {
        let names: Vec<&str> = members
            .iter()
            .filter(|(_, set)| *set)
            .map(|(name, _)| *name)
            .collect();
        let message = format!(
            "{} exclude each other; set at most one",
            names.join(" and ")
        );
        violations.push(cite.broken(
            path,
            "atMostOneOf",
            CauseReason::FieldValueForbidden,
            message,
        ));
    }
}

/// Checks that at most one item of a list has a flag set; `count` is how many have.
pub fn at_most_one_item(
    path: &Path<'_>,
    flag: &str,
    count: usize,
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    if count > 1 {
        let message = format!("{count} items have {flag} set to true; at most one may");
        violations.push(cite.broken(
            path,
            "atMostOneItem",
            CauseReason::FieldValueInvalid,
            message,
        ));
    }
}

/// Checks that two words do not stand in one list together.
pub fn exclusive_items(
    path: &Path<'_>,
    items: &[String],
    words: [&str; 2],
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    if words
        .iter()
        .all(|word| items.iter().any(|item| item == word))
    {
        let message = format!("{} and {} exclude each other", words[0], words[1]);
        violations.push(cite.broken(
            path,
            "exclusiveItems",
            CauseReason::FieldValueInvalid,
            message,
        ));
    }
}

/// Checks that an object is not the one combination of values that is banned.
pub fn banned(
    path: &Path<'_>,
    matches: bool,
    what: &str,
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    if matches {
        violations.push(cite.broken(
            path,
            "banned",
            CauseReason::FieldValueInvalid,
            format!("{what} is not allowed here"),
        ));
    }
}

/// Checks every key of a map against a format. With `fold_case` the key is compared in lower case.
pub fn keys(
    path: &Path<'_>,
    map: &BTreeMap<String, String>,
    format: Format,
    fold_case: bool,
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    for key in map.keys() {
        let accepted = if fold_case && key.bytes().any(|byte| byte.is_ascii_uppercase()) {
            format.accepts(&key.to_ascii_lowercase())
        } else {
            format.accepts(key)
        };
        if !accepted {
            let message = format!("key {} is invalid: {}", quoted(key), format.describe());
            violations.push(cite.broken(
                &path.key(key),
                "keys",
                CauseReason::FieldValueInvalid,
                message,
            ));
        }
    }
}

/// Checks every value of a map against a format. Unlike [`format()`], an empty value is looked at too.
pub fn values(
    path: &Path<'_>,
    map: &BTreeMap<String, String>,
    format: Format,
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    for (key, value) in map {
        if !format.accepts(value) {
            let message = format!("{} is invalid: {}", quoted(value), format.describe());
            violations.push(cite.broken(
                &path.key(key),
                "values",
                CauseReason::FieldValueInvalid,
                message,
            ));
        }
    }
}

/// Checks every item of a list of texts against a format.
pub fn items(
    path: &Path<'_>,
    list: &[String],
    format: Format,
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    for (index, item) in list.iter().enumerate() {
        if !format.accepts(item) {
            let message = format!("{} is invalid: {}", quoted(item), format.describe());
            violations.push(cite.broken(
                &path.index(index),
                "items",
                CauseReason::FieldValueInvalid,
                message,
            ));
        }
    }
}

/// Checks that the keys and values of a map together have at most `limit` bytes.
pub fn max_total_bytes(
    path: &Path<'_>,
    map: &BTreeMap<String, String>,
    limit: usize,
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    let total: usize = map.iter().map(|(key, value)| key.len() + value.len()).sum();
    if total > limit {
        let message =
            format!("keys and values must have at most {limit} bytes together, have {total}");
        violations.push(cite.broken(
            path,
            "maxTotalBytes",
            CauseReason::FieldValueTooLong,
            message,
        ));
    }
}

fn quoted(value: &str) -> String {
    match value.char_indices().nth(QUOTE_LIMIT) {
        Some((end, _)) => format!("{:?}...", &value[..end]),
        None => format!("{value:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::requirement::{EnforcedBy, Level, Observation, Origin};
    use super::*;

    static ANY: Requirement = Requirement {
        id: "any",
        level: Level::Must,
        origin: Origin::Resolution,
        enforced_by: EnforcedBy::Handler,
        versions: "3.0+",
        statement: "",
        source: "",
        observation: Observation::Exempt(""),
    };

    #[test]
    fn long_values_are_quoted_in_part_and_on_a_character_boundary() {
        let mut violations = Vec::new();
        let value = "é".repeat(QUOTE_LIMIT + 1);
        format(
            &Path::ROOT,
            &value,
            Format::Dns1123Label,
            Cite::rule(&ANY),
            &mut violations,
        );
        let message = &violations[0].message;
        assert!(
            message.starts_with(&format!("\"{}\"...", "é".repeat(QUOTE_LIMIT))),
            "{message}"
        );
    }

    #[test]
    fn an_object_with_both_members_is_reported_at_the_object() {
        let mut violations = Vec::new();
        let owner = Path::ROOT.field("owner");
        at_most_one_of(
            &owner,
            &[("user", true), ("team", true)],
            Cite::rule(&ANY),
            &mut violations,
        );
        assert_eq!(violations[0].path, "owner");
        violations.clear();
        at_most_one_of(
            &owner,
            &[("user", true), ("team", false)],
            Cite::rule(&ANY),
            &mut violations,
        );
        assert!(violations.is_empty());
    }

    #[test]
    fn annotation_keys_are_compared_in_lower_case() {
        let map = BTreeMap::from([("Example.COM/Key".to_owned(), String::new())]);
        let mut violations = Vec::new();
        keys(
            &Path::ROOT,
            &map,
            Format::QualifiedName,
            true,
            Cite::rule(&ANY),
            &mut violations,
        );
        assert!(violations.is_empty());
        keys(
            &Path::ROOT,
            &map,
            Format::QualifiedName,
            false,
            Cite::rule(&ANY),
            &mut violations,
        );
        assert_eq!(violations[0].path, "[Example.COM/Key]");
    }
}
