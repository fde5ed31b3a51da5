//! A generated package in a folder of its own, for a compiler to check.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use codegen::File;

/// The manifest, with what generated code needs, as the readme says. More dependencies may follow.
const MANIFEST: &str = r#"[package]
name = "generated"
version = "0.0.0"
edition = "2024"

[features]
decode = []
proptest = []

[workspace]

[dependencies]
regex = "1"
schemars = "1"
serde = { version = "1", features = ["derive"] }
serde_json = { version = "1", features = ["float_roundtrip"] }
"#;

/// A package on disk.
#[derive(Debug)]
pub(crate) struct Package {
    folder: PathBuf,
}

impl Package {
    /// A package without sources, with `more` dependencies as a manifest has them: a line for each. What an earlier
    /// package has left in the folder goes, except what was compiled.
    pub(crate) fn new(folder: &Path, more: &str) -> Result<Self, String> {
        let package = Self {
            folder: folder.to_owned(),
        };
        let source = package.folder.join("src");
        if source.exists() {
            fs::remove_dir_all(&source).map_err(|error| told(&source, &error))?;
        }
        package.write("Cargo.toml", &format!("{MANIFEST}{more}"))?;
        Ok(package)
    }

    /// Adds source files.
    pub(crate) fn add(&self, files: &[File]) -> Result<(), String> {
        let mut files = files.iter();
        files.try_for_each(|file| self.write(&format!("src/{}", file.path), &file.text))
    }

    /// Writes one file, by its path in the package.
    pub(crate) fn write(&self, path: &str, text: &str) -> Result<(), String> {
        let path = self.folder.join(path);
        let folder = path.parent().unwrap_or(&self.folder);
        fs::create_dir_all(folder).map_err(|error| told(folder, &error))?;
        fs::write(&path, text).map_err(|error| told(&path, &error))
    }

    /// What `cargo check` says, in a line for each message. What it compiles goes to `target`; of the package itself
    /// nothing is kept there, so that the next check of it takes as long as a first one.
    pub(crate) fn check(&self, target: &Path) -> Result<Output, String> {
        Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args(["check", "--quiet", "--message-format", "short"])
            .arg("--manifest-path")
            .arg(self.folder.join("Cargo.toml"))
            .arg("--target-dir")
            .arg(target)
            .env("CARGO_INCREMENTAL", "0")
            .output()
            .map_err(|error| format!("cargo does not start: {error}"))
    }
}

fn told(path: &Path, error: &std::io::Error) -> String {
    format!("cannot write {}: {error}", path.display())
}
