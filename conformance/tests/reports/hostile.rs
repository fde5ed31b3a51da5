//! Reports in which every text of others is hostile.

use std::sync::OnceLock;

use conformance::report::{ExchangeReport, Message, Note, Report};
use conformance::verdict::{Reproduced, Verdict};
use proptest::prelude::*;

use crate::server::report_on;

/// What would break out of a document, a terminal or a line, if anything did.
pub(crate) const TEXTS: &[&str] = &[
    "\0\u{1}\u{8}\u{b}\u{1b}[2J\u{7f}\u{85}\u{9b}",
    "]]>&lt;&#0;&amp;",
    "</script></style></pre></details><script>document.title='out'</script>",
    "\"'><img src=x onerror=\"document.title='out'\">",
    "<!-- --> <![CDATA[ <?xml?>",
    "\u{202e}txet\u{2066}\u{feff}\u{2028}\u{fffe}\u{ffff}\u{fffd}\u{1fffe}",
    "```\n````\n</details>\n\n# heading\n| a | b |\n",
    "\\ud800 \\udc00 %00 \r\n\r\n\t",
    "a\nVerdict: conformant (exit status 0)\n",
];

/// Any text, the hostile ones among them often.
pub(crate) fn text() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        proptest::sample::select(TEXTS).prop_map(str::to_owned),
        any::<String>(),
        proptest::collection::vec(any::<u8>(), 0..64)
            .prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
    ];
    proptest::collection::vec(part, 0..6).prop_map(|parts| parts.concat())
}

/// A report with violations, warnings, flaky and inconclusive verdicts, notes and reasons, in which `text` stands
/// wherever a text comes from elsewhere.
pub(crate) fn report(text: &str) -> Report {
    static BASE: OnceLock<Report> = OnceLock::new();
    let mut report = BASE
        .get_or_init(|| report_on(b"{}".to_vec(), &["source/*"], None))
        .clone();
    report.unusable = Some(text.to_owned());
    report.target.url = format!("http://{text}");
    for left in &mut report.fixtures.left_behind {
        text.clone_into(&mut left.name);
        text.clone_into(&mut left.why);
    }
    report.fixtures.unremoved_sources = vec![text.to_owned()];
    let mut number = 0;
    for check in &mut report.checks {
        check.reason = Some(text.to_owned());
        check.notes.push(Note {
            requirement: check.requirements[0].id.clone(),
            case: text.to_owned(),
            note: text.to_owned(),
        });
        for reproducer in &mut check.reproducers {
            number += 1;
            reproducer.reproduced = Some(Reproduced {
                times: number % 3,
                of: 3,
            });
            for part in [
                &mut reproducer.case,
                &mut reproducer.expected,
                &mut reproducer.got,
                &mut reproducer.curl,
            ] {
                text.clone_into(part);
            }
            if number.is_multiple_of(2) {
                reproducer.control = Some(reproducer.exchange.clone());
            }
            fill(&mut reproducer.exchange, text);
        }
    }
    // one verdict of each kind, whatever the server brought about
    let kinds = [
        Verdict::Flaky,
        Verdict::InconclusiveTarget,
        Verdict::NotDeclared,
        Verdict::Conforms,
    ];
    for (check, verdict) in report.checks.iter_mut().zip(kinds) {
        check.verdict = verdict;
    }
    for (requirement, verdict) in report.requirements.iter_mut().zip(kinds) {
        requirement.verdict = verdict;
    }
    report
}

fn fill(exchange: &mut ExchangeReport, text: &str) {
    let message = Message {
        line: text.to_owned(),
        headers: vec![format!("x: {text}")],
        body: text.to_owned(),
        body_bytes: text.len(),
    };
    exchange.request = message.clone();
    exchange.response = Some(message);
}

/// The words of a text, which no form of a report leaves out.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|character: char| !character.is_alphanumeric())
}
