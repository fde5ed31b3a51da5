//! Constraint keywords of JSON Schema as data.

use super::super::Format;
use super::super::rule::Run;

/// What a keyword demands of a value.
#[derive(Debug, Clone, Copy)]
pub enum Keyword {
    /// `minimum`; with `true`, the limit itself is too small.
    Minimum(Bound, bool),
    /// `maximum`; with `true`, the limit itself is too large.
    Maximum(Bound, bool),
    /// `multipleOf`
    MultipleOf(Bound),
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
    /// `uniqueItems`
    UniqueItems,
    /// `x-kubernetes-list-map-keys`: the members that tell items apart
    ListMapKeys(&'static [&'static str]),
    /// `minProperties`
    MinProperties(usize),
    /// `maxProperties`
    MaxProperties(usize),
    /// `enum` of a type that has no Rust enum; each value as JSON
    Enum(&'static [&'static str]),
}

/// A limit of numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bound {
    /// Of whole numbers.
    Whole(i128),
    /// Of any numbers.
    Float(f64),
}

/// A regular expression.
#[derive(Debug, Clone, Copy)]
pub struct Pattern {
    /// As the document has it.
    pub source: &'static str,
    /// How values are compared with it.
    pub matcher: Matcher,
}

/// How a value is compared with a pattern.
#[derive(Debug, Clone, Copy)]
pub enum Matcher {
    /// A named format is the same thing.
    Format(Format),
    /// Runs of ASCII classes, from the first byte to the last.
    Runs(&'static [Run]),
    /// A regular expression of the `regex` crate, with its words.
    Regex(&'static str, fn(&str) -> bool),
}

impl Keyword {
    /// The word of the schema, as violations have it.
    pub const fn word(&self) -> &'static str {
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

impl Pattern {
    /// Whether a text matches.
    pub fn matches(&self, text: &str) -> bool {
        match self.matcher {
            Matcher::Format(format) => format.accepts(text),
            Matcher::Runs(runs) => super::super::rule::matches_runs(text, runs),
            Matcher::Regex(_, is_match) => is_match(text),
        }
    }
}
