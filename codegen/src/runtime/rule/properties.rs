//! `minProperties` and `maxProperties`.

use super::super::{CauseReason, Path, Violation};
use super::Cite;

/// Checks that an object of `count` members has at least `limit`.
#[inline]
pub fn min_properties(
    path: &Path<'_>,
    count: usize,
    limit: usize,
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    if count < limit {
        let message = format!("must have at least {limit} members, has {count}");
        violations.push(cite.broken(
            path,
            "minProperties",
            CauseReason::FieldValueInvalid,
            message,
        ));
    }
}

/// Checks that an object of `count` members has at most `limit`.
#[inline]
pub fn max_properties(
    path: &Path<'_>,
    count: usize,
    limit: usize,
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    if count > limit {
        let message = format!("must have at most {limit} members, has {count}");
        violations.push(cite.broken(
            path,
            "maxProperties",
            CauseReason::FieldValueTooMany,
            message,
        ));
    }
}
