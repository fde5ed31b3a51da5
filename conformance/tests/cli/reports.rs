//! What is left in the report folder, and when.

use std::net::TcpListener;

use crate::fake::dead;
use crate::{COMPLETE, conformance, report, text};

#[test]
fn nothing_moves_where_nobody_watches() {
    let folder = tempfile::tempdir().unwrap();
    let output = conformance(folder.path(), &["--check", "response/created"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(text(&output.stderr), "");
}

#[test]
fn an_earlier_report_does_not_outlive_the_start_of_a_run() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    std::fs::create_dir(&out).unwrap();
    std::fs::write(out.join("report.json"), "an earlier verdict").unwrap();
    std::fs::write(out.join("notes.txt"), "somebody's own").unwrap();
    let config = COMPLETE
        .replace("URL", &dead())
        .replace("project = ", "projct = ");
    std::fs::write(folder.path().join("conformance.toml"), config).unwrap();
    let arguments = ["--config", "conformance.toml", "--report", "out"];
    // what never began leaves the folder as it was
    assert_eq!(
        conformance(folder.path(), &arguments).status.code(),
        Some(2)
    );
    assert!(out.join("report.json").exists());
    std::fs::write(
        folder.path().join("conformance.toml"),
        COMPLETE.replace("URL", &dead()),
    )
    .unwrap();
    assert_eq!(
        conformance(folder.path(), &arguments).status.code(),
        Some(3)
    );
    assert!(out.join("notes.txt").exists());
    std::fs::remove_file(out.join("notes.txt")).unwrap();
    report(folder.path());
}

#[test]
fn a_report_that_could_not_be_replaced_is_told_before_anything_is_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!(
        "http://{}/kubernetes/management",
        listener.local_addr().unwrap()
    );
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("out/junit.xml")).unwrap();
    std::fs::write(
        folder.path().join("conformance.toml"),
        COMPLETE.replace("URL", &url),
    )
    .unwrap();
    let output = conformance(
        folder.path(),
        &["--config", "conformance.toml", "--report", "out"],
    );
    assert_eq!(output.status.code(), Some(2));
    assert!(
        text(&output.stderr).contains("out/junit.xml"),
        "{}",
        text(&output.stderr)
    );
    assert!(listener.accept().is_err(), "nobody called");
}
