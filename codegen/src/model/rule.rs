//! A semantic rule.

use crate::pointer::Pointer;
use crate::runtime::Format;

/// A rule that the published schema lacks, with the requirement it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rule {
    /// Requirement id.
    pub(crate) requirement: String,
    /// What it demands.
    pub(crate) constraint: Constraint,
    /// Where the document says so, for messages about it.
    pub(crate) at: Pointer,
}

/// What a rule demands of a value. The runtime's `Constraint` says what each means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Constraint {
    /// `required: true`
    Required,
    /// `format: NAME`
    Format(Format),
    /// `maxLength: N`
    MaxLength(usize),
    /// `enum: [..]`
    OneOf(Vec<String>),
    /// `keys: NAME`, with `foldCase`
    Keys(Format, bool),
    /// `values: NAME`
    Values(Format),
    /// `items: NAME`
    Items(Format),
    /// `maxTotalBytes: N`
    MaxTotalBytes(usize),
    /// `atMostOneOf: [members]`
    AtMostOneOf(Vec<String>),
    /// `atMostOneItem: member`
    AtMostOneItem(String),
    /// `exclusiveItems: [a, b]`
    ExclusiveItems([String; 2]),
    /// `banned: {member: value}`
    Banned(Vec<(String, String)>),
}

impl Constraint {
    /// The word the spec uses for it.
    pub(crate) const fn word(&self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Format(_) => "format",
            Self::MaxLength(_) => "maxLength",
            Self::OneOf(_) => "enum",
            Self::Keys(..) => "keys",
            Self::Values(_) => "values",
            Self::Items(_) => "items",
            Self::MaxTotalBytes(_) => "maxTotalBytes",
            Self::AtMostOneOf(_) => "atMostOneOf",
            Self::AtMostOneItem(_) => "atMostOneItem",
            Self::ExclusiveItems(_) => "exclusiveItems",
            Self::Banned(_) => "banned",
        }
    }
}
