//! A component schema.

use super::{Keyword, Model, Release, Rule};

/// Place of a schema in [`super::Model::schemas`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SchemaIndex(pub(crate) usize);

/// A named schema of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Schema {
    /// Full name in the document.
    pub(crate) name: String,
    /// Rust type, the last part of the name.
    pub(crate) rust: String,
    /// Rust module, the type in snake case.
    pub(crate) module: String,
    /// What it is.
    pub(crate) description: String,
    /// What it consists of.
    pub(crate) body: Body,
}

/// What a schema consists of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Body {
    /// An object with members.
    Object(ObjectBody),
    /// An object with any members.
    Free,
    /// An RFC 3339 text.
    DateTime {
        /// Whether `null` is one of its values.
        nullable: bool,
    },
    /// One of some texts.
    Enumeration(Vec<Word>),
    /// A value of one of several schemas.
    Union(Union),
    /// Any other type under a name of its own.
    Named(Type),
}

/// A value of an enumeration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    /// The text.
    pub(crate) text: String,
    /// Its Rust variant.
    pub(crate) rust: String,
}

/// A value of one of several schemas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Union {
    /// The schemas, in the order of the document.
    pub(crate) variants: Vec<Alternative>,
    /// `oneOf`: a value that fits two of them is refused.
    pub(crate) exclusive: bool,
    /// The member whose text says which variant it is.
    pub(crate) discriminator: Option<String>,
}

/// One of the schemas of a union.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Alternative {
    /// Rust name.
    pub(crate) rust: String,
    /// What it holds.
    pub(crate) of: Type,
    /// The texts of the discriminator that select it.
    pub(crate) tags: Vec<String>,
    /// Whether it is on the heap, since the union is part of it.
    pub(crate) boxed: bool,
}

/// A type with what it demands of its values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Type {
    /// The type.
    pub(crate) kind: Kind,
    /// Whether `null` is a value of it.
    pub(crate) nullable: bool,
    /// Constraint keywords.
    pub(crate) keywords: Vec<Keyword>,
}

/// An object with members.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ObjectBody {
    /// Members, in the order of the document.
    pub(crate) fields: Vec<Field>,
    /// Rules about the object as a whole.
    pub(crate) rules: Vec<Rule>,
    /// Group, version and kind, for top-level objects of the API.
    pub(crate) kind: Option<GroupVersionKind>,
    /// What becomes of members that are not listed.
    pub(crate) additional: Additional,
    /// Constraint keywords about the object as a whole.
    pub(crate) keywords: Vec<Keyword>,
}

/// What becomes of members that an object does not list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Additional {
    /// They are allowed and not kept.
    #[default]
    Ignored,
    /// They are refused.
    Refused,
    /// They are kept in a map.
    Kept(Type),
}

/// Identity of a top-level object of a Kubernetes API.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct GroupVersionKind {
    /// API group; empty for the core group.
    pub(crate) group: String,
    /// API version.
    pub(crate) version: String,
    /// Kind.
    pub(crate) kind: String,
}

/// A member of an object.
#[allow(
    clippy::struct_excessive_bools,
    reason = "they are independent of each other"
)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Field {
    /// JSON name.
    pub(crate) name: String,
    /// Rust name.
    pub(crate) rust: String,
    /// What it is.
    pub(crate) description: String,
    /// Its type.
    pub(crate) kind: Kind,
    /// Whether the published schema lists it under `required`.
    pub(crate) required: bool,
    /// Whether `null` is a value of it.
    pub(crate) nullable: bool,
    /// Whether it is written even when it is empty.
    pub(crate) always_written: bool,
    /// The first release that has it; always there when `None`.
    pub(crate) since: Option<Release>,
    /// Published keywords with a requirement, as (keyword, requirement id), in the order of the document.
    pub(crate) published: Vec<(String, String)>,
    /// Semantic rules, in the order of the document.
    pub(crate) rules: Vec<Rule>,
    /// Constraint keywords, in the order of the document.
    pub(crate) keywords: Vec<Keyword>,
    /// Whether it is on the heap, since the object is part of it.
    pub(crate) boxed: bool,
}

/// The type of a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A string.
    Text,
    /// An RFC 3339 string.
    DateTime,
    /// A boolean.
    Boolean,
    /// An integer of 32 bits.
    Int32,
    /// An integer of 64 bits.
    Int64,
    /// An integer of 32 bits without a sign.
    Uint32,
    /// An integer of 64 bits without a sign.
    Uint64,
    /// A number, whatever its format: 64 bits hold every `float` and `double` as it was written.
    Number,
    /// Any value.
    Any,
    /// An integer or a string.
    IntOrString,
    /// An object with any members.
    AnyObject,
    /// A type with demands of its own, as an item of a list or a value of a map.
    Checked(Box<Type>),
    /// A component schema.
    Schema(SchemaIndex),
    /// A list.
    List(Box<Kind>),
    /// An object with free keys.
    Map(Box<Kind>),
}

impl Schema {
    /// Its members, when it is an object with members.
    pub(crate) const fn object(&self) -> Option<&ObjectBody> {
        match &self.body {
            Body::Object(object) => Some(object),
            _ => None,
        }
    }
}

impl ObjectBody {
    /// The member with that JSON name.
    pub(crate) fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

impl Field {
    /// The requirement behind a published keyword.
    pub(crate) fn requirement(&self, keyword: &str) -> Option<&str> {
        self.published
            .iter()
            .find(|(name, _)| name == keyword)
            .map(|(_, id)| id.as_str())
    }

    /// The requirement that the member must be there, where a validator reports it.
    pub(crate) fn required_by(&self) -> Option<&str> {
        self.requirement("required").filter(|_| self.required)
    }
}

impl Type {
    /// A type that demands nothing more of its values.
    pub(crate) const fn plain(kind: Kind) -> Self {
        Self {
            kind,
            nullable: false,
            keywords: Vec::new(),
        }
    }

    /// The type as an item of a list or a value of a map.
    pub(crate) fn into_kind(self) -> Kind {
        if self.nullable || !self.keywords.is_empty() {
            Kind::Checked(Box::new(self))
        } else {
            self.kind
        }
    }
}

impl Kind {
    /// This type and every one inside of it, each with the keywords that stand at it.
    pub(crate) fn each<'k>(
        &'k self,
        keywords: &'k [Keyword],
        visit: &mut dyn FnMut(&'k Self, &'k [Keyword]),
    ) {
        match self {
            Self::Checked(of) => of.kind.each(&of.keywords, visit),
            Self::List(inner) | Self::Map(inner) => {
                visit(self, keywords);
                inner.each(&[], visit);
            }
            _ => visit(self, keywords),
        }
    }

    /// The component that its innermost items or values are.
    pub(crate) fn component(&self) -> Option<SchemaIndex> {
        match self {
            Self::Schema(index) => Some(*index),
            Self::List(inner) | Self::Map(inner) => inner.component(),
            Self::Checked(of) => of.kind.component(),
            _ => None,
        }
    }

    /// Whether it is held as a `String`.
    pub(crate) fn is_text(&self) -> bool {
        match self {
            Self::Text => true,
            Self::Checked(of) => !of.nullable && of.kind.is_text(),
            _ => false,
        }
    }

    /// The schema this is, when it is one with a shape (an object, free or not).
    pub(crate) fn shaped<'m>(&self, model: &'m Model) -> Option<&'m Schema> {
        match self {
            Self::Schema(index) => Some(model.schema(*index))
                .filter(|schema| matches!(schema.body, Body::Object(_) | Body::Free)),
            _ => None,
        }
    }

    /// The object this is, when it is one with members.
    pub(crate) fn object<'m>(&self, model: &'m Model) -> Option<&'m ObjectBody> {
        self.shaped(model).and_then(Schema::object)
    }
}
