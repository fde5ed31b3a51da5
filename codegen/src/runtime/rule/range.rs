//! `minimum`, `maximum` and `multipleOf`.

use std::fmt::Display;

use super::super::{CauseReason, Path, Violation};
use super::Cite;
use super::multiple::is_multiple;

/// Checks that a number is at least `limit`, or greater where the limit is exclusive.
#[inline]
pub fn minimum<N: Copy + PartialOrd + Display>(
    path: &Path<'_>,
    value: N,
    (limit, exclusive): (N, bool),
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    if value < limit || (exclusive && value <= limit) {
        let bound = if exclusive {
            "greater than"
        } else {
            "at least"
        };
        let message = format!("must be {bound} {limit}, is {value}");
        violations.push(cite.broken(path, "minimum", CauseReason::FieldValueInvalid, message));
    }
}

/// Checks that a number is at most `limit`, or less where the limit is exclusive.
#[inline]
pub fn maximum<N: Copy + PartialOrd + Display>(
    path: &Path<'_>,
    value: N,
    (limit, exclusive): (N, bool),
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    if value > limit || (exclusive && value >= limit) {
        let bound = if exclusive { "less than" } else { "at most" };
        let message = format!("must be {bound} {limit}, is {value}");
        violations.push(cite.broken(path, "maximum", CauseReason::FieldValueInvalid, message));
    }
}

/// Checks that a whole number is a multiple of `step`.
#[inline]
pub fn multiple_of(
    path: &Path<'_>,
    value: i128,
    step: i128,
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    if step != 0 && value % step != 0 {
        let message = format!("must be a multiple of {step}, is {value}");
        violations.push(cite.broken(path, "multipleOf", CauseReason::FieldValueInvalid, message));
    }
}

/// Checks that a number is a multiple of `step`, both as the decimal fractions that they are written as.
#[inline]
pub fn multiple_of_number(
    path: &Path<'_>,
    value: f64,
    step: f64,
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    if !is_multiple(value, step) {
        let message = format!("must be a multiple of {step}, is {value}");
        violations.push(cite.broken(path, "multipleOf", CauseReason::FieldValueInvalid, message));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_told_as_what_it_is() {
        let (path, cite) = (Path::ROOT, Cite::KEYWORD);
        let mut found = Vec::new();
        minimum(&path, 1, (2, false), cite, &mut found);
        minimum(&path, 2, (2, true), cite, &mut found);
        maximum(&path, 3, (2, false), cite, &mut found);
        maximum(&path, 2, (2, true), cite, &mut found);
        let told: Vec<&str> = found.iter().map(|it| it.message.as_str()).collect();
        assert_eq!(
            told,
            [
                "must be at least 2, is 1",
                "must be greater than 2, is 2",
                "must be at most 2, is 3",
                "must be less than 2, is 2",
            ]
        );
    }

    #[test]
    fn no_number_is_a_multiple_of_nothing_and_none_is_refused() {
        let mut found = Vec::new();
        multiple_of(&Path::ROOT, 5, 0, Cite::KEYWORD, &mut found);
        multiple_of(&Path::ROOT, 5, 1, Cite::KEYWORD, &mut found);
        assert_eq!(found, []);
    }
}
