//! The report as text for a terminal: violations first in full, then warnings, then a summary that fits a screen.

use std::fmt::Write as _;
use std::path::Path;

use super::broken::{Broken, Found, Weight};
use super::tally::{COLUMNS, Column};
use super::visible::{line, visible};
use super::{CheckReport, ExchangeReport, Report};
use crate::verdict::{Overall, Verdict};

/// How many characters of one text are shown, commands excepted.
const TEXT_SHOWN: usize = 1_000;

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

/// The report as text; `folder` is where its other forms are left, if anywhere.
pub fn write(report: &Report, paint: Paint, folder: Option<&Path>) -> String {
    let mut text = String::new();
    // writing to a String cannot fail, so the results are dropped
    for broken in report
        .broken()
        .iter()
        .filter(|broken| broken.weight != Weight::Known)
    {
        violation(&mut text, report, broken, paint, folder);
    }
    let unclear: Vec<&CheckReport> = report
        .checks
        .iter()
        .filter(|check| check.verdict.is_inconclusive() && check.verdict != Verdict::Flaky)
        .collect();
    if report.unusable.is_none() && !unclear.is_empty() {
        let _ = writeln!(text, "{}", paint.yellow("Inconclusive"));
        for check in unclear {
            let reason = check.reason.as_deref();
            let reason = reason.unwrap_or("see the violation of another check");
            let _ = writeln!(text, "  {}: {}", check.id, line(reason, TEXT_SHOWN));
        }
        text.push('\n');
    }
    for fault in &report.suite_faults {
        let _ = writeln!(
            text,
            "{} {}",
            paint.red("Fault of the suite:"),
            visible(fault)
        );
    }
    if let Some(why) = &report.unusable {
        let _ = writeln!(
            text,
            "{} {}\n",
            paint.yellow("Nothing can be said of this target:"),
            visible(why)
        );
    }
    summary(&mut text, report, paint);
    text
}

fn violation(
    text: &mut String,
    report: &Report,
    broken: &Broken<'_>,
    paint: Paint,
    folder: Option<&Path>,
) {
    let requirement = broken.requirement;
    let heading = match broken.weight {
        Weight::Violation => paint.red(&format!("VIOLATES {}", requirement.id)),
        Weight::Warning => paint.yellow(&format!("WARNING  {}", requirement.id)),
        Weight::Flaky => paint.yellow(&format!("FLAKY    {}", requirement.id)),
        Weight::Known => paint.dim(&format!("KNOWN    {}", requirement.id)),
    };
    let _ = writeln!(
        text,
        "{heading}  {} ({})",
        requirement.level, requirement.origin
    );
    let _ = writeln!(text, "  {}", requirement.statement);
    row(text, "source", &requirement.source);
    for found in broken.found.iter().take(SHOWN_PER_REQUIREMENT) {
        case(text, *found, paint);
        if let Some(folder) = folder {
            row(text, "replay", &found.replay(report, folder));
        }
    }
    if let Some(more) = broken
        .found
        .get(SHOWN_PER_REQUIREMENT..)
        .filter(|more| !more.is_empty())
    {
        let cases: Vec<&str> = more
            .iter()
            .map(|found| found.reproducer.case.as_str())
            .collect();
        row(text, "also in", &cases.join("; "));
    }
    row(
        text,
        "more",
        &format!("conformance explain {}", requirement.id),
    );
    text.push('\n');
}

fn case(text: &mut String, found: Found<'_>, paint: Paint) {
    let reproducer = found.reproducer;
    row(
        text,
        "check",
        &format!("{}, case: {}", found.check.id, reproducer.case),
    );
    row(text, "expected", &reproducer.expected);
    row(
        text,
        "got",
        &format!("{}{}", reproducer.got, reproducer.repetitions()),
    );
    if let Some(control) = &reproducer.control {
        row(text, "control", &line_of(control));
    }
    let _ = writeln!(
        text,
        "  reproduce {}",
        paint.dim(&visible(&reproducer.curl))
    );
}

fn row(text: &mut String, name: &str, value: &str) {
    let _ = writeln!(text, "  {name:<9} {}", line(value, TEXT_SHOWN));
}

/// The control in one line: what was sent and what came.
fn line_of(exchange: &ExchangeReport) -> String {
    let answer = exchange
        .response
        .as_ref()
        .map_or("no answer", |response| response.line.as_str());
    let body = line(&exchange.request.body, TEXT_SHOWN);
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
        table(text, report, paint);
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
        "{looked_at}, {} checks, {}, {}.{:03} s, seed {}",
        report.checks.len(),
        report.requests_sent(),
        report.duration_milliseconds / 1000,
        report.duration_milliseconds % 1000,
        report.seed
    );
    for sentence in report.sentences() {
        let _ = writeln!(text, "{sentence}");
    }
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

/// One row for each profile and level; the verdict stands in the first row of a profile.
fn table(text: &mut String, report: &Report, paint: Paint) {
    let _ = write!(text, "  {:<10} {:<12} {:<6}", "profile", "verdict", "level");
    for column in COLUMNS {
        let _ = write!(text, "  {}", column.as_str());
    }
    text.push('\n');
    let mut last = None;
    for tally in report.tallies() {
        let first = last != Some(tally.profile);
        last = Some(tally.profile);
        let profile = report
            .profiles
            .iter()
            .find(|profile| first && profile.name == tally.profile);
        let name = profile.map_or("", |profile| profile.name.as_str());
        let word = match profile {
            Some(profile) => verdict(profile.verdict, 12, paint),
            None => " ".repeat(12),
        };
        let _ = write!(text, "  {name:<10} {word} {:<6}", tally.level);
        for (column, count) in COLUMNS.into_iter().zip(tally.counts) {
            let number = format!("  {count:>width$}", width = column.as_str().len());
            let number = match (column, count) {
                (_, 0) => paint.dim(&number),
                (Column::Violates, _) if tally.level == "MUST" => paint.red(&number),
                (Column::Violates | Column::Flaky | Column::Inconclusive, _) => {
                    paint.yellow(&number)
                }
                _ => number,
            };
            text.push_str(&number);
        }
        text.push('\n');
    }
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
