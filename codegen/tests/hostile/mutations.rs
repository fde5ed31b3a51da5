//! Golden documents with random edits, and random bytes: whatever comes, there is an answer.

use std::fs;
use std::path::Path;

use codegen::Source;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::answer;

/// What is put into a document: what OpenAPI, JSON and YAML give a meaning to.
const PIECES: [&str; 32] = [
    "$ref: '#/components/schemas/'",
    "$ref: '#'",
    "allOf: []",
    "oneOf: [{}]",
    "anyOf: [{type: string}]",
    "nullable: true",
    "type: object",
    "type: [string]",
    "enum: []",
    "enum: [null, 1, a]",
    "pattern: '['",
    "pattern: '(?=a)'",
    "minimum: -1",
    "maximum: 1e999",
    "multipleOf: 0",
    "additionalProperties: false",
    "required: [a, a, 5]",
    "format: date-time",
    "discriminator: {propertyName: a}",
    "properties: 5",
    "items: {}",
    "&a",
    "*a",
    "<<: *a",
    "!tag",
    "- ",
    ": ",
    "\n  ",
    "{",
    "]",
    "\u{0}",
    "\u{feff}",
];

/// An edit at a place of a text.
#[derive(Debug, Clone)]
enum Edit {
    Put(Index, &'static str),
    Cut(Index, usize),
    Repeat(Index, usize),
}

impl Edit {
    fn apply(&self, text: &mut String) {
        let stretch = |text: &str, at: &Index, length: usize| {
            let start = at.index(text.len() + 1);
            let start = (0..=start)
                .rev()
                .find(|at| text.is_char_boundary(*at))
                .unwrap_or(0);
            let end = (start + length).min(text.len());
            start
                ..(end..=text.len())
                    .find(|at| text.is_char_boundary(*at))
                    .unwrap_or(start)
        };
        match self {
            Self::Put(at, piece) => {
                let at = stretch(text, at, 0).start;
                text.insert_str(at, piece);
            }
            Self::Cut(at, length) => {
                let cut = stretch(text, at, *length);
                text.replace_range(cut, "");
            }
            Self::Repeat(at, length) => {
                let part = stretch(text, at, *length);
                let copy = text[part.clone()].to_owned();
                text.insert_str(part.start, &copy);
            }
        }
    }
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let edit = prop_oneof![
        (any::<Index>(), select(&PIECES[..])).prop_map(|(at, piece)| Edit::Put(at, piece)),
        (any::<Index>(), 1..60_usize).prop_map(|(at, length)| Edit::Cut(at, length)),
        (any::<Index>(), 1..200_usize).prop_map(|(at, length)| Edit::Repeat(at, length)),
    ];
    prop::collection::vec(edit, 1..6)
}

/// The golden documents, in YAML and in JSON.
fn goldens() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("goldens/spec");
    let files = fs::read_dir(folder).expect("the goldens are there");
    let texts = files.filter_map(|file| fs::read_to_string(file.ok()?.path()).ok());
    let mut goldens: Vec<String> = texts.collect();
    goldens.sort();
    let json: Vec<String> = goldens
        .iter()
        .filter_map(|text| serde_yaml::from_str::<serde_json::Value>(text).ok())
        .map(|value| value.to_string())
        .collect();
    goldens.extend(json);
    goldens
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn edited_documents_have_an_answer(text in select(goldens()), edits in edits()) {
        let mut text = text;
        for edit in &edits {
            edit.apply(&mut text);
        }
        let _ = answer(&Source::new("a.yaml", &text), &[]);
        let _ = answer(&Source::new("a.json", &text), &[Source::new("a.yaml", &text)]);
    }

    #[test]
    fn any_bytes_have_an_answer(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = answer(&Source::new("a.json", &String::from_utf8_lossy(&bytes)), &[]);
    }

    #[test]
    fn any_pieces_have_an_answer(pieces in prop::collection::vec(select(&PIECES[..]), 0..40)) {
        let text = format!("openapi: 3.0.3\ncomponents: {{schemas: {{A: {{{}", pieces.join(", "));
        let _ = answer(&Source::new("a.yaml", &text), &[]);
        let _ = answer(&Source::new("a.yaml", &format!("{text}}}}}}}")), &[]);
    }
}
