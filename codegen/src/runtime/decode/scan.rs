//! A quick look at JSON: are all of its members known, and is none there twice?
//!
//! This reads no values and checks no grammar; whoever asks reads the text with serde as well. Where the look is not
//! enough (an escape in a key, nesting that is too deep, a type that does not fit) the answer is no.

use std::collections::HashSet;

use super::super::{Additional, Field, Kind, Shape};
use super::walk::KEPT_DEPTH;

/// How many keys are compared with each other before they go into a set.
const FEW: usize = 16;

/// Whether the text is one object of that shape without unknown and duplicate members.
pub(super) fn is_plain(text: &[u8], shape: &Shape) -> bool {
    let mut scan = Scan { text, at: 0 };
    scan.next_token() == Some(b'{') && scan.of_shape(shape, 0).is_some()
}

/// The same for a value of any type. What follows it is for serde to see.
pub(super) fn is_plain_value(text: &[u8], kind: Kind) -> bool {
    Scan { text, at: 0 }.value(kind, 0).is_some()
}

struct Scan<'a> {
    text: &'a [u8],
    at: usize,
}

/// The keys of an object with free keys.
struct Keys<'a> {
    few: [&'a [u8]; FEW],
    count: usize,
    many: Option<HashSet<&'a [u8]>>,
}

impl<'a> Keys<'a> {
    fn new() -> Self {
        Self {
            few: [&[]; FEW],
            count: 0,
            many: None,
        }
    }

    /// Nothing when the key was there already.
    fn insert(&mut self, key: &'a [u8]) -> Option<()> {
        let new = if let Some(place) = self.few.get_mut(self.count) {
            *place = key;
            !self
                .few
                .iter()
                .take(self.count)
                .any(|other| same(other, key))
        } else {
            let many = self.many.get_or_insert_with(|| self.few.into());
            many.insert(key)
        };
        self.count += 1;
        new.then_some(())
    }
}

/// Every method gives nothing as soon as the answer is no.
impl<'a> Scan<'a> {
    /// An object, read from its opening brace.
    fn of_shape(&mut self, shape: &Shape, depth: usize) -> Option<()> {
        match shape.additional {
            Additional::Kept(kind) if shape.fields.is_empty() => {
                return self.of_values(*kind, depth);
            }
            // Listed members and free ones in one object are rare; the other lane knows them.
            Additional::Kept(_) => return None,
            Additional::Unknown | Additional::Refused => {}
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
            let escaped = self.string()?;
            let key = self.text.get(start..self.at - 1)?;
            if escaped || self.next_token()? != b':' {
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
            (_, Kind::Checked(of)) => self.value(of.kind, depth),
            (b'{', Kind::Object(shape)) => self.of_shape(shape, depth),
            (b'{', Kind::Map(value)) => self.of_values(*value, depth),
            (b'{', Kind::Any | Kind::AnyObject) => self.of_values(Kind::Any, depth),
            (b'[', Kind::List(item)) => self.list(*item, depth),
            (b'[', Kind::Any) => self.list(Kind::Any, depth),
            // The type does not fit, or it is a union, whose variants only the other lane tells apart.
            (b'{' | b'[', _) => None,
            (b'"', _) => self.string().map(|_| ()),
            _ => {
                let rest = self.text.get(self.at..)?;
                let ends =
                    |byte: &u8| matches!(byte, b',' | b'}' | b']') || byte.is_ascii_whitespace();
                self.at += rest.iter().position(ends)?;
                Some(())
            }
        }
    }

    /// Steps over a string and says whether it has escapes; `at` stands at its opening quote.
    fn string(&mut self) -> Option<bool> {
        self.at += 1;
        let mut escaped = false;
        loop {
            let rest = self.text.get(self.at..)?;
            let found = quote_or_backslash(rest)?;
            if rest.get(found) == Some(&b'"') {
                self.at += found + 1;
                return Some(escaped);
            }
            // A backslash, and what it escapes.
            self.at += found + 2;
            escaped = true;
        }
    }

    /// The next byte that is no white space.
    #[inline]
    fn next_token(&mut self) -> Option<u8> {
        match self.text.get(self.at) {
            Some(&byte) if byte > b' ' => Some(byte),
            _ => self.behind_white_space(),
        }
    }

    fn behind_white_space(&mut self) -> Option<u8> {
        let rest = self.text.get(self.at..)?;
        // Other control characters are not allowed here, and serde says so.
        let found = rest.iter().position(|byte| *byte > b' ')?;
        self.at += found;
        rest.get(found).copied()
    }
}

/// The first quote or backslash, looked for in eight bytes at a time.
fn quote_or_backslash(text: &[u8]) -> Option<usize> {
    const ONES: u64 = u64::MAX / 0xff;
    // The lowest bit that is set belongs to the first byte that is `byte`; the bits above it mean nothing.
    let has = |word: u64, byte: u8| {
        let zero = word ^ (ONES * u64::from(byte));
        zero.wrapping_sub(ONES) & !zero & (ONES << 7)
    };
    let mut rest = text;
    let mut at = 0;
    while let Some((eight, tail)) = rest.split_first_chunk::<8>() {
        let word = u64::from_le_bytes(*eight);
        let found = has(word, b'"') | has(word, b'\\');
        if found != 0 {
            // At most 7.
            return Some(at + (found.trailing_zeros() / 8) as usize);
        }
        at += eight.len();
        rest = tail;
    }
    let found = rest.iter().position(|byte| matches!(byte, b'"' | b'\\'))?;
    Some(at + found)
}

/// The index of the field with that name, looked for from `next` on and then from the beginning.
fn position(fields: &[Field], name: &[u8], next: usize) -> Option<usize> {
    let is_it = |field: &Field| same(field.name.as_bytes(), name);
    let (before, after) = fields.split_at_checked(next)?;
    match after.iter().position(is_it) {
        Some(index) => Some(next + index),
        None => before.iter().position(is_it),
    }
}

/// Whether two names are equal. Most that are not have another length or another last byte.
fn same(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && one.last() == other.last() && one == other
}

#[cfg(test)]
mod tests {
    use super::*;

    static INNER: Shape = Shape {
        name: "Inner",
        schema: "Inner",
        fields: &[
            field("text", Kind::Text),
            field("labels", Kind::Map(&Kind::Text)),
        ],
        ..Shape::PLAIN
    };

    static OUTER: Shape = Shape {
        name: "Outer",
        schema: "Outer",
        fields: &[
            field("inner", Kind::Object(&INNER)),
            field("list", Kind::List(&Kind::Object(&INNER))),
            field("any", Kind::Any),
            field("flag", Kind::Boolean),
        ],
        ..Shape::PLAIN
    };

    const fn field(name: &'static str, kind: Kind) -> Field {
        Field {
            name,
            kind,
            ..Field::PLAIN
        }
    }

    #[test]
    fn the_first_quote_or_backslash_is_found_in_any_place() {
        for byte in 0..=255 {
            for length in 0..20 {
                for (end, found) in [(b'"', true), (b'\\', true), (b'#', false)] {
                    let text = [vec![byte; length], vec![end], vec![b'"'; 3]].concat();
                    let expected = text.iter().position(|it| matches!(it, b'"' | b'\\'));
                    assert_eq!(quote_or_backslash(&text), expected, "{text:?}");
                    let none = &text[..=length];
                    let is_there = found || matches!(byte, b'"' | b'\\') && length > 0;
                    assert_eq!(quote_or_backslash(none).is_some(), is_there, "{none:?}");
                }
            }
        }
    }

    #[test]
    fn listed_members_beside_free_ones_are_for_the_other_lane() {
        static MIXED: Shape = Shape {
            fields: &[field("inner", Kind::Object(&INNER))],
            additional: Additional::Kept(&Kind::Any),
            ..Shape::PLAIN
        };
        assert!(!is_plain(br#"{"inner":{"zzz":1}}"#, &MIXED));
    }

    #[test]
    fn plain_objects_are_seen_as_such() {
        let deep = format!("{{\"any\":{}{}}}", "[".repeat(100), "]".repeat(100));
        for text in [
            "{}",
            " {\t\"flag\" :\r\n true } ",
            r#"{"list":[{"text":"a"},null,{"labels":{"text":"b","any":"c"}}],"inner":{"text":"\"}"}}"#,
            r#"{"any":{"any":[1.5e3,{"zzz":{}},[],"long enough for eight bytes at a time"]},"inner":null}"#,
            r#"{"inner":{"text":"\n"},"flag":true}"#,
            r#"{"any":[1]}"#,
            &deep,
        ] {
            assert!(is_plain(text.as_bytes(), &OUTER), "{text}");
        }
    }

    #[test]
    fn whatever_needs_a_closer_look_is_not_plain() {
        let deep = format!("{{\"any\":{}{}}}", "[".repeat(200), "]".repeat(200));
        for text in [
            "",
            "null",
            "[]",
            r#"[{"flag":true}]"#,
            r#"{"zzz":1}"#,
            r#"{"flags":1}"#,
            r#"{"fla":1}"#,
            r#"{"flag":true,"inner":{},"flag":true}"#,
            r#"{"list":[{"text":"a","flag":true}]}"#,
            r#"{"inner":{"labels":{"a":"","b":"","a":""}}}"#,
            r#"{"any":[{"a":1,"a":1}]}"#,
            r#"{"fl\u0061g":true}"#,
            r#"{"inner":[]}"#,
            r#"{"flag":{}}"#,
            r#"{"flag":true"#,
            r#"{"flag":"#,
            r#"{"inner":{"text":"\"#,
            &deep,
        ] {
            assert!(!is_plain(text.as_bytes(), &OUTER), "{text}");
        }
    }

    #[test]
    fn what_is_nested_too_deep_is_not_plain() {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let nested =
                |levels: usize| format!("{}1{}", open.repeat(levels), close.repeat(levels));
            for (levels, plain) in [(KEPT_DEPTH, true), (KEPT_DEPTH + 1, false)] {
                let text = format!("{{\"any\":{}}}", nested(levels));
                assert_eq!(is_plain(text.as_bytes(), &OUTER), plain, "{text}");
                // One level less stands around it.
                let text = nested(levels + 1);
                assert_eq!(is_plain_value(text.as_bytes(), Kind::Any), plain, "{text}");
            }
        }
    }

    #[test]
    fn a_list_is_plain_where_one_may_be() {
        assert!(is_plain_value(b"[]", Kind::List(&Kind::Text)));
        assert!(!is_plain_value(b"[]", Kind::Text));
        assert!(!is_plain_value(b"{}", Kind::Text));
    }

    #[test]
    fn a_key_among_many_is_found_again() {
        for count in [1, FEW - 1, FEW, FEW + 1, 3 * FEW] {
            let keys: Vec<String> = (0..count).map(|n| format!("\"key-{n}\":\"\"")).collect();
            let plain = format!("{{\"inner\":{{\"labels\":{{{}}}}}}}", keys.join(","));
            assert!(is_plain(plain.as_bytes(), &OUTER), "{count}");
            for again in [0, count / 2, count - 1] {
                let twice = plain.replace("}}}", &format!(",\"key-{again}\":\"\"}}}}}}"));
                assert!(!is_plain(twice.as_bytes(), &OUTER), "{again} of {count}");
            }
        }
    }
}
