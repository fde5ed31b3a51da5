//! The spec -> Rust, as a library that reads and writes no files.
//!
//! The way of a document: [`source`] keeps its text, `position` finds the place of every value, `grammar` refuses keys
//! that mean nothing, `lower` makes it a `model`, `check` looks for contradictions, `emit` writes tokens and `render`
//! makes them text. Everything wrong on the way is a [`Diagnostic`] with a place; all of them are returned at once.

mod catalogue;
mod check;
mod deviation;
mod diagnostic;
mod doc;
mod document;
mod emit;
mod example;
mod grammar;
mod lower;
mod model;
mod name;
mod pointer;
mod position;
mod render;
pub mod runtime;
pub mod source;
mod suggest;

use sha2::{Digest, Sha256};

pub use diagnostic::{Code, Diagnostic};
pub use emit::File;
pub use emit::strict::Layout;
pub use model::{Observation, Requirement};
pub use source::{Place, Source};

use document::Document;
use lower::{Dialect, Files};
use model::{Deviations, Model};

/// The files of the spec.
#[derive(Debug, Clone)]
pub struct Sources {
    /// `openapi.yaml`.
    pub openapi: Source,
    /// `requirements.yaml`.
    pub requirements: Source,
    /// `faults.yaml`, if there is one.
    pub faults: Option<Source>,
    /// `variants.yaml`, if there is one.
    pub variants: Option<Source>,
    /// `examples/index.yaml`.
    pub example_index: Source,
    /// The other files of `examples/`.
    pub examples: Vec<Source>,
}

/// Writes the generated crate's `src/`, or reports every mistake found in the spec.
///
/// # Panics
///
/// When the tokens written for a file are not Rust. That is a fault of this crate which no spec should be able to
/// cause; names are checked long before.
pub fn generate(sources: &Sources) -> Result<Vec<File>, Vec<Diagnostic>> {
    let model = read(sources)?;
    let document = Document::read(&sources.openapi)?;
    match emit::emit(&model, document.value()) {
        Ok(files) => Ok(files),
        Err(fault) => panic!(
            "the generator wrote tokens that are not Rust: {}, for {}",
            fault.error, fault.origin
        ),
    }
}

/// The catalogue of requirements, in its own order, or every mistake found in it.
pub fn requirements(catalogue: &Source) -> Result<Vec<Requirement>, Vec<Diagnostic>> {
    catalogue::read(catalogue)
}

/// What was written for an OpenAPI document, and what its author should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generated {
    /// The files, sorted by path.
    pub files: Vec<File>,
    /// What is carried and not enforced, ignored, or renamed.
    pub warnings: Vec<Diagnostic>,
}

/// The files of the runtime, below the folder `runtime`; for several documents in one crate.
pub fn runtime_files() -> Vec<File> {
    emit::runtime_files()
}

/// The files that a document refers to, by names relative to where the document's own name is relative to.
pub fn references(source: &Source) -> Result<Vec<String>, Vec<Diagnostic>> {
    Document::read(source).map(|document| lower::references(&document))
}

/// What a document may have, although it is an error without being asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tolerance {
    /// A pattern that Rust has no counterpart for is left out, with a warning.
    pub unenforced_patterns: bool,
}

/// Writes the modules of any OpenAPI 3.0 document, or reports everything in it that is wrong.
///
/// `others` are the files that the document refers to, and the ones that those refer to; see [`references`].
///
/// # Panics
///
/// As [`generate`] does.
pub fn generate_document(
    document: &Source,
    others: &[Source],
    layout: &Layout,
) -> Result<Generated, Vec<Diagnostic>> {
    generate_tolerating(document, others, layout, Tolerance::default())
}

/// The same, where the caller can do without some of the checks.
///
/// # Panics
///
/// As [`generate`] does.
pub fn generate_tolerating(
    document: &Source,
    others: &[Source],
    layout: &Layout,
    tolerance: Tolerance,
) -> Result<Generated, Vec<Diagnostic>> {
    let files = Files::read(std::iter::once(document).chain(others))?;
    let files = files.tolerating(tolerance);
    let found = grammar::ignored(&files);
    let lowered = lower::lower(&files, Dialect::OpenApi, found)?;
    // The model says everything; the documents are as large as all of it.
    drop(files);
    let model = Model {
        version: lowered.version,
        releases: Vec::new(),
        path_prefix: lowered.path_prefix,
        digest: String::new(),
        requirements: Vec::new(),
        deviations: Deviations::default(),
        schemas: lowered.schemas,
        operations: Vec::new(),
        examples: Vec::new(),
    };
    let (calls, written) = (&lowered.calls, &lowered.written);
    match emit::strict::emit(&model, calls, written, document.name(), layout) {
        Ok(files) => Ok(Generated {
            files,
            warnings: lowered.warnings,
        }),
        Err(fault) => panic!(
            "the generator wrote tokens that are not Rust: {}, for {}",
            fault.error, fault.origin
        ),
    }
}

fn read(sources: &Sources) -> Result<Model, Vec<Diagnostic>> {
    // The three are read independently, so that one run reports the mistakes of all of them.
    let requirements = catalogue::read(&sources.requirements);
    let examples = example::read(&sources.example_index, &sources.examples);
    let files = Document::read(&sources.openapi).and_then(|document| {
        let unknown = grammar::check(&document, &grammar::DOCUMENT);
        if !unknown.is_empty() {
            return Err(unknown);
        }
        // The types of OpenAPI 3.0 refuse a value of a wrong type wherever it stands; lowering then reads the values.
        document.typed::<openapiv3::OpenAPI>()?;
        Ok(Files::only(document))
    });
    let (requirements, examples, files) = match (requirements, examples, files) {
        (Ok(requirements), Ok(examples), Ok(files)) => (requirements, examples, files),
        (requirements, examples, files) => {
            let mut found = requirements.err().unwrap_or_default();
            found.extend(examples.err().unwrap_or_default());
            found.extend(files.err().unwrap_or_default());
            return Err(found);
        }
    };
    let deviations = deviation::read(sources, &requirements)?;
    let lowered = lower::lower(&files, Dialect::Contract(&requirements), Vec::new())?;
    let (examples, example_documents): (Vec<_>, Vec<_>) = examples
        .into_iter()
        .map(|loaded| (loaded.example, loaded.document))
        .unzip();
    let model = Model {
        version: lowered.version,
        releases: lowered.releases,
        path_prefix: lowered.path_prefix,
        digest: digest(sources),
        requirements,
        deviations,
        schemas: lowered.schemas,
        operations: lowered.operations,
        examples,
    };
    let found = check::check(files.root(), &example_documents, &model);
    if found.is_empty() {
        Ok(model)
    } else {
        Err(found)
    }
}

/// SHA-256 over name, length and text of every file of the contract, sorted by name. Faults and variants are no part of it:
/// a server conforms to the same contract however many of them there are.
fn digest(sources: &Sources) -> String {
    let mut files: Vec<&Source> = vec![
        &sources.openapi,
        &sources.requirements,
        &sources.example_index,
    ];
    files.extend(&sources.examples);
    files.sort_by_key(|file| file.name());
    let mut hash = Sha256::new();
    for file in files {
        hash.update(format!("{}\n{}\n", file.name(), file.text().len()));
        hash.update(file.text());
    }
    let digits =
        |byte: &u8| [byte >> 4, byte & 15].map(|digit| char::from_digit(u32::from(digit), 16));
    hash.finalize().iter().flat_map(digits).flatten().collect()
}
