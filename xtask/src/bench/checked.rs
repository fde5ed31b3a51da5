//! What a compiler takes to check what was written: the output as a crate, its dependencies built beforehand.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use codegen::File;

/// The dependencies of our output, as the readme says, and those of typify's, as its readme says.
const MANIFEST: &str = r#"[package]
name = "checked"
version = "0.0.0"
edition = "2024"

[features]
decode = []
proptest = []

[dependencies]
regex = "1"
regress = "0.12"
schemars = "1"
serde = { version = "1", features = ["derive"] }
serde_json = "1"

[workspace]
"#;

/// The median of the CPU times of `cargo check`, each of them a check of everything that was written.
pub(super) fn check(folder: &Path, files: &[File], rounds: usize) -> Result<Duration, String> {
    let source = folder.join("src");
    write(&folder.join("Cargo.toml"), MANIFEST)?;
    write(&source.join("lib.rs"), "")?;
    cargo(folder)?;
    for file in files {
        write(&source.join(&file.path), &file.text)?;
    }
    let root = files.iter().find(|file| file.path == "lib.rs");
    let root = root.ok_or("nothing was written")?;
    let mut times = Vec::new();
    for round in 0..rounds.max(1) {
        // What cargo has seen already it does not check again.
        write(
            &source.join("lib.rs"),
            &format!("{}\n// {round}\n", root.text),
        )?;
        let before = children()?;
        cargo(folder)?;
        times.push(children()?.saturating_sub(before));
    }
    Ok(super::clock::median(times))
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    let told = |error| format!("cannot write {}: {error}", path.display());
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(told)?;
    }
    fs::write(path, text).map_err(told)
}

fn cargo(folder: &Path) -> Result<(), String> {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["check", "--quiet", "--message-format", "short"])
        .env_remove("CARGO_TARGET_DIR")
        .current_dir(folder)
        .output()
        .map_err(|error| format!("cargo does not start: {error}"))?;
    if output.status.success() {
        Ok(())
    } else {
        let said = String::from_utf8_lossy(&output.stderr);
        let first = said.lines().next().unwrap_or_default();
        Err(format!("{} does not compile: {first}", folder.display()))
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
