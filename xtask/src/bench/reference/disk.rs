//! What the disk takes for one commit. No store that waits for it is faster, whatever else it does.

use std::fs::File;
use std::os::unix::fs::FileExt as _;
use std::path::Path;
use std::time::{Duration, Instant};

/// About what the durable store writes for 64 imports at once.
const BYTES: usize = 64 * 1024;

/// Writes whose median counts.
const WRITES: usize = 31;

/// How long it takes to write over a part of a file in that folder, and to wait until it is on the disk.
pub(super) fn commit_time(folder: &Path) -> Result<Duration, String> {
    let path = folder.join("disk");
    let told = |error: std::io::Error| format!("{}: {error}", path.display());
    let file = File::create(&path).map_err(told)?;
    let mut times = Vec::with_capacity(WRITES);
    // The first write makes the file longer, which takes its own time.
    for round in 0..=WRITES {
        let bytes = vec![u8::try_from(round).unwrap_or_default(); BYTES];
        let begun = Instant::now();
        file.write_all_at(&bytes, 0).map_err(told)?;
        file.sync_data().map_err(told)?;
        if round > 0 {
            times.push(begun.elapsed());
        }
    }
    times.sort_unstable();
    Ok(times.get(WRITES / 2).copied().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_takes_time() {
        let folder = tempfile::tempdir().unwrap();
        assert!(commit_time(folder.path()).unwrap() > Duration::ZERO);
        assert!(commit_time(&folder.path().join("missing")).is_err());
    }
}
