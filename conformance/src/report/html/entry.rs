//! One entry for each requirement, those that were found broken first and open.

use std::collections::BTreeMap;
use std::path::Path;

use maud::{Markup, html};

use super::{chip, exchange, shown};
use crate::report::broken::{Broken, Found, Weight};
use crate::report::tally::Column;
use crate::report::{CheckReport, Report, RequirementReport};

/// How many cases of one requirement are shown in full; the others are named.
const CASES_SHOWN: usize = 3;

/// What the entries are grouped by, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    Broken(Weight),
    Inconclusive,
    NotDeclared,
    Informational,
    Conforms,
}

impl Group {
    fn of(requirement: &RequirementReport, strict: bool) -> Self {
        if let Some(weight) = requirement.weight(strict) {
            return Self::Broken(weight);
        }
        match Column::from(requirement.verdict) {
            Column::NotDeclared => Self::NotDeclared,
            Column::Informational => Self::Informational,
            Column::Conforms => Self::Conforms,
            Column::Inconclusive | Column::Violates | Column::Known | Column::Flaky => {
                Self::Inconclusive
            }
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Broken(Weight::Violation) => "Violations",
            Self::Broken(Weight::Warning) => {
                "Warnings: not binding, and otherwise than recommended"
            }
            Self::Broken(Weight::Known) => "Known violations: the baseline accepts them",
            Self::Broken(Weight::Flaky) => "Flaky: seen once and not again",
            Self::Inconclusive => "Inconclusive: nothing can be said",
            Self::NotDeclared => "Not declared: the configuration does not have what they need",
            Self::Informational => "Informational: either is legal, this was seen",
            Self::Conforms => "Conforms",
        }
    }
}

/// Every entry, in groups.
pub(super) fn groups(report: &Report) -> Markup {
    let broken = report.broken();
    let broken: BTreeMap<&str, &Broken<'_>> = broken
        .iter()
        .map(|broken| (broken.requirement.id.as_str(), broken))
        .collect();
    let checks: BTreeMap<&str, &CheckReport> = report
        .checks
        .iter()
        .map(|check| (check.id.as_str(), check))
        .collect();
    let mut groups: BTreeMap<Group, Vec<&RequirementReport>> = BTreeMap::new();
    for requirement in &report.requirements {
        let group = Group::of(requirement, report.strict);
        groups.entry(group).or_default().push(requirement);
    }
    html! {
        @for (group, requirements) in groups {
            section.group {
                h3 { (group.title()) " " span.count { (requirements.len()) } }
                div.list {
                    @for requirement in requirements {
                        (entry(report, requirement, broken.get(requirement.id.as_str()).copied(), &checks))
                    }
                }
            }
        }
    }
}

fn entry(
    report: &Report,
    requirement: &RequirementReport,
    broken: Option<&Broken<'_>>,
    checks: &BTreeMap<&str, &CheckReport>,
) -> Markup {
    let column = Column::from(requirement.verdict);
    let looked = || {
        requirement
            .checks
            .iter()
            .filter_map(|id| checks.get(id.as_str()))
    };
    let is_open = broken.is_some_and(|broken| broken.weight != Weight::Known);
    html! {
        details.requirement id=(requirement.id) open[is_open] data-verdict=(column.slug())
            data-profile=(requirement.profile.as_str()) data-level=(requirement.level) {
            summary {
                (chip(column, requirement.verdict.as_str()))
                code.id { (requirement.id) }
                span.level { (requirement.level) }
                span.profile { (requirement.profile.as_str()) }
                span.statement { (requirement.statement) }
            }
            dl.facts {
                div { dt { "Source" } dd { (requirement.source) " (" (requirement.origin) ")" } }
                div { dt { "Checks" } dd {
                    @for check in looked() {
                        span.check { code { (check.id) } " " (check.title) " "
                            @if let Some(reason) = &check.reason { em { (shown(reason)) } } }
                    }
                } }
                @for check in looked() {
                    @for note in check.notes.iter().filter(|note| note.requirement == requirement.id) {
                        div { dt { "Seen" } dd { (shown(&note.note)) " (" (shown(&note.case)) ")" } }
                    }
                }
                div { dt { "In full" } dd { code { "conformance explain " (requirement.id) } } }
            }
            @if let Some(broken) = broken {
                @for found in broken.found.iter().take(CASES_SHOWN) { (case(report, *found)) }
                @if let Some(more) = broken.found.get(CASES_SHOWN..).filter(|more| !more.is_empty()) {
                    p.more { "Also in " (more.len()) " more: "
                        @for (place, found) in more.iter().enumerate() {
                            @if place > 0 { "; " }
                            (found.check.id) ", " (shown(&found.reproducer.case))
                        }
                    }
                }
            }
        }
    }
}

/// One case in full.
fn case(report: &Report, found: Found<'_>) -> Markup {
    let reproducer = found.reproducer;
    let again = found.replay(report, Path::new(""));
    html! {
        article.case {
            h4 { code { (found.check.id) } ", case: " (shown(&reproducer.case)) }
            div.pair {
                div.expected { h5 { "Expected" } p { (shown(&reproducer.expected)) } }
                div class={ "got " (column(found).slug()) } { h5 { "Got" } p { (shown(&reproducer.got)) }
                    @if let Some(reproduced) = reproducer.reproduced {
                        p.again { "Seen again in " (reproduced) " repetitions" }
                    }
                }
            }
            (exchange::request(reproducer))
            div.pair {
                (exchange::answer("Answer", &reproducer.exchange))
                @if let Some(control) = &reproducer.control {
                    (exchange::answer("Answer to the accepted request", control))
                }
            }
            (command("Send it again", &reproducer.curl))
            (command("Run the check again, in the folder of this page", &again))
        }
    }
}

/// What one case says by itself.
fn column(found: Found<'_>) -> Column {
    match found.reproducer.reproduced {
        Some(seen) if seen.times == 0 => Column::Flaky,
        _ => Column::Violates,
    }
}

fn command(title: &str, text: &str) -> Markup {
    html! {
        figure.command {
            figcaption { (title) button type="button" name="copy" hidden { "Copy" } }
            pre { (shown(text)) }
        }
    }
}
