//! The table for a terminal.

use std::fmt;

use super::{Release, Versions};
use crate::verdict::Overall;

impl fmt::Display for Versions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = if self.embedded {
            "the embedded reference server"
        } else {
            &self.url
        };
        writeln!(f, "{name}, spec {}", generated::spec::VERSION)?;
        if let Some(why) = &self.unusable {
            return writeln!(f, "Nothing can be said of this target: {why}");
        }
        writeln!(
            f,
            "  {:<10} {:<13} {:>6}  first broken, in the order of the catalogue",
            "platform", "verdict", "broken"
        )?;
        for release in &self.releases {
            line(f, release)?;
        }
        writeln!(f, "{} requests, seed {}", self.requests, self.seed)?;
        let conforms: Vec<&str> = self
            .releases
            .iter()
            .filter(|release| release.verdict == Overall::Conformant)
            .map(|release| release.platform)
            .collect();
        if conforms.is_empty() {
            writeln!(f, "Conforms to none of these releases.")
        } else {
            writeln!(f, "Conforms to {}.", conforms.join(", "))
        }
    }
}

fn line(f: &mut fmt::Formatter<'_>, release: &Release) -> fmt::Result {
    let declared = if release.declared { "*" } else { "" };
    let platform = format!("{}{declared}", release.platform);
    let (verdict, broken) = (release.verdict.as_str(), release.broken.len());
    write!(f, "  {platform:<10} {verdict:<13} {broken:>6}")?;
    let Some(first) = &release.first else {
        writeln!(f)?;
        return faults(f, release);
    };
    let found = &first.reproducer;
    writeln!(
        f,
        "  {} {}: {}",
        first.requirement, first.level, first.statement
    )?;
    for (what, text) in [
        ("check", format!("{}, case: {}", first.check, found.case)),
        ("expected", found.expected.clone()),
        ("got", found.got.clone()),
    ] {
        writeln!(f, "{:34}{what:<9} {text}", "")?;
    }
    faults(f, release)
}

fn faults(f: &mut fmt::Formatter<'_>, release: &Release) -> fmt::Result {
    for fault in &release.suite_faults {
        writeln!(f, "  fault of the suite: {fault}")?;
    }
    Ok(())
}
