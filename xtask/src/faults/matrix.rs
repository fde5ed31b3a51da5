//! What the suite finds of each fault, and whether that is good enough.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

/// How many other requirements may turn red in the median.
const MEDIAN_BLAST: usize = 1;

/// The whole matrix, as `kill-matrix` prints it.
#[derive(Debug, Deserialize)]
pub(super) struct Matrix {
    pub(super) faults: Vec<Fault>,
    checks: BTreeMap<String, Check>,
    pub(super) seconds: f64,
}

/// What the suite finds of one fault.
#[derive(Debug, Deserialize)]
pub(super) struct Fault {
    pub(super) id: String,
    pub(super) sentence: String,
    breaks: Vec<String>,
    exit_status: u8,
    red: Vec<String>,
    pub(super) killers: Vec<String>,
    pub(super) seconds: f64,
}

#[derive(Debug, Deserialize)]
struct Check {
    /// Whether a fault can make it red.
    binding: bool,
    /// How many faults it finds for the right reason.
    kills: usize,
}

impl Fault {
    /// Whether a run against it fails.
    pub(super) fn is_killed(&self) -> bool {
        self.exit_status == 1
    }

    /// Requirements that it breaks and that turn red.
    pub(super) fn right(&self) -> Vec<&str> {
        let red = self.red.iter().filter(|id| self.breaks.contains(id));
        red.map(String::as_str).collect()
    }

    /// Other requirements that turn red.
    pub(super) fn blast(&self) -> Vec<&str> {
        let red = self.red.iter().filter(|id| !self.breaks.contains(id));
        red.map(String::as_str).collect()
    }
}

impl Matrix {
    /// Everything in which the suite falls short; of its checks only where the matrix is `whole`.
    pub(super) fn problems(&self, whole: bool) -> Vec<String> {
        let mut problems = Vec::new();
        for fault in &self.faults {
            let id = &fault.id;
            if !fault.is_killed() {
                problems.push(format!("{id} survives: exit status {}", fault.exit_status));
            } else if fault.right().is_empty() {
                let (breaks, red) = (fault.breaks.join(", "), fault.red.join(", "));
                problems.push(format!(
                    "{id} is found for another reason: it breaks {breaks}, red is {red}"
                ));
            }
        }
        if !whole {
            return problems;
        }
        let reported: BTreeSet<&str> = self.faults.iter().flat_map(Fault::right).collect();
        let broken: BTreeSet<&str> = self
            .faults
            .iter()
            .flat_map(|it| &it.breaks)
            .map(String::as_str)
            .collect();
        for id in broken.difference(&reported) {
            problems.push(format!("{id} is never reported, whatever breaks it"));
        }
        let idle = self
            .checks
            .iter()
            .filter(|(_, check)| check.binding && check.kills == 0);
        problems.extend(idle.map(|(id, _)| format!("the check {id} finds nothing")));
        let median = self.median_blast();
        if median > MEDIAN_BLAST {
            problems.push(format!(
                "{median} other requirements turn red in the median, not {MEDIAN_BLAST}"
            ));
        }
        problems
    }

    /// The numbers, in one line.
    pub(super) fn summary(&self) -> String {
        let count = |wanted: fn(&Fault) -> bool| self.faults.iter().filter(|it| wanted(it)).count();
        format!(
            "{} faults, {} killed, {} for the right reason, {} other requirements red in the median, {:.0} s",
            self.faults.len(),
            count(Fault::is_killed),
            count(|fault| fault.is_killed() && !fault.right().is_empty()),
            self.median_blast(),
            self.seconds
        )
    }

    fn median_blast(&self) -> usize {
        let mut blasts: Vec<usize> = self
            .faults
            .iter()
            .map(|fault| fault.blast().len())
            .collect();
        blasts.sort_unstable();
        blasts.get(blasts.len() / 2).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix(exit_status: u8, red: &str, kills: usize) -> Matrix {
        let text = format!(
            r#"{{"faults": [{{"id": "f", "sentence": "", "breaks": ["a.b"], "exit_status": {exit_status},
                "red": [{red}], "killers": [], "seconds": 0.1}}],
                "checks": {{"c/d": {{"binding": true, "kills": {kills}}}, "c/e": {{"binding": false, "kills": 0}}}},
                "seconds": 0.1}}"#
        );
        serde_json::from_str(&text).unwrap()
    }

    #[test]
    fn what_falls_short_is_named() {
        assert!(matrix(1, "\"a.b\", \"a.c\"", 1).problems(true).is_empty());
        for (matrix, expected) in [
            (
                matrix(0, "", 1),
                vec![
                    "f survives: exit status 0",
                    "a.b is never reported, whatever breaks it",
                ],
            ),
            (
                matrix(1, "\"a.c\"", 1),
                vec![
                    "f is found for another reason: it breaks a.b, red is a.c",
                    "a.b is never reported, whatever breaks it",
                ],
            ),
            (matrix(1, "\"a.b\"", 0), vec!["the check c/d finds nothing"]),
            (
                matrix(1, "\"a.b\", \"a.c\", \"a.d\"", 1),
                vec!["2 other requirements turn red in the median, not 1"],
            ),
        ] {
            assert_eq!(matrix.problems(true), expected);
        }
        assert!(matrix(1, "\"a.b\"", 0).problems(false).is_empty());
    }
}
