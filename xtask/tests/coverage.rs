//! `cargo xtask coverage` on a small catalogue and reports written for the purpose.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

const README: &str = "# A readme\n\n<!-- coverage: written by `cargo xtask coverage` -->\n<!-- coverage ends -->\n\nMore.\n";

/// Two requirements that can be observed, one of them of an earlier release, and one that cannot.
const CATALOGUE: &str = "requirements:
  - {id: aa.one, level: MUST, origin: doc-page, enforced-by: handler, versions: 3.0+, statement: One., source: s, observe: POST it.}
  - {id: aa.two, level: MUST, origin: doc-page, enforced-by: handler, versions: 3.0-3.3, statement: Two., source: s, observe: POST it.}
  - {id: aa.three, level: MAY, origin: doc-page, enforced-by: client, versions: 3.0+, statement: Three., source: s, exempt: Nothing shows it.}
";

fn report(exit_status: u8, observable: usize, verdict: &str) -> String {
    format!(
        r#"{{"exitStatus": {exit_status}, "spec": {{"platform": "3.4"}},
            "coverage": {{"catalogue": 3, "observable": {observable}}},
            "requirements": [
              {{"id": "aa.one", "origin": "doc-page", "profile": "core", "verdict": "{verdict}"}}]}}"#
    )
}

/// A workspace with that report.
fn workspace(report: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("spec")).unwrap();
    fs::write(folder.path().join("spec/requirements.yaml"), CATALOGUE).unwrap();
    fs::write(folder.path().join("README.md"), README).unwrap();
    fs::write(folder.path().join("report.json"), report).unwrap();
    folder
}

fn coverage(root: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask"))
        .arg("--root")
        .arg(root)
        .arg("coverage")
        .args(arguments)
        .output()
        .unwrap()
}

fn of_report(folder: &TempDir, more: &[&str]) -> Output {
    let file = folder.path().join("report.json");
    let mut arguments = vec!["--report", file.to_str().unwrap()];
    arguments.extend(more);
    coverage(folder.path(), &arguments)
}

fn refused(report: &str) -> String {
    let folder = workspace(report);
    let output = of_report(&folder, &[]);
    assert!(!output.status.success());
    let readme = fs::read_to_string(folder.path().join("README.md")).unwrap();
    assert_eq!(readme, README, "nothing is written");
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn the_table_is_written_and_found_stale_once_it_is() {
    let folder = workspace(&report(0, 1, "conforms"));
    let check = of_report(&folder, &["--check"]);
    assert!(!check.status.success());
    let told = String::from_utf8(check.stderr).unwrap();
    assert!(
        told.contains("+| core | MUST | 2 | 0 | 1 | 1 | 1 | 0 | 0 |"),
        "{told}"
    );
    assert!(told.contains("run: cargo xtask coverage"), "{told}");

    assert!(of_report(&folder, &[]).status.success());
    let readme = fs::read_to_string(folder.path().join("README.md")).unwrap();
    assert!(
        readme.contains("| core | MAY | 1 | 1 | 0 | 0 | 0 | 0 | 0 |"),
        "{readme}"
    );
    assert!(
        readme.contains("| all |  | 3 | 1 | 1 | 1 | 1 | 0 | 0 |"),
        "{readme}"
    );
    assert!(readme.ends_with("\n\nMore.\n"), "{readme}");
    assert!(of_report(&folder, &["--check"]).status.success());

    let other = report(0, 1, "not-declared");
    fs::write(folder.path().join("report.json"), other).unwrap();
    assert!(!of_report(&folder, &["--check"]).status.success());
}

#[test]
fn a_run_that_proves_nothing_makes_no_table() {
    let told = refused(&report(1, 1, "violates"));
    assert!(told.contains("exit status 1"), "{told}");
    let told = refused(&report(0, 1, "flaky"));
    assert!(told.contains("the verdict on aa.one is flaky"), "{told}");
    let told = refused(&report(0, 2, "conforms"));
    assert!(told.contains("1 of 2 observable requirements"), "{told}");
    assert!(told.contains("aa.two"), "{told}");
    let told = refused(&report(0, 1, "conforms").replace("\"catalogue\": 3", "\"catalogue\": 4"));
    assert!(told.contains("cargo xtask gen"), "{told}");
    let told = refused("{}");
    assert!(told.contains("no report of the suite"), "{told}");
}

#[test]
fn a_readme_without_a_place_for_the_table_is_refused() {
    let folder = workspace(&report(0, 1, "conforms"));
    fs::write(folder.path().join("README.md"), "# A readme\n").unwrap();
    let output = of_report(&folder, &[]);
    assert!(!output.status.success());
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .contains("lacks the lines")
    );
}

#[test]
fn what_is_exempt_is_listed_with_the_reason() {
    let folder = workspace("");
    let output = coverage(folder.path(), &["--exempt"]);
    let told = String::from_utf8(output.stdout).unwrap();
    assert_eq!(
        told,
        "aa.three  MAY\n  Three.\n  exempt: Nothing shows it.\n\n1 exempt\n"
    );
}
