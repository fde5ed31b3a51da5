//! The matrix as Markdown.

use std::fmt::Write as _;

use super::matrix::Matrix;

const HEAD: &str = "\
# The kill matrix

What the conformance suite finds of each fault of [the catalogue](../spec/faults.yaml). `cargo xtask faults` wrote this
file; it fails when a fault survives, when none of the requirements that a fault breaks is reported, and when a check finds
nothing.
";

const COLUMNS: &str = "
| Fault | What the server does | Reported for the right reason | By checks | Also red | Seconds |
|---|---|---|---|---|---|
";

/// The text of the file.
pub(super) fn write(matrix: &Matrix) -> String {
    let mut text = format!("{HEAD}\n{}.\n{COLUMNS}", matrix.summary());
    for fault in &matrix.faults {
        let right = fault.right();
        let right = match (fault.is_killed(), right.is_empty()) {
            (false, _) => "**survives**".to_owned(),
            (true, true) => "**no**".to_owned(),
            (true, false) => right.join(", "),
        };
        // Writing into a string cannot fail.
        let _ = writeln!(
            text,
            "| {} | {} | {right} | {} | {} | {:.1} |",
            fault.id,
            fault.sentence,
            fault.killers.len(),
            fault.blast().join(", "),
            fault.seconds
        );
    }
    text
}
