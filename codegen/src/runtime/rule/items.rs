//! Rules about the items of a list.

use super::super::{CauseReason, Format, Path, Violation};
use super::Cite;
use super::text::invalid;

/// Checks every item of a list of texts against a format.
#[inline]
pub fn items(
    path: &Path<'_>,
    list: &[String],
    format: Format,
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    for (index, item) in list.iter().enumerate() {
        if !format.accepts(item) {
            report_item(*path, (index, item), format, cite, violations);
        }
    }
}

#[cold]
fn report_item(
    path: Path<'_>,
    (index, item): (usize, &str),
    format: Format,
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    violations.push(cite.broken(
        &path.index(index),
        "items",
        CauseReason::FieldValueInvalid,
        invalid(item, format),
    ));
}

/// Checks that at most one item of a list has a flag set; `count` is how many have.
#[inline]
pub fn at_most_one_item(
    path: &Path<'_>,
    flag: &str,
    count: usize,
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    if count > 1 {
        report_flags(*path, flag, count, cite, violations);
    }
}

#[cold]
fn report_flags(
    path: Path<'_>,
    flag: &str,
    count: usize,
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    let message = format!("{count} items have {flag} set to true; at most one may");
    violations.push(cite.broken(
        &path,
        "atMostOneItem",
        CauseReason::FieldValueInvalid,
        message,
    ));
}

/// Checks that two words do not stand in one list together.
#[inline]
pub fn exclusive_items(
    path: &Path<'_>,
    items: &[String],
    words: [&str; 2],
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    if words
        .iter()
        .all(|word| items.iter().any(|item| item == word))
    {
        report_exclusive(*path, words, cite, violations);
    }
}

#[cold]
fn report_exclusive(
    path: Path<'_>,
    [one, other]: [&str; 2],
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    let message = [one, " and ", other, " exclude each other"].concat();
    violations.push(cite.broken(
        &path,
        "exclusiveItems",
        CauseReason::FieldValueInvalid,
        message,
    ));
}
