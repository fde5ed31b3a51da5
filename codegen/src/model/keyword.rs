//! A constraint keyword of a schema.

use serde_json::{Number, Value};

use crate::runtime::Format;

/// What a keyword demands of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Keyword {
    /// `minimum`; with `true`, the limit itself is too small.
    Minimum(Number, bool),
    /// `maximum`; with `true`, the limit itself is too large.
    Maximum(Number, bool),
    /// `multipleOf`
    MultipleOf(Number),
    /// `minLength`, in characters
    MinLength(usize),
    /// `maxLength`, in characters
    MaxLength(usize),
    /// `pattern`
    Pattern(Pattern),
    /// `format`
    Format(Format),
    /// `minItems`
    MinItems(usize),
    /// `maxItems`
    MaxItems(usize),
    /// `uniqueItems`, and `x-kubernetes-list-type: set`
    UniqueItems,
    /// `x-kubernetes-list-map-keys`: the members that tell items apart
    ListMapKeys(Vec<String>),
    /// `minProperties`
    MinProperties(usize),
    /// `maxProperties`
    MaxProperties(usize),
    /// `enum` of a type that has no Rust enum
    Enum(Vec<Value>),
}

impl Keyword {
    /// The word that OpenAPI has for it.
    pub(crate) const fn word(&self) -> &'static str {
        match self {
            Self::Minimum(..) => "minimum",
            Self::Maximum(..) => "maximum",
            Self::MultipleOf(_) => "multipleOf",
            Self::MinLength(_) => "minLength",
            Self::MaxLength(_) => "maxLength",
            Self::Pattern(_) => "pattern",
            Self::Format(_) => "format",
            Self::MinItems(_) => "minItems",
            Self::MaxItems(_) => "maxItems",
            Self::UniqueItems => "uniqueItems",
            Self::ListMapKeys(_) => "x-kubernetes-list-map-keys",
            Self::MinProperties(_) => "minProperties",
            Self::MaxProperties(_) => "maxProperties",
            Self::Enum(_) => "enum",
        }
    }
}

/// A regular expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pattern {
    /// As the document has it.
    pub(crate) source: String,
    /// How values are compared with it.
    pub(crate) matcher: Matcher,
}

/// How a value is compared with a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Matcher {
    /// A named format is the same thing.
    Format(Format),
    /// Runs of ASCII classes, one after the other, from the first byte to the last.
    Runs(Vec<Run>),
    /// A regular expression of the `regex` crate.
    Regex(String),
}

/// A run of bytes of one class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Run {
    /// The class: bit `n` stands for the ASCII character `n`.
    pub(crate) class: u128,
    /// The fewest bytes.
    pub(crate) min: usize,
    /// The most bytes; `None` for any number.
    pub(crate) max: Option<usize>,
}
