//! What ARCHITECTURE.md says of crates and of checks.

#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, wherever it does"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The workspaces of the repository, by their manifests: the fuzz targets are not built with the rest, and have one of their own.
const WORKSPACES: [&str; 2] = ["Cargo.toml", "codegen/fuzz/Cargo.toml"];

/// The packages of a workspace, as cargo tells them.
fn packages(manifest: &str) -> Vec<Value> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version"])
        .args(["1", "--manifest-path", manifest])
        .current_dir(root())
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    metadata["packages"].as_array().unwrap().clone()
}

/// The crates of all workspaces, each with those of them that it links. Itself with other features, for tests, is left out.
fn links() -> BTreeMap<String, BTreeSet<String>> {
    let packages: Vec<Value> = WORKSPACES.into_iter().flat_map(packages).collect();
    let name = |value: &Value| value["name"].as_str().unwrap().to_owned();
    let members: BTreeSet<String> = packages.iter().map(name).collect();
    packages
        .iter()
        .map(|package| {
            let own = name(package);
            let dependencies = package["dependencies"].as_array().unwrap().iter();
            let linked = dependencies.map(name);
            let linked = linked.filter(|linked| members.contains(linked) && *linked != own);
            (own.clone(), linked.collect())
        })
        .collect()
}

/// The table of crates: the names between backticks in its first two columns.
fn documented() -> BTreeMap<String, BTreeSet<String>> {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let names = |cell: &str| -> Vec<String> {
        let between = cell.split('`').skip(1).step_by(2);
        between.map(str::to_owned).collect()
    };
    let rows = text
        .lines()
        .skip_while(|line| !line.starts_with("| crate |"))
        .skip(2)
        .take_while(|line| line.starts_with('|'));
    rows.map(|row| {
        let cells: Vec<&str> = row.split('|').collect();
        (
            names(cells[1]).remove(0),
            names(cells[2]).into_iter().collect(),
        )
    })
    .collect()
}

#[test]
fn crates_link_what_the_document_says_and_nothing_else() {
    assert_eq!(links(), documented());
}

/// The Rust files below a place, with their text.
fn sources(place: &Path) -> Vec<(PathBuf, String)> {
    if place.is_file() {
        return vec![(place.to_owned(), fs::read_to_string(place).unwrap())];
    }
    let entries = fs::read_dir(place)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let kept =
        entries.filter(|path| path.is_dir() || path.extension().is_some_and(|end| end == "rs"));
    kept.flat_map(|path| sources(&path)).collect()
}

/// Fails where one of the words stands in code below one of the places.
fn lacks(places: &[&str], words: &[&str]) {
    let mut looked_at = 0;
    for (path, text) in places.iter().flat_map(|place| sources(&root().join(place))) {
        looked_at += 1;
        for (number, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            let found = words.iter().find(|word| code.contains(**word));
            assert_eq!(found, None, "{}:{}: {line}", path.display(), number + 1);
        }
    }
    assert!(looked_at >= places.len(), "there are files to look at");
}

#[test]
fn a_check_knows_no_clock_no_file_no_environment_and_no_network() {
    lacks(
        &["conformance/src/checks", "conformance/src/probe"],
        &[
            "Instant",
            "SystemTime",
            "jiff",
            "sleep",
            "std::fs",
            "std::env",
            "std::net",
            "std::process",
            "reqwest",
            "crate::http::Client",
        ],
    );
}

#[test]
fn the_server_is_used_by_the_suite_as_a_target_alone() {
    lacks(
        &[
            "conformance/src/checks",
            "conformance/src/probe",
            "conformance/src/session",
            "conformance/src/judge.rs",
            "conformance/src/verify",
        ],
        &["reference::", "crate::embedded"],
    );
}

#[test]
fn the_generator_touches_no_file() {
    for (path, text) in sources(&root().join("codegen/src")) {
        let (code, _) = text.split_once("#[cfg(test)]").unwrap_or((&text, ""));
        for word in [
            "std::fs",
            "fs::read",
            "fs::write",
            "File::open",
            "std::env::",
        ] {
            assert!(!code.contains(word), "{}: {word}", path.display());
        }
    }
}
