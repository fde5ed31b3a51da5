//! The generators that are measured, each from the text of a document to formatted Rust.

use codegen::File;
use typify::{TypeSpace, TypeSpaceSettings};

/// A generator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Generator {
    /// Ours: types and validators.
    Codegen,
    /// Ours, with what decoding and test data need, which no rival writes.
    All,
    /// Types alone, formatted the way its own command does it. It reads a JSON Schema with definitions.
    Typify,
    /// The same, with a builder for each struct, which its command and its macro are asked for by a flag.
    Builders,
    /// Types and a client.
    Progenitor,
}

impl Generator {
    /// In the order of the table.
    pub(super) const ALL: [Self; 5] = [
        Self::Codegen,
        Self::All,
        Self::Typify,
        Self::Builders,
        Self::Progenitor,
    ];

    /// Name in the table.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Codegen => "codegen",
            Self::All => "all of it",
            Self::Typify => "typify",
            Self::Builders => "+ builders",
            Self::Progenitor => "progenitor",
        }
    }

    /// Writes a crate, or says why it cannot.
    pub(super) fn write(self, text: &str) -> Result<Vec<File>, String> {
        match self {
            Self::Codegen => ours(text, false),
            Self::All => ours(text, true),
            Self::Typify => alone(text, |text| typify(text, false)),
            Self::Builders => alone(text, |text| typify(text, true)),
            Self::Progenitor => alone(text, progenitor),
        }
    }
}

/// How many lines were written. The runtime is the same for every document, and no rival has one.
pub(super) fn lines(files: &[File]) -> usize {
    let own = files
        .iter()
        .filter(|file| !file.path.starts_with("runtime"));
    own.map(|file| file.text.lines().count()).sum()
}

fn ours(text: &str, shapes: bool) -> Result<Vec<File>, String> {
    let source = codegen::Source::new("openapi.json", text);
    let layout = codegen::Layout {
        shapes,
        ..codegen::Layout::default()
    };
    let generated = codegen::generate_document(&source, &[], &layout).map_err(|mistakes| {
        let first = mistakes
            .first()
            .map(ToString::to_string)
            .unwrap_or_default();
        format!("{} mistakes, the first: {first}", mistakes.len())
    })?;
    Ok(generated.files)
}

/// A generator of one file, which may panic.
fn alone(
    text: &str,
    generate: impl Fn(&str) -> Result<String, String> + std::panic::RefUnwindSafe,
) -> Result<Vec<File>, String> {
    let written = std::panic::catch_unwind(|| generate(text));
    let text = written.unwrap_or_else(|_| Err("it panics".to_owned()))?;
    let path = "lib.rs".to_owned();
    Ok(vec![File { path, text }])
}

fn typify(schema: &str, builders: bool) -> Result<String, String> {
    let root: schemars08::schema::RootSchema =
        serde_json::from_str(schema).map_err(|error| error.to_string())?;
    let mut space = TypeSpace::new(TypeSpaceSettings::default().with_struct_builder(builders));
    space
        .add_root_schema(root)
        .map_err(|error| error.to_string())?;
    formatted(space.to_stream())
}

fn progenitor(text: &str) -> Result<String, String> {
    let document: openapiv3::OpenAPI =
        serde_json::from_str(text).map_err(|error| error.to_string())?;
    let mut generator = progenitor_impl::Generator::default();
    let tokens = generator
        .generate_tokens(&document)
        .map_err(|error| error.to_string())?;
    formatted(tokens)
}

fn formatted(tokens: proc_macro2::TokenStream) -> Result<String, String> {
    let file = syn::parse2(tokens).map_err(|error| error.to_string())?;
    Ok(prettyplease::unparse(&file))
}
