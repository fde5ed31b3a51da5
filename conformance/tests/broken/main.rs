//! The suite must never call a server conformant whose answers do not arrive.
//!
//! What a server answers wrongly is in the fault catalogue (`cargo xtask faults`). Here are the faults that only something
//! between the server and the suite can show: each stands in a small proxy before the reference server. Without a fault,
//! the same proxy must pass.

#![expect(
    clippy::expect_used,
    reason = "a test that cannot be set up has failed"
)]

mod faults;
mod proxy;

use std::time::{Duration, Instant};

use conformance::report::Report;
use conformance::run::{Settings, run};
use conformance::verdict::{Overall, Verdict};
use conformance::verify::verify;
use faults::{FAULTS, Fault};
use proxy::Proxy;

/// How long a run takes at most, whatever does not arrive. Half a minute where the machine has nothing else to do; without
/// an end to waiting it would be hours.
const LONGEST: Duration = Duration::from_secs(300);

fn report_on(fault: Option<&'static Fault>) -> Report {
    let proxy = Proxy::start(fault);
    let folder = tempfile::tempdir().expect("a folder");
    let settings = Settings {
        config: Some(proxy.config().to_owned()),
        strict: true,
        seed: Some(1),
        cases: Some(4),
        report: Some(folder.path().to_owned()),
        ..Settings::default()
    };
    let report = run(&settings).expect("the configuration is complete");
    // what it says of the fault follows from what was recorded, repetitions and smallest failures included
    let verification = verify(&folder.path().join("report.json")).expect("it can be played back");
    assert!(verification.differences.is_empty(), "{verification}");
    report
}

#[test]
fn the_proxy_alone_breaks_nothing() {
    let report = report_on(None);
    let red: Vec<&str> = report
        .requirements
        .iter()
        .filter(|requirement| requirement.verdict == Verdict::Violates)
        .map(|requirement| requirement.id.as_str())
        .collect();
    assert!(red.is_empty(), "{red:?}");
    assert_eq!(report.verdict, Overall::Conformant, "{:?}", report.unusable);
}

#[test]
fn answers_that_do_not_arrive_prove_nothing() {
    for fault in FAULTS {
        let began = Instant::now();
        let report = report_on(Some(fault));
        let took = began.elapsed();
        let doubted = report.requirements.iter().find(|it| it.id == fault.doubts);
        let verdict = doubted.expect("the requirement has a check").verdict;
        println!(
            "{:<24} exit {} {took:?} {verdict:?}",
            fault.id, report.exit_status
        );
        let told = matches!(report.exit_status, 1 | 3);
        assert!(told, "{}: exit {}", fault.id, report.exit_status);
        assert_ne!(verdict, Verdict::Conforms, "{}", fault.id);
        assert!(took < LONGEST, "{}: {took:?}", fault.id);
    }
}
