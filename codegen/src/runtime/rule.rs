//! One function per rule. Each looks at one value and appends a violation when the rule is broken.
//!
//! Looks are inlined into the validator. The reports about texts, items, entries and members are cold functions of their
//! own, which build the path where they need it, so that a valid value runs through straight code.

mod digest;
mod entries;
mod enumeration;
mod items;
mod json;
mod length;
mod members;
mod message;
mod multiple;
mod pattern;
mod properties;
mod range;
mod text;
mod unique;

use super::{Basis, CauseReason, Path, Requirement, Violation};

pub use entries::{keys, max_total_bytes, values};
pub use enumeration::{listed, listed_json, listed_written};
pub use items::{at_most_one_item, exclusive_items, items};
pub use length::{max_characters, max_items, min_characters, min_items};
pub use members::{at_most_one_of, banned, required};
pub use pattern::{Run, matches_runs, pattern};
pub use properties::{max_properties, min_properties};
pub use range::{maximum, minimum, multiple_of, multiple_of_number};
pub use text::{format, has_format, max_length, one_of};
pub use unique::{list_map_keys, list_map_keys_json, unique_items, unique_json};

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

    /// The violation of this rule.
    fn broken(
        self,
        path: &Path<'_>,
        keyword: &'static str,
        reason: CauseReason,
        message: String,
    ) -> Violation {
        Violation {
            path: path.text(),
            keyword,
            reason,
            message,
            requirement: self.requirement,
            basis: self.basis,
        }
    }
}
