//! JSON without blanks, as `serde_json` writes it, and two forms of it that are less and more than the value.

#[cfg(test)]
mod tests;

use std::io::{Result as Written, Write};

use serde::ser::{Error as _, Serialize};
use serde_json::ser::{CharEscape, CompactFormatter, Formatter, Serializer};
use serde_json::{Error, Result};

/// Room for the usual object. It is less than 1 KiB: before it finds so much, glibc tidies up all that is free.
const USUAL_SIZE: usize = 1000;

/// A value.
pub(crate) fn whole(value: &impl Serialize) -> Result<String> {
    formatted(value, CompactFormatter)
}

/// A member whose value is an empty object, and is written as JSON that is there already.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Given<'g> {
    /// Its name. Where it is left out, nothing is given.
    pub(crate) member: &'static str,
    /// What is written.
    pub(crate) json: &'g str,
}

/// A value with members that are given.
pub(crate) fn with_given(value: &impl Serialize, given: Given<'_>) -> Result<String> {
    let formatter = Filled {
        given,
        name: String::new(),
        is_name: false,
        place: Place::Elsewhere,
    };
    formatted(value, formatter)
}

/// The outline of a value: its members, its keys and its lists, with zeros in place of all other values.
pub(crate) fn outline(value: &impl Serialize) -> Result<String> {
    let formatter = Outline {
        lists: 0,
        is_name: false,
    };
    formatted(value, formatter)
}

fn formatted(value: &impl Serialize, formatter: impl Formatter) -> Result<String> {
    let mut text = Vec::with_capacity(USUAL_SIZE);
    value.serialize(&mut Serializer::with_formatter(&mut text, formatter))?;
    String::from_utf8(text).map_err(Error::custom)
}

/// Writes what is given.
struct Filled<'g> {
    given: Given<'g>,
    /// The name that was written last.
    name: String,
    /// Whether it is being written.
    is_name: bool,
    place: Place,
}

/// Where a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In the member that is given.
    Given,
    /// In the empty object that is its value.
    Inside,
    Elsewhere,
}

impl Formatter for Filled<'_> {
    fn begin_object_key<W: ?Sized + Write>(&mut self, text: &mut W, first: bool) -> Written<()> {
        self.name.clear();
        self.is_name = true;
        CompactFormatter.begin_object_key(text, first)
    }

    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        text: &mut W,
        part: &str,
    ) -> Written<()> {
        if self.is_name {
            self.name.push_str(part);
        }
        CompactFormatter.write_string_fragment(text, part)
    }

    fn write_char_escape<W: ?Sized + Write>(
        &mut self,
        text: &mut W,
        escape: CharEscape,
    ) -> Written<()> {
        if self.is_name {
            // No name of a member has one, so this is another name, whatever else is in it.
            self.name.push('\\');
        }
        CompactFormatter.write_char_escape(text, escape)
    }

    fn end_object_key<W: ?Sized + Write>(&mut self, _: &mut W) -> Written<()> {
        self.is_name = false;
        if self.name == self.given.member {
            self.place = Place::Given;
        }
        Ok(())
    }

    fn begin_object<W: ?Sized + Write>(&mut self, text: &mut W) -> Written<()> {
        if self.place == Place::Given {
            self.place = Place::Inside;
            return text.write_all(self.given.json.as_bytes());
        }
        CompactFormatter.begin_object(text)
    }

    fn end_object<W: ?Sized + Write>(&mut self, text: &mut W) -> Written<()> {
        if self.place == Place::Inside {
            return Ok(());
        }
        CompactFormatter.end_object(text)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, _: &mut W) -> Written<()> {
        self.place = Place::Elsewhere;
        Ok(())
    }
}

/// Writes an outline.
struct Outline {
    /// How many lists there are around. The items of a list are what tells it from others.
    lists: usize,
    /// Whether a name is being written.
    is_name: bool,
}

impl Outline {
    fn leaves_out(&self) -> bool {
        self.lists == 0 && !self.is_name
    }
}

/// Values that an outline leaves out.
macro_rules! left_out {
    ($($method:ident($($value:ident: $kind:ty)?);)*) => {
        $(fn $method<W: ?Sized + Write>(&mut self, text: &mut W $(, $value: $kind)?) -> Written<()> {
            if self.leaves_out() {
                text.write_all(b"0")
            } else {
                CompactFormatter.$method(text $(, $value)?)
            }
        })*
    };
}

impl Formatter for Outline {
    left_out! {
        write_null();
        write_bool(value: bool);
        write_i32(value: i32);
        write_i64(value: i64);
        write_u64(value: u64);
        write_f64(value: f64);
        begin_string();
    }

    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        text: &mut W,
        part: &str,
    ) -> Written<()> {
        if self.leaves_out() {
            return Ok(());
        }
        CompactFormatter.write_string_fragment(text, part)
    }

    fn write_char_escape<W: ?Sized + Write>(
        &mut self,
        text: &mut W,
        escape: CharEscape,
    ) -> Written<()> {
        if self.leaves_out() {
            return Ok(());
        }
        CompactFormatter.write_char_escape(text, escape)
    }

    fn end_string<W: ?Sized + Write>(&mut self, text: &mut W) -> Written<()> {
        if self.leaves_out() {
            return Ok(());
        }
        CompactFormatter.end_string(text)
    }

    fn begin_array<W: ?Sized + Write>(&mut self, text: &mut W) -> Written<()> {
        self.lists += 1;
        CompactFormatter.begin_array(text)
    }

    fn end_array<W: ?Sized + Write>(&mut self, text: &mut W) -> Written<()> {
        self.lists -= 1;
        CompactFormatter.end_array(text)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, text: &mut W, first: bool) -> Written<()> {
        self.is_name = true;
        CompactFormatter.begin_object_key(text, first)
    }

    fn end_object_key<W: ?Sized + Write>(&mut self, text: &mut W) -> Written<()> {
        self.is_name = false;
        CompactFormatter.end_object_key(text)
    }
}
