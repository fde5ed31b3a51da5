//! The schema as data: what a decoder needs to name unknown fields and wrong types, and a test needs to make them.

#[cfg(any(feature = "decode", feature = "proptest"))]
mod admit;
#[cfg(any(feature = "decode", feature = "proptest"))]
pub mod inspect;
#[cfg(any(feature = "decode", feature = "proptest"))]
mod judge;
mod keyword;

use super::{Format, Requirement};

pub use keyword::{Bound, Keyword, Matcher, Pattern};

/// An object schema.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// Last part of the schema's name, such as `ProjectImportVirtualClusterSource`.
    pub name: &'static str,
    /// Full name of the schema in the spec.
    pub schema: &'static str,
    /// Its members, in the order of the spec.
    pub fields: &'static [Field],
    /// Rules about the object as a whole.
    pub rules: &'static [Rule],
    /// What becomes of members that are not listed.
    pub additional: Additional,
    /// Constraint keywords about the object as a whole.
    pub keywords: &'static [Keyword],
    /// Whether `null` is a value of its own and an empty value is there, as JSON Schema has it. Otherwise both are
    /// absence, as Go has it.
    pub strict: bool,
}

/// What becomes of members that an object schema does not list.
#[derive(Debug, Clone, Copy)]
pub enum Additional {
    /// They are unknown fields, which are left out.
    Unknown,
    /// They are refused, whatever is said of unknown fields.
    Refused,
    /// They are part of the data, and have this type.
    Kept(&'static Kind),
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
    /// Constraint keywords.
    pub keywords: &'static [Keyword],
}

/// A type with what it demands of its values: one with a name, an item of a list, a value of a map.
#[derive(Debug)]
pub struct Type {
    /// The type.
    pub kind: Kind,
    /// Whether `null` is a value of it.
    pub nullable: bool,
    /// Constraint keywords.
    pub keywords: &'static [Keyword],
}

/// A value of one of several schemas.
#[derive(Debug)]
pub struct Union {
    /// Its name.
    pub name: &'static str,
    /// Whether a value may fit one variant alone (`oneOf`), or any number of them (`anyOf`).
    pub exclusive: bool,
    /// The member whose text says which variant a value is.
    pub discriminator: Option<&'static str>,
    /// The schemas, in the order of the document.
    pub variants: &'static [Alternative],
}

/// One of the schemas of a union.
#[derive(Debug)]
pub struct Alternative {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub of: Type,
    /// The texts of the discriminator that select it.
    pub tags: &'static [&'static str],
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
    /// A whole number of 32 bits without a sign.
    Uint32,
    /// A whole number of 64 bits without a sign.
    Uint64,
    /// A number.
    Number,
    /// A whole number or a string.
    IntOrString,
    /// One of some strings.
    Enumeration(&'static [&'static str]),
    /// An object with a schema.
    Object(&'static Shape),
    /// An object with any members.
    AnyObject,
    /// A list.
    List(&'static Kind),
    /// An object with free keys.
    Map(&'static Kind),
    /// A type with demands of its own, or a name.
    Checked(&'static Type),
    /// A value of one of several schemas.
    Union(&'static Union),
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

/// An object type that has a shape.
pub trait Shaped {
    /// The schema of the type as data.
    const SHAPE: &'static Shape;
}

/// A type whose schema is known as data.
pub trait Described {
    /// The schema.
    const SCHEMA: Kind;
}

impl<T: Shaped> Described for T {
    const SCHEMA: Kind = Kind::Object(T::SHAPE);
}

impl Shape {
    /// What most objects have in common; shapes are written as their difference from it.
    pub const PLAIN: Self = Self {
        name: "",
        schema: "",
        fields: &[],
        rules: &[],
        additional: Additional::Unknown,
        keywords: &[],
        strict: false,
    };

    /// The member with that exact name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// Whether all of it is free-form: any members, with any values.
    pub const fn is_open(&self) -> bool {
        self.fields.is_empty() && matches!(self.additional, Additional::Kept(Kind::Any))
    }
}

impl Field {
    /// What most members have in common; fields are written as their difference from it.
    pub const PLAIN: Self = Self {
        name: "",
        kind: Kind::Text,
        required: false,
        nullable: false,
        published: &[],
        rules: &[],
        keywords: &[],
    };

    /// The requirement behind a published keyword of this field.
    pub fn requirement(&self, keyword: &str) -> Option<&'static Requirement> {
        self.published
            .iter()
            .find(|(name, _)| *name == keyword)
            .map(|(_, requirement)| *requirement)
    }
}

impl Kind {
    /// Whether it stands in a document in which `null` is a value and an empty value is there; see [`Shape::strict`].
    ///
    /// Of the kinds without a shape, the ones that both sorts of documents have stand in types of the other sort alone.
    pub const fn is_strict(self) -> bool {
        match self {
            Self::Object(shape) => shape.strict,
            Self::List(inner) | Self::Map(inner) => inner.is_strict(),
            Self::Checked(_)
            | Self::Union(_)
            | Self::Enumeration(_)
            | Self::AnyObject
            | Self::IntOrString
            | Self::Uint32
            | Self::Uint64
            | Self::Number => true,
            Self::Text | Self::DateTime | Self::Boolean | Self::Int32 | Self::Int64 | Self::Any => {
                false
            }
        }
    }

    /// The type without the demands around it, and whether one of them allows `null`.
    pub const fn bare(self) -> (Self, bool) {
        let (mut kind, mut nullable) = (self, false);
        while let Self::Checked(of) = kind {
            nullable |= of.nullable;
            kind = of.kind;
        }
        (kind, nullable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: &[Field] = &[];
    const ONE: &[Field] = &[Field::PLAIN];

    static INNER: Type = Type {
        kind: Kind::Text,
        nullable: true,
        keywords: &[],
    };

    static OUTER: Type = Type {
        kind: Kind::Checked(&INNER),
        nullable: false,
        keywords: &[],
    };

    #[test]
    fn a_type_is_told_from_the_demands_around_it() {
        assert!(matches!(Kind::Checked(&OUTER).bare(), (Kind::Text, true)));
        assert!(matches!(Kind::Text.bare(), (Kind::Text, false)));
    }

    #[test]
    fn free_form_objects_have_no_member_that_is_listed() {
        for (fields, additional, open) in [
            (NONE, Additional::Kept(&Kind::Any), true),
            (ONE, Additional::Kept(&Kind::Any), false),
            (NONE, Additional::Kept(&Kind::Text), false),
            (NONE, Additional::Unknown, false),
        ] {
            let shape = Shape {
                fields,
                additional,
                ..Shape::PLAIN
            };
            assert_eq!(shape.is_open(), open, "{additional:?}");
        }
    }
}
