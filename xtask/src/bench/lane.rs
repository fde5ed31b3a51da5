//! One run of one generator in a process of its own, whose memory is that of the generator alone.

use std::fs;
use std::path::Path;
use std::process::Command;

use clap::ValueEnum;

use super::generator::Generator;

/// Runs the generator here; returns the most memory that this process has had, in KiB, as text.
pub(super) fn run(generator: Generator, document: &Path) -> Result<String, String> {
    let text =
        fs::read_to_string(document).map_err(|error| format!("{}: {error}", document.display()))?;
    let files = generator.write(&text)?;
    let status = fs::read_to_string("/proc/self/status")
        .map_err(|error| format!("this system does not tell memory: {error}"))?;
    // What was written counts: it is there until it is stored.
    drop(files);
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|rest| rest.trim().strip_suffix(" kB"));
    peak.map(str::to_owned)
        .ok_or_else(|| "this system does not tell the peak of memory".to_owned())
}

/// The peak of memory of a run in a process of its own, in MB; `None` where it does not come to an end, or nothing
/// tells.
pub(super) fn peak(generator: Generator, document: &Path) -> Option<f64> {
    let value = generator.to_possible_value()?;
    let output = Command::new(std::env::current_exe().ok()?)
        .args(["bench", "lane", value.get_name()])
        .arg(document)
        .output()
        .ok()?;
    let kibibytes: f64 = String::from_utf8(output.stdout).ok()?.trim().parse().ok()?;
    Some(kibibytes * 1024.0 / 1e6)
}
