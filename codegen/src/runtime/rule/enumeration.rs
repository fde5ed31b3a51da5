//! `enum` of types that have no Rust enum.

use std::fmt::Display;

use serde::Serialize;
use serde_json::Value;

use super::super::{CauseReason, Path, Violation};
use super::Cite;
use super::json::same;

/// Checks that a value is one of the allowed ones.
#[inline]
pub fn listed<T: PartialEq + Display>(
    path: &Path<'_>,
    value: &T,
    allowed: &[T],
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    if !allowed.contains(value) {
        let allowed: Vec<String> = allowed.iter().map(ToString::to_string).collect();
        let message = format!(
            "{value} is not supported; supported: {}",
            allowed.join(", ")
        );
        violations.push(cite.broken(path, "enum", CauseReason::FieldValueNotSupported, message));
    }
}

/// Checks that a value of any type is written as one of the allowed ones, which are written as JSON.
pub fn listed_written<T: Serialize>(
    path: &Path<'_>,
    value: &T,
    allowed: &[&str],
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    // What cannot be written is none of them.
    let written = serde_json::to_value(value).unwrap_or_default();
    listed_json(path, &written, allowed, cite, violations);
}

/// Checks that a value is one of the allowed ones, which are written as JSON.
#[inline]
pub fn listed_json(
    path: &Path<'_>,
    value: &Value,
    allowed: &[&str],
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    let is_listed = allowed
        .iter()
        .any(|text| serde_json::from_str::<Value>(text).is_ok_and(|other| same(&other, value)));
    if !is_listed {
        let message = format!(
            "{value} is not supported; supported: {}",
            allowed.join(", ")
        );
        violations.push(cite.broken(path, "enum", CauseReason::FieldValueNotSupported, message));
    }
}
