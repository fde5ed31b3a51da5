//! The table for a terminal: what differs in full, the rest counted.

use std::fmt;

use super::{CheckDiff, Diff, Row, Side};

impl fmt::Display for Diff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        side(f, "left ", &self.left)?;
        side(f, "right", &self.right)?;
        let spec = generated::spec::VERSION;
        writeln!(f, "spec   {spec}, platform {}", self.platform)?;
        let rows: Vec<&Row> = self.requirements.iter().filter(|row| !row.alike).collect();
        if !rows.is_empty() {
            let (left, right) = ("left", "right");
            writeln!(
                f,
                "\n{:<6} {left:<22} {right:<22} requirement: spec",
                "level"
            )?;
        }
        for row in &rows {
            requirement(f, row)?;
        }
        for check in &self.checks {
            answers(f, check)?;
        }
        let (differ, all) = (rows.len(), self.requirements.len());
        let (checks, seed) = (self.checks.len(), self.seed);
        writeln!(
            f,
            "\n{differ} of {all} requirements differ, answers differ in {checks} checks, seed {seed}"
        )?;
        if self.left.unusable.is_some() || self.right.unusable.is_some() {
            writeln!(f, "Nothing can be said.")
        } else if self.alike {
            writeln!(f, "Both behave alike.")
        } else {
            writeln!(f, "They differ.")
        }
    }
}

fn side(f: &mut fmt::Formatter<'_>, name: &str, side: &Side) -> fmt::Result {
    let url = if side.embedded {
        "the embedded reference server"
    } else {
        &side.url
    };
    writeln!(f, "{name}  {url}, {} requests", side.requests)?;
    if let Some(why) = &side.unusable {
        writeln!(f, "       nothing can be said of it: {why}")?;
    }
    for fault in &side.suite_faults {
        writeln!(f, "       fault of the suite: {fault}")?;
    }
    Ok(())
}

fn requirement(f: &mut fmt::Formatter<'_>, row: &Row) -> fmt::Result {
    let (left, right) = (row.left.as_str(), row.right.as_str());
    let (level, id, spec) = (row.level, row.requirement, row.spec);
    writeln!(f, "{level:<6} {left:<22} {right:<22} {id}: {spec}")?;
    for note in &row.notes {
        writeln!(f, "       {}", note.case)?;
        sides(f, "         ", note.left.as_deref(), note.right.as_deref())?;
    }
    Ok(())
}

fn answers(f: &mut fmt::Formatter<'_>, check: &CheckDiff) -> fmt::Result {
    writeln!(
        f,
        "\ncheck {} ({})",
        check.check,
        check.requirements.join(", ")
    )?;
    let mut exchange = 0;
    for difference in &check.differences {
        if exchange != difference.exchange {
            exchange = difference.exchange;
            writeln!(f, "  {exchange}. {}", difference.request)?;
        }
        writeln!(f, "    {}", difference.part)?;
        sides(
            f,
            "      ",
            difference.left.as_deref(),
            difference.right.as_deref(),
        )?;
    }
    Ok(())
}

fn sides(
    f: &mut fmt::Formatter<'_>,
    indent: &str,
    left: Option<&str>,
    right: Option<&str>,
) -> fmt::Result {
    for (name, value) in [("left ", left), ("right", right)] {
        let value = value.unwrap_or("(nothing)");
        writeln!(f, "{indent}{name}  {}", value.escape_debug())?;
    }
    Ok(())
}
