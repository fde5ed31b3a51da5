//! The vendor extensions of this project, and where each may stand.

/// On an operation.
pub(super) const ON_OPERATION: &[&str] = &["x-rust-name"];

/// On a parameter.
pub(super) const ON_PARAMETER: &[&str] = &["x-requirements", "x-semantic-rules", "x-published"];

/// On a schema.
pub(super) const ON_SCHEMA: &[&str] = &[
    "x-requirements",
    "x-semantic-rules",
    "x-always-written",
    "x-since",
];

/// The words an entry of `x-semantic-rules` may have beside `requirement`.
pub(crate) const RULE_WORDS: &[&str] = &[
    "required",
    "format",
    "maxLength",
    "enum",
    "keys",
    "foldCase",
    "values",
    "items",
    "maxTotalBytes",
    "atMostOneOf",
    "atMostOneItem",
    "exclusiveItems",
    "banned",
];
