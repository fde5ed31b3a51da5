//! Rules about an object as a whole: which of its members are set, and together with which.

use super::super::{CauseReason, Path, Violation};
use super::Cite;

/// Reports that a value is missing or empty.
#[inline]
pub fn required(path: &Path<'_>, empty: bool, cite: Cite, violations: &mut Vec<Violation>) {
    if empty {
        report_required(*path, cite, violations);
    }
}

#[cold]
fn report_required(path: Path<'_>, cite: Cite, violations: &mut Vec<Violation>) {
    violations.push(cite.broken(
        &path,
        "required",
        CauseReason::FieldValueRequired,
        "a value is required".to_owned(),
    ));
}

/// Checks that at most one of several members of an object is set; `set` lists the ones that are.
///
/// The violation stands at the object, since no single member is the wrong one.
#[inline]
pub fn at_most_one_of(
    path: &Path<'_>,
    members: &[(&str, bool)],
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    if members.iter().filter(|(_, set)| *set).count() > 1 {
        report_exclusive(*path, members, cite, violations);
    }
}

#[cold]
fn report_exclusive(
    path: Path<'_>,
    members: &[(&str, bool)],
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    let names: Vec<&str> = members
        .iter()
        .filter(|(_, set)| *set)
        .map(|(name, _)| *name)
        .collect();
    let message = format!(
        "{} exclude each other; set at most one",
        names.join(" and ")
    );
    violations.push(cite.broken(
        &path,
        "atMostOneOf",
        CauseReason::FieldValueForbidden,
        message,
    ));
}

/// Checks that an object is not the one combination of values that is banned.
#[inline]
pub fn banned(
    path: &Path<'_>,
    matches: bool,
    what: &str,
    cite: Cite,
    violations: &mut Vec<Violation>,
) {
    if matches {
        report_banned(*path, what, cite, violations);
    }
}

#[cold]
fn report_banned(path: Path<'_>, what: &str, cite: Cite, violations: &mut Vec<Violation>) {
    let message = [what, " is not allowed here"].concat();
    violations.push(cite.broken(&path, "banned", CauseReason::FieldValueInvalid, message));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_with_both_members_is_reported_at_the_object() {
        let mut violations = Vec::new();
        let owner = Path::ROOT.field("owner");
        at_most_one_of(
            &owner,
            &[("user", true), ("team", true)],
            Cite::KEYWORD,
            &mut violations,
        );
        assert_eq!(violations[0].path, "owner");
        violations.clear();
        at_most_one_of(
            &owner,
            &[("user", true), ("team", false)],
            Cite::KEYWORD,
            &mut violations,
        );
        assert!(violations.is_empty());
    }
}
