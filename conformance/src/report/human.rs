//! The report as text for a terminal: violations first in full, then warnings, then a summary that fits a screen.

use std::fmt::Write as _;

use super::{CheckReport, ExchangeReport, Report, Reproducer, RequirementReport};
use crate::verdict::{Overall, Verdict};

/// How many further violations of one requirement are only counted.
const SHOWN_PER_REQUIREMENT: usize = 1;

/// Whether to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paint {
    /// Plain text.
    Plain,
    /// ANSI colours.
    Ansi,
}

impl Paint {
    fn with(self, code: &str, text: &str) -> String {
        match self {
            Self::Plain => text.to_owned(),
            Self::Ansi => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
        }
    }

    fn red(self, text: &str) -> String {
        self.with("1;31", text)
    }

    fn green(self, text: &str) -> String {
        self.with("1;32", text)
    }

    fn yellow(self, text: &str) -> String {
        self.with("33", text)
    }

    fn dim(self, text: &str) -> String {
        self.with("2", text)
    }
}

/// The report as text.
pub fn write(report: &Report, paint: Paint) -> String {
    let mut text = String::new();
    // writing to a String cannot fail, so the results are dropped
    for requirement in &report.requirements {
        if matches!(requirement.verdict, Verdict::Violates | Verdict::Flaky) {
            violation(&mut text, report, requirement, paint);
        }
    }
    let unclear: Vec<&CheckReport> = report
        .checks
        .iter()
        .filter(|check| check.verdict.is_inconclusive())
        .collect();
    if report.unusable.is_none() && !unclear.is_empty() {
        let _ = writeln!(text, "{}", paint.yellow("Inconclusive"));
        for check in unclear {
            let _ = writeln!(
                text,
                "  {}: {}",
                check.id,
                check
                    .reason
                    .as_deref()
                    .unwrap_or("see the violation of another check")
            );
        }
        text.push('\n');
    }
    for fault in &report.suite_faults {
        let _ = writeln!(text, "{} {fault}", paint.red("Fault of the suite:"));
    }
    if let Some(why) = &report.unusable {
        let _ = writeln!(
            text,
            "{} {why}\n",
            paint.yellow("Nothing can be said of this target:")
        );
    }
    summary(&mut text, report, paint);
    text
}

fn violation(text: &mut String, report: &Report, requirement: &RequirementReport, paint: Paint) {
    let binding = requirement.level == "MUST" || (requirement.level == "SHOULD" && report.strict);
    let flaky = requirement.verdict == Verdict::Flaky;
    let word = match (flaky, binding) {
        (true, _) => "FLAKY   ",
        (false, true) => "VIOLATES",
        (false, false) => "WARNING ",
    };
    let heading = format!("{word} {}", requirement.id);
    let heading = if binding && !flaky {
        paint.red(&heading)
    } else {
        paint.yellow(&heading)
    };
    let _ = writeln!(
        text,
        "{heading}  {} ({})",
        requirement.level, requirement.origin
    );
    let _ = writeln!(text, "  {}", requirement.statement);
    let _ = writeln!(text, "  source    {}", requirement.source);
    let found: Vec<(&CheckReport, &Reproducer)> = report
        .checks
        .iter()
        .flat_map(|check| {
            check
                .reproducers
                .iter()
                .map(move |reproducer| (check, reproducer))
        })
        .filter(|(_, reproducer)| reproducer.requirement == requirement.id)
        .collect();
    for (check, reproducer) in found.iter().take(SHOWN_PER_REQUIREMENT) {
        let _ = writeln!(text, "  check     {}, case: {}", check.id, reproducer.case);
        let _ = writeln!(text, "  expected  {}", reproducer.expected);
        let _ = writeln!(
            text,
            "  got       {}{}",
            reproducer.got,
            reproducer.repetitions()
        );
        if let Some(control) = &reproducer.control {
            let _ = writeln!(text, "  control   {}", line_of(control));
        }
        let _ = writeln!(text, "  reproduce {}", paint.dim(&reproducer.curl));
    }
    if found.len() > SHOWN_PER_REQUIREMENT {
        let more: Vec<String> = found[SHOWN_PER_REQUIREMENT..]
            .iter()
            .map(|(_, r)| r.case.clone())
            .collect();
        let _ = writeln!(text, "  also in   {}", more.join("; "));
    }
    text.push('\n');
}

/// The control in one line: what was sent and what came.
fn line_of(exchange: &ExchangeReport) -> String {
    let answer = exchange
        .response
        .as_ref()
        .map_or("no answer", |response| response.line.as_str());
    let body: String = exchange.request.body.chars().take(400).collect();
    format!("{answer} for {} {body}", exchange.request.line)
}

fn summary(text: &mut String, report: &Report, paint: Paint) {
    let name = if report.target.embedded {
        "the embedded reference server"
    } else {
        &report.target.url
    };
    let _ = writeln!(
        text,
        "{name}, platform {}, spec {} ({})",
        report.spec.platform,
        report.spec.version,
        &report.spec.digest[..12]
    );
    if report.unusable.is_none() {
        let _ = writeln!(
            text,
            "  {:<11} {:<13} {:>8} {:>9} {:>8} {:>13} {:>13} {:>12}",
            "profile",
            "verdict",
            "conforms",
            "violates",
            "warnings",
            "informational",
            "not declared",
            "inconclusive"
        );
        for profile in &report.profiles {
            let counts = profile.counts;
            let _ = writeln!(
                text,
                "  {:<11} {} {:>8} {:>9} {:>8} {:>13} {:>13} {:>12}",
                profile.name.as_str(),
                verdict(profile.verdict, 13, paint),
                counts.conforms,
                counts.violates,
                counts.warnings,
                counts.informational,
                counts.not_declared,
                counts.inconclusive
            );
        }
        not_declared(text, report);
        baseline(text, report);
    }
    let coverage = report.coverage;
    let looked_at = match report.unusable {
        Some(_) => "nothing looked at".to_owned(),
        None => format!(
            "{} of {} requirements looked at ({} of {} that can be observed have checks)",
            coverage.selected, coverage.catalogue, coverage.checked, coverage.observable
        ),
    };
    let _ = writeln!(
        text,
        "{looked_at}, {} checks, {} requests, {}.{:03} s, seed {}",
        report.checks.len(),
        report.requests,
        report.duration_milliseconds / 1000,
        report.duration_milliseconds % 1000,
        report.seed
    );
    let overall = if report.suite_faults.is_empty() {
        verdict(report.verdict, 0, paint)
    } else {
        paint.red("fault of the suite")
    };
    let _ = writeln!(
        text,
        "Verdict: {overall} (exit status {}){}",
        report.exit_status,
        report.reservation()
    );
}

/// What the configuration does not declare, so that nobody takes its absence for a pass.
fn not_declared(text: &mut String, report: &Report) {
    let mut missing: Vec<&str> = report
        .checks
        .iter()
        .filter(|check| {
            check
                .requirements
                .iter()
                .any(|requirement| requirement.verdict == Verdict::NotDeclared)
        })
        .filter_map(|check| check.reason.as_deref())
        .collect();
    missing.sort_unstable();
    missing.dedup();
    for reason in missing {
        let _ = writeln!(text, "  not declared: {reason}");
    }
}

/// What the baseline accepts, and what it speaks of in vain.
fn baseline(text: &mut String, report: &Report) {
    let Some(applied) = &report.baseline else {
        return;
    };
    for entry in &applied.used {
        let reason = match entry.reason.as_str() {
            "" => "write a reason into the baseline",
            reason => reason,
        };
        let _ = writeln!(text, "  known violation: {entry}: {reason}");
    }
    for entry in &applied.undecided {
        let _ = writeln!(
            text,
            "  known violation, not looked at to the end: {entry}: {}",
            entry.reason
        );
    }
    for entry in &applied.stale {
        let _ = writeln!(
            text,
            "  stale in the baseline: {entry} is not violated any more; take the entry out, or run with --update-baseline"
        );
    }
}

fn verdict(overall: Overall, width: usize, paint: Paint) -> String {
    let padded = format!("{:<width$}", overall.as_str());
    match overall {
        Overall::Conformant => paint.green(&padded),
        Overall::Violations | Overall::StaleBaseline => paint.red(&padded),
        Overall::Inconclusive => paint.yellow(&padded),
    }
}
