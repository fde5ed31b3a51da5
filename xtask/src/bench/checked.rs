//! What a compiler takes to check what was written: the output as a package, its dependencies built beforehand.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use codegen::File;

use crate::package::Package;

/// What typify's output needs beside what ours needs, as its readme says.
const RIVALS: &str = r#"chrono = { version = "0.4", default-features = false, features = ["serde"] }
regress = "0.12"
uuid = { version = "1", features = ["serde"] }
"#;

/// A package of what a generator has written, and what it took to check it.
pub(super) struct Checked {
    package: Package,
    folder: PathBuf,
    root: String,
    times: Vec<Duration>,
}

impl Checked {
    /// The package in a folder of its own, with its dependencies built.
    pub(super) fn new(folder: PathBuf, files: &[File]) -> Result<Self, String> {
        let package = Package::new(&folder, RIVALS)?;
        package.write("src/lib.rs", "")?;
        let root = files.iter().find(|file| file.path == "lib.rs");
        let root = root.ok_or("nothing was written")?.text.clone();
        let this = Self {
            package,
            folder,
            root,
            times: Vec::new(),
        };
        this.carry_out()?;
        this.package.add(files)?;
        Ok(this)
    }

    /// Checks everything that was written, once more.
    pub(super) fn check(&mut self) -> Result<(), String> {
        // What cargo has seen already it does not check again.
        let root = format!("{}\n// {}\n", self.root, self.times.len());
        self.package.write("src/lib.rs", &root)?;
        let before = children()?;
        self.carry_out()?;
        self.times.push(children()?.saturating_sub(before));
        Ok(())
    }

    /// The median of the CPU times.
    pub(super) fn median(&self) -> Duration {
        super::clock::median(self.times.clone())
    }

    fn carry_out(&self) -> Result<(), String> {
        let output = self.package.check(&self.folder.join("target"))?;
        if output.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        let first = said.lines().next().unwrap_or_default();
        Err(format!(
            "{} does not compile: {first}",
            self.folder.display()
        ))
    }
}

/// The CPU time of the processes that this one has waited for, and of theirs.
fn children() -> Result<Duration, String> {
    let stat = fs::read_to_string("/proc/self/stat")
        .map_err(|error| format!("this system does not tell the time of processes: {error}"))?;
    // The name of the program is in parentheses, and may have spaces. After it come the state and 12 numbers before
    // the two that count, in hundredths of a second: proc(5), cutime and cstime.
    let numbers = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks = numbers.split_whitespace().skip(13).take(2);
    let ticks: u64 = ticks.filter_map(|number| number.parse::<u64>().ok()).sum();
    Ok(Duration::from_millis(ticks * 10))
}
