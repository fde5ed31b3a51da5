//! `verify`, `replay`, `diff` and `versions`, by their exit statuses.

use std::path::Path;

use super::{conformance, text};

/// Runs and returns everything that was printed, once the exit status is the expected one.
fn printed(folder: &Path, arguments: &[&str], status: i32) -> String {
    let output = conformance(folder, arguments);
    let seen = format!("{}{}", text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(status), "{arguments:?}: {seen}");
    seen
}

#[test]
fn a_report_is_verified_and_a_changed_one_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let run = ["--check", "source/*", "--cases", "2", "--report", "out"];
    printed(folder.path(), &run, 0);
    let verify = ["verify", "out/report.json"];
    assert!(printed(folder.path(), &verify, 0).contains("Verified"));
    let path = folder.path().join("out/report.json");
    let report = std::fs::read_to_string(&path).unwrap();
    let changed = report.replacen("\"verdict\": \"conforms\"", "\"verdict\": \"violates\"", 1);
    std::fs::write(&path, changed).unwrap();
    assert!(printed(folder.path(), &verify, 1).contains("Not verified: "));
    std::fs::write(folder.path().join("out/transcript.jsonl"), "").unwrap();
    assert!(printed(folder.path(), &verify, 1).contains("cut short"));
    std::fs::remove_file(folder.path().join("out/transcript.jsonl")).unwrap();
    assert!(printed(folder.path(), &verify, 2).contains("transcript.jsonl"));
    assert!(printed(folder.path(), &["verify", "gone.json"], 2).contains("gone.json"));
}

#[test]
fn two_servers_and_all_releases_are_looked_at() {
    let folder = tempfile::tempdir().unwrap();
    let scope = ["--check", "source/*", "--cases", "2"];
    let diff = [
        &["diff", "--left", "embedded", "--right", "embedded"],
        &scope[..],
    ]
    .concat();
    assert!(printed(folder.path(), &diff, 0).contains("Both behave alike."));
    let gone = ["diff", "--left", "gone.toml", "--right", "embedded"];
    assert!(printed(folder.path(), &gone, 2).contains("gone.toml"));
    let versions = [&["versions", "--format", "json"], &scope[..]].concat();
    let json: serde_json::Value =
        serde_json::from_str(&printed(folder.path(), &versions, 0)).expect("JSON and nothing else");
    assert_eq!(json["releases"][4]["verdict"], "conformant");
    let target = [
        "versions",
        "--target",
        "http://127.0.0.1:9/kubernetes/management",
    ];
    assert!(printed(folder.path(), &target, 3).contains("no answer"));
    assert!(printed(folder.path(), &["replay", "gone.json"], 2).contains("gone.json"));
}
