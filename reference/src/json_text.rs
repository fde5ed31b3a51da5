//! JSON without blanks, as `serde_json` writes it, and with it what somebody needs who adds to it.

#[cfg(test)]
mod tests;

use std::cell::Cell;
use std::io::{Result as Written, Write};

use serde::ser::{Error as _, Serialize};
use serde_json::ser::{CharEscape, CompactFormatter, Formatter, Serializer};
use serde_json::{Error, Result};

/// Room for the usual object. It is less than 1 KiB: before it finds so much, glibc tidies up all that is free.
const USUAL_SIZE: usize = 1000;

/// Room for the outline of the usual object.
const USUAL_OUTLINE: usize = 250;

/// A value.
pub(crate) fn whole(value: &impl Serialize) -> Result<String> {
    let mut text = Vec::with_capacity(USUAL_SIZE);
    value.serialize(&mut Serializer::new(&mut text))?;
    String::from_utf8(text).map_err(Error::custom)
}

/// A value, what it has, and where one of its members ends.
#[derive(Debug)]
pub(crate) struct Outlined {
    /// The value.
    pub(crate) text: String,
    /// Its members, its keys and its lists, with zeros in place of all other values, as JSON.
    pub(crate) outline: Vec<u8>,
    /// The place of the brace that closes the object of that member; nothing when the value has none.
    pub(crate) end: Option<usize>,
}

/// Writes an object and its outline at once, and notes where the object of `member` ends.
pub(crate) fn outlined(object: &impl Serialize, member: &str) -> Result<Outlined> {
    let length = Cell::new(0);
    let mut text = Counted {
        text: Vec::with_capacity(USUAL_SIZE),
        length: &length,
    };
    let mut notes = Notes {
        length: &length,
        outline: Vec::with_capacity(USUAL_OUTLINE),
        lists: 0,
        depth: 0,
        name: None,
        member,
        is_member: false,
        end: None,
    };
    object.serialize(&mut Serializer::with_formatter(
        &mut text,
        Outlining(&mut notes),
    ))?;
    Ok(Outlined {
        text: String::from_utf8(text.text).map_err(Error::custom)?,
        outline: notes.outline,
        end: notes.end,
    })
}

/// A text whose length can be seen while it is written.
struct Counted<'a> {
    text: Vec<u8>,
    length: &'a Cell<usize>,
}

impl Write for Counted<'_> {
    fn write(&mut self, bytes: &[u8]) -> Written<usize> {
        self.write_all(bytes).map(|()| bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> Written<()> {
        self.text.extend_from_slice(bytes);
        self.length.set(self.text.len());
        Ok(())
    }

    fn flush(&mut self) -> Written<()> {
        Ok(())
    }
}

/// What is noted of an object while it is written.
struct Notes<'a> {
    /// How much is written.
    length: &'a Cell<usize>,
    outline: Vec<u8>,
    /// How many lists there are around. The items of a list are what tells it from others.
    lists: usize,
    /// How many objects there are around.
    depth: usize,
    /// Where the name begins in the outline that is being written.
    name: Option<usize>,
    /// The member whose end is looked for.
    member: &'a str,
    /// Whether the last name of the whole is that of the member.
    is_member: bool,
    end: Option<usize>,
}

impl Notes<'_> {
    fn leaves_out(&self) -> bool {
        self.lists == 0 && self.name.is_none()
    }

    fn ends_name(&mut self) {
        let start = self.name.take().unwrap_or_default();
        if self.depth == 1 {
            let name = self.outline.get(start..).unwrap_or_default();
            let name = name
                .strip_prefix(b"\"")
                .and_then(|name| name.strip_suffix(b"\""));
            self.is_member = name == Some(self.member.as_bytes());
        }
    }
}

/// Writes what it is told, and notes it.
struct Outlining<'n, 'a>(&'n mut Notes<'a>);

/// Values that an outline leaves out.
macro_rules! left_out {
    ($($method:ident($($value:ident: $kind:ty)?);)*) => {
        $(fn $method<W: ?Sized + Write>(&mut self, text: &mut W $(, $value: $kind)?) -> Written<()> {
            if self.0.leaves_out() {
                self.0.outline.push(b'0');
            } else {
                CompactFormatter.$method(&mut self.0.outline $(, $value)?)?;
            }
            CompactFormatter.$method(text $(, $value)?)
        })*
    };
}

/// What an outline has as well.
macro_rules! kept {
    ($($method:ident($($value:ident: $kind:ty)?);)*) => {
        $(fn $method<W: ?Sized + Write>(&mut self, text: &mut W $(, $value: $kind)?) -> Written<()> {
            CompactFormatter.$method(&mut self.0.outline $(, $value)?)?;
            CompactFormatter.$method(text $(, $value)?)
        })*
    };
}

impl Formatter for Outlining<'_, '_> {
    left_out! {
        write_null();
        write_bool(value: bool);
        write_i32(value: i32);
        write_i64(value: i64);
        write_u64(value: u64);
        write_f64(value: f64);
        begin_string();
    }

    kept! {
        begin_array_value(first: bool);
        begin_object_value();
    }

    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        text: &mut W,
        part: &str,
    ) -> Written<()> {
        if !self.0.leaves_out() {
            self.0.outline.extend_from_slice(part.as_bytes());
        }
        CompactFormatter.write_string_fragment(text, part)
    }

    fn write_char_escape<W: ?Sized + Write>(
        &mut self,
        text: &mut W,
        escape: CharEscape,
    ) -> Written<()> {
        if self.0.leaves_out() {
            return CompactFormatter.write_char_escape(text, escape);
        }
        let start = self.0.outline.len();
        CompactFormatter.write_char_escape(&mut self.0.outline, escape)?;
        text.write_all(self.0.outline.get(start..).unwrap_or_default())
    }

    fn end_string<W: ?Sized + Write>(&mut self, text: &mut W) -> Written<()> {
        if !self.0.leaves_out() {
            self.0.outline.push(b'"');
        }
        CompactFormatter.end_string(text)
    }

    fn begin_array<W: ?Sized + Write>(&mut self, text: &mut W) -> Written<()> {
        self.0.lists += 1;
        self.0.outline.push(b'[');
        CompactFormatter.begin_array(text)
    }

    fn end_array<W: ?Sized + Write>(&mut self, text: &mut W) -> Written<()> {
        self.0.lists -= 1;
        self.0.outline.push(b']');
        CompactFormatter.end_array(text)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, text: &mut W) -> Written<()> {
        self.0.depth += 1;
        self.0.outline.push(b'{');
        CompactFormatter.begin_object(text)
    }

    fn end_object<W: ?Sized + Write>(&mut self, text: &mut W) -> Written<()> {
        self.0.depth -= 1;
        self.0.outline.push(b'}');
        if self.0.depth == 1 && self.0.lists == 0 && self.0.is_member {
            self.0.end = Some(self.0.length.get());
        }
        CompactFormatter.end_object(text)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, text: &mut W, first: bool) -> Written<()> {
        if !first {
            self.0.outline.push(b',');
        }
        self.0.name = Some(self.0.outline.len());
        CompactFormatter.begin_object_key(text, first)
    }

    fn end_object_key<W: ?Sized + Write>(&mut self, text: &mut W) -> Written<()> {
        self.0.ends_name();
        CompactFormatter.end_object_key(text)
    }
}
