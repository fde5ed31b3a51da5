//! A quick look at JSON: are all of its members known, and is none there twice?
//!
//! This reads no values and checks no grammar; whoever asks reads the text with serde as well. Where the look is not
//! enough (an escape in a key, nesting that is too deep, a type that does not fit) the answer is no.

use std::collections::HashSet;

use super::super::{Field, Kind, Shape};
use super::walk::KEPT_DEPTH;

/// How many keys are compared with each other before they go into a set.
const FEW: usize = 16;

/// Whether the text is one object of that shape without unknown and duplicate members.
pub(super) fn is_plain(text: &[u8], shape: &Shape) -> bool {
    let mut scan = Scan { text, at: 0 };
    scan.next_token() == Some(b'{') && scan.of_shape(shape, 0).is_some()
}

struct Scan<'a> {
    text: &'a [u8],
    at: usize,
}

/// The keys of an object with free keys.
struct Keys<'a> {
    few: [&'a [u8]; FEW],
    count: usize,
    many: HashSet<&'a [u8]>,
}

impl<'a> Keys<'a> {
    fn new() -> Self {
        Self {
            few: [&[]; FEW],
            count: 0,
            many: HashSet::new(),
        }
    }

    /// Nothing when the key was there already.
    fn insert(&mut self, key: &'a [u8]) -> Option<()> {
        let new = if let Some(place) = self.few.get_mut(self.count) {
            *place = key;
            !self.few.iter().take(self.count).any(|other| *other == key)
        } else {
            if self.many.is_empty() {
                self.many.extend(self.few);
            }
            self.many.insert(key)
        };
        self.count += 1;
        new.then_some(())
    }
}

/// Every method gives nothing as soon as the answer is no.
impl<'a> Scan<'a> {
    /// An object, read from its opening brace.
    fn of_shape(&mut self, shape: &Shape, depth: usize) -> Option<()> {
        if shape.open {
            return self.of_values(Kind::Any, depth);
        }
        let mut seen = 0_u128;
        // Members mostly stand in the order of the schema.
        let mut next = 0;
        self.members(depth, |scan, key| {
            let index = position(shape.fields, key, next)?;
            let bit = 1_u128.checked_shl(u32::try_from(index).ok()?)?;
            if seen & bit != 0 {
                return None;
            }
            seen |= bit;
            next = index + 1;
            scan.value(shape.fields.get(index)?.kind, depth + 1)
        })
    }

    /// An object with free keys, read from its opening brace.
    fn of_values(&mut self, kind: Kind, depth: usize) -> Option<()> {
        let mut keys = Keys::new();
        self.members(depth, |scan, key| {
            keys.insert(key)?;
            scan.value(kind, depth + 1)
        })
    }

    fn members(
        &mut self,
        depth: usize,
        mut member: impl FnMut(&mut Self, &'a [u8]) -> Option<()>,
    ) -> Option<()> {
        if depth > KEPT_DEPTH {
            return None;
        }
        self.at += 1;
        if self.next_token()? == b'}' {
            self.at += 1;
            return Some(());
        }
        loop {
            if self.next_token()? != b'"' {
                return None;
            }
            let start = self.at + 1;
            self.string()?;
            let key = self.text.get(start..self.at - 1)?;
            if key.contains(&b'\\') || self.next_token()? != b':' {
                return None;
            }
            self.at += 1;
            member(self, key)?;
            if self.end_of_element(b'}')? {
                return Some(());
            }
        }
    }

    /// A list, read from its opening bracket.
    fn list(&mut self, kind: Kind, depth: usize) -> Option<()> {
        if depth > KEPT_DEPTH {
            return None;
        }
        self.at += 1;
        if self.next_token()? == b']' {
            self.at += 1;
            return Some(());
        }
        loop {
            self.value(kind, depth + 1)?;
            if self.end_of_element(b']')? {
                return Some(());
            }
        }
    }

    /// Steps over a comma, or over the end of the collection and says so.
    fn end_of_element(&mut self, end: u8) -> Option<bool> {
        let byte = self.next_token()?;
        self.at += 1;
        match byte {
            b',' => {
                self.next_token()?;
                Some(false)
            }
            byte if byte == end => Some(true),
            _ => None,
        }
    }

    fn value(&mut self, kind: Kind, depth: usize) -> Option<()> {
        match (self.next_token()?, kind) {
            (b'{', Kind::Object(shape)) => self.of_shape(shape, depth),
            (b'{', Kind::Map(value)) => self.of_values(*value, depth),
            (b'{', Kind::Any) => self.of_values(Kind::Any, depth),
            (b'[', Kind::List(item)) => self.list(*item, depth),
            (b'[', Kind::Any) => self.list(Kind::Any, depth),
            (b'{' | b'[', _) => None,
            (b'"', _) => self.string(),
            _ => {
                let rest = self.text.get(self.at..)?;
                let ends =
                    |byte: &u8| matches!(byte, b',' | b'}' | b']') || byte.is_ascii_whitespace();
                self.at += rest.iter().position(ends)?;
                Some(())
            }
        }
    }

    /// Steps over a string; `at` stands at its opening quote.
    fn string(&mut self) -> Option<()> {
        self.at += 1;
        loop {
            let rest = self.text.get(self.at..)?;
            let found = rest.iter().position(|byte| matches!(byte, b'"' | b'\\'))?;
            if rest.get(found) == Some(&b'"') {
                self.at += found + 1;
                return Some(());
            }
            // A backslash, and what it escapes.
            self.at += found + 2;
        }
    }

    /// The next byte that is no white space.
    fn next_token(&mut self) -> Option<u8> {
        loop {
            let byte = *self.text.get(self.at)?;
            if !matches!(byte, b' ' | b'\t' | b'\r' | b'\n') {
                return Some(byte);
            }
            self.at += 1;
        }
    }
}

/// The index of the field with that name, looked for from `next` on and then from the beginning.
fn position(fields: &[Field], name: &[u8], next: usize) -> Option<usize> {
    let is_it = |field: &Field| field.name.as_bytes() == name;
    match fields.get(next) {
        Some(field) if is_it(field) => Some(next),
        _ => fields.iter().position(is_it),
    }
}
