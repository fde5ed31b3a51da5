//! Programs that stand in for those that would take minutes or the network.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::BINARY;

/// A program of that name for the steps, in place of one that would take minutes or the network.
pub(crate) fn stub(folder: &Path, name: &str, script: &str) {
    let path = folder.join(name);
    std::fs::write(&path, format!("#!/bin/sh\nset -eu\n{script}\n")).expect("written");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755))
        .expect("made executable");
}

/// Cargo, that has built the suite before.
pub(crate) fn stub_cargo(folder: &Path) {
    let place = "$CARGO_TARGET_DIR/release";
    stub(
        folder,
        "cargo",
        &format!("mkdir -p \"{place}\"\nln -sf {BINARY} \"{place}/conformance\""),
    );
}
