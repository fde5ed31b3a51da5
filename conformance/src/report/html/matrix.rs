//! Every requirement at a glance: a table of profiles and levels, one tile for each requirement.

use maud::{Markup, html};

use super::chip;
use crate::report::tally::{COLUMNS, Column, LEVELS, Tally};
use crate::report::{Report, RequirementReport};
use crate::verdict::{Overall, Profile};

/// The table.
pub(super) fn write(report: &Report) -> Markup {
    let tallies = report.tallies();
    html! {
        section #matrix aria-labelledby="matrix-title" {
            h2 #matrix-title { "At a glance" }
            div.scroll {
                table {
                    thead { tr { th scope="col" { "Profile" } @for level in LEVELS { th scope="col" { (level) } } } }
                    tbody {
                        @for profile in &report.profiles {
                            tr {
                                th scope="row" {
                                    (profile.name.as_str())
                                    (chip(column(profile.verdict), profile.verdict.as_str()))
                                }
                                @for level in LEVELS { td { (cell(report, &tallies, profile.name, level)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The sign and the colour of a verdict on a profile.
fn column(verdict: Overall) -> Column {
    match verdict {
        Overall::Conformant => Column::Conforms,
        Overall::Violations | Overall::StaleBaseline => Column::Violates,
        Overall::Inconclusive => Column::Inconclusive,
    }
}

fn cell(report: &Report, tallies: &[Tally], profile: Profile, level: &str) -> Markup {
    let tally = tallies
        .iter()
        .find(|tally| tally.profile == profile && tally.level == level);
    let Some(tally) = tally else {
        return html! { span.nothing { "none" } };
    };
    let place = format!("?profile={}&level={level}", profile.as_str());
    html! {
        p.counts {
            @for (column, count) in COLUMNS.into_iter().zip(tally.counts) {
                @if count > 0 {
                    a href={ (place) "&verdict=" (column.slug()) "#requirements" } {
                        (chip(column, &format!("{count} {}", column.as_str())))
                    }
                }
            }
        }
        p.tiles {
            @for requirement in &report.requirements {
                @if requirement.profile == profile && requirement.level == level { (tile(requirement)) }
            }
        }
    }
}

fn tile(requirement: &RequirementReport) -> Markup {
    let column = Column::from(requirement.verdict);
    let name = format!("{}: {}", requirement.id, requirement.verdict.as_str());
    html! {
        a class={ "tile " (column.slug()) } href={ "#" (requirement.id) } title=(name) aria-label=(name) {
            (column.sign())
        }
    }
}
