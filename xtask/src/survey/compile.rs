//! Generated packages through `cargo check`.

use std::fmt;
use std::path::Path;

use codegen::File;

use crate::package::Package;

/// What the compiler said of a crate.
pub(super) struct Compiled {
    errors: usize,
    warnings: usize,
    /// The first message.
    first: String,
}

impl Compiled {
    /// Whether it said nothing.
    pub(super) const fn is_clean(&self) -> bool {
        self.errors == 0 && self.warnings == 0
    }
}

impl fmt::Display for Compiled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_clean() {
            return f.write_str("compiles without warnings");
        }
        let Self {
            errors,
            warnings,
            first,
        } = self;
        write!(
            f,
            "DOES NOT COMPILE CLEANLY: {errors} errors, {warnings} warnings, the first: {first}"
        )
    }
}

/// Writes the files as the package of that name below `target`, and checks it.
pub(super) fn check(target: &Path, name: &Path, files: &[File]) -> Result<Compiled, String> {
    let name: String = name
        .to_string_lossy()
        .chars()
        .map(|character| {
            if character.is_ascii_alphanumeric() {
                character
            } else {
                '_'
            }
        })
        .collect();
    let package = Package::new(&target.join(name), "")?;
    package.add(files)?;
    let output = package.check(&target.join("target"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    let errors: Vec<&str> = said.lines().filter(|line| line.contains("error")).collect();
    let warnings: Vec<&str> = said
        .lines()
        .filter(|line| line.contains("warning"))
        .collect();
    let first = errors.first().or_else(|| warnings.first());
    Ok(Compiled {
        errors: errors.len() + usize::from(errors.is_empty() && !output.status.success()),
        warnings: warnings.len(),
        first: first.map_or_else(String::new, |line| (*line).to_owned()),
    })
}
