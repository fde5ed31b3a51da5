//! `summary.md` fits on the page of a job, and nothing of a server's becomes a mark in it.

use conformance::report::summary;
use proptest::prelude::*;

use crate::hostile;

/// Whether a line is one span of code. A run of backticks of another length than that at its start does not end it.
fn is_span(line: &str) -> bool {
    let ticks = &line[..line.len() - line.trim_start_matches('`').len()];
    let inside = line
        .strip_prefix(ticks)
        .and_then(|rest| rest.strip_suffix(ticks))
        .filter(|_| !ticks.is_empty());
    inside.is_some_and(|inside| {
        let runs = inside.split(|character| character != '`');
        inside.starts_with(' ')
            && inside.ends_with(' ')
            && runs.map(str::len).all(|run| run != ticks.len())
    })
}

/// What is outside of fences and spans, as a renderer sees it.
fn prose(text: &str) -> String {
    let mut prose = String::new();
    let mut fence: Option<&str> = None;
    for line in text.split('\n') {
        let ticks = &line[..line.len() - line.trim_start_matches('`').len()];
        match fence {
            None if is_span(line) => prose.push_str("(span)\n"),
            None if ticks.len() >= 3 => fence = Some(ticks),
            None => prose.extend([line, "\n"]),
            Some(open) if ticks.len() >= open.len() && line == ticks => fence = None,
            Some(_) => {}
        }
    }
    assert_eq!(fence, None, "every fence is closed");
    prose
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_a_server_says_stays_in_its_fences(text in hostile::text()) {
        let (plain, odd) = (summary(&hostile::report("")), summary(&hostile::report(&text)));
        let without_target = |text: &str| {
            let prose = prose(text);
            let lines: Vec<&str> = prose.lines().filter(|line| !line.contains(", seed ")).collect();
            lines.join("\n")
        };
        prop_assert_eq!(without_target(&plain), without_target(&odd));
    }
}

#[test]
fn it_is_never_as_long_as_a_page_takes() {
    let mut report = hostile::report(&"`x\u{1b}".repeat(4_000));
    let one = report
        .requirements
        .last()
        .expect("there are requirements")
        .clone();
    for number in 0..500 {
        let mut another = one.clone();
        another.id = format!("{}-{number}", one.id);
        another.statement = "<".repeat(1_000);
        report.requirements.push(another);
    }
    let text = summary(&report);
    assert!(text.len() < 1 << 20, "{} bytes", text.len());
    assert!(text.contains("more do not fit on this page"));
}
