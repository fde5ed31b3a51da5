//! `junit.xml`: one suite per area, one case per check.

use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};

use super::{CheckReport, Report};
use crate::verdict::Verdict;

/// The report as JUnit XML. Characters that XML forbids are dropped.
pub fn write(report: &Report) -> Result<String, quick_junit::SerializeError> {
    let mut document = quick_junit::Report::new("conformance");
    document.set_time(std::time::Duration::from_millis(
        report.duration_milliseconds,
    ));
    let mut suites: Vec<(String, TestSuite)> = Vec::new();
    for check in &report.checks {
        let area = check.id.split('/').next().unwrap_or_default().to_owned();
        let case = case(report, check, &area);
        if let Some((_, suite)) = suites.iter_mut().find(|(name, _)| *name == area) {
            suite.add_test_case(case);
        } else {
            let mut suite = TestSuite::new(area.clone());
            suite.add_test_case(case);
            suites.push((area, suite));
        }
    }
    document.add_test_suites(suites.into_iter().map(|(_, suite)| suite));
    document.to_string()
}

fn case(report: &Report, check: &CheckReport, area: &str) -> TestCase {
    let binding = |id: &str| {
        let level = report
            .requirements
            .iter()
            .find(|requirement| requirement.id == id)
            .map(|r| r.level.as_str());
        level == Some("MUST") || (level == Some("SHOULD") && report.strict)
    };
    let reason = check.reason.clone().unwrap_or_default();
    let broken: Vec<&str> = check
        .reproducers
        .iter()
        .map(|r| r.requirement.as_str())
        .filter(|id| binding(id))
        .collect();
    let mut status = match check.verdict {
        Verdict::Violates if !broken.is_empty() => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status
                .set_type("violation")
                .set_message(format!("violates {}", distinct(&broken).join(", ")));
            status
        }
        Verdict::InconclusiveFixture | Verdict::InconclusiveTarget | Verdict::Flaky => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
            status
                .set_type(check.verdict.as_str())
                .set_message(reason.clone());
            status
        }
        Verdict::NotDeclared => {
            let mut status = TestCaseStatus::skipped();
            status.set_message(reason.clone());
            status
        }
        Verdict::Known => {
            let mut status = TestCaseStatus::skipped();
            status
                .set_type("known violation")
                .set_message("a known violation, which the baseline accepts");
            status
        }
        Verdict::Conforms | Verdict::Informational | Verdict::Violates => TestCaseStatus::success(),
    };
    let details: Vec<String> = check
        .reproducers
        .iter()
        .map(|r| {
            format!(
                "{} ({})\nexpected: {}\ngot: {}{}\n{}\n",
                r.requirement,
                r.case,
                r.expected,
                r.got,
                r.repetitions(),
                r.curl
            )
        })
        .collect();
    if matches!(status, TestCaseStatus::NonSuccess { .. }) && !details.is_empty() {
        status.set_description(details.join("\n"));
    }
    let succeeded = matches!(status, TestCaseStatus::Success { .. });
    let mut case = TestCase::new(check.id.clone(), status);
    case.set_classname(format!("conformance.{area}"));
    case.set_time(std::time::Duration::from_millis(
        check.duration_milliseconds,
    ));
    let mut output: Vec<String> = check
        .notes
        .iter()
        .map(|note| format!("{} ({}): {}", note.requirement, note.case, note.note))
        .collect();
    if succeeded {
        output.extend(details.iter().map(|detail| format!("warning: {detail}")));
    }
    if !output.is_empty() {
        case.set_system_out(output.join("\n"));
    }
    case
}

fn distinct<'a>(ids: &[&'a str]) -> Vec<&'a str> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    ids
}
