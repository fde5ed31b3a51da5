//! `annotations.txt`: what a job of GitHub Actions prints to have each violation shown beside the change.
//!
//! The form is that of its workflow commands: `::error title=ID::TEXT`, where TEXT has no line end and no bare percent
//! sign, and a title no colon and no comma either.

use std::fmt::Write as _;

use super::Report;
use super::broken::{Broken, Weight};
use super::visible::{line, visible};

/// GitHub shows ten of a kind for each step and drops the others.
const SHOWN: usize = 10;

/// How many characters of one text from elsewhere are shown.
const TEXT_LIMIT: usize = 1_000;

/// The title of what is said of the whole run.
const RUN: &str = "Import conformance";

/// The report as workflow commands, one a line: the verdict, then errors for what fails the run and warnings for what
/// does not.
pub fn write(report: &Report) -> String {
    let mut text = String::new();
    let failed = report.exit_status != 0;
    command(
        &mut text,
        if failed { "error" } else { "notice" },
        RUN,
        &report.sentence(),
    );
    let of_run = report.unusable.iter().chain(&report.suite_faults);
    let of_run = of_run.map(|why| (RUN, line(why, TEXT_LIMIT)));
    let broken = report.broken();
    let weighing = |weights: [Weight; 2]| {
        let broken = broken
            .iter()
            .filter(move |broken| weights.contains(&broken.weight));
        broken.map(|broken| (broken.requirement.id.as_str(), told(broken)))
    };
    let errors = of_run.chain(weighing([Weight::Violation, Weight::Flaky]));
    commands(&mut text, "error", SHOWN - 1, &errors.collect::<Vec<_>>());
    let warnings = weighing([Weight::Warning, Weight::Known]);
    commands(&mut text, "warning", SHOWN, &warnings.collect::<Vec<_>>());
    text
}

/// A command for each title and message, `places` at most; the last place tells of those that have none.
fn commands(text: &mut String, kind: &str, places: usize, all: &[(&str, String)]) {
    let shown = if all.len() > places {
        places - 1
    } else {
        all.len()
    };
    for (title, message) in &all[..shown] {
        command(text, kind, title, message);
    }
    if all.len() > shown {
        let more = format!(
            "{} more; report.html and the summary of the job have them",
            all.len() - shown
        );
        command(text, kind, RUN, &more);
    }
}

/// The requirement, and of its first case what was expected and what came.
fn told(broken: &Broken<'_>) -> String {
    let requirement = broken.requirement;
    let mut told = format!(
        "{} {}: {}",
        broken.weight.as_str(),
        requirement.level,
        requirement.statement
    );
    if let Some(found) = broken.found.first() {
        let reproducer = found.reproducer;
        // writing to a String cannot fail
        let _ = write!(
            told,
            "\nexpected: {}\ngot: {}\ncheck: {}, case: {}",
            line(&reproducer.expected, TEXT_LIMIT),
            line(&reproducer.got, TEXT_LIMIT),
            found.check.id,
            line(&reproducer.case, TEXT_LIMIT),
        );
    }
    told
}

fn command(text: &mut String, kind: &str, title: &str, message: &str) {
    let title = escaped(title).replace(':', "%3A").replace(',', "%2C");
    // writing to a String cannot fail
    let _ = writeln!(text, "::{kind} title={title}::{}", escaped(message));
}

/// A text in which nothing ends a command; what would steer a terminal is shown instead.
fn escaped(text: &str) -> String {
    visible(text)
        .replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_a_command_or_begins_another() {
        let mut text = String::new();
        command(&mut text, "error", "a:b,c", "100%\n::error::x\r\u{1b}");
        assert_eq!(text, "::error title=a%3Ab%2Cc::100%25%0A::error::x␍␛\n");
    }
}
