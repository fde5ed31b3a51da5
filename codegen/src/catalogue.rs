//! `requirements.yaml` -> model.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::diagnostic::{Code, Diagnostic};
use crate::document::Document;
use crate::grammar::{self, CATALOGUE};
use crate::model::{Observation, Requirement};
use crate::name;
use crate::pointer::Pointer;
use crate::runtime::{EnforcedBy, Level, Origin};
use crate::source::Source;
use crate::suggest;

const LEVELS: [Level; 3] = [Level::Must, Level::Should, Level::May];
const ORIGINS: [Origin; 5] = [
    Origin::DocPage,
    Origin::PublishedTypes,
    Origin::KubernetesConvention,
    Origin::PlatformDocsOrCli,
    Origin::Resolution,
];
const ENFORCERS: [EnforcedBy; 4] = [
    EnforcedBy::GenericLayer,
    EnforcedBy::Handler,
    EnforcedBy::NotEnforced,
    EnforcedBy::Client,
];

#[derive(Debug, Deserialize)]
struct File {
    requirements: Vec<Row>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Row {
    id: String,
    level: String,
    origin: String,
    enforced_by: String,
    versions: String,
    statement: String,
    source: String,
    observe: Option<String>,
    exempt: Option<String>,
}

/// Reads the catalogue, or reports everything that is wrong with it.
pub(crate) fn read(source: &Source) -> Result<Vec<Requirement>, Vec<Diagnostic>> {
    let (document, file): (Document, File) = grammar::read(source, &CATALOGUE)?;
    let mut reader = Reader {
        document: &document,
        found: Vec::new(),
        ids: BTreeMap::new(),
        names: BTreeMap::new(),
    };
    let requirements = file
        .requirements
        .into_iter()
        .enumerate()
        .filter_map(|(index, row)| {
            reader.row(row, &Pointer::root().child("requirements").index(index))
        })
        .collect();
    if reader.found.is_empty() {
        Ok(requirements)
    } else {
        Err(reader.found)
    }
}

struct Reader<'a> {
    document: &'a Document,
    found: Vec<Diagnostic>,
    ids: BTreeMap<String, Pointer>,
    names: BTreeMap<String, String>,
}

impl Reader<'_> {
    fn row(&mut self, row: Row, at: &Pointer) -> Option<Requirement> {
        self.id(&row.id, &at.child("id"));
        let level = self.word(&row.level, "level", at, &LEVELS, |word| word.as_str());
        let origin = self.word(&row.origin, "origin", at, &ORIGINS, |word| word.as_str());
        let enforced_by = self.word(&row.enforced_by, "enforced-by", at, &ENFORCERS, |word| {
            word.as_str()
        });
        for (key, text) in [
            ("statement", &row.statement),
            ("source", &row.source),
            ("versions", &row.versions),
        ] {
            if text.trim().is_empty() {
                self.report(&at.child(key), format!("`{key}` is empty"), "fill it in");
            }
        }
        let observation = match (row.observe, row.exempt) {
            (Some(probe), None) => Some(Observation::Probe(probe)),
            (None, Some(reason)) => Some(Observation::Exempt(reason)),
            (Some(_), Some(_)) => {
                self.report(
                    &at.child("exempt"),
                    "both `observe` and `exempt` are given".to_owned(),
                    "keep one",
                );
                None
            }
            (None, None) => {
                let help =
                    "say how it shows from outside (`observe`) or why it does not (`exempt`)";
                self.report(
                    &at.child("id"),
                    format!("`{}` has neither `observe` nor `exempt`", row.id),
                    help,
                );
                None
            }
        };
        Some(Requirement {
            id: row.id,
            level: level?,
            origin: origin?,
            enforced_by: enforced_by?,
            versions: row.versions,
            statement: row.statement,
            source: row.source,
            observation: observation?,
        })
    }

    fn id(&mut self, id: &str, at: &Pointer) {
        let part = |part: &str| {
            !part.is_empty()
                && part
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        };
        let area = id.split('.').next().unwrap_or_default();
        if !id.contains('.') || !id.split('.').all(part) || !name::is_identifier(area) {
            self.report(
                at,
                format!("`{id}` is not an id"),
                "write lower-case words joined by dots, such as src.name",
            );
            return;
        }
        if let Some(first) = self.ids.get(id) {
            let line = self.document.line(first);
            self.found.push(self.document.at_value(
                Code::DuplicateRequirement,
                at,
                format!("the requirement `{id}` stands in the catalogue already, in line {line}"),
                "give this one an id of its own, or remove it".to_owned(),
            ));
            return;
        }
        self.ids.insert(id.to_owned(), at.clone());
        if let Some(other) = self.names.insert(name::upper(id), id.to_owned()) {
            self.found.push(self.document.at_value(
                Code::NameCollision,
                at,
                format!(
                    "`{id}` and `{other}` have the same name in Rust, {}",
                    name::upper(id)
                ),
                "change one of the two ids".to_owned(),
            ));
        }
    }

    fn word<T: Copy>(
        &mut self,
        text: &str,
        key: &str,
        at: &Pointer,
        words: &[T],
        as_str: impl Fn(&T) -> &'static str,
    ) -> Option<T> {
        let found = words.iter().find(|word| as_str(word) == text).copied();
        if found.is_none() {
            let known: Vec<&str> = words.iter().map(as_str).collect();
            let help = suggest::help(text, known.iter().copied());
            self.report(&at.child(key), format!("`{text}` is no {key}"), &help);
        }
        found
    }

    fn report(&mut self, at: &Pointer, message: String, help: &str) {
        self.found.push(self.document.at_value(
            Code::InvalidRequirement,
            at,
            message,
            help.to_owned(),
        ));
    }
}
