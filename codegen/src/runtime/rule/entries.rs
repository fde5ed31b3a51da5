//! Rules about the keys and values of a map.

use std::collections::BTreeMap;

use super::super::{CauseReason, Format, Path, Violation};
use super::Cite;
use super::message::quoting;
use super::text::invalid;

/// Checks every key of a map against a format. With `fold_case` the key is compared in lower case.
#[inline]
pub fn keys(
    path: &Path<'_>,
    map: &BTreeMap<String, String>,
    format: Format,
    fold_case: bool,
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    for key in map.keys() {
        let accepted = if fold_case {
            format.accepts_in_any_case(key)
        } else {
            format.accepts(key)
        };
        if !accepted {
            report_key(*path, key, format, cite, violations);
        }
    }
}

#[cold]
fn report_key(
    path: Path<'_>,
    key: &str,
    format: Format,
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    let after = [" is invalid: ", format.describe()].concat();
    violations.push(cite.broken(
        &path.key(key),
        "keys",
        CauseReason::FieldValueInvalid,
        quoting("key ", key, &after),
    ));
}

/// Checks every value of a map against a format. Unlike [`format()`](super::format()), an empty value is looked at too.
#[inline]
pub fn values(
    path: &Path<'_>,
    map: &BTreeMap<String, String>,
    format: Format,
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    for (key, value) in map {
        if !format.accepts(value) {
            report_value(*path, (key, value), format, cite, violations);
        }
    }
}

#[cold]
fn report_value(
    path: Path<'_>,
    (key, value): (&str, &str),
    format: Format,
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    violations.push(cite.broken(
        &path.key(key),
        "values",
        CauseReason::FieldValueInvalid,
        invalid(value, format),
    ));
}

/// Checks that the keys and values of a map together have at most `limit` bytes.
#[inline]
pub fn max_total_bytes(
    path: &Path<'_>,
    map: &BTreeMap<String, String>,
    limit: usize,
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    let total: usize = map.iter().map(|(key, value)| key.len() + value.len()).sum();
    if total > limit {
        report_total(*path, total, limit, cite, violations);
    }
}

#[cold]
fn report_total(
    path: Path<'_>,
    total: usize,
    limit: usize,
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    let message = format!("keys and values must have at most {limit} bytes together, have {total}");
    violations.push(cite.broken(
        &path,
        "maxTotalBytes",
        CauseReason::FieldValueTooLong,
        message,
    ));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn annotation_keys_are_compared_in_lower_case() {
        let map = BTreeMap::from([("Example.COM/Key".to_owned(), String::new())]);
        let mut violations = Vec::new();
        keys(
            &Path::ROOT,
            &map,
            Format::QualifiedName,
            true,
            Cite::KEYWORD,
            &mut violations,
        );
        assert!(violations.is_empty());
        keys(
            &Path::ROOT,
            &map,
            Format::QualifiedName,
            false,
            Cite::KEYWORD,
            &mut violations,
        );
        assert_eq!(violations[0].path, "[Example.COM/Key]");
    }
}
