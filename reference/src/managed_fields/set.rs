//! The set of the fields that an object has, found by writing it: what serialization leaves out is not set.

use std::fmt::Display;

use generated::runtime::{Kind, Shape};
use serde::ser::{
    Error as _, Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, Serializer,
};
use serde_json::{Error, Map, Value};

use super::SERVER_METADATA;

/// Part of a set, below a field or at the top.
pub(super) type Fields = Map<String, Value>;

/// Writes the set of a value's fields instead of the value.
#[derive(Clone, Copy)]
pub(super) struct Set {
    /// What the value is.
    kind: Kind,
    level: Level,
}

/// Where a value stands, which decides what counts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    /// The whole object: `kind` and `apiVersion` say what it is and are nobody's.
    Object,
    /// Its metadata, of which some belongs to the server.
    Metadata,
    /// A required object. It is there before anybody sets it, so it is not itself a field that was set.
    Required,
    /// Anything else. `.` stands for the field itself where there is more below it.
    Field,
}

impl Set {
    /// The set of a whole object of that shape.
    pub(super) fn of(shape: &'static Shape) -> Self {
        Self {
            kind: Kind::Object(shape),
            level: Level::Object,
        }
    }

    /// The children in the order of their keys, after the field itself where it counts.
    fn complete(self, mut children: Vec<(String, Value)>, sorted: bool) -> Fields {
        if !sorted {
            children.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        }
        let mut fields = Map::with_capacity(children.len() + 1);
        if self.level == Level::Field && !children.is_empty() {
            fields.insert(".".to_owned(), leaf());
        }
        fields.extend(children);
        fields
    }
}

/// The members of an object so far.
pub(super) struct Members {
    of: Set,
    shape: Option<&'static Shape>,
    children: Vec<(String, Value)>,
}

impl SerializeStruct for Members {
    type Ok = Fields;
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        let Some(field) = self.shape.and_then(|shape| shape.field(name)) else {
            return Ok(());
        };
        let level = match (self.of.level, name, field.kind) {
            (Level::Object, "kind" | "apiVersion", _) => return Ok(()),
            (Level::Metadata, _, _) if SERVER_METADATA.contains(&name) => return Ok(()),
            (Level::Object, "metadata", Kind::Object(_)) => Level::Metadata,
            (Level::Object, _, Kind::Object(_)) if field.required => Level::Required,
            _ => Level::Field,
        };
        let kind = field.kind;
        let below = value.serialize(Set { kind, level })?;
        if level != Level::Metadata || !below.is_empty() {
            self.children.push((named(name), Value::Object(below)));
        }
        Ok(())
    }

    fn end(self) -> Result<Fields, Error> {
        Ok(self.of.complete(self.children, false))
    }
}

/// The keys of a map with free keys so far.
pub(super) struct Keys {
    of: Set,
    children: Vec<(String, Value)>,
}

impl SerializeMap for Keys {
    type Ok = Fields;
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        if let (Kind::Map(_), Value::String(name)) = (self.of.kind, serde_json::to_value(key)?) {
            self.children.push((named(&name), leaf()));
        }
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, _: &T) -> Result<(), Error> {
        Ok(())
    }

    fn end(self) -> Result<Fields, Error> {
        Ok(self.of.complete(self.children, false))
    }
}

/// The items of a list so far.
pub(super) struct Items {
    of: Set,
    children: Vec<(String, Value)>,
}

impl SerializeSeq for Items {
    type Ok = Fields;
    type Error = Error;

    /// Lists of objects are keyed by uid, the one merge key of this API; lists of texts are sets.
    fn serialize_element<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), Error> {
        let item = serde_json::to_value(item)?;
        let key = match item.get("uid") {
            Some(uid) => format!("k:{{\"uid\":{uid}}}"),
            None => format!("v:{item}"),
        };
        self.children.push((key, leaf()));
        Ok(())
    }

    fn end(self) -> Result<Fields, Error> {
        Ok(self.of.complete(self.children, true))
    }
}

fn named(name: &str) -> String {
    ["f:", name].concat()
}

fn leaf() -> Value {
    Value::Object(Map::new())
}

/// The object of an API has no such value.
fn unexpected<T>(what: &str) -> Result<T, Error> {
    Err(Error::custom(format!("{what} is no part of an API object")))
}

/// There is nothing below a value that is neither an object nor a list.
macro_rules! nothing_below {
    ($($method:ident($value:ty);)*) => {
        $(fn $method(self, _: $value) -> Result<Fields, Error> {
            Ok(Map::new())
        })*
    };
}

impl Serializer for Set {
    type Ok = Fields;
    type Error = Error;
    type SerializeSeq = Items;
    type SerializeTuple = Impossible<Fields, Error>;
    type SerializeTupleStruct = Impossible<Fields, Error>;
    type SerializeTupleVariant = Impossible<Fields, Error>;
    type SerializeMap = Keys;
    type SerializeStruct = Members;
    type SerializeStructVariant = Impossible<Fields, Error>;

    nothing_below! {
        serialize_bool(bool);
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
        serialize_str(&str);
        serialize_bytes(&[u8]);
        serialize_unit_struct(&'static str);
    }

    fn collect_str<T: Display + ?Sized>(self, _: &T) -> Result<Fields, Error> {
        Ok(Map::new())
    }

    fn serialize_none(self) -> Result<Fields, Error> {
        Ok(Map::new())
    }

    fn serialize_unit(self) -> Result<Fields, Error> {
        Ok(Map::new())
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
    ) -> Result<Fields, Error> {
        Ok(Map::new())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Fields, Error> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<Fields, Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        _: &T,
    ) -> Result<Fields, Error> {
        unexpected(name)
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<Items, Error> {
        Ok(Items {
            of: self,
            children: Vec::with_capacity(length.unwrap_or_default()),
        })
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

    fn serialize_map(self, length: Option<usize>) -> Result<Keys, Error> {
        Ok(Keys {
            of: self,
            children: Vec::with_capacity(length.unwrap_or_default()),
        })
    }

    fn serialize_struct(self, _: &'static str, length: usize) -> Result<Members, Error> {
        let shape = match self.kind {
            Kind::Object(shape) => Some(shape),
            _ => None,
        };
        Ok(Members {
            of: self,
            shape,
            children: Vec::with_capacity(length),
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
