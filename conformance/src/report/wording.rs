//! What every form of a report says in the same words.

use super::Report;
use super::broken::Weight;
use crate::verdict::Overall;

impl Report {
    /// The verdict on the run in a sentence.
    pub(super) fn sentence(&self) -> String {
        if !self.suite_faults.is_empty() {
            return "The suite itself is at fault, so this run proves nothing.".to_owned();
        }
        if self.unusable.is_some() {
            return "Nothing can be said of this target.".to_owned();
        }
        let binding = |count: usize| match count {
            1 => "1 binding requirement".to_owned(),
            count => format!("{count} binding requirements"),
        };
        match self.verdict {
            Overall::Conformant => {
                let holds =
                    "No binding requirement is violated, and every selected one could be judged.";
                match self.reservation().as_str() {
                    "" => holds.to_owned(),
                    reservation => format!("{holds} This holds{reservation}."),
                }
            }
            Overall::StaleBaseline => {
                "The baseline accepts violations that are gone; take them out.".to_owned()
            }
            Overall::Inconclusive if !self.reservation().is_empty() => {
                format!("Nothing can be said{}.", self.reservation())
            }
            Overall::Violations => {
                let count = self.weighing(Weight::Violation);
                let are = if count == 1 { "is" } else { "are" };
                format!("{} {are} violated.", binding(count))
            }
            Overall::Inconclusive => {
                let unjudged = self
                    .requirements
                    .iter()
                    .filter(|requirement| requirement.is_binding(self.strict))
                    .filter(|requirement| requirement.verdict.is_inconclusive())
                    .count();
                format!(
                    "No binding requirement is violated, but {} could not be judged.",
                    binding(unjudged)
                )
            }
        }
    }
}

/// A time in milliseconds as people read it: `931 ms`, `4.2 s`, `3 min 20 s`.
pub(super) fn duration(milliseconds: u64) -> String {
    match milliseconds {
        0..1_000 => format!("{milliseconds} ms"),
        1_000..60_000 => format!("{}.{} s", milliseconds / 1_000, milliseconds % 1_000 / 100),
        _ => format!(
            "{} min {} s",
            milliseconds / 60_000,
            milliseconds % 60_000 / 1_000
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::duration;

    #[test]
    fn times_are_short() {
        assert_eq!(duration(931), "931 ms");
        assert_eq!(duration(4_260), "4.2 s");
        assert_eq!(duration(200_000), "3 min 20 s");
    }
}
