//! `minProperties` and `maxProperties`.

use super::super::{CauseReason, Path, Violation};
use super::Cite;
use super::length::{too_few, too_many};

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
        let words = ("minProperties", "members");
        too_few(*path, (count, limit), words, cite, violations);
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
        let words = ("maxProperties", "members", CauseReason::FieldValueTooMany);
        too_many(*path, (count, limit), words, cite, violations);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_is_named() {
        let mut found = Vec::new();
        min_properties(&Path::ROOT, 1, 2, Cite::KEYWORD, &mut found);
        max_properties(&Path::ROOT, 3, 2, Cite::KEYWORD, &mut found);
        let told: Vec<&str> = found.iter().map(|it| it.message.as_str()).collect();
        assert_eq!(
            told,
            [
                "must have at least 2 members, has 1",
                "must have at most 2 members, has 3"
            ]
        );
    }
}
