//! The command line as vendors' CI sees it: exit statuses, messages, and what is left behind.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test that cannot be set up has failed"
)]

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

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

fn conformance(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_conformance"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("CONFORMANCE_")) {
        command.env_remove(name);
    }
    command
        .current_dir(folder)
        .args(arguments)
        .output()
        .expect("the binary starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Runs with a configuration and returns the output, once the exit status is the expected one.
fn with_config(config: &str, arguments: &[&str], status: i32) -> (tempfile::TempDir, Output) {
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

/// A server that answers every connection with these bytes, or with nothing at all.
fn server(answer: Option<&'static str>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let mut silent = Vec::new();
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            match answer {
                None => silent.push(stream),
                Some(answer) => {
                    std::thread::spawn(move || {
                        let mut buffer = vec![0; 65536];
                        let _ = stream.read(&mut buffer);
                        let _ = stream.write_all(answer.as_bytes());
                    });
                }
            }
        }
    });
    format!("http://{address}/kubernetes/management")
}

fn dead() -> String {
    // the port was free a moment ago, and nothing listens on it now
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    format!("http://127.0.0.1:{port}/kubernetes/management")
}

#[test]
fn a_dead_port_is_exit_3_at_once_with_reports() {
    let started = Instant::now();
    let (folder, output) = with_config(&COMPLETE.replace("URL", &dead()), &["--report", "out"], 3);
    assert!(started.elapsed() < Duration::from_secs(5));
    let report = report(folder.path());
    assert_eq!(report.exit_status, 3);
    assert!(
        report.unusable.is_some()
            && report
                .checks
                .iter()
                .all(|check| check.verdict.is_inconclusive())
    );
    assert!(
        text(&output.stdout).contains("no answer from"),
        "{}",
        text(&output.stdout)
    );
}

#[test]
fn a_dead_port_needs_no_configuration_to_be_told() {
    let folder = tempfile::tempdir().unwrap();
    let output = conformance(folder.path(), &["--target", &dead(), "--report", "out"]);
    assert_eq!(output.status.code(), Some(3), "{}", text(&output.stderr));
    report(folder.path());
}

#[test]
fn a_server_that_never_answers_is_exit_3_after_one_timeout() {
    let started = Instant::now();
    let (folder, _) = with_config(
        &COMPLETE.replace("URL", &server(None)),
        &["--report", "out"],
        3,
    );
    assert!(started.elapsed() < Duration::from_secs(6));
    report(folder.path());
}

#[test]
fn what_is_not_the_api_is_exit_3_and_says_so() {
    for (answer, said) in [
        (
            "HTTP/1.1 302 Found\r\nLocation: /login\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            "redirects to /login",
        ),
        (
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\nConnection: close\r\n\r\n<html>",
            "login page",
        ),
        (
            "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            "no such path",
        ),
        (
            "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            "proxy",
        ),
        (
            "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            "credentials.allowed is not accepted",
        ),
        (
            "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            "may not import",
        ),
    ] {
        let (folder, output) = with_config(
            &COMPLETE.replace("URL", &server(Some(answer))),
            &["--report", "out"],
            3,
        );
        let why = report(folder.path()).unusable.unwrap_or_default();
        assert!(
            why.contains(said),
            "{answer}\n{why}\n{}",
            text(&output.stdout)
        );
    }
}

#[test]
fn a_server_that_says_yes_to_everything_does_not_pass() {
    let answer = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
    // once as small as a configuration can be, once with all that it can declare and sources enough for every check
    let complete = COMPLETE
        .replace(
            "[fixtures]",
            "denied = { value = \"denied\" }\n[fixtures]\nsecond-project = \"other\"",
        )
        .replace("count = 10", "count = 9999");
    for config in [COMPLETE, &complete] {
        let (folder, output) = with_config(
            &config.replace("URL", &server(Some(answer))),
            &["--report", "out"],
            1,
        );
        let report = report(folder.path());
        assert!(report.suite_faults.is_empty(), "{:?}", report.suite_faults);
        assert!(
            report
                .requirements
                .iter()
                .any(|requirement| requirement.id == "src.name.required")
        );
        assert!(text(&output.stdout).contains("Verdict: violations"));
    }
}

#[test]
fn hostile_answers_leave_readable_reports() {
    let body = r#"{"kind":"Status","message":"\u001b[2J\u0000 ]]> <x> & \u0007"}"#;
    let length = body.len();
    let answer = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nX: \u{e9}]]>\r\nConnection: close\r\n\r\n{body}"
    );
    let url = server(Some(answer.leak()));
    let (folder, output) = with_config(&COMPLETE.replace("URL", &url), &["--report", "out"], 1);
    let xml = std::fs::read_to_string(folder.path().join("out/junit.xml")).unwrap();
    let report = report(folder.path());
    assert_eq!(xml.matches("<testcase ").count(), report.checks.len());
    assert!(
        !text(&output.stdout).contains('\u{1b}'),
        "no escape of a server reaches the terminal"
    );
}

#[test]
fn mistakes_are_exit_2_and_name_their_place() {
    let complete = COMPLETE.replace("URL", "http://127.0.0.1:9/kubernetes/management");
    for (config, arguments, said) in [
        (
            complete.replace("platform", "platfrom"),
            vec![],
            "conformance.toml:4: unknown key target.platfrom; did you mean target.platform?",
        ),
        (
            complete.replace("[fixtures]", "[fixtres]"),
            vec![],
            "did you mean fixtures?",
        ),
        (
            complete.replace("\"3.4\"", "\"9.9\""),
            vec![],
            "\"9.9\" is not described",
        ),
        (
            complete.replace("\"3.4\"", "3.4"),
            vec![],
            "must be a text in quotes",
        ),
        (complete.replace("url =", "url "), vec![], "not valid TOML"),
        (
            complete.replace("http:", "ftp:"),
            vec![],
            "must begin with https://",
        ),
        (
            complete.replace("\"1s\"", "\"soon\""),
            vec![],
            "target.timeout must be a time",
        ),
        (
            complete.clone(),
            vec!["--check", "source/name-requird"],
            "did you mean source/name-required?",
        ),
        (
            complete.clone(),
            vec!["--check", "content/request-yaml", "--profile", "platform"],
            "no check is left",
        ),
        (
            complete.clone(),
            vec!["--profile", "kubernets"],
            "kubernetes",
        ),
        (complete.clone(), vec!["--cases", "0"], "at least 1"),
        (
            complete.clone(),
            vec!["--report", "conformance.toml/below"],
            "cannot write reports",
        ),
        (complete.clone(), vec!["--nosuch"], "--nosuch"),
    ] {
        let (_, output) = with_config(&config, &arguments, 2);
        let error = text(&output.stderr);
        assert!(error.contains(said), "{arguments:?}: {error}");
    }
}

#[test]
fn what_is_missing_is_exit_2_once_something_answers() {
    let url = server(Some(
        "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    ));
    let complete = COMPLETE.replace("URL", &url);
    for (line, said) in [
        (
            "allowed = { value = \"key-that-must-not-appear\" }",
            "CONFORMANCE_CREDENTIALS_ALLOWED_VALUE",
        ),
        ("project = \"my-project\"", "CONFORMANCE_FIXTURES_PROJECT"),
        (
            "sources = { pattern = \"vc-{n}\", count = 10 }",
            "fixtures.sources.pattern is not set",
        ),
    ] {
        let (_, output) = with_config(&complete.replace(line, ""), &[], 2);
        let error = text(&output.stderr);
        assert!(error.contains(said), "{error}");
    }
    let (_, output) = with_config(
        &complete.replace(
            "{ value = \"key-that-must-not-appear\" }",
            "{ env = \"NO_SUCH\" }",
        ),
        &[],
        2,
    );
    assert!(
        text(&output.stderr).contains("NO_SUCH is not set"),
        "{}",
        text(&output.stderr)
    );
}

#[test]
fn an_unknown_variable_is_exit_2() {
    let output = Command::new(env!("CARGO_BIN_EXE_conformance"))
        .env("CONFORMANCE_TARGET_URLS", "http://127.0.0.1:9")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(
        text(&output.stderr).contains("did you mean CONFORMANCE_TARGET_URL?"),
        "{}",
        text(&output.stderr)
    );
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
        (report.schema_version, report.seed, report.cases),
        (1, 7, 4)
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
