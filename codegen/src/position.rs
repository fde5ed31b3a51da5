//! Where every value of a document stands in its text.
//!
//! serde's view of a text has no positions after parsing and no duplicate keys, so the same text is read a second time,
//! when somebody asks.

mod json;
mod yaml;

use std::collections::HashMap;
use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic};
use crate::pointer::Pointer;
use crate::source::{Place, Source};

/// How a text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Notation {
    /// JSON, as RFC 8259 has it; a byte-order mark may stand before it.
    Json,
    /// YAML, of which most JSON is a part.
    Yaml,
}

/// The stretches of text of one value and of the key that leads to it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    /// The name of the member; empty for items.
    name: Box<str>,
    key: Option<Range<usize>>,
    value: Range<usize>,
    /// The entry behind the last one inside of this one.
    next: usize,
}

/// Marks of every value of a document: each value stands before the ones inside of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Positions {
    entries: Vec<Entry>,
    /// Values that stand for others, which stand before them.
    aliases: HashMap<usize, usize>,
}

impl Positions {
    /// Reads the marks of a document. Duplicate keys are reported here, since nothing later can see them.
    ///
    /// A text in JSON must be known to be JSON.
    pub(crate) fn read(source: &Source, notation: Notation) -> Result<Self, Vec<Diagnostic>> {
        let mut duplicates = Vec::new();
        let duplicate = |name: &str, key: Range<usize>| {
            duplicates.push(Diagnostic {
                code: Code::DuplicateKey,
                message: format!("the key `{name}` stands here a second time"),
                place: Place::new(source, key),
                help: "remove one of the two; the later one would silently win".to_owned(),
            });
        };
        let positions = match notation {
            Notation::Json => json::read(source.text(), duplicate),
            Notation::Yaml => yaml::read(source, duplicate).map_err(|error| vec![error])?,
        };
        if duplicates.is_empty() {
            Ok(positions)
        } else {
            Err(duplicates)
        }
    }

    /// The stretch of the value, or of the nearest value around it that exists.
    pub(crate) fn value(&self, pointer: &Pointer) -> Range<usize> {
        self.nearest(pointer)
            .map_or(0..0, |entry| entry.value.clone())
    }

    /// The stretch of the key that leads to the value, or of the value where there is no key.
    pub(crate) fn key(&self, pointer: &Pointer) -> Range<usize> {
        self.nearest(pointer).map_or(0..0, |entry| {
            entry.key.clone().unwrap_or_else(|| entry.value.clone())
        })
    }

    fn nearest(&self, pointer: &Pointer) -> Option<&Entry> {
        let mut at = 0;
        for part in pointer.parts() {
            let Some(inside) = self.inside(at, &part) else {
                break;
            };
            at = inside;
        }
        self.entries.get(at)
    }

    /// The member of that name, or the item of that number.
    fn inside(&self, at: usize, part: &str) -> Option<usize> {
        let mut origin = at;
        // An alias stands for a value before it, so that this ends.
        while let Some(earlier) = self.aliases.get(&origin).filter(|&&to| to < origin) {
            origin = *earlier;
        }
        let end = self.entries.get(origin)?.next;
        let (mut child, mut count) = (origin + 1, 0_usize);
        while child < end {
            let entry = self.entries.get(child)?;
            let found = match entry.key {
                Some(_) => *entry.name == *part,
                None => part.parse() == Ok(count),
            };
            if found {
                return Some(child);
            }
            (child, count) = (entry.next, count + 1);
        }
        None
    }
}

/// Positions while they are read.
#[derive(Debug, Default)]
struct Index(Positions);

impl Index {
    /// Begins a value; what is opened before it is closed stands inside of it.
    fn open(&mut self, key: Option<(String, Range<usize>)>, start: usize) -> usize {
        let (name, key) = key.map_or_else(Default::default, |(name, key)| (name, Some(key)));
        let entry = self.0.entries.len();
        self.0.entries.push(Entry {
            name: name.into(),
            key,
            value: start..start,
            next: entry + 1,
        });
        entry
    }

    fn close(&mut self, entry: usize, end: usize) {
        let next = self.0.entries.len();
        if let Some(entry) = self.0.entries.get_mut(entry) {
            entry.value.end = end;
            entry.next = next;
        }
    }

    fn alias(&mut self, entry: usize, origin: usize) {
        self.0.aliases.insert(entry, origin);
    }

    fn finish(self) -> Positions {
        self.0
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
        let source = Source::new("x", "# x\na: &one # y\n  b: [é, {c: 2}]\nd: *one\n");
        let positions = Positions::read(&source, Notation::Yaml).unwrap();
        let c = Pointer::from_parts(&["a", "b", "1", "c"]);
        assert_eq!(line_column(&source, &positions.key(&c)), (3, 11));
        assert_eq!(line_column(&source, &positions.value(&c)), (3, 14));
        let through_alias = Pointer::from_parts(&["d", "b", "1", "c"]);
        assert_eq!(positions.value(&through_alias), positions.value(&c));
        let missing = Pointer::from_parts(&["a", "b", "7", "x"]);
        assert_eq!(line_column(&source, &positions.key(&missing)), (3, 3));
    }

    #[test]
    fn every_duplicate_key_is_reported_at_its_second_place() {
        let source = Source::new("x", "a: 1\nb: {c: 1, c: 2}\na: 2\n");
        let found = Positions::read(&source, Notation::Yaml).unwrap_err();
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

    #[test]
    fn a_thousand_million_values_behind_aliases_cost_nothing() {
        let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..10 {
            let below = vec![format!("*a{}", level - 1); 10].join(", ");
            text.extend([format!("a{level}: &a{level} [{below}]\n")]);
        }
        let source = Source::new("x", &text);
        let positions = Positions::read(&source, Notation::Yaml).unwrap();
        let deep = Pointer::from_parts(&["a9", "0", "0", "0", "0", "0", "0", "0", "0", "0", "3"]);
        assert_eq!(line_column(&source, &positions.value(&deep)), (1, 19));
    }
}
