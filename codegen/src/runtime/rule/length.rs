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
            too_few(
                *path,
                (count, limit),
                ("minLength", "characters"),
                cite,
                violations,
            );
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
            let reason = CauseReason::FieldValueTooLong;
            let words = ("maxLength", "characters", reason);
            too_many(*path, (count, limit), words, cite, violations);
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
        too_few(
            *path,
            (count, limit),
            ("minItems", "items"),
            cite,
            violations,
        );
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
        let words = ("maxItems", "items", CauseReason::FieldValueTooMany);
        too_many(*path, (count, limit), words, cite, violations);
    }
}

/// Reports that `count` of something are less than `limit`; the words are the keyword and what is counted.
#[cold]
pub(super) fn too_few(
    path: Path<'_>,
    (count, limit): (usize, usize),
    (keyword, things): (&'static str, &str),
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    let message = format!("must have at least {limit} {things}, has {count}");
    violations.push(cite.broken(&path, keyword, CauseReason::FieldValueInvalid, message));
}

/// Reports that `count` of something are more than `limit`; the words are as above, with the reason that is given.
#[cold]
pub(super) fn too_many(
    path: Path<'_>,
    (count, limit): (usize, usize),
    (keyword, things, reason): (&'static str, &str, CauseReason),
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    let message = format!("must have at most {limit} {things}, has {count}");
    violations.push(cite.broken(&path, keyword, reason, message));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_of_four_bytes_count_one_each() {
        let mut found = Vec::new();
        for (text, limit) in [("😀😀😀", 4), ("😀😀😀😀", 4), ("😀", 1)] {
            min_characters(&Path::ROOT, text, limit, Cite::KEYWORD, &mut found);
            max_characters(&Path::ROOT, text, limit, Cite::KEYWORD, &mut found);
        }
        let told: Vec<&str> = found.iter().map(|it| it.message.as_str()).collect();
        assert_eq!(told, ["must have at least 4 characters, has 3"]);
    }

    #[test]
    fn what_is_counted_is_named() {
        let mut found = Vec::new();
        min_items(&Path::ROOT, 1, 2, Cite::KEYWORD, &mut found);
        max_items(&Path::ROOT, 3, 2, Cite::KEYWORD, &mut found);
        let told: Vec<&str> = found.iter().map(|it| it.message.as_str()).collect();
        assert_eq!(
            told,
            [
                "must have at least 2 items, has 1",
                "must have at most 2 items, has 3"
            ]
        );
    }
}
