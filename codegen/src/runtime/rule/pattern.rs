//! `pattern`: scans of runs of bytes, and what is reported when a text does not match.

use super::super::{CauseReason, Path, Violation};
use super::Cite;
use super::message::quoting;

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
#[inline]
pub fn matches_runs(text: &str, runs: &[Run]) -> bool {
    let mut rest = text.as_bytes();
    for run in runs {
        // Byte by byte of the class: shifting 128 bits costs several instructions for each byte of the text.
        let class = run.class.to_le_bytes();
        let is_of_class = |byte: u8| {
            let bits = class.get(usize::from(byte >> 3)).copied();
            bits.unwrap_or_default() >> (byte & 7) & 1 == 1
        };
        let count = rest
            .iter()
            .take(run.max)
            .take_while(|byte| is_of_class(**byte))
            .count();
        if count < run.min {
            return false;
        }
        rest = &rest[count..];
    }
    rest.is_empty()
}

/// Reports a text that does not match a pattern.
#[inline]
pub fn pattern(
    path: &Path<'_>,
    value: &str,
    matches: bool,
    pattern: &str,
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    if !matches {
        report_pattern(*path, value, pattern, cite, violations);
    }
}

#[cold]
fn report_pattern(
    path: Path<'_>,
    value: &str,
    pattern: &str,
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    let message = quoting("", value, &[" is invalid: must match ", pattern].concat());
    violations.push(cite.broken(&path, "pattern", CauseReason::FieldValueInvalid, message));
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
