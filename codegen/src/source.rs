//! A file of the spec: its name, its text, and the line and column of any byte of it.

use std::ops::Range;
use std::sync::Arc;

/// A named text. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    name: Arc<str>,
    text: Arc<str>,
}

impl Source {
    /// A source with the name it has in messages and in generated headers, such as `spec/openapi.yaml`.
    pub fn new(name: &str, text: &str) -> Self {
        Self {
            name: name.into(),
            text: text.into(),
        }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Line and column of a byte, both from 1. Columns count characters.
    pub fn line_column(&self, byte: usize) -> (usize, usize) {
        let byte = floor_boundary(&self.text, byte);
        let before = &self.text[..byte];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = before.matches('\n').count() + 1;
        (line, before[line_start..].chars().count() + 1)
    }

    /// The byte at a line and column, both from 1; the nearest one when there is none.
    pub fn byte_at(&self, line: usize, column: usize) -> usize {
        let start: usize = self
            .text
            .split_inclusive('\n')
            .take(line.saturating_sub(1))
            .map(str::len)
            .sum();
        let rest = self.text.get(start..).unwrap_or_default();
        let row = rest.split('\n').next().unwrap_or_default();
        let offset = row
            .char_indices()
            .nth(column.saturating_sub(1))
            .map_or(row.len(), |(offset, _)| offset);
        start + offset
    }
}

/// A stretch of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    source: Source,
    span: Range<usize>,
}

impl Place {
    /// The stretch `span` (bytes) of `source`. An empty one grows to the end of its line, so that it can be seen.
    pub fn new(source: &Source, span: Range<usize>) -> Self {
        let start = floor_boundary(source.text(), span.start);
        let mut end = floor_boundary(source.text(), span.end.max(start));
        if end == start {
            let line = source.text()[start..]
                .split('\n')
                .next()
                .unwrap_or_default();
            end = start + line.trim_end().len();
        }
        Self {
            source: source.clone(),
            span: start..end,
        }
    }

    /// The source.
    pub const fn source(&self) -> &Source {
        &self.source
    }

    /// The stretch, in bytes.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// Line and column of the first character, both from 1.
    pub fn line_column(&self) -> (usize, usize) {
        self.source.line_column(self.span.start)
    }
}

fn floor_boundary(text: &str, byte: usize) -> usize {
    (0..=byte.min(text.len()))
        .rev()
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_and_lines_convert_both_ways_across_wide_characters() {
        let source = Source::new("x", "a: é b\nc: d\n");
        for (byte, place) in [(0, (1, 1)), (5, (1, 5)), (8, (2, 1)), (11, (2, 4))] {
            assert_eq!(source.line_column(byte), place);
            assert_eq!(source.byte_at(place.0, place.1), byte);
        }
        assert_eq!(source.byte_at(9, 9), source.text().len());
    }

    #[test]
    fn an_empty_place_covers_the_rest_of_its_line() {
        let source = Source::new("x", "a: b\nc: d  \n");
        assert_eq!(Place::new(&source, 5..5).span(), 5..9);
    }
}
