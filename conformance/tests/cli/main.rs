//! The command line as vendors' CI sees it: exit statuses, messages, and what is left behind.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test that cannot be set up has failed"
)]

mod baseline;
mod doctor;
mod explained;
mod fake;
mod false_green;
mod fixtures;
mod init;
mod reports;
mod target;

use std::path::Path;
use std::process::{Command, Output};

use conformance::embedded::Embedded;
use conformance::report::{FILES, Report};

const COMPLETE: &str = r#"
[target]
url = "URL"
platform = "3.4"
timeout = "1s"
[credentials]
allowed = { value = "key-that-must-not-appear" }
[fixtures]
project = "my-project"
cluster = "connected-cluster"
namespace = "vc-pool"
sources = { pattern = "vc-{n}", count = 10 }
"#;

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_conformance"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("CONFORMANCE_")) {
        command.env_remove(name);
    }
    command.current_dir(folder).args(arguments);
    command
}

fn conformance(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments)
        .output()
        .expect("the binary starts")
}

/// The configuration for an embedded server as it is seen at `host`, which is the server's own unless it is relayed. A
/// machine that is busy with other tests may take long to answer.
fn own(server: &Embedded, host: &str) -> String {
    server.configuration(host).replace(
        "[credentials]",
        "insecure-skip-tls-verify = true\ntimeout = \"20s\"\n[credentials]",
    )
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Runs with a configuration, without a rehearsal, and returns the output, once the exit status is the expected one.
fn with_config(config: &str, arguments: &[&str], status: i32) -> (tempfile::TempDir, Output) {
    rehearsed(config, &[&["--no-plan"], arguments].concat(), status)
}

/// Runs with a configuration, and returns the output, once the exit status is the expected one.
fn rehearsed(config: &str, arguments: &[&str], status: i32) -> (tempfile::TempDir, Output) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("conformance.toml"), config).unwrap();
    let output = conformance(
        folder.path(),
        &[&["--config", "conformance.toml"], arguments].concat(),
    );
    let seen = format!("{}\n{}", text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(status), "{seen}");
    (folder, output)
}

fn report(folder: &Path) -> Report {
    for entry in std::fs::read_dir(folder.join("out")).expect("the folder is there") {
        let name = text(entry.expect("an entry").file_name().as_encoded_bytes());
        assert!(!name.starts_with('.'), "{name} is left, half written");
    }
    for name in FILES {
        let form = std::fs::read_to_string(folder.join("out").join(name)).expect("text");
        assert!(
            !form.is_empty() && !form.contains("key-that-must-not-appear"),
            "{name}"
        );
    }
    let json = std::fs::read(folder.join("out/report.json")).expect("report.json is left");
    serde_json::from_slice(&json).expect("report.json is a report")
}

#[test]
fn the_embedded_server_conforms() {
    let folder = tempfile::tempdir().unwrap();
    let output = conformance(
        folder.path(),
        &["run", "--report", "out", "--seed", "7", "--cases", "4"],
    );
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
    let report = report(folder.path());
    assert!(report.suite_faults.is_empty());
    assert_eq!(
        (report.schema_version.as_str(), report.seed, report.cases),
        ("1.0.0", 7, 4)
    );
    assert!(
        report
            .profiles
            .iter()
            .all(|profile| profile.counts.conforms > 0),
        "{:?}",
        report.profiles
    );
    let text = text(&output.stdout);
    assert!(
        text.contains("Verdict: conformant (exit status 0)"),
        "{text}"
    );
}

#[test]
fn earlier_platform_releases_are_judged_by_their_own_contract() {
    for (platform, looked_at, left_out) in [
        ("3.0", "opt.pro.unknown-before", "opt.pro.boolean"),
        ("3.3", "opt.pro.boolean", "opt.helm.boolean"),
        ("3.4", "opt.helm.boolean", "opt.helm.unknown-before"),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_conformance"))
            .env("CONFORMANCE_TARGET_PLATFORM", platform)
            .args(["--strict", "--format", "json"])
            .output()
            .unwrap();
        assert_eq!(
            output.status.code(),
            Some(0),
            "{platform}: {}",
            text(&output.stdout)
        );
        let report: Report = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(report.spec.platform, platform);
        let ids: Vec<&str> = report
            .requirements
            .iter()
            .map(|requirement| requirement.id.as_str())
            .collect();
        assert!(
            ids.contains(&looked_at) && !ids.contains(&left_out),
            "{platform}: {ids:?}"
        );
    }
}

#[test]
fn json_goes_to_standard_output() {
    let folder = tempfile::tempdir().unwrap();
    let output = conformance(
        folder.path(),
        &["--format", "json", "--check", "response/created"],
    );
    let report: Report = serde_json::from_slice(&output.stdout).expect("nothing but the report");
    assert_eq!(report.checks.len(), 1);
}

#[test]
fn list_and_explain_know_every_check_and_requirement() {
    let folder = tempfile::tempdir().unwrap();
    let listed = text(&conformance(folder.path(), &["list"]).stdout);
    assert!(listed.contains("source/name-required"), "{listed}");
    let json: serde_json::Value =
        serde_json::from_slice(&conformance(folder.path(), &["list", "--format", "json"]).stdout)
            .unwrap();
    assert_eq!(
        json["checks"].as_array().map(Vec::len),
        Some(listed.lines().count())
    );
    let explained = text(&conformance(folder.path(), &["explain", "src.name.required"]).stdout);
    assert!(
        explained.contains("MUST") && explained.contains("source/name-required"),
        "{explained}"
    );
    let output = conformance(folder.path(), &["explain", "src.name.requird"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("did you mean src.name.required?"));
    for words in [
        &["flaky"][..],
        &["not", "declared"],
        &["3"],
        &["core"],
        &["target.ca-file"],
    ] {
        let output = conformance(folder.path(), &[&["explain"], words].concat());
        assert_eq!(output.status.code(), Some(0), "{words:?}");
        assert!(text(&output.stdout).lines().count() > 1, "{words:?}");
    }
    let output = conformance(folder.path(), &["explain", "target.platfrm"]);
    assert!(text(&output.stderr).contains("did you mean target.platform?"));
}
