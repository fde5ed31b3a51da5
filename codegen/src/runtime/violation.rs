//! What a validator reports.

use std::fmt;

use super::{Path, Requirement};

/// One broken rule at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// JSON path of the offending value, such as `sourceVirtualCluster.name`.
    pub path: String,
    /// The keyword or rule word that is broken, such as `minLength`.
    pub keyword: &'static str,
    /// The cause reason Kubernetes uses for it in `Status.details.causes[].reason`.
    pub reason: CauseReason,
    /// A sentence for people; it quotes at most [`QUOTE_LIMIT`] characters of the value.
    pub message: String,
    /// The requirement that is broken, where a catalogue has one.
    pub requirement: Option<&'static Requirement>,
    /// Whether the published schema says so, or a semantic rule that it lacks.
    pub basis: Basis,
}

/// How many characters of an offending value a message quotes.
pub const QUOTE_LIMIT: usize = 80;

/// Where a broken rule is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basis {
    /// In the schema that the platform itself publishes.
    PublishedSchema,
    /// In the requirements catalogue only.
    SemanticRule,
}

/// The cause reasons of `metav1.CauseType` that field validation uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CauseReason {
    /// A value is missing or empty.
    FieldValueRequired,
    /// A value is malformed.
    FieldValueInvalid,
    /// A value is none of the allowed ones.
    FieldValueNotSupported,
    /// A value is longer than allowed.
    FieldValueTooLong,
    /// A list or map has too many entries.
    FieldValueTooMany,
    /// A value may not be given in this combination.
    FieldValueForbidden,
    /// A value repeats one that must be unique.
    FieldValueDuplicate,
    /// A value names something that does not exist.
    FieldValueNotFound,
    /// A value has the wrong JSON type.
    FieldValueTypeInvalid,
}

impl CauseReason {
    /// The reason as it stands in a `Status`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FieldValueRequired => "FieldValueRequired",
            Self::FieldValueInvalid => "FieldValueInvalid",
            Self::FieldValueNotSupported => "FieldValueNotSupported",
            Self::FieldValueTooLong => "FieldValueTooLong",
            Self::FieldValueTooMany => "FieldValueTooMany",
            Self::FieldValueForbidden => "FieldValueForbidden",
            Self::FieldValueDuplicate => "FieldValueDuplicate",
            Self::FieldValueNotFound => "FieldValueNotFound",
            Self::FieldValueTypeInvalid => "FieldValueTypeInvalid",
        }
    }
}

impl fmt::Display for CauseReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        match self.requirement {
            Some(requirement) => write!(f, "{} [{requirement}]", self.message),
            None => write!(f, "{} [{}]", self.message, self.keyword),
        }
    }
}

/// A value that knows the rules it must obey.
pub trait Validate {
    /// Appends every violation inside this value, which stands at `path`, to `violations`.
    ///
    /// A valid value costs no allocation.
    fn validate_at(&self, path: &Path<'_>, violations: &mut Vec<Violation>);

    /// Checks the value as a whole object and returns every violation, in the order of the schema.
    fn validate(&self) -> Result<(), Vec<Violation>> {
        let mut violations = Vec::new();
        self.validate_at(&Path::ROOT, &mut violations);
        if violations.is_empty() {
            Ok(())
        } else {
            Err(violations)
        }
    }
}
