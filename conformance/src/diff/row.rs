//! One requirement in three columns: what the spec says, and what both servers do.

use std::collections::BTreeMap;

use generated::requirements;
use serde::Serialize;

use super::looked::Looked;
use crate::verdict::Verdict;

/// One requirement: what the spec says, and what both servers do.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// Its id.
    pub requirement: &'static str,
    /// MUST, SHOULD or MAY.
    pub level: &'static str,
    /// What is required.
    pub spec: &'static str,
    /// The verdict on the left server.
    pub left: Verdict,
    /// The verdict on the right one.
    pub right: Verdict,
    /// What differs where both outcomes are legal.
    pub notes: Vec<NoteDiff>,
    /// Whether both are the same.
    pub alike: bool,
}

/// What was seen of one case in which every outcome is legal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NoteDiff {
    /// The check and its case.
    pub case: String,
    /// What the left server did; nothing where it was not looked at.
    pub left: Option<String>,
    /// What the right one did.
    pub right: Option<String>,
}

/// Every requirement that was looked at on both, in the order of the catalogue.
pub(super) fn rows(left: &Looked, right: &Looked) -> Vec<Row> {
    let verdicts = [left.verdicts(), right.verdicts()];
    let notes = [left.notes(), right.notes()];
    let mut rows = Vec::new();
    for requirement in requirements::ALL {
        let id = requirement.id;
        let [left, right] = [0, 1].map(|side| verdicts[side].get(id).copied());
        let (Some(left), Some(right)) = (left, right) else {
            continue;
        };
        let [left_notes, right_notes] =
            [0, 1].map(|side| notes[side].get(id).cloned().unwrap_or_default());
        let notes = note_differences(&left_notes, &right_notes);
        rows.push(Row {
            requirement: id,
            level: requirement.level.as_str(),
            spec: requirement.statement,
            left,
            right,
            alike: left == right && notes.is_empty(),
            notes,
        });
    }
    rows
}

fn note_differences(
    left: &BTreeMap<String, String>,
    right: &BTreeMap<String, String>,
) -> Vec<NoteDiff> {
    let mut cases: Vec<&String> = left.keys().chain(right.keys()).collect();
    cases.sort_unstable();
    cases.dedup();
    cases
        .into_iter()
        .filter(|case| left.get(*case) != right.get(*case))
        .map(|case| NoteDiff {
            case: case.clone(),
            left: left.get(case).cloned(),
            right: right.get(case).cloned(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::Side;
    use super::*;
    use crate::checks;
    use crate::judge::CheckResult;
    use crate::verdict::{Finding, Outcome};

    /// A server of which one requirement was only recorded.
    fn looked(note: &str) -> Looked {
        let check = checks::all().next().expect("a check");
        let requirement = check.requirements[0];
        let result = CheckResult {
            check,
            verdict: Verdict::Informational,
            requirements: vec![(requirement, Verdict::Informational)],
            findings: vec![Finding {
                requirement,
                case: "case".to_owned(),
                outcome: Outcome::Informational(note.to_owned()),
            }],
            stop: None,
            faults: Vec::new(),
            sessions: Vec::new(),
            requests: (0, 0),
            elapsed: Duration::ZERO,
        };
        Looked {
            side: Side {
                url: String::new(),
                embedded: false,
                requests: 0,
                unusable: None,
                suite_faults: Vec::new(),
            },
            draw: None,
            results: vec![result],
            seen: BTreeMap::new(),
        }
    }

    #[test]
    fn what_both_may_do_is_shown_where_they_do_otherwise() {
        let (does, not) = (
            looked("does: x"),
            looked("does not: x; got 400 in some words"),
        );
        let other_words = looked("does not: x; got 400 in other words");
        assert!(rows(&not, &other_words)[0].alike);
        let row = &rows(&does, &not)[0];
        assert!(!row.alike && row.left == row.right);
        let [note] = row.notes.as_slice() else {
            panic!("one note: {:?}", row.notes);
        };
        assert_eq!(note.left.as_deref(), Some("does: x"));
        assert_eq!(note.right.as_deref(), Some("does not: x"));
    }
}
