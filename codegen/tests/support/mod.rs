//! A small spec that has one of everything, and ways to spoil it.

#![allow(
    dead_code,
    reason = "each test file compiles this module and uses its part of it"
)]

use codegen::{Diagnostic, File, Source, Sources};

/// The small spec, as it is.
pub(crate) fn small() -> Sources {
    Sources {
        openapi: Source::new("openapi.yaml", include_str!("../small/openapi.yaml")),
        requirements: Source::new(
            "requirements.yaml",
            include_str!("../small/requirements.yaml"),
        ),
        faults: None,
        variants: None,
        example_index: Source::new("index.yaml", include_str!("../small/index.yaml")),
        examples: vec![Source::new("soup.json", include_str!("../small/soup.json"))],
    }
}

/// The files of a spec without mistakes.
pub(crate) fn generated(sources: &Sources) -> Vec<File> {
    codegen::generate(sources).unwrap_or_else(|found| {
        let report: Vec<String> = found.iter().map(Diagnostic::render).collect();
        panic!("the spec has mistakes:\n{}", report.join("\n\n"))
    })
}

/// What is reported about the small spec once it is spoilt.
pub(crate) fn mistakes(spoil: impl FnOnce(&mut Sources)) -> Vec<Diagnostic> {
    let mut sources = small();
    spoil(&mut sources);
    let files = codegen::generate(&sources).map(|files| files.len());
    files.expect_err("the spoilt spec must be refused")
}

/// Replaces the one place where `old` stands.
#[track_caller]
pub(crate) fn edit(source: &mut Source, old: &str, new: &str) {
    assert_eq!(
        source.text().matches(old).count(),
        1,
        "{old:?} must stand exactly once in {}",
        source.name()
    );
    *source = Source::new(source.name(), &source.text().replacen(old, new, 1));
}

/// Asserts that exactly one mistake is reported, on one line as `file:line:column: [code] message`, and its help.
#[track_caller]
pub(crate) fn assert_one(found: &[Diagnostic], line: &str, help: &str) {
    let lines: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(lines, [line]);
    assert!(
        found[0].help.contains(help),
        "{:?} should contain {help:?}",
        found[0].help
    );
}
