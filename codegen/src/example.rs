//! `examples/index.yaml` and the files it lists -> model.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::diagnostic::{Code, Diagnostic};
use crate::document::Document;
use crate::grammar::{self, EXAMPLE_INDEX};
use crate::model::Example;
use crate::pointer::Pointer;
use crate::source::{Place, Source};
use crate::suggest;

#[derive(Debug, Deserialize)]
struct File {
    examples: Vec<Row>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Row {
    file: String,
    media_type: String,
    description: String,
    source: String,
}

/// An example and the document it is, for the checks that need its text.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub(crate) example: Example,
    pub(crate) document: Document,
}

/// Reads the list and the files. JSON files are read as YAML, of which JSON is a part.
pub(crate) fn read(index: &Source, files: &[Source]) -> Result<Vec<Loaded>, Vec<Diagnostic>> {
    let (document, list): (Document, File) = grammar::read(index, &EXAMPLE_INDEX)?;
    let mut by_name: BTreeMap<&str, &Source> = files
        .iter()
        .map(|file| (base_name(file.name()), file))
        .collect();
    let names: Vec<&str> = by_name.keys().copied().collect();
    let (mut loaded, mut found): (Vec<Loaded>, Vec<Diagnostic>) = (Vec::new(), Vec::new());
    let mut taken = BTreeSet::new();
    for (row_index, row) in list.examples.into_iter().enumerate() {
        let at = Pointer::root().child("examples").index(row_index);
        if !matches!(
            row.media_type.as_str(),
            "application/json" | "application/yaml"
        ) {
            let message = format!("`{}` is no media type of a request", row.media_type);
            let help = "write application/json or application/yaml".to_owned();
            found.push(document.at_value(
                Code::InvalidExample,
                &at.child("media-type"),
                message,
                help,
            ));
        }
        let Some(file) = by_name.remove(row.file.as_str()) else {
            let message = format!(
                "there is no example file `{}`, or it is listed twice",
                row.file
            );
            let help = suggest::help(&row.file, names.iter().copied());
            found.push(document.at_value(Code::Missing, &at.child("file"), message, help));
            continue;
        };
        let name = row.file.split('.').next().unwrap_or_default().to_owned();
        if !taken.insert((name.clone(), row.media_type.clone())) {
            let message = format!("`{name}` is listed twice with the same media type");
            let help = "give the file another name, or remove it".to_owned();
            found.push(document.at_value(Code::NameCollision, &at.child("file"), message, help));
        }
        match Document::read(file) {
            Ok(document) => loaded.push(Loaded {
                example: Example {
                    name,
                    media_type: row.media_type,
                    description: row.description,
                    source: row.source,
                    body: file.text().to_owned(),
                },
                document,
            }),
            Err(mistakes) => found.extend(mistakes),
        }
    }
    for file in by_name.into_values() {
        found.push(Diagnostic {
            code: Code::Missing,
            message: format!("`{}` is not in the list of examples", file.name()),
            place: Place::new(file, 0..0),
            help: format!("list it in {}, or remove it", index.name()),
        });
    }
    if found.is_empty() {
        Ok(loaded)
    } else {
        Err(found)
    }
}

fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
