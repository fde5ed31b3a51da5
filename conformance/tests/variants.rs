//! The suite must let every server pass that conforms, however unusual it is.

#![expect(
    clippy::expect_used,
    reason = "a test that cannot be set up has failed"
)]

use conformance::deviant::{each, judge};
use conformance::report::Report;
use conformance::verdict::Verdict;
use generated::platforms::NEWEST;
use generated::variants::{self, Variant};
use reference::Behaviour;

/// What is wrong with the verdict on a variant.
fn problems(variant: &'static Variant) -> Vec<String> {
    let behaviour = Behaviour {
        variants: vec![variant],
        ..Behaviour::default()
    };
    let report = judge(NEWEST, behaviour, 1, 12).expect("the suite runs");
    let departs: Vec<&str> = variant.departs.iter().map(|it| it.id).collect();
    let off = |report: &Report| -> Vec<String> {
        let found = report.requirements.iter().filter(|it| {
            let departed = departs.contains(&it.id.as_str());
            (it.verdict == Verdict::Violates) != departed || it.verdict.is_inconclusive()
        });
        found
            .map(|it| format!("{}: {} {}", variant.id, it.id, it.verdict.as_str()))
            .collect()
    };
    let mut problems = off(&report);
    let expected = u8::from(!departs.is_empty());
    if report.exit_status != expected {
        problems.push(format!(
            "{}: exit status {} where SHOULD is binding, not {expected} {}",
            variant.id,
            report.exit_status,
            report.suite_faults.join("; ")
        ));
    }
    println!("{:<32} {} ms", variant.id, report.duration_milliseconds);
    for check in &report.checks {
        for reproducer in &check.reproducers {
            println!(
                "    {} {}: {} expected {}, got {}\n        {}",
                check.id,
                reproducer.case,
                reproducer.requirement,
                reproducer.expected,
                reproducer.got,
                reproducer.curl
            );
        }
    }
    problems
}

#[test]
fn every_variant_is_green() {
    // a second provider is refused, and the first is as good
    let _ = rustls::crypto::ring::default_provider().install_default();
    let problems = each(variants::ALL, |variant| problems(variant)).concat();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
