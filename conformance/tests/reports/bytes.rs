//! From the bytes on the wire to every form of a report.

use std::time::{Duration, Instant};

use conformance::report::FILES;

use crate::server::report_on;

const NAME: &str = "response/created";

#[test]
fn hostile_bytes_leave_every_form_whole() {
    let mut body = b"{\"kind\":\"Status\",\"message\":\"\\u0000\\ud800\xed\xa0\x80\xff\x00\x1b[2J]]></pre><script>\"}".to_vec();
    body.resize(10 << 20, b'x');
    let folder = tempfile::tempdir().unwrap();
    let report = report_on(body, &[NAME], Some(folder.path()));
    assert_eq!(report.exit_status, 1, "{:?}", report.unusable);
    let reproducer = &report.checks[0].reproducers[0];
    let response = reproducer.exchange.response.as_ref().expect("an answer");
    assert_eq!(response.body_bytes, 10 << 20);
    assert!(response.body.len() < 10_000 && response.body.contains("]]></pre><script>"));
    let path = format!("reproducers/{}-1.json", reproducer.requirement);
    assert!(folder.path().join(&path).exists());
    for name in ["report.html", "summary.md"] {
        let form = std::fs::read_to_string(folder.path().join(name)).unwrap();
        assert!(form.contains(&path), "{name} leads to {path}");
    }
    for name in FILES {
        let form = std::fs::read(folder.path().join(name)).expect("every form is left");
        let form = String::from_utf8(form).expect("every form is UTF-8");
        assert!(!form.contains(['\0', '\u{1b}']), "{name}");
        assert!(form.len() < 300_000, "{name}: {} bytes", form.len());
    }
}

#[test]
fn long_texts_cost_no_time() {
    let report = crate::hostile::report(&"<]]>\u{1b}".repeat(2_000));
    let started = Instant::now();
    let folder = tempfile::tempdir().unwrap();
    let prepared = conformance::report::Folder::prepare(folder.path()).unwrap();
    prepared.write(&report).unwrap();
    assert!(
        started.elapsed() < Duration::from_secs(20),
        "{:?}",
        started.elapsed()
    );
}
