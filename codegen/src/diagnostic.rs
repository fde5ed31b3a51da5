//! A mistake in the spec, told with file, line, column, the text itself and what to do.

use std::fmt;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

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
    /// An entry of the catalogue of faults or variants that is not well formed.
    InvalidDeviation,
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
            Self::InvalidDeviation => "invalid-deviation",
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
        let excerpt = Excerpt::of(&self.place);
        let snippet = Snippet::source(excerpt.text)
            .line_start(excerpt.line)
            .annotation(AnnotationKind::Primary.span(excerpt.span));
        let level = if self.code.is_warning() {
            Level::WARNING
        } else {
            Level::ERROR
        };
        let title = level
            .primary_title(one_line(&self.message))
            .id(self.code.as_str());
        let name = self.place.source().name();
        let mut group = Group::with_title(title);
        let snippet = match excerpt.column {
            None => snippet.path(name),
            Some(column) => {
                let origin = Origin::path(name).line(excerpt.line).char_column(column);
                group = group.element(origin);
                snippet
            }
        };
        let mut groups = vec![group.element(snippet)];
        if !self.help.is_empty() {
            let help = Level::HELP.secondary_title(one_line(&self.help));
            groups.push(Group::with_title(help));
        }
        Renderer::plain().render(&groups).clone()
    }
}

/// A sentence on one line. What it quotes from a document may have line breaks, and codes that a terminal obeys.
fn one_line(sentence: &str) -> String {
    let mut line = String::with_capacity(sentence.len());
    for character in sentence.chars() {
        if character.is_control() {
            line.extend(character.escape_default());
        } else {
            line.push(character);
        }
    }
    line
}

/// How many bytes of a line are shown before and behind a place.
const AROUND: usize = 300;

/// The lines of a place: the whole text may be megabytes, and on one line.
struct Excerpt<'p> {
    text: &'p str,
    /// The number of the first line.
    line: usize,
    /// The column of the place, where the text does not begin at the beginning of its line.
    column: Option<usize>,
    /// The place inside of `text`.
    span: Range<usize>,
}

impl<'p> Excerpt<'p> {
    fn of(place: &'p Place) -> Self {
        let (text, span) = (place.source().text(), place.span());
        let line = text[..span.start]
            .rfind('\n')
            .map_or(0, |before| before + 1);
        let line_end = |from: usize| text[from..].find('\n').map_or(text.len(), |end| from + end);
        let first_end = line_end(span.start);
        // A place of many lines is known by the first of them.
        let span = span.start..span.end.min(first_end.max(span.start));
        let start = line.max(ceil_boundary(text, span.start.saturating_sub(AROUND)));
        let wide = ceil_boundary(text, span.start.saturating_add(2 * AROUND));
        let end = first_end.min(wide);
        Self {
            text: &text[start..end],
            line: text[..start].matches('\n').count() + 1,
            column: (start > line).then(|| place.line_column().1),
            span: span.start - start..span.end.min(end) - start,
        }
    }
}

fn ceil_boundary(text: &str, byte: usize) -> usize {
    let mut byte = byte.min(text.len());
    while !text.is_char_boundary(byte) {
        byte += 1;
    }
    byte
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
            one_line(&self.message)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{Code, Diagnostic};
    use crate::source::{Place, Source};

    fn rendered(text: &str, span: std::ops::Range<usize>) -> String {
        let source = Source::new("a.json", text);
        let mistake = Diagnostic {
            code: Code::Syntax,
            message: "odd".to_owned(),
            place: Place::new(&source, span),
            help: String::new(),
        };
        mistake.render()
    }

    #[test]
    fn a_short_line_is_shown_whole() {
        let expected = "error[syntax]: odd\n --> a.json:2:4\n  |\n2 | b: c\n  |    ^";
        assert_eq!(rendered("a: 1\nb: c\nd: e\n", 8..9), expected);
    }

    #[test]
    fn a_line_of_megabytes_is_shown_around_the_place() {
        let text = format!(
            "[\n{}é, here, {}]",
            "0, ".repeat(400_000),
            "é, ".repeat(400_000)
        );
        let at = text.find("here").unwrap();
        let shown = rendered(&text, at..at + 4);
        assert!(shown.contains("--> a.json:2:1200004"), "{shown}");
        assert!(shown.contains("here"), "{shown}");
        assert!(shown.len() < 2000, "{shown}");
    }

    #[test]
    fn of_many_lines_the_first_is_shown() {
        let shown = rendered("a:\n  b: 1\n  c: 2\n", 5..17);
        assert!(shown.contains("2 |   b: 1\n  |   ^^^^"), "{shown}");
    }

    #[test]
    fn a_sentence_stays_on_one_line_whatever_it_quotes() {
        let source = Source::new("a.json", "a: 1\n");
        let mistake = Diagnostic {
            code: Code::Syntax,
            message: "unknown key `a\nb\u{1b}[31mé`".to_owned(),
            place: Place::new(&source, 0..1),
            help: "remove `a\nb`".to_owned(),
        };
        let told = r"a.json:1:1: [syntax] unknown key `a\nb\u{1b}[31mé`";
        assert_eq!(mistake.to_string(), told);
        let shown = mistake.render();
        let first = shown.lines().next();
        assert_eq!(first, Some(r"error[syntax]: unknown key `a\nb\u{1b}[31mé`"));
        assert!(shown.ends_with(r"help: remove `a\nb`"), "{shown}");
    }
}
