//! `uniqueItems` and `x-kubernetes-list-map-keys`.

use std::hash::RandomState;

use serde::Serialize;
use serde_json::Value;

use super::super::{CauseReason, Path, Violation};
use super::Cite;
use super::digest::{digest, digest_json, digest_members};
use super::json::same;

/// Lists up to this length are compared item by item, which takes no memory.
const SHORT: usize = 64;

/// Keyword and message of `uniqueItems`.
const ITEMS: (&str, &str) = ("uniqueItems", "repeats item");

/// Keyword and message of `x-kubernetes-list-map-keys`.
const KEYS: (&str, &str) = ("x-kubernetes-list-map-keys", "has the same keys as item");

/// Checks that no item of a list repeats an earlier one.
#[inline]
pub fn unique_items<T: PartialEq + Serialize>(
    path: &Path<'_>,
    items: &[T],
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    let same = |a: &T, b: &T| a == b;
    repeated(path, items, same, digest, ITEMS, cite, violations);
}

/// The same for items of any type: numbers are equal by value, however they are written.
pub fn unique_json(path: &Path<'_>, items: &[Value], cite: Cite, violations: &mut Vec<Violation>) {
    repeated(path, items, same, digest_json, ITEMS, cite, violations);
}

/// Checks that no two items of a list have the same key: the values of the members that tell them apart.
#[inline]
pub fn list_map_keys<'a, T, K: PartialEq + Serialize>(
    path: &Path<'_>,
    items: &'a [T],
    key: impl Fn(&'a T) -> K,
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    let same = |a, b| key(a) == key(b);
    let digest = |item, seed: &RandomState| digest(&key(item), seed);
    repeated(path, items, same, digest, KEYS, cite, violations);
}

/// The same for items that are JSON, and members by name.
pub fn list_map_keys_json(
    path: &Path<'_>,
    items: &[Value],
    names: &[&str],
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    let same = |a: &Value, b: &Value| names.iter().all(|name| a.get(name) == b.get(name));
    let digest = |item: &Value, seed: &RandomState| digest_members(item, names, seed);
    repeated(path, items, same, digest, KEYS, cite, violations);
}

#[inline]
fn repeated<'a, T>(
    path: &Path<'_>,
    items: &'a [T],
    same: impl Fn(&'a T, &'a T) -> bool,
    digest: impl Fn(&'a T, &RandomState) -> u64,
    words: (&'static str, &str),
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    if items.len() > SHORT {
        for (index, first) in repetitions(items, same, digest) {
            report(path, (index, first), words, cite, violations);
        }
        return;
    }
    for (index, item) in items.iter().enumerate() {
        let first = items[..index]
            .iter()
            .position(|earlier| same(earlier, item));
        if let Some(first) = first {
            report(path, (index, first), words, cite, violations);
        }
    }
}

/// The items of a list that repeat an earlier one, each with the first that it repeats. Only items of one digest are
/// compared, so that the number of comparisons grows as the list does, whoever wrote it.
fn repetitions<'a, T>(
    items: &'a [T],
    same: impl Fn(&'a T, &'a T) -> bool,
    digest: impl Fn(&'a T, &RandomState) -> u64,
) -> Vec<(usize, usize)> {
    let seed = RandomState::new();
    let digests = items.iter().map(|item| digest(item, &seed));
    let mut digests: Vec<(u64, usize)> = digests.zip(0..).collect();
    digests.sort_unstable();
    let mut found = Vec::new();
    for alike in digests.chunk_by(|a, b| a.0 == b.0) {
        for (at, &(_, index)) in alike.iter().enumerate() {
            let mut earlier = alike[..at].iter().map(|&(_, earlier)| earlier);
            let first = earlier.find(|earlier| same(&items[*earlier], &items[index]));
            found.extend(first.map(|first| (index, first)));
        }
    }
    found.sort_unstable();
    found
}

#[cold]
fn report(
    path: &Path<'_>,
    (index, first): (usize, usize),
    (keyword, words): (&'static str, &str),
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    let (reason, message) = (CauseReason::FieldValueDuplicate, format!("{words} {first}"));
    violations.push(cite.broken(&path.index(index), keyword, reason, message));
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    /// What the keyword means.
    fn plainly<T>(items: &[T], same: impl Fn(&T, &T) -> bool) -> Vec<(usize, usize)> {
        let first = |index: usize| (0..index).find(|at| same(&items[*at], &items[index]));
        (0..items.len())
            .filter_map(|index| Some((index, first(index)?)))
            .collect()
    }

    /// Few values, many of which are the same in other words.
    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            (-3..3_i64).prop_map(|number| json!(number)),
            (-3..3_i32).prop_map(|number| json!(f64::from(number) / 2.0)),
            (u64::MAX - 3..).prop_map(|number| json!(number)),
            Just(json!(18_446_744_073_709_551_615.0)),
            "[ab]{0,2}".prop_map(Value::from),
            any::<Option<bool>>().prop_map(|flag| json!(flag)),
        ];
        leaf.prop_recursive(2, 6, 2, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
                prop::collection::vec(("[ab]", inner), 0..3)
                    .prop_map(|members| members.into_iter().collect()),
            ]
        })
    }

    proptest! {
        #[test]
        fn digests_change_no_verdict(items in prop::collection::vec(value(), 0..200)) {
            let equal = |a: &Value, b: &Value| a == b;
            prop_assert_eq!(repetitions(&items, equal, digest), plainly(&items, equal));
            prop_assert_eq!(repetitions(&items, same, digest_json), plainly(&items, same));
            let names = ["a", "b"];
            let alike = |a: &Value, b: &Value| names.iter().all(|name| a.get(name) == b.get(name));
            let members = |item: &Value, seed: &RandomState| digest_members(item, &names, seed);
            prop_assert_eq!(repetitions(&items, alike, members), plainly(&items, alike));
        }
    }

    #[test]
    fn short_and_long_lists_are_told_the_same() {
        for count in [SHORT, SHORT + 1] {
            let mut items: Vec<Value> = (0..count).map(|number| json!({ "k": number })).collect();
            items[count - 1] = json!({ "k": 5.0 });
            items[7] = items[5].clone();
            let mut violations = Vec::new();
            let cite = Cite::KEYWORD;
            unique_json(&Path::ROOT, &items, cite, &mut violations);
            list_map_keys_json(&Path::ROOT, &items, &["k"], cite, &mut violations);
            list_map_keys(
                &Path::ROOT,
                &items,
                |item| &item["k"],
                cite,
                &mut violations,
            );
            let told: Vec<_> = violations
                .iter()
                .map(|violation| format!("{} {}", violation.path, violation.message))
                .collect();
            let last = format!("[{}] repeats item 5", count - 1);
            let keys = "[7] has the same keys as item 5";
            assert_eq!(told, ["[7] repeats item 5", &last, keys, keys]);
        }
    }

    #[test]
    fn comparisons_grow_as_the_list_does() {
        const COUNT: u32 = 100_000;
        let all_different = |number: u32| number;
        let all_the_same = |_| 0;
        let twins = |number: u32| number / 2;
        for number in [all_different as fn(u32) -> u32, all_the_same, twins] {
            let items: Vec<u32> = (0..COUNT).map(number).collect();
            let comparisons = Cell::new(0_u32);
            let counted = |a: &u32, b: &u32| {
                comparisons.set(comparisons.get() + 1);
                a == b
            };
            repetitions(&items, counted, digest);
            assert!(comparisons.get() <= COUNT, "{}", comparisons.get());
        }
    }
}
