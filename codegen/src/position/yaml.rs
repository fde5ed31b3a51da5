//! Places in a YAML text, which is read as a stream of parser events.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use granit_parser::{Event, Parser, ScanError, Span};

use super::{Index, Positions};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Place, Source};

/// How deep values may stand in each other; the reader of the values has the same limit.
const DEEPEST: usize = 128;

/// Reads the marks of a text; `duplicate` gets the name and the place of each key that stands a second time.
pub(super) fn read(
    source: &Source,
    duplicate: impl FnMut(&str, Range<usize>),
) -> Result<Positions, Diagnostic> {
    let mut reader = Reader {
        source,
        events: Parser::new_from_str(source.text()),
        index: Index::default(),
        anchors: HashMap::new(),
        depth: 0,
        duplicate,
    };
    match reader.document() {
        Ok(()) => Ok(reader.index.finish()),
        Err(error) => {
            let at = error.marker();
            let byte = at
                .byte_offset()
                .unwrap_or_else(|| source.byte_at(at.line(), at.col() + 1));
            Err(Diagnostic {
                code: Code::Syntax,
                message: format!("this is not YAML: {}", error.info()),
                place: Place::new(source, byte..byte),
                help: "check the indentation, quotes and brackets at and above this line"
                    .to_owned(),
            })
        }
    }
}

struct Reader<'a, D> {
    source: &'a Source,
    events: Parser<'a, granit_parser::StrInput<'a>>,
    index: Index,
    /// The entry of each anchor.
    anchors: HashMap<usize, usize>,
    depth: usize,
    duplicate: D,
}

impl<D: FnMut(&str, Range<usize>)> Reader<'_, D> {
    fn document(&mut self) -> Result<(), ScanError> {
        while let Some(next) = self.events.next() {
            let (event, span) = next?;
            match event {
                Event::StreamStart
                | Event::StreamEnd
                | Event::DocumentStart(..)
                | Event::DocumentEnd
                | Event::Comment(..) => {}
                event => self.node(&event, span, None)?,
            }
        }
        Ok(())
    }

    fn node(
        &mut self,
        event: &Event<'_>,
        span: Span,
        key: Option<(String, Range<usize>)>,
    ) -> Result<(), ScanError> {
        if self.depth > DEEPEST {
            return Err(ScanError::new(
                span.start,
                "values stand in each other too deeply",
            ));
        }
        self.depth += 1;
        let value = self.range(span);
        let entry = self.index.open(key, value.start);
        match event {
            Event::Scalar(_, _, anchor, _) => self.anchor(*anchor, entry),
            Event::Alias(anchor) => {
                if let Some(origin) = self.anchors.get(anchor) {
                    self.index.alias(entry, *origin);
                }
            }
            Event::SequenceStart(_, anchor, _) => {
                self.anchor(*anchor, entry);
                self.sequence()?;
            }
            Event::MappingStart(_, anchor, _) => {
                self.anchor(*anchor, entry);
                self.mapping()?;
            }
            _ => {}
        }
        self.index.close(entry, value.end);
        self.depth -= 1;
        Ok(())
    }

    fn sequence(&mut self) -> Result<(), ScanError> {
        while let Some(next) = self.events.next() {
            let (event, span) = next?;
            match event {
                Event::SequenceEnd => break,
                Event::Comment(..) => {}
                event => self.node(&event, span, None)?,
            }
        }
        Ok(())
    }

    fn mapping(&mut self) -> Result<(), ScanError> {
        let mut seen = HashSet::new();
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
                (self.duplicate)(&name, key.clone());
            }
            while let Some(next) = self.events.next() {
                let (event, span) = next?;
                if !matches!(event, Event::Comment(..)) {
                    self.node(&event, span, Some((name, key)))?;
                    break;
                }
            }
        }
        Ok(())
    }

    fn anchor(&mut self, anchor: usize, entry: usize) {
        // The parser numbers anchors from 1; 0 stands for none.
        if anchor != 0 {
            self.anchors.insert(anchor, entry);
        }
    }

    fn range(&self, span: Span) -> Range<usize> {
        let byte = |mark: &granit_parser::Marker| {
            mark.byte_offset()
                .unwrap_or_else(|| self.source.byte_at(mark.line(), mark.col() + 1))
        };
        byte(&span.start)..byte(&span.end)
    }
}
