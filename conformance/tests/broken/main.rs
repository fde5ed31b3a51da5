//! The suite must fail servers that are broken, and for the right reason.
//!
//! Each fault stands in a small proxy before the reference server and breaks one thing. The run must end with exit
//! status 1 and name the requirement that is broken; without a fault, the same proxy must pass.

#![expect(
    clippy::expect_used,
    reason = "a test that cannot be set up has failed"
)]

mod faults;
mod proxy;

use std::collections::BTreeSet;

use conformance::report::Report;
use conformance::run::{Settings, run};
use conformance::verdict::{Overall, Verdict};
use conformance::verify::verify;
use faults::{FAULTS, Fault};
use proxy::Proxy;

/// The requirements that turn red, with SHOULD binding.
fn violated(report: &Report) -> BTreeSet<&str> {
    let red = report
        .requirements
        .iter()
        .filter(|requirement| requirement.verdict == Verdict::Violates);
    red.map(|requirement| requirement.id.as_str()).collect()
}

fn report_on(fault: Option<&'static Fault>) -> Report {
    let proxy = Proxy::start(fault);
    let folder = tempfile::tempdir().expect("a folder");
    let settings = Settings {
        config: Some(proxy.config().to_owned()),
        strict: true,
        seed: Some(1),
        cases: Some(fault.map_or(4, |fault| fault.cases)),
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
    let red = violated(&report);
    assert!(red.is_empty(), "{red:?}");
    assert_eq!(report.verdict, Overall::Conformant, "{:?}", report.unusable);
}

#[test]
fn every_fault_is_found_for_the_right_reason() {
    let mut problems = Vec::new();
    for fault in FAULTS {
        let report = report_on(Some(fault));
        let red = violated(&report);
        println!(
            "{:<34} {:<34} {} red: {red:?}",
            fault.id,
            fault.breaks,
            red.len()
        );
        if report.exit_status != 1 || !red.contains(fault.breaks) {
            let unusable = report.unusable.as_deref().unwrap_or_default();
            problems.push(format!(
                "{}: exit {}, red {red:?} {unusable}",
                fault.id, report.exit_status
            ));
        }
        let blast = red.len().saturating_sub(1);
        if blast > fault.blast {
            problems.push(format!(
                "{}: {blast} other requirements turned red: {red:?}",
                fault.id
            ));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
