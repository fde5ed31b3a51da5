//! `faults.yaml` and `variants.yaml` -> model.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::Sources;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::Document;
use crate::grammar::{self, FAULTS, VARIANTS};
use crate::model::{Deviation, Deviations, Requirement, Unbroken};
use crate::pointer::Pointer;
use crate::runtime::Level;
use crate::suggest;

#[derive(Debug, Deserialize)]
struct Faults {
    faults: Vec<Row>,
    #[serde(default)]
    exempt: Vec<Exemption>,
}

#[derive(Debug, Deserialize)]
struct Variants {
    variants: Vec<Row>,
}

/// A fault has `breaks`, a variant `free`; the grammar lets neither have the other's.
#[derive(Debug, Deserialize)]
struct Row {
    id: String,
    sentence: String,
    #[serde(default)]
    breaks: Vec<String>,
    #[serde(default)]
    free: Vec<String>,
    #[serde(default)]
    departs: Vec<String>,
    platform: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Exemption {
    requirement: String,
    reason: String,
}

/// Reads the catalogues that there are, or reports everything that is wrong with them.
pub(crate) fn read(
    sources: &Sources,
    requirements: &[Requirement],
) -> Result<Deviations, Vec<Diagnostic>> {
    let mut deviations = Deviations::default();
    let mut found = Vec::new();
    if let Some(source) = &sources.faults {
        let (document, file): (Document, Faults) = grammar::read(source, &FAULTS)?;
        let mut reader = Reader::new(&document, requirements);
        let faults = reader.rows(file.faults, "faults", "breaks");
        let unbroken = reader.exemptions(file.exempt);
        found.extend(reader.found);
        deviations.faults = Some((faults, unbroken));
    }
    if let Some(source) = &sources.variants {
        let (document, file): (Document, Variants) = grammar::read(source, &VARIANTS)?;
        let mut reader = Reader::new(&document, requirements);
        deviations.variants = Some(reader.rows(file.variants, "variants", "free"));
        found.extend(reader.found);
    }
    if found.is_empty() {
        Ok(deviations)
    } else {
        Err(found)
    }
}

struct Reader<'a> {
    document: &'a Document,
    levels: BTreeMap<&'a str, Level>,
    found: Vec<Diagnostic>,
    ids: BTreeMap<String, usize>,
}

impl<'a> Reader<'a> {
    fn new(document: &'a Document, requirements: &'a [Requirement]) -> Self {
        let levels = requirements.iter().map(|row| (row.id.as_str(), row.level));
        Self {
            document,
            levels: levels.collect(),
            found: Vec::new(),
            ids: BTreeMap::new(),
        }
    }

    fn rows(&mut self, rows: Vec<Row>, list: &str, key: &str) -> Vec<Deviation> {
        let at = |index| Pointer::root().child(list).index(index);
        rows.into_iter()
            .enumerate()
            .map(|(index, row)| self.row(row, &at(index), key))
            .collect()
    }

    fn row(&mut self, row: Row, at: &Pointer, key: &str) -> Deviation {
        self.id(&row.id, &at.child("id"));
        if row.sentence.trim().is_empty() {
            let message = format!("`{}` has no sentence", row.id);
            self.report(&at.child("sentence"), message, "say what the server does");
        }
        let requirements = if key == "breaks" {
            row.breaks
        } else {
            row.free
        };
        if requirements.is_empty() {
            let message = format!("`{}` names no requirement", row.id);
            let help = format!("list the ids of requirements under `{key}`");
            self.report(&at.child("id"), message, &help);
        }
        for (key, ids) in [(key, &requirements), ("departs", &row.departs)] {
            for (index, id) in ids.iter().enumerate() {
                let at = at.child(key).index(index);
                let level = self.known(id, &at);
                if key == "departs" && level.is_some_and(|level| level != Level::Should) {
                    let message =
                        format!("`{id}` is no SHOULD, so a variant cannot depart from it");
                    self.report(&at, message, "a server that breaks a MUST has a fault");
                }
            }
        }
        Deviation {
            id: row.id,
            sentence: row.sentence,
            requirements,
            departs: row.departs,
            platform: row.platform,
        }
    }

    fn exemptions(&mut self, rows: Vec<Exemption>) -> Vec<Unbroken> {
        let mut unbroken = Vec::new();
        for (index, row) in rows.into_iter().enumerate() {
            let at = Pointer::root().child("exempt").index(index);
            self.known(&row.requirement, &at.child("requirement"));
            if row.reason.trim().is_empty() {
                let message = format!("`{}` is exempt without a reason", row.requirement);
                self.report(
                    &at.child("reason"),
                    message,
                    "say why no fault can break it",
                );
            }
            unbroken.push(Unbroken {
                requirement: row.requirement,
                reason: row.reason,
            });
        }
        unbroken
    }

    fn id(&mut self, id: &str, at: &Pointer) {
        let is_word = |word: &str| {
            let mut letters = word.chars();
            letters.clone().next().is_some()
                && letters.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        };
        let starts_well = id.starts_with(|c: char| c.is_ascii_lowercase());
        if !starts_well || !id.split('-').all(is_word) {
            let message = format!("`{id}` is not an id");
            let help = "write lower-case words joined by dashes, such as created-as-200";
            return self.report(at, message, help);
        }
        let line = self.document.line(at);
        if let Some(first) = self.ids.insert(id.to_owned(), line) {
            let message = format!("`{id}` stands in the catalogue already, in line {first}");
            self.report(at, message, "give this one an id of its own, or remove it");
        }
    }

    /// The level of a requirement, which has to be in the catalogue.
    fn known(&mut self, id: &str, at: &Pointer) -> Option<Level> {
        let level = self.levels.get(id).copied();
        if level.is_none() {
            let message = format!("there is no requirement `{id}`");
            let help = suggest::help(id, self.levels.keys().copied());
            let code = Code::UnknownRequirement;
            self.found
                .push(self.document.at_value(code, at, message, help));
        }
        level
    }

    fn report(&mut self, at: &Pointer, message: String, help: &str) {
        self.found.push(self.document.at_value(
            Code::InvalidDeviation,
            at,
            message,
            help.to_owned(),
        ));
    }
}
