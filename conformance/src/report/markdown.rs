//! `summary.md`: the run for the page of a CI job, in GitHub's Markdown, never as long as such a page takes at most.

use std::fmt::Write as _;
use std::path::Path;

use super::Report;
use super::broken::{Broken, Found, Weight};
use super::tally::{COLUMNS, Column};
use super::visible::visible;

/// A page of GitHub takes 1 MiB; half of that leaves room for the summaries of other jobs.
const SIZE_LIMIT: usize = 512 * 1024;

/// How many characters of one text from elsewhere are shown.
const TEXT_LIMIT: usize = 4_000;

/// The report as Markdown.
pub fn write(report: &Report) -> String {
    let mut text = String::new();
    // writing to a String cannot fail, so the results are dropped
    let sign = match report.exit_status {
        0 => "✅",
        1 => "❌",
        _ => "⚠️",
    };
    let verdict = if report.suite_faults.is_empty() {
        report.verdict.as_str()
    } else {
        "fault of the suite"
    };
    let _ = writeln!(text, "## {sign} Import conformance: {verdict}\n");
    let _ = writeln!(text, "{}\n", report.sentence());
    for why in report.unusable.iter().chain(&report.suite_faults) {
        fence(&mut text, "", why);
    }
    table(&mut text, report);
    let broken = report.broken();
    let mut left_out = 0;
    let mut weight = None;
    for broken in &broken {
        let mut entry = String::new();
        if weight != Some(broken.weight) {
            weight = Some(broken.weight);
            let _ = writeln!(entry, "### {}\n", title(broken.weight));
        }
        violation(&mut entry, report, broken);
        if text.len() + entry.len() > SIZE_LIMIT {
            left_out += 1;
        } else {
            text.push_str(&entry);
        }
    }
    if left_out > 0 {
        let _ = writeln!(
            text,
            "{left_out} more do not fit on this page; `report.html` has all of them.\n"
        );
    }
    inconclusive(&mut text, report);
    facts(&mut text, report);
    text
}

const fn title(weight: Weight) -> &'static str {
    match weight {
        Weight::Violation => "Violations",
        Weight::Warning => "Warnings: not binding",
        Weight::Flaky => "Flaky: seen once and not again",
        Weight::Known => "Known violations: the baseline accepts them",
    }
}

fn table(text: &mut String, report: &Report) {
    text.push_str("| profile | level |");
    for column in COLUMNS {
        let _ = write!(text, " {} {} |", column.sign(), column.as_str());
    }
    text.push_str("\n|---|---|");
    text.push_str(&"---:|".repeat(COLUMNS.len()));
    text.push('\n');
    for tally in report.tallies() {
        let _ = write!(text, "| {} | {} |", tally.profile.as_str(), tally.level);
        for (column, count) in COLUMNS.into_iter().zip(tally.counts) {
            let _ = match (column, count) {
                (_, 0) => write!(text, "  |"),
                (Column::Violates, count) => write!(text, " **{count}** |"),
                (_, count) => write!(text, " {count} |"),
            };
        }
        text.push('\n');
    }
    text.push('\n');
}

fn violation(text: &mut String, report: &Report, broken: &Broken<'_>) {
    let requirement = broken.requirement;
    // id and statement are the catalogue's, so they need no more than what Markdown itself would take for marks
    let _ = writeln!(
        text,
        "<details><summary><code>{}</code> {}: {}</summary>\n",
        requirement.id,
        requirement.level,
        escaped(&requirement.statement)
    );
    match broken.found.first() {
        Some(found) => case(text, report, *found),
        None => text.push_str("No case of it was kept.\n\n"),
    }
    if broken.found.len() > 1 {
        let _ = writeln!(
            text,
            "Seen in {} cases; `report.html` has the others.\n",
            broken.found.len()
        );
    }
    text.push_str("</details>\n\n");
}

fn case(text: &mut String, report: &Report, found: Found<'_>) {
    let reproducer = found.reproducer;
    let seen = format!(
        "check     {}, case: {}\nexpected  {}\ngot       {}{}",
        found.check.id,
        reproducer.case,
        reproducer.expected,
        reproducer.got,
        reproducer.repetitions()
    );
    fence(text, "text", &seen);
    fence(text, "sh", &reproducer.curl);
    let again = format!(
        "{}   # in the folder of the reports\nconformance explain {}",
        found.replay(report, Path::new("")),
        reproducer.requirement
    );
    fence(text, "sh", &again);
}

fn inconclusive(text: &mut String, report: &Report) {
    if report.unusable.is_some() {
        return;
    }
    let unclear: Vec<String> = report
        .checks
        .iter()
        .filter(|check| check.verdict.is_inconclusive())
        .filter_map(|check| Some(format!("{}: {}", check.id, check.reason.as_deref()?)))
        .collect();
    if !unclear.is_empty() {
        let _ = writeln!(text, "### Inconclusive\n");
        fence(text, "text", &unclear.join("\n"));
    }
}

fn facts(text: &mut String, report: &Report) {
    let target = if report.target.embedded {
        "the embedded reference server".to_owned()
    } else {
        span(&report.target.url)
    };
    let _ = writeln!(
        text,
        "Target: {target}; {} of {} requirements, {} checks, {}, {}; platform {}, {}, seed {}",
        report.coverage.selected,
        report.coverage.catalogue,
        report.checks.len(),
        report.requests_sent(),
        super::wording::duration(report.duration_milliseconds),
        report.spec.platform,
        report.versions(),
        report.seed,
    );
    for sentence in report.sentences() {
        let _ = writeln!(text, "\n{}", span(&sentence));
    }
}

/// A text of any origin in a fence that it cannot end.
fn fence(text: &mut String, language: &str, content: &str) {
    let content = visible(content);
    let shown: String = content.chars().take(TEXT_LIMIT).collect();
    let fence = "`".repeat(3.max(longest_run(&shown) + 1));
    let cut = if shown.len() < content.len() {
        "…"
    } else {
        ""
    };
    let _ = writeln!(text, "{fence}{language}\n{shown}{cut}\n{fence}\n");
}

/// A text of any origin within a line, between marks that it cannot end.
fn span(content: &str) -> String {
    let shown = super::visible::line(content, TEXT_LIMIT);
    let mark = "`".repeat(longest_run(&shown) + 1);
    format!("{mark} {shown} {mark}")
}

/// The most backticks in a row.
fn longest_run(text: &str) -> usize {
    text.split(|character| character != '`')
        .map(str::len)
        .max()
        .unwrap_or_default()
}

/// A text in which nothing is a mark of Markdown or HTML: every sign is written by its number.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in visible(text).chars() {
        match character {
            '\n' | '\t' => escaped.push(' '),
            ' ' | '.' | ',' | ';' | '(' | ')' | '/' | '\'' => escaped.push(character),
            sign if sign.is_ascii_punctuation() => _ = write!(escaped, "&#{};", u32::from(sign)),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fence_is_longer_than_any_inside_it() {
        let mut text = String::new();
        fence(&mut text, "", "a\n````\nb\u{1b}");
        assert_eq!(text, "`````\na\n````\nb␛\n`````\n\n");
    }

    #[test]
    fn no_sign_is_left_that_means_something() {
        assert_eq!(
            escaped("a<b>`*_|\nx"),
            "a&#60;b&#62;&#96;&#42;&#95;&#124; x"
        );
    }
}
