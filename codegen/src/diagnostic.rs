//! A mistake in the spec, told with file, line, column, the text itself and what to do.

use std::fmt;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::source::Place;

/// What kind of mistake it is. The word stands in brackets in the message and is what tests look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// The text is not YAML, or a value has the wrong type.
    Syntax,
    /// A key stands twice in one mapping.
    DuplicateKey,
    /// A key that OpenAPI, or the catalogue, does not know.
    UnknownKey,
    /// A member beside `$ref`, which OpenAPI 3.0 ignores.
    ReferenceSibling,
    /// A `$ref` to nothing.
    DanglingReference,
    /// Part of OpenAPI that this generator does not support yet.
    Unsupported,
    /// A requirement id that is not in the catalogue.
    UnknownRequirement,
    /// Two requirements with one id.
    DuplicateRequirement,
    /// A row of the catalogue that is not well formed.
    InvalidRequirement,
    /// A requirement is missing where a rule needs one.
    MissingRequirement,
    /// A vendor extension or semantic rule that is not well formed.
    InvalidRule,
    /// Rules that no value can satisfy, or that make each other pointless.
    Contradiction,
    /// Two things of the spec would have the same name in Rust.
    NameCollision,
    /// Something that OpenAPI demands is missing.
    Missing,
    /// An example that its own schema refuses.
    InvalidExample,
    /// A regular expression that has no counterpart in Rust.
    Pattern,
    /// Warning: something that has no effect on what is generated.
    Ignored,
    /// Warning: a rule that is carried in the documentation at most, and that nothing enforces.
    NotEnforced,
    /// Warning: a name that Rust cannot have, or that two things have; another was chosen.
    Renamed,
}

impl Code {
    /// The word for it, such as `dangling-reference`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::DuplicateKey => "duplicate-key",
            Self::UnknownKey => "unknown-key",
            Self::ReferenceSibling => "reference-sibling",
            Self::DanglingReference => "dangling-reference",
            Self::Unsupported => "unsupported",
            Self::UnknownRequirement => "unknown-requirement",
            Self::DuplicateRequirement => "duplicate-requirement",
            Self::InvalidRequirement => "invalid-requirement",
            Self::MissingRequirement => "missing-requirement",
            Self::InvalidRule => "invalid-rule",
            Self::Contradiction => "contradiction",
            Self::NameCollision => "name-collision",
            Self::Missing => "missing",
            Self::InvalidExample => "invalid-example",
            Self::Pattern => "pattern",
            Self::Ignored => "ignored",
            Self::NotEnforced => "not-enforced",
            Self::Renamed => "renamed",
        }
    }

    /// Whether code is generated all the same.
    pub const fn is_warning(self) -> bool {
        matches!(self, Self::Ignored | Self::NotEnforced | Self::Renamed)
    }
}

/// One mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of mistake it is.
    pub code: Code,
    /// What is wrong, in one sentence.
    pub message: String,
    /// Where.
    pub place: Place,
    /// What to do about it.
    pub help: String,
}

impl Diagnostic {
    /// The message with the excerpt of the spec it is about, in the layout of rustc.
    pub fn render(&self) -> String {
        let span = self.place.span();
        let snippet = Snippet::source(self.place.source().text())
            .path(self.place.source().name())
            .annotation(AnnotationKind::Primary.span(span));
        let level = if self.code.is_warning() {
            Level::WARNING
        } else {
            Level::ERROR
        };
        let title = level.primary_title(&self.message).id(self.code.as_str());
        let mut groups = vec![Group::with_title(title).element(snippet)];
        if !self.help.is_empty() {
            groups.push(Group::with_title(Level::HELP.secondary_title(&self.help)));
        }
        Renderer::plain().render(&groups).clone()
    }
}

/// `file:line:column: [code] message`, on one line.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (line, column) = self.place.line_column();
        let name = self.place.source().name();
        write!(
            f,
            "{name}:{line}:{column}: [{}] {}",
            self.code.as_str(),
            self.message
        )
    }
}
