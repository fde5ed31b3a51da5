//! Targets that are dead, silent, slow or hostile: a verdict of their own, within bounds of time, and all reports.

use std::time::{Duration, Instant};

use conformance::embedded::Embedded;
use conformance::verdict::Verdict;

use crate::fake::{End, dead, dripping, relay, server};
use crate::{COMPLETE, conformance, own, report, text, with_config};

/// 5 s and one timeout, and as much again for a machine that has other work to do. Without a circuit breaker it would be
/// minutes.
const LIMIT: Duration = Duration::from_secs(12);

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
fn an_answer_without_end_is_exit_3_after_one_timeout() {
    let started = Instant::now();
    let (folder, _) = with_config(
        &COMPLETE.replace("URL", &dripping()),
        &["--report", "out"],
        3,
    );
    assert!(started.elapsed() < LIMIT, "{:?}", started.elapsed());
    let why = report(folder.path()).unusable.unwrap_or_default();
    assert!(why.contains("did not end within 1s"), "{why}");
}

#[test]
fn a_server_that_goes_away_in_the_middle_is_exit_3_and_nothing_is_held_against_it() {
    let server = Embedded::start(generated::platforms::NEWEST).unwrap();
    for end in [End::Hangs, End::Dies] {
        let host = format!("https://{}", relay(&server.host(), 100_000, end));
        let started = Instant::now();
        let config = own(&server, &host).replace("20s", "4s");
        let (folder, output) = with_config(&config, &["--report", "out"], 3);
        assert!(started.elapsed() < 3 * LIMIT, "{:?}", started.elapsed());
        let report = report(folder.path());
        let verdicts = report.checks.iter().map(|check| check.verdict);
        let (judged, unclear): (Vec<_>, Vec<_>) =
            verdicts.partition(|verdict| !verdict.is_inconclusive());
        assert!(
            !judged.contains(&Verdict::Violates),
            "{}",
            text(&output.stdout)
        );
        assert!(judged.contains(&Verdict::Conforms), "it began well");
        assert!(
            unclear.contains(&Verdict::InconclusiveTarget),
            "{unclear:?}"
        );
        assert!(text(&output.stdout).contains("so this one was not sent"));
    }
}
