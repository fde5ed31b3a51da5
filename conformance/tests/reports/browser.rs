//! Chromium without a window.

use std::path::Path;
use std::process::Command;

use crate::program;

/// A page as a browser has it once its script has run.
#[derive(Debug)]
pub(crate) struct Loaded {
    /// The document, written out.
    pub(crate) dom: String,
    /// What stands on the console, errors and refusals of the page's policy included.
    pub(crate) console: Vec<String>,
}

/// Loads a file; `address` is what follows its path, such as `?q=x#y`. Nothing where there is no browser.
pub(crate) fn load(page: &Path, address: &str) -> Option<Loaded> {
    let chromium = program("CHROMIUM", "chromium", "chromium")?;
    let profile = tempfile::tempdir().unwrap();
    let output = Command::new(chromium)
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--enable-logging=stderr",
            "--virtual-time-budget=2000",
            "--dump-dom",
        ])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .arg(format!("file://{}{address}", page.display()))
        .output()
        .expect("it starts");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    Some(Loaded {
        dom: String::from_utf8(output.stdout).expect("the document is UTF-8"),
        console: errors
            .lines()
            .filter(|line| line.contains("CONSOLE"))
            .map(str::to_owned)
            .collect(),
    })
}

impl Loaded {
    /// The opening tags of the requirements, hidden ones too.
    pub(crate) fn requirements(&self) -> Vec<&str> {
        self.dom
            .match_indices("<details class=\"requirement\"")
            .map(|(start, _)| {
                let rest = &self.dom[start..];
                &rest[..=rest.find('>').expect("a tag ends")]
            })
            .collect()
    }

    /// Those that are to be seen.
    pub(crate) fn shown(&self) -> Vec<&str> {
        let mut tags = self.requirements();
        tags.retain(|tag| !tag.contains("hidden"));
        tags
    }
}
