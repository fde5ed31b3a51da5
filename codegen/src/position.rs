//! Where every value of a YAML document stands in its text.
//!
//! serde's view of YAML has no positions after parsing and no duplicate keys, so the same text is read a second time
//! as a stream of parser events.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use granit_parser::{Event, Parser, ScanError, Span};

use crate::diagnostic::{Code, Diagnostic};
use crate::pointer::Pointer;
use crate::source::{Place, Source};

/// The stretches of text of one value and of the key that leads to it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Marks {
    key: Option<Range<usize>>,
    value: Range<usize>,
}

/// Marks of every value of a document, by JSON pointer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Positions(BTreeMap<Pointer, Marks>);

impl Positions {
    /// Reads the marks of a document. Duplicate keys are reported here, since nothing later can see them.
    pub(crate) fn read(source: &Source) -> Result<Self, Vec<Diagnostic>> {
        let mut reader = Reader {
            source,
            events: Parser::new_from_str(source.text()),
            marks: BTreeMap::new(),
            anchors: BTreeMap::new(),
            duplicates: Vec::new(),
        };
        if let Err(error) = reader.document() {
            let at = error.marker();
            let byte = at
                .byte_offset()
                .unwrap_or_else(|| source.byte_at(at.line(), at.col() + 1));
            return Err(vec![Diagnostic {
                code: Code::Syntax,
                message: format!("this is not YAML: {}", error.info()),
                place: Place::new(source, byte..byte),
                help: "check the indentation, quotes and brackets at and above this line"
                    .to_owned(),
            }]);
        }
        if reader.duplicates.is_empty() {
            Ok(Self(reader.marks))
        } else {
            Err(reader.duplicates)
        }
    }

    /// The stretch of the value, or of the nearest value around it that exists.
    pub(crate) fn value(&self, pointer: &Pointer) -> Range<usize> {
        self.marks(pointer)
            .map_or(0..0, |marks| marks.value.clone())
    }

    /// The stretch of the key that leads to the value, or of the value where there is no key.
    pub(crate) fn key(&self, pointer: &Pointer) -> Range<usize> {
        self.marks(pointer).map_or(0..0, |marks| {
            marks.key.clone().unwrap_or_else(|| marks.value.clone())
        })
    }

    fn marks(&self, pointer: &Pointer) -> Option<&Marks> {
        let mut pointer = pointer.clone();
        loop {
            match self.0.get(&pointer) {
                Some(marks) => return Some(marks),
                None => pointer = pointer.parent()?,
            }
        }
    }
}

struct Reader<'a> {
    source: &'a Source,
    events: Parser<'a, granit_parser::StrInput<'a>>,
    marks: BTreeMap<Pointer, Marks>,
    anchors: BTreeMap<usize, Pointer>,
    duplicates: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn document(&mut self) -> Result<(), ScanError> {
        while let Some(next) = self.events.next() {
            let (event, span) = next?;
            match event {
                Event::StreamStart
                | Event::StreamEnd
                | Event::DocumentStart(..)
                | Event::DocumentEnd => {}
                event => self.node(&event, span, &Pointer::root(), None)?,
            }
        }
        Ok(())
    }

    fn node(
        &mut self,
        event: &Event<'_>,
        span: Span,
        pointer: &Pointer,
        key: Option<Range<usize>>,
    ) -> Result<(), ScanError> {
        let value = self.range(span);
        self.marks.insert(pointer.clone(), Marks { key, value });
        match event {
            Event::Scalar(_, _, anchor, _) => self.anchor(*anchor, pointer),
            Event::Alias(anchor) => self.copy(*anchor, pointer),
            Event::SequenceStart(_, anchor, _) => {
                self.anchor(*anchor, pointer);
                self.sequence(pointer)?;
            }
            Event::MappingStart(_, anchor, _) => {
                self.anchor(*anchor, pointer);
                self.mapping(pointer)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn sequence(&mut self, pointer: &Pointer) -> Result<(), ScanError> {
        let mut index = 0;
        while let Some(next) = self.events.next() {
            let (event, span) = next?;
            match event {
                Event::SequenceEnd => break,
                Event::Comment(..) => {}
                event => {
                    self.node(&event, span, &pointer.index(index), None)?;
                    index += 1;
                }
            }
        }
        Ok(())
    }

    fn mapping(&mut self, pointer: &Pointer) -> Result<(), ScanError> {
        let mut seen = BTreeSet::new();
        while let Some(next) = self.events.next() {
            let (event, span) = next?;
            let name = match &event {
                Event::MappingEnd => break,
                Event::Comment(..) => continue,
                Event::Scalar(text, ..) => text.to_string(),
                _ => return Err(ScanError::new(span.start, "a key must be a plain text")),
            };
            let key = self.range(span);
            if !seen.insert(name.clone()) {
                self.duplicates.push(Diagnostic {
                    code: Code::DuplicateKey,
                    message: format!("the key `{name}` stands here a second time"),
                    place: Place::new(self.source, key.clone()),
                    help: "remove one of the two; the later one would silently win".to_owned(),
                });
            }
            let child = pointer.child(&name);
            while let Some(next) = self.events.next() {
                let (event, span) = next?;
                if !matches!(event, Event::Comment(..)) {
                    self.node(&event, span, &child, Some(key))?;
                    break;
                }
            }
        }
        Ok(())
    }

    fn anchor(&mut self, anchor: usize, pointer: &Pointer) {
        // The parser numbers anchors from 1; 0 stands for none.
        if anchor != 0 {
            self.anchors.insert(anchor, pointer.clone());
        }
    }

    /// Gives the values below an alias the marks of the values it stands for.
    fn copy(&mut self, anchor: usize, pointer: &Pointer) {
        let Some(origin) = self.anchors.get(&anchor) else {
            return;
        };
        let prefix = format!("{origin}/");
        let copies: Vec<(Pointer, Marks)> = self
            .marks
            .iter()
            .filter_map(|(from, marks)| {
                let rest = from.as_str().strip_prefix(&prefix)?;
                Some((pointer.join_escaped(rest), marks.clone()))
            })
            .collect();
        self.marks.extend(copies);
    }

    fn range(&self, span: Span) -> Range<usize> {
        let byte = |mark: &granit_parser::Marker| {
            mark.byte_offset()
                .unwrap_or_else(|| self.source.byte_at(mark.line(), mark.col() + 1))
        };
        byte(&span.start)..byte(&span.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line_column(source: &Source, span: &Range<usize>) -> (usize, usize) {
        source.line_column(span.start)
    }

    #[test]
    fn keys_values_items_and_aliases_have_places() {
        let source = Source::new("x", "a: &one\n  b: [é, {c: 2}]\nd: *one\n");
        let positions = Positions::read(&source).unwrap();
        let c = Pointer::from_parts(&["a", "b", "1", "c"]);
        assert_eq!(line_column(&source, &positions.key(&c)), (2, 11));
        assert_eq!(line_column(&source, &positions.value(&c)), (2, 14));
        let through_alias = Pointer::from_parts(&["d", "b", "1", "c"]);
        assert_eq!(positions.value(&through_alias), positions.value(&c));
        let missing = Pointer::from_parts(&["a", "b", "7", "x"]);
        assert_eq!(line_column(&source, &positions.key(&missing)), (2, 3));
    }

    #[test]
    fn every_duplicate_key_is_reported_at_its_second_place() {
        let source = Source::new("x", "a: 1\nb: {c: 1, c: 2}\na: 2\n");
        let found = Positions::read(&source).unwrap_err();
        let places: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(places.len(), 2);
        assert!(
            places[0].starts_with("x:2:11: [duplicate-key]"),
            "{places:?}"
        );
        assert!(
            places[1].starts_with("x:3:1: [duplicate-key]"),
            "{places:?}"
        );
    }
}
