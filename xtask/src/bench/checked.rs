//! What a compiler takes to check what was written: the output as a package, its dependencies built beforehand.

use std::fs;
use std::path::Path;
use std::time::Duration;

use codegen::File;

use crate::package::Package;

/// What typify's output needs beside what ours needs, as its readme says.
const RIVALS: &str = "regress = \"0.12\"\n";

/// The median of the CPU times of `cargo check`, each of them a check of everything that was written.
pub(super) fn check(folder: &Path, files: &[File], rounds: usize) -> Result<Duration, String> {
    let package = Package::new(folder, RIVALS)?;
    package.write("src/lib.rs", "")?;
    checked(&package, folder)?;
    package.add(files)?;
    let root = files.iter().find(|file| file.path == "lib.rs");
    let root = root.ok_or("nothing was written")?;
    let mut times = Vec::new();
    for round in 0..rounds.max(1) {
        // What cargo has seen already it does not check again.
        package.write("src/lib.rs", &format!("{}\n// {round}\n", root.text))?;
        let before = children()?;
        checked(&package, folder)?;
        times.push(children()?.saturating_sub(before));
    }
    Ok(super::clock::median(times))
}

fn checked(package: &Package, folder: &Path) -> Result<(), String> {
    let output = package.check(&folder.join("target"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let first = said.lines().next().unwrap_or_default();
    Err(format!("{} does not compile: {first}", folder.display()))
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
