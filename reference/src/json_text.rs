//! Writing JSON without blanks, byte for byte as `serde_json` does it and for less: texts are looked at many bytes at a
//! time, and names of members not at all.
//!
//! What has none of the usual kinds is left to `serde_json`.

#[cfg(test)]
mod tests;

use serde::ser::{
    Error as _, Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, Serializer,
};
use serde_json::Error;

/// Adds a value to a text. What the API is made of has words in JSON for everything, and nothing fails.
pub(crate) fn write(value: &impl Serialize, text: &mut String) -> Result<(), Error> {
    value.serialize(Text {
        text,
        form: Form::Whole(None),
    })
}

/// A member that is not written as the value has it, but as JSON that is there already.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Given<'g> {
    /// The name of the type that has the member, in Rust.
    pub(crate) of: &'static str,
    /// The name of the member, in JSON. Where it is left out, nothing is given.
    pub(crate) member: &'static str,
    /// What is written.
    pub(crate) json: &'g str,
}

/// Adds a value to a text, one member of which is given.
pub(crate) fn write_given(
    value: &impl Serialize,
    given: Given<'_>,
    text: &mut String,
) -> Result<(), Error> {
    value.serialize(Text {
        text,
        form: Form::Whole(Some(given)),
    })
}

/// Adds the outline of a value: its members, its keys and its lists, with zeros in place of all other values.
pub(crate) fn write_outline(value: &impl Serialize, text: &mut String) -> Result<(), Error> {
    value.serialize(Text {
        text,
        form: Form::Outline,
    })
}

/// What is written of a value.
#[derive(Clone, Copy)]
enum Form<'t> {
    Whole(Option<Given<'t>>),
    Outline,
}

/// Where a value is written to.
struct Text<'t> {
    text: &'t mut String,
    form: Form<'t>,
}

impl Text<'_> {
    fn is_outline(&self) -> bool {
        matches!(self.form, Form::Outline)
    }

    /// Leaves a value to the library.
    fn leave(self, value: &(impl Serialize + ?Sized)) -> Result<(), Error> {
        if self.is_outline() {
            self.text.push('0');
        } else {
            self.text.push_str(&serde_json::to_string(value)?);
        }
        Ok(())
    }

    fn word(self, word: &str) {
        self.text
            .push_str(if self.is_outline() { "0" } else { word });
    }
}

/// Writes a text in quotes.
fn quoted(content: &str, text: &mut String) -> Result<(), Error> {
    // All are looked at, instead of up to the first: that is what compilers make wide instructions of.
    let special = content.bytes().fold(0, |found, byte| {
        found | u8::from(matches!(byte, ..b' ' | b'"' | b'\\'))
    });
    if special == 0 {
        text.push('"');
        text.push_str(content);
        text.push('"');
    } else {
        text.push_str(&serde_json::to_string(content)?);
    }
    Ok(())
}

/// The items or the members of a value so far.
struct Parts<'t> {
    text: &'t mut String,
    form: Form<'t>,
    empty: bool,
    end: char,
    /// The member of this object that is given.
    given: Option<Given<'t>>,
}

impl<'t> Parts<'t> {
    fn begin(Text { text, form }: Text<'t>, begin: char, end: char) -> Self {
        text.push(begin);
        Self {
            text,
            form,
            empty: true,
            end,
            given: None,
        }
    }

    fn separate(&mut self) {
        if !self.empty {
            self.text.push(',');
        }
        self.empty = false;
    }

    fn value(&mut self, value: &(impl Serialize + ?Sized), form: Form<'_>) -> Result<(), Error> {
        value.serialize(Text {
            text: self.text,
            form,
        })
    }

    fn close(self) {
        self.text.push(self.end);
    }
}

impl SerializeSeq for Parts<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), Error> {
        self.separate();
        // The items of a list are what tells it from others.
        let form = match self.form {
            Form::Outline => Form::Whole(None),
            whole @ Form::Whole(_) => whole,
        };
        self.value(item, form)
    }

    fn end(self) -> Result<(), Error> {
        self.close();
        Ok(())
    }
}

impl SerializeMap for Parts<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        self.separate();
        let begin = self.text.len();
        self.value(key, Form::Whole(None))?;
        // The keys of all maps here are texts.
        if self.text.as_bytes().get(begin) == Some(&b'"') {
            Ok(())
        } else {
            unexpected("a key that is no text")
        }
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.text.push(':');
        self.value(value, self.form)
    }

    fn end(self) -> Result<(), Error> {
        self.close();
        Ok(())
    }
}

impl SerializeStruct for Parts<'_> {
    type Ok = ();
    type Error = Error;

    /// The names of members are those of the spec, and words.
    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        self.separate();
        self.text.push('"');
        self.text.push_str(name);
        self.text.push_str("\":");
        match self.given {
            Some(given) if given.member == name => self.text.push_str(given.json),
            _ => self.value(value, self.form)?,
        }
        Ok(())
    }

    fn end(self) -> Result<(), Error> {
        self.close();
        Ok(())
    }
}

/// The API has no such value.
fn unexpected<T>(what: &str) -> Result<T, Error> {
    Err(Error::custom(format!("{what} is no part of the API")))
}

/// Values that the library writes.
macro_rules! left {
    ($($method:ident($value:ty);)*) => {
        $(fn $method(self, value: $value) -> Result<(), Error> {
            self.leave(&value)
        })*
    };
}

impl<'t> Serializer for Text<'t> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Parts<'t>;
    type SerializeTuple = Impossible<(), Error>;
    type SerializeTupleStruct = Impossible<(), Error>;
    type SerializeTupleVariant = Impossible<(), Error>;
    type SerializeMap = Parts<'t>;
    type SerializeStruct = Parts<'t>;
    type SerializeStructVariant = Impossible<(), Error>;

    left! {
        serialize_i8(i8);
        serialize_i16(i16);
        serialize_i32(i32);
        serialize_i64(i64);
        serialize_u8(u8);
        serialize_u16(u16);
        serialize_u32(u32);
        serialize_u64(u64);
        serialize_f32(f32);
        serialize_f64(f64);
        serialize_char(char);
        serialize_bytes(&[u8]);
    }

    fn serialize_bool(self, value: bool) -> Result<(), Error> {
        self.word(if value { "true" } else { "false" });
        Ok(())
    }

    fn serialize_str(self, value: &str) -> Result<(), Error> {
        if self.is_outline() {
            self.text.push('0');
            return Ok(());
        }
        quoted(value, self.text)
    }

    fn serialize_none(self) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_unit(self) -> Result<(), Error> {
        self.word("null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
    ) -> Result<(), Error> {
        self.serialize_str(name)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        _: &T,
    ) -> Result<(), Error> {
        unexpected(name)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Parts<'t>, Error> {
        Ok(Parts::begin(self, '[', ']'))
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, Error> {
        unexpected("a tuple")
    }

    fn serialize_tuple_struct(
        self,
        name: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, Error> {
        unexpected(name)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Error> {
        unexpected(name)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Parts<'t>, Error> {
        Ok(Parts::begin(self, '{', '}'))
    }

    fn serialize_struct(self, name: &'static str, _: usize) -> Result<Parts<'t>, Error> {
        let given = match self.form {
            Form::Whole(given) => given.filter(|given| given.of == name),
            Form::Outline => None,
        };
        Ok(Parts {
            given,
            ..Parts::begin(self, '{', '}')
        })
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Error> {
        unexpected(name)
    }
}
