//! Generated crates through `cargo check`.

use std::fmt;
use std::fs;
use std::path::Path;
use std::process::Command;

use codegen::File;

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

/// What a generated crate needs, as the readme says.
const MANIFEST: &str = r#"[package]
name = "surveyed"
version = "0.0.0"
edition = "2024"

[dependencies]
regex = "1"
schemars = "1"
serde = { version = "1", features = ["derive"] }
serde_json = "1"

[workspace]
"#;

/// Writes the files as the crate of that name below `target`, and checks it.
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
    let package = target.join(name);
    let source = package.join("src");
    if source.exists() {
        fs::remove_dir_all(&source).map_err(|error| told(&source, &error))?;
    }
    for file in files {
        let path = source.join(&file.path);
        let folder = path.parent().unwrap_or(&source);
        fs::create_dir_all(folder).map_err(|error| told(folder, &error))?;
        fs::write(&path, &file.text).map_err(|error| told(&path, &error))?;
    }
    let manifest = package.join("Cargo.toml");
    fs::write(&manifest, MANIFEST).map_err(|error| told(&manifest, &error))?;
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    let output = cargo
        .args(["check", "--quiet", "--message-format", "short"])
        .arg("--manifest-path")
        .arg(&manifest)
        .arg("--target-dir")
        .arg(target.join("target"))
        .output()
        .map_err(|error| format!("cargo does not start: {error}"))?;
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

fn told(path: &Path, error: &std::io::Error) -> String {
    format!("cannot write {}: {error}", path.display())
}
