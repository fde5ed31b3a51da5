//! `report.html`: the whole run as one page that needs nothing else, on a screen of any colour scheme and on paper.
//!
//! It is complete as it is written; its script only filters, finds and opens. Every text goes through [`shown`] and is
//! escaped by maud, and the page's own policy lets no script and no style run but the two that are written here.

mod diff;
mod entry;
mod exchange;
mod header;
mod indent;
mod matrix;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use super::Report;
use super::tally::{COLUMNS, Column, LEVELS};
use super::visible::visible;
use crate::verdict::{Overall, Profile};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// The report as a page.
pub fn write(report: &Report) -> String {
    let entries = entry::groups(report);
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy());
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                title { (header::word(report)) " · " (shown(header::target(report))) " · import conformance" }
                link rel="icon" href=(icon(report));
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#requirements" { "Skip to the requirements" }
                (header::write(report))
                main {
                    (matrix::write(report))
                    section #requirements aria-labelledby="requirements-title" {
                        h2 #requirements-title { "Requirements" }
                        (filter())
                        (entries)
                        p.none hidden {
                            "No requirement fits. " kbd { "Esc" } " clears the search, " b { "Reset" } " everything."
                        }
                    }
                }
                footer {
                    "Written by " (shown(&report.versions())) ". " code { "report.json" } " beside this page has the same as data."
                }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    page.into_string()
}

/// A text of any origin, so that all of it can be seen.
fn shown(text: &str) -> std::borrow::Cow<'_, str> {
    visible(text)
}

/// A verdict as colour, sign and word.
fn chip(column: Column, word: &str) -> Markup {
    html! {
        span class={ "chip " (column.slug()) } { span.sign aria-hidden="true" { (column.sign()) } " " (word) }
    }
}

/// The form that filters; without the script it is not there.
fn filter() -> Markup {
    let choice = |name: &str, value: &str, word: &str, style: &str| {
        html! {
            label class={ "choice " (style) } { input type="checkbox" name=(name) value=(value); span { (word) } }
        }
    };
    html! {
        form.filter role="search" hidden {
            div.search {
                input type="search" name="q" placeholder="Search ids, statements, requests, answers"
                    aria-label="Search" autocomplete="off" spellcheck="false";
                kbd title="puts the cursor here" { "/" }
            }
            fieldset { legend { "Verdict" }
                @for column in COLUMNS { (choice("verdict", column.slug(), column.as_str(), column.slug())) }
            }
            fieldset { legend { "Profile" }
                @for profile in Profile::ALL { (choice("profile", profile.as_str(), profile.as_str(), "")) }
            }
            fieldset { legend { "Level" } @for level in LEVELS { (choice("level", level, level, "")) } }
            div.tools {
                output aria-live="polite" {}
                button type="button" name="open" { "Open all" }
                button type="button" name="close" { "Close all" }
                button type="reset" { "Reset" }
            }
        }
    }
}

/// What the page may do: nothing from anywhere, and the one style and the one script written here.
fn policy() -> String {
    let digest = |text: &str| BASE64_STANDARD.encode(Sha256::digest(text.as_bytes()));
    format!(
        "default-src 'none'; img-src data:; style-src 'sha256-{}'; script-src 'sha256-{}'; \
         base-uri 'none'; form-action 'none'",
        digest(STYLE),
        digest(SCRIPT)
    )
}

/// A disc in the colour of the verdict, for the tab of a browser.
fn icon(report: &Report) -> String {
    let colour = match (report.suite_faults.is_empty(), report.verdict) {
        (false, _) | (_, Overall::Violations | Overall::StaleBaseline) => "c62a2f",
        (true, Overall::Conformant) => "18794e",
        (true, Overall::Inconclusive) => "ad5700",
    };
    format!(
        "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'%3E\
         %3Ccircle cx='4' cy='4' r='4' fill='%23{colour}'/%3E%3C/svg%3E"
    )
}
