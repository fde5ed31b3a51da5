//! Places in a JSON text that is known to be JSON.

use std::ops::Range;

use super::{Index, Positions};

/// Reads the marks of a text; `duplicate` gets the name and the place of each key that stands a second time.
pub(super) fn read(text: &str, duplicate: impl FnMut(&str, Range<usize>)) -> Positions {
    let mut scanner = Scanner {
        text,
        at: if text.starts_with('\u{feff}') { 3 } else { 0 },
        index: Index::default(),
        duplicate,
    };
    scanner.value(None);
    scanner.index.finish()
}

struct Scanner<'t, D> {
    text: &'t str,
    at: usize,
    index: Index,
    duplicate: D,
}

impl<D: FnMut(&str, Range<usize>)> Scanner<'_, D> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Skips white space, and what stands between values.
    fn skip(&mut self, between: &[u8]) {
        while self
            .peek()
            .is_some_and(|byte| byte.is_ascii_whitespace() || between.contains(&byte))
        {
            self.at += 1;
        }
    }

    /// A value with everything in it. Its depth is bounded, since the reader of the value has a limit.
    fn value(&mut self, key: Option<(String, Range<usize>)>) {
        self.skip(b":");
        let start = self.at;
        let entry = self.index.open(key, start);
        match self.peek() {
            Some(b'{') => self.members(),
            Some(b'[') => self.items(),
            Some(b'"') => {
                self.string();
            }
            _ => {
                let rest = &self.text.as_bytes()[self.at..];
                let end = rest
                    .iter()
                    .position(|byte| byte.is_ascii_whitespace() || b",]}".contains(byte));
                self.at += end.unwrap_or(rest.len());
            }
        }
        self.index.close(entry, self.at);
    }

    fn members(&mut self) {
        self.at += 1;
        let mut seen = std::collections::HashSet::new();
        loop {
            self.skip(b",");
            if self.peek() != Some(b'"') {
                break;
            }
            let place = self.string();
            let raw = &self.text[place.clone()];
            // An escape that stands for half a character is read as the reader of the value reads it: not at all.
            let name: String = serde_json::from_str(raw).unwrap_or_default();
            if !seen.insert(name.clone()) {
                (self.duplicate)(&name, place.clone());
            }
            self.value(Some((name, place)));
        }
        self.at += 1;
    }

    fn items(&mut self) {
        self.at += 1;
        loop {
            self.skip(b",");
            if matches!(self.peek(), None | Some(b']')) {
                break;
            }
            self.value(None);
        }
        self.at += 1;
    }

    /// The stretch of a string, with its quotes.
    fn string(&mut self) -> Range<usize> {
        let start = self.at;
        self.at += 1;
        while let Some(byte) = self.peek() {
            self.at += match byte {
                b'"' => break,
                b'\\' => 2,
                _ => 1,
            };
        }
        self.at += 1;
        start..self.at
    }
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::pointer::Pointer;

    #[test]
    fn values_and_keys_have_places() {
        let text = "\u{feff}{\"a\\\"b\": [1, {\"c\" : \"é\\\\\"}], \"d\":-1.5e3 }";
        let positions = read(text, |_, _| unreachable!("no key stands twice"));
        let of = |parts: &[&str]| &text[positions.value(&Pointer::from_parts(parts))];
        assert_eq!(of(&["a\"b", "0"]), "1");
        assert_eq!(of(&["a\"b", "1", "c"]), "\"é\\\\\"");
        assert_eq!(of(&["d"]), "-1.5e3");
        assert_eq!(&text[positions.key(&Pointer::from_parts(&["d"]))], "\"d\"");
        assert_eq!(of(&[]), &text[3..]);
    }

    #[test]
    fn every_duplicate_is_told() {
        let mut found = Vec::new();
        let text = r#"{"a":1,"b":{"c":1,"c":2},"\u0061":2}"#;
        read(text, |name, place| found.push((name.to_owned(), place)));
        assert_eq!(found, [("c".to_owned(), 18..21), ("a".to_owned(), 25..33)]);
    }
}
