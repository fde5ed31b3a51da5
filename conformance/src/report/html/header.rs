//! The head of the page: the verdict in a word and a sentence, then what was judged by what.

use maud::{Markup, html};

use super::shown;
use crate::report::Report;
use crate::report::broken::Weight;
use crate::report::wording::duration;
use crate::verdict::Overall;

/// The head.
pub(super) fn write(report: &Report) -> Markup {
    let (class, sign) = match (report.suite_faults.is_empty(), report.verdict) {
        (false, _) => ("fault", "!"),
        (true, Overall::Conformant) => ("conforms", "✓"),
        (true, Overall::Violations | Overall::StaleBaseline) => ("violates", "✗"),
        (true, Overall::Inconclusive) => ("inconclusive", "?"),
    };
    let coverage = report.coverage;
    html! {
        header class=(class) {
            p.about { "Import of a virtual cluster · vCluster Platform " (report.spec.platform) }
            h1 { span.sign aria-hidden="true" { (sign) } (word(report)) }
            p.sentence { (report.sentence()) }
            @if let Some(why) = &report.unusable { p.why { (shown(why)) } }
            @for fault in &report.suite_faults { p.why { (shown(fault)) } }
            p.target { (shown(target(report))) }
            dl.figures {
                (figure(&coverage.selected.to_string(), &format!("of {} requirements", coverage.catalogue)))
                (figure(&report.checks.len().to_string(), "checks"))
                (figure(&report.requests.to_string(), "requests"))
                (figure(&duration(report.duration_milliseconds), "in all"))
                @for weight in [Weight::Warning, Weight::Flaky, Weight::Known] {
                    @if report.weighing(weight) > 0 {
                        (figure(&report.weighing(weight).to_string(), weight.plural(report.weighing(weight))))
                    }
                }
            }
            dl.facts {
                (fact("Started", &report.started_at))
                (fact("Spec", &format!("{} ({})", report.spec.version, short(&report.spec.digest))))
                (fact("Suite", &format!("{} {}", report.suite.name, report.suite.version)))
                (fact("Binding", if report.strict { "MUST and SHOULD (--strict)" } else { "MUST" }))
                (fact("Seed", &report.seed.to_string()))
                (fact("Random cases", &report.cases.to_string()))
                @if report.plan.is_some() { (fact("Plan", &report.requests_sent())) }
                (fact("Sources used", &report.sources_used.to_string()))
                (fact("Exit status", &report.exit_status.to_string()))
            }
            @for sentence in report.sentences() { p.about { (shown(&sentence)) } }
        }
    }
}

/// The verdict on the run in a word or two.
pub(super) fn word(report: &Report) -> &'static str {
    if !report.suite_faults.is_empty() {
        return "Fault of the suite";
    }
    match report.verdict {
        Overall::Conformant => "Conformant",
        Overall::Violations => "Violations",
        Overall::Inconclusive => "Inconclusive",
        Overall::StaleBaseline => "Stale baseline",
    }
}

/// What was judged.
pub(super) fn target(report: &Report) -> &str {
    if report.target.embedded {
        "the embedded reference server"
    } else {
        &report.target.url
    }
}

fn figure(number: &str, of: &str) -> Markup {
    html! { div { dt { (of) } dd { (number) } } }
}

fn fact(name: &str, value: &str) -> Markup {
    html! { div { dt { (name) } dd { (shown(value)) } } }
}

/// The first twelve characters of a digest, which tell two apart.
fn short(digest: &str) -> &str {
    digest.get(..12).unwrap_or(digest)
}
