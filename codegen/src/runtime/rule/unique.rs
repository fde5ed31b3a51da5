//! `uniqueItems` and `x-kubernetes-list-map-keys`.

use serde_json::Value;

use super::super::{CauseReason, Path, Violation};
use super::Cite;
use super::json::same;

/// Checks that no item of a list repeats an earlier one.
#[inline]
pub fn unique_items<T: PartialEq>(
    path: &Path<'_>,
    items: &[T],
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    repeated(
        path,
        items,
        |a, b| a == b,
        ("uniqueItems", "repeats item"),
        cite,
        violations,
    );
}

/// The same for items of any type: numbers are equal by value, however they are written.
pub fn unique_json(path: &Path<'_>, items: &[Value], cite: Cite, violations: &mut Vec<Violation>) {
    let words = ("uniqueItems", "repeats item");
    repeated(path, items, same, words, cite, violations);
}

/// Checks that no two items of a list have the same values in the members that tell them apart.
#[inline]
pub fn list_map_keys<T>(
    path: &Path<'_>,
    items: &[T],
    same: impl Fn(&T, &T) -> bool,
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    let words = ("x-kubernetes-list-map-keys", "has the same keys as item");
    repeated(path, items, same, words, cite, violations);
}

fn repeated<T>(
    path: &Path<'_>,
    items: &[T],
    same: impl Fn(&T, &T) -> bool,
    (keyword, words): (&'static str, &str),
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    for (index, item) in items.iter().enumerate() {
        if let Some(first) = items[..index]
            .iter()
            .position(|earlier| same(earlier, item))
        {
            let message = format!("{words} {first}");
            violations.push(cite.broken(
                &path.index(index),
                keyword,
                CauseReason::FieldValueDuplicate,
                message,
            ));
        }
    }
}
