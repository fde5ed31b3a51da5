//! `minLength`, `maxLength`, `minItems` and `maxItems`.

use super::super::{CauseReason, Path, Violation};
use super::Cite;

/// Checks that a text has at least `limit` characters.
#[inline]
pub fn min_characters(
    path: &Path<'_>,
    value: &str,
    limit: usize,
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    // A character has at most four bytes, so that most texts need no counting.
    if value.len() < limit.saturating_mul(4) {
        let count = value.chars().count();
        if count < limit {
            let message = format!("must have at least {limit} characters, has {count}");
            violations.push(cite.broken(
                path,
                "minLength",
                CauseReason::FieldValueInvalid,
                message,
            ));
        }
    }
}

/// Checks that a text has at most `limit` characters.
#[inline]
pub fn max_characters(
    path: &Path<'_>,
    value: &str,
    limit: usize,
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    if value.len() > limit {
        let count = value.chars().count();
        if count > limit {
            let message = format!("must have at most {limit} characters, has {count}");
            violations.push(cite.broken(
                path,
                "maxLength",
                CauseReason::FieldValueTooLong,
                message,
            ));
        }
    }
}

/// Checks that a list of `count` items has at least `limit`.
#[inline]
pub fn min_items(
    path: &Path<'_>,
    count: usize,
    limit: usize,
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    if count < limit {
        let message = format!("must have at least {limit} items, has {count}");
        violations.push(cite.broken(path, "minItems", CauseReason::FieldValueInvalid, message));
    }
}

/// Checks that a list of `count` items has at most `limit`.
#[inline]
pub fn max_items(
    path: &Path<'_>,
    count: usize,
    limit: usize,
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    if count > limit {
        let message = format!("must have at most {limit} items, has {count}");
        violations.push(cite.broken(path, "maxItems", CauseReason::FieldValueTooMany, message));
    }
}
