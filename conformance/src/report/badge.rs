//! The verdict as a badge: `badge.json` for services that draw one, and `badge.svg` drawn here.
//!
//! `badge.json` has the form that shields.io reads from an endpoint: <https://shields.io/badges/endpoint-badge>.

use maud::html;
use serde_json::{Value, json};

use super::Report;
use super::broken::Weight;
use crate::verdict::Overall;

/// What a badge says.
struct Badge {
    label: String,
    message: String,
    colour: Colour,
}

/// A colour, by the name and by the value that shields.io gives it.
#[derive(Clone, Copy)]
struct Colour {
    name: &'static str,
    value: &'static str,
}

const GREEN: Colour = Colour {
    name: "brightgreen",
    value: "#2b7a0b",
};
const RED: Colour = Colour {
    name: "red",
    value: "#b3261e",
};
const GREY: Colour = Colour {
    name: "lightgrey",
    value: "#5c5c5c",
};

impl Badge {
    fn of(report: &Report) -> Self {
        let (message, colour) = match (report.suite_faults.is_empty(), report.verdict) {
            (false, _) => ("fault of the suite".to_owned(), GREY),
            (true, Overall::Conformant) => (conformant(report), GREEN),
            (true, Overall::Violations) => {
                let count = report.weighing(Weight::Violation);
                (format!("{count} {}", Weight::Violation.plural(count)), RED)
            }
            (true, verdict @ Overall::StaleBaseline) => (verdict.as_str().to_owned(), RED),
            (true, verdict @ Overall::Inconclusive) => (verdict.as_str().to_owned(), GREY),
        };
        Self {
            label: format!("import API {}", report.spec.platform),
            message,
            colour,
        }
    }
}

/// A green badge hides neither what was left out nor what is known to be broken.
fn conformant(report: &Report) -> String {
    let (ran, all) = (report.checks.len(), report.coverage.checks);
    match report.weighing(Weight::Known) {
        _ if ran < all => format!("conformant in {ran} of {all} checks"),
        0 => "conformant".to_owned(),
        known => format!("conformant but for {known}"),
    }
}

/// The badge as data.
pub(super) fn json(report: &Report) -> Value {
    let badge = Badge::of(report);
    json!({
        "schemaVersion": 1,
        "label": badge.label,
        "message": badge.message,
        "color": badge.colour.name,
        "isError": report.verdict != Overall::Conformant || !report.suite_faults.is_empty(),
    })
}

/// The badge as a picture of 20 pixels in height.
pub(super) fn svg(report: &Report) -> String {
    let badge = Badge::of(report);
    let name = format!("{}: {}", badge.label, badge.message);
    let (left, right) = (width(&badge.label), width(&badge.message));
    let all = left + right;
    let text = |text: &str, middle: u32, wide: u32| {
        html! { text x=(middle) y="14" textLength=(wide) { (text) } }
    };
    let picture = html! {
        svg xmlns="http://www.w3.org/2000/svg" width=(all) height="20" viewBox={ "0 0 " (all) " 20" } role="img"
            aria-label=(name) {
            title { (name) }
            clipPath id="round" { rect width=(all) height="20" rx="3" {} }
            g clip-path="url(#round)" {
                rect width=(left) height="20" fill="#444" {}
                rect x=(left) width=(right) height="20" fill=(badge.colour.value) {}
            }
            g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" {
                (text(&badge.label, left / 2, left - PADDING))
                (text(&badge.message, left + right / 2, right - PADDING))
            }
        }
    };
    format!("{}\n", picture.into_string())
}

/// What stands left and right of a text together, in pixels.
const PADDING: u32 = 12;

/// The width of a half of the badge, in pixels, as wide as Verdana of 11 pixels is about; `textLength` takes up the rest.
fn width(text: &str) -> u32 {
    let tenths: u32 = text
        .chars()
        .map(|character| match character {
            'i' | 'j' | 'l' | '.' | ':' | '!' => 31,
            ' ' | 'f' | 't' | 'r' | '(' | ')' | 'I' => 44,
            'm' | 'w' => 96,
            'A'..='Z' => 78,
            _ => 67,
        })
        .sum();
    tenths.div_ceil(10) + PADDING
}
