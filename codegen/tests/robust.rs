//! No document makes the generator panic: it answers with files or with mistakes.

#![allow(clippy::expect_used, reason = "a test that cannot go on has failed")]

mod support;

use codegen::{Diagnostic, Source, Sources};
use support::{edit, mistakes, small};

/// Generates, and renders what is reported.
fn survive(sources: &Sources) {
    if let Err(found) = codegen::generate(sources) {
        assert!(!found.is_empty());
        for mistake in &found {
            assert!(!mistake.render().is_empty());
        }
    }
}

/// Every text that lacks one line of `source`, has one twice, or ends in the middle of one.
fn spoilt(source: &Source) -> Vec<Source> {
    let lines: Vec<&str> = source.text().lines().collect();
    let mut spoilt = Vec::new();
    for at in 0..lines.len() {
        let without = [&lines[..at], &lines[at + 1..]].concat();
        let twice = [&lines[..=at], &lines[at..]].concat();
        let half = &lines[at][..lines[at].len() / 2];
        let cut = [&lines[..at], &[half]].concat();
        spoilt.extend(
            [without, twice, cut].map(|lines| Source::new(source.name(), &lines.join("\n"))),
        );
    }
    spoilt
}

#[test]
fn lines_that_are_missing_doubled_or_cut_off() {
    let whole = small();
    for openapi in spoilt(&whole.openapi) {
        survive(&Sources {
            openapi,
            ..whole.clone()
        });
    }
    for requirements in spoilt(&whole.requirements) {
        survive(&Sources {
            requirements,
            ..whole.clone()
        });
    }
    for example in spoilt(&whole.examples[0]) {
        survive(&Sources {
            examples: vec![example],
            ..whole.clone()
        });
    }
}

#[test]
fn the_same_of_a_document_with_every_keyword() {
    let whole = Sources {
        openapi: Source::new("openapi.yaml", include_str!("keywords/spec/openapi.yaml")),
        requirements: Source::new(
            "requirements.yaml",
            include_str!("keywords/spec/requirements.yaml"),
        ),
        faults: None,
        variants: None,
        example_index: Source::new("index.yaml", include_str!("keywords/spec/index.yaml")),
        examples: Vec::new(),
    };
    for openapi in spoilt(&whole.openapi) {
        survive(&Sources {
            openapi,
            ..whole.clone()
        });
    }
}

#[test]
fn empty_and_foreign_documents() {
    for text in [
        "",
        "null",
        "[]",
        "a",
        "{}",
        "---\n---\n",
        "\u{feff}openapi: 3.0.3",
        "a: &a [*a]",
        "? [x]\n: y",
        "%",
    ] {
        let mut sources = small();
        sources.openapi = Source::new("openapi.yaml", text);
        survive(&sources);
        let mut sources = small();
        sources.requirements = Source::new("requirements.yaml", text);
        survive(&sources);
        let mut sources = small();
        sources.example_index = Source::new("index.yaml", text);
        survive(&sources);
    }
}

#[test]
fn names_that_rust_cannot_have_are_reported() {
    let message = |old: &str, new: &str| -> String {
        let found = mistakes(|sources| edit(&mut sources.openapi, old, new));
        let lines: Vec<String> = found.iter().map(Diagnostic::to_string).collect();
        lines.join("\n")
    };
    let member = "regular: {type: boolean, description: Whether they come often.}";
    for name in ["1st", "'é'", "''", "'_'"] {
        let found = message(
            member,
            &format!("{member}\n        {name}: {{type: boolean, description: Odd.}}"),
        );
        assert!(
            found.contains("cannot be made the name of a Rust member"),
            "{name}: {found}"
        );
    }
    for name in ["String", "order", "Self", "A-b", "Run", "Shaped"] {
        let line = "org.example.v1.Instant: {";
        let odd = format!(
            "org.example.v9.{name}: {{type: object, additionalProperties: true, description: Odd.}}\n    {line}"
        );
        let found = message(line, &odd);
        assert!(
            found.contains("cannot be the name of a Rust type"),
            "{name}: {found}"
        );
    }
    let found = message("x-rust-name: create-order", "x-rust-name: 1");
    assert!(found.contains("this cannot be a Rust name"), "{found}");
    let found = message(
        "operationId: createOrder\n      x-rust-name: create-order",
        "operationId: '1'",
    );
    assert!(found.contains("this cannot be a Rust name"), "{found}");
}

#[test]
fn parts_that_are_listed_twice_at_each_step_are_read_once() {
    let mut text = "openapi: 3.0.3\ninfo: {title: x, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    \
                    Whole: {allOf: [{$ref: '#/x-parts/P0'}, {type: object, properties: {a: {type: string}}}]}\n\
                    x-parts:\n"
        .to_owned();
    for step in 0..40 {
        let next = format!("{{$ref: '#/x-parts/P{}'}}", step + 1);
        text.extend([
            "  P",
            &step.to_string(),
            ": {allOf: [",
            &next,
            ", ",
            &next,
            "]}\n",
        ]);
    }
    text += "  P40: {type: object, properties: {b: {type: string}}}\n";
    let document = Source::new("doubled.yaml", &text);
    let generated = codegen::generate_document(&document, &[], &codegen::Layout::default());
    let files = generated.expect("the document is valid").files;
    let whole = files.iter().find(|file| file.path == "types/whole.rs");
    let whole = &whole.expect("each component has a file").text;
    assert!(whole.contains("pub b: Option<String>"), "{whole}");
    assert!(whole.len() < 100_000, "{}", whole.len());
}
