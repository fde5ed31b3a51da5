//! Rules about a text.

use super::super::{CauseReason, Format, Path, Violation};
use super::Cite;
use super::message::quoting;

/// Checks a text against a named format. An empty text is absent and passes.
#[inline]
pub fn format(
    path: &Path<'_>,
    value: &str,
    format: Format,
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    if !value.is_empty() && !format.accepts(value) {
        report_format(*path, value, format, cite, violations);
    }
}

/// Checks a text against a named format; unlike with [`format()`], an empty one too.
#[inline]
pub fn has_format(
    path: &Path<'_>,
    value: &str,
    format: Format,
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    if !format.accepts(value) {
        report_format(*path, value, format, cite, violations);
    }
}

#[cold]
fn report_format(
    path: Path<'_>,
    value: &str,
    format: Format,
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    let message = invalid(value, format);
    violations.push(cite.broken(&path, "format", CauseReason::FieldValueInvalid, message));
}

/// That a value does not have a format.
pub(super) fn invalid(value: &str, format: Format) -> String {
    quoting("", value, &[" is invalid: ", format.describe()].concat())
}

/// Checks that a text has at most `limit` bytes.
#[inline]
pub fn max_length(
    path: &Path<'_>,
    value: &str,
    limit: usize,
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    if value.len() > limit {
        report_length(*path, value.len(), limit, cite, violations);
    }
}

#[cold]
fn report_length(
    path: Path<'_>,
    length: usize,
    limit: usize,
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    let message = format!("must have at most {limit} bytes, has {length}");
    violations.push(cite.broken(&path, "maxLength", CauseReason::FieldValueTooLong, message));
}

/// Checks that a text is one of the allowed ones. An empty text is absent and passes.
#[inline]
pub fn one_of(
    path: &Path<'_>,
    value: &str,
    allowed: &[&str],
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    if !value.is_empty() && !allowed.contains(&value) {
        report_one_of(*path, value, allowed, cite, violations);
    }
}

#[cold]
fn report_one_of(
    path: Path<'_>,
    value: &str,
    allowed: &[&str],
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    let supported = [" is not supported; supported: ", &allowed.join(", ")].concat();
    let message = quoting("", value, &supported);
    violations.push(cite.broken(&path, "enum", CauseReason::FieldValueNotSupported, message));
}

#[cfg(test)]
mod tests {
    use super::super::super::violation::QUOTE_LIMIT;
    use super::*;

    #[test]
    fn long_values_are_quoted_in_part_and_on_a_character_boundary() {
        let mut violations = Vec::new();
        let value = "é".repeat(QUOTE_LIMIT + 1);
        format(
            &Path::ROOT,
            &value,
            Format::Dns1123Label,
            Cite::KEYWORD,
            &mut violations,
        );
        let message = &violations[0].message;
        assert!(
            message.starts_with(&format!("\"{}\"...", "é".repeat(QUOTE_LIMIT))),
            "{message}"
        );
    }
}
