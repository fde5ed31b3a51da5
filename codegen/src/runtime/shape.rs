//! The schema as data: what a decoder needs to name unknown fields and wrong types, and a test needs to make them.

use super::{Format, Requirement};

/// An object schema.
#[derive(Debug)]
pub struct Shape {
    /// Last part of the schema's name, such as `ProjectImportVirtualClusterSource`.
    pub name: &'static str,
    /// Full name of the schema in the spec.
    pub schema: &'static str,
    /// Its members, in the order of the spec.
    pub fields: &'static [Field],
    /// Rules about the object as a whole.
    pub rules: &'static [Rule],
    /// Whether members that are not listed are part of the data (a free-form object) and not unknown fields.
    pub open: bool,
}

/// A member of an object schema.
#[derive(Debug)]
pub struct Field {
    /// The JSON name.
    pub name: &'static str,
    /// Its type.
    pub kind: Kind,
    /// Whether the published schema lists it under `required`.
    pub required: bool,
    /// Whether `null` is a value of it in the published sense (on requests `null` always means absence).
    pub nullable: bool,
    /// The published keywords that have a requirement, as (keyword, requirement), such as (`type`, `src.strings`).
    pub published: &'static [(&'static str, &'static Requirement)],
    /// Semantic rules that the published schema lacks.
    pub rules: &'static [Rule],
}

/// The JSON type of a value.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// A string.
    Text,
    /// A string with an RFC 3339 date and time.
    DateTime,
    /// `true` or `false`.
    Boolean,
    /// A whole number of 32 bits.
    Int32,
    /// A whole number of 64 bits.
    Int64,
    /// An object with a schema.
    Object(&'static Shape),
    /// A list.
    List(&'static Kind),
    /// An object with free keys.
    Map(&'static Kind),
    /// Any JSON value.
    Any,
}

/// A semantic rule.
#[derive(Debug)]
pub struct Rule {
    /// The requirement it comes from.
    pub requirement: &'static Requirement,
    /// What it demands.
    pub constraint: Constraint,
}

/// What a semantic rule demands of a value.
#[derive(Debug, Clone, Copy)]
pub enum Constraint {
    /// The value is there and not empty.
    Required,
    /// A text has this format.
    Format(Format),
    /// A text has at most this many bytes.
    MaxLength(usize),
    /// A text is one of these.
    OneOf(&'static [&'static str]),
    /// Every key of a map has this format; with `true`, after lower-casing.
    Keys(Format, bool),
    /// Every value of a map has this format.
    Values(Format),
    /// Every item of a list of texts has this format.
    Items(Format),
    /// Keys and values of a map together have at most this many bytes.
    MaxTotalBytes(usize),
    /// At most one of these members is set.
    AtMostOneOf(&'static [&'static str]),
    /// At most one item of a list has this member set to true.
    AtMostOneItem(&'static str),
    /// These two words do not stand in one list.
    ExclusiveItems([&'static str; 2]),
    /// Not all of these members have these values.
    Banned(&'static [(&'static str, &'static str)]),
}

/// A type that has a shape.
pub trait Shaped {
    /// The schema of the type as data.
    const SHAPE: &'static Shape;
}

impl Shape {
    /// The member with that exact name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

impl Field {
    /// The requirement behind a published keyword of this field.
    pub fn requirement(&self, keyword: &str) -> Option<&'static Requirement> {
        self.published
            .iter()
            .find(|(name, _)| *name == keyword)
            .map(|(_, requirement)| *requirement)
    }
}

impl Kind {
    /// The JSON type in words, such as `string`.
    pub const fn json_type(self) -> &'static str {
        match self {
            Self::Text | Self::DateTime => "string",
            Self::Boolean => "boolean",
            Self::Int32 | Self::Int64 => "integer",
            Self::Object(_) | Self::Map(_) => "object",
            Self::List(_) => "array",
            Self::Any => "any",
        }
    }
}
