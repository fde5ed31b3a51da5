//! `--update-baseline`: the file is brought in line with a run.

use std::fmt::Write as _;

use super::{Applied, Baseline, BaselineError, Entry};
use crate::judge::CheckResult;
use crate::verdict::{Overall, Verdict};

impl Baseline {
    /// Takes out the stale entries and adds one, with an empty reason, for each binding requirement that a check found
    /// violated. Everything else in the file, comments too, stays as it is. Returns what the new file accepts of the
    /// results, which are held against it.
    ///
    /// # Errors
    ///
    /// Where the file cannot be written, or a stale entry is not written as a `[[known]]` table.
    pub fn update(
        &self,
        results: &mut [CheckResult],
        mut applied: Applied,
        strict: bool,
    ) -> Result<Applied, BaselineError> {
        let new = Self {
            path: self.path.clone(),
            text: String::new(),
            entries: found(results, strict)
                .into_iter()
                .map(|entry| (0, entry))
                .collect(),
        };
        let mut text = self.without(&applied.stale)?;
        for (_, entry) in &new.entries {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&table(entry));
        }
        let fail = |source| BaselineError::File {
            action: "write",
            path: self.path.clone(),
            source,
        };
        // whole or not at all
        let part = self.path.with_extension("part");
        std::fs::write(&part, text).map_err(fail)?;
        std::fs::rename(&part, &self.path).map_err(fail)?;
        applied.used.extend(new.apply(results).used);
        applied.stale.clear();
        Ok(applied)
    }

    /// The text of the file without these entries.
    fn without(&self, stale: &[Entry]) -> Result<String, BaselineError> {
        let lines: Vec<&str> = self.text.lines().collect();
        let mut kept = vec![true; lines.len()];
        for (line, _) in self
            .entries
            .iter()
            .filter(|(_, entry)| stale.contains(entry))
        {
            let first = line - 1;
            if !lines[first].trim_start().starts_with("[[") {
                return Err(BaselineError::Entry {
                    path: self.path.clone(),
                    line: *line,
                    reason: "cannot be taken out here; write it as a [[known]] table".to_owned(),
                });
            }
            let rest = lines[first + 1..].iter();
            let length = 1 + rest
                .take_while(|line| !line.trim_start().starts_with('['))
                .count();
            // what stands between its last member and the next entry belongs to that
            let members =
                |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
            let last = lines[first..first + length].iter().rposition(members);
            for kept in &mut kept[first..=first + last.unwrap_or(0)] {
                *kept = false;
            }
        }
        let mut text = String::new();
        for (line, _) in lines.iter().zip(kept).filter(|(_, kept)| *kept) {
            // an entry leaves no double gap
            if !(line.trim().is_empty() && (text.is_empty() || text.ends_with("\n\n"))) {
                text.push_str(line);
                text.push('\n');
            }
        }
        Ok(text)
    }
}

fn found(results: &[CheckResult], strict: bool) -> Vec<Entry> {
    let mut found = Vec::new();
    for result in results {
        for (requirement, verdict) in &result.requirements {
            let binding =
                Overall::of([(requirement.level, *verdict)], strict) == Overall::Violations;
            if binding && *verdict == Verdict::Violates {
                found.push(Entry {
                    requirement: Some(requirement.id.to_owned()),
                    check: Some(result.check.id.to_owned()),
                    reason: String::new(),
                });
            }
        }
    }
    found
}

/// An entry as TOML. Ids have no characters that a TOML string would have to escape.
fn table(entry: &Entry) -> String {
    let mut text = "[[known]]\n".to_owned();
    let members = [
        ("requirement", entry.requirement.as_deref()),
        ("check", entry.check.as_deref()),
        ("reason", Some(entry.reason.as_str())),
    ];
    for (key, value) in members {
        if let Some(value) = value {
            // writing to a String cannot fail
            let _ = writeln!(text, "{key} = \"{value}\"");
        }
    }
    text
}
