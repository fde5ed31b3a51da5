//! `pattern`: scans of runs of bytes, and what is reported when a text does not match.

use super::super::{CauseReason, Path, Violation};
use super::{Cite, quoted};

/// A run of bytes of one class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// The class: bit `n` stands for the ASCII character `n`.
    pub class: u128,
    /// The fewest bytes.
    pub min: usize,
    /// The most bytes.
    pub max: usize,
}

/// Whether a text is these runs, one after the other, and nothing else.
///
/// Each run takes all it can; the generator writes only runs for which that is the same as trying everything.
pub fn matches_runs(text: &str, runs: &[Run]) -> bool {
    let mut rest = text.as_bytes();
    for run in runs {
        let count = rest
            .iter()
            .take(run.max)
            .take_while(|byte| byte.is_ascii() && run.class >> **byte & 1 == 1)
            .count();
        if count < run.min {
            return false;
        }
        rest = &rest[count..];
    }
    rest.is_empty()
}

/// Reports a text that does not match a pattern.
pub fn pattern(
    path: &Path<'_>,
    value: &str,
    matches: bool,
    pattern: &str,
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    if !matches {
        let message = format!("{} is invalid: must match {pattern}", quoted(value));
        violations.push(cite.broken(path, "pattern", CauseReason::FieldValueInvalid, message));
    }
}

#[cfg(test)]
mod tests {
    use super::{Run, matches_runs};

    #[test]
    fn runs_follow_one_another_to_the_end() {
        let digits = 0x03ff_0000_0000_0000;
        let runs = [
            Run {
                class: 1 << b'v',
                min: 1,
                max: 1,
            },
            Run {
                class: digits,
                min: 1,
                max: usize::MAX,
            },
        ];
        for (text, expected) in [
            ("v1", true),
            ("v123", true),
            ("v", false),
            ("v1x", false),
            ("1", false),
            ("", false),
            ("v1é", false),
        ] {
            assert_eq!(matches_runs(text, &runs), expected, "{text}");
        }
    }
}
