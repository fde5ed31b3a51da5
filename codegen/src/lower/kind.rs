//! The type of a member.

use openapiv3::{
    AdditionalProperties, IntegerFormat, IntegerType, ReferenceOr, Schema, SchemaKind,
    StringFormat, StringType, Type, VariantOrUnknownOrEmpty,
};

use super::Lowering;
use super::extension::{EXTENSIONS, of_schema};
use crate::model::{Kind, SchemaIndex};
use crate::pointer::Pointer;

impl Lowering<'_> {
    /// The type of a schema that is not a component itself. `None` after a report.
    pub(super) fn kind(&mut self, schema: &Schema, at: &Pointer) -> Option<Kind> {
        match &schema.schema_kind {
            SchemaKind::Type(Type::String(text)) => self.text(text, at),
            SchemaKind::Type(Type::Integer(integer)) => self.integer(integer, at),
            SchemaKind::Type(Type::Boolean(boolean)) if boolean.enumeration.is_empty() => {
                Some(Kind::Boolean)
            }
            SchemaKind::Type(Type::Array(array)) => {
                let at = at.child("items");
                let Some(items) = &array.items else {
                    self.unsupported(&at, "a list of anything");
                    return None;
                };
                self.item_kind(&items.clone().unbox(), &at)
                    .map(|kind| Kind::List(Box::new(kind)))
            }
            SchemaKind::Type(Type::Object(object)) if object.properties.is_empty() => {
                let Some(AdditionalProperties::Schema(values)) = &object.additional_properties
                else {
                    self.unsupported(at, "a free-form object that is not a component");
                    return None;
                };
                let at = at.child("additionalProperties");
                let kind = self.item_kind(values, &at)?;
                if kind != Kind::Text {
                    self.unsupported(&at, "a map of anything but texts");
                    return None;
                }
                Some(Kind::Map(Box::new(kind)))
            }
            SchemaKind::Type(Type::Object(_)) => {
                self.unsupported(at, "an object with members that is not a component");
                None
            }
            SchemaKind::AllOf { all_of } => self.all_of(all_of, at).map(Kind::Schema),
            _ => {
                self.unsupported(at, "a schema of this kind");
                None
            }
        }
    }

    /// The type of list items or map values.
    fn item_kind(&mut self, schema: &ReferenceOr<Schema>, at: &Pointer) -> Option<Kind> {
        let kind = match schema {
            ReferenceOr::Reference { reference } => {
                self.schema_reference(reference, at).map(Kind::Schema)?
            }
            ReferenceOr::Item(schema) => {
                self.misplaced(
                    &of_schema(schema),
                    at,
                    EXTENSIONS,
                    "list items and map values",
                );
                if schema.schema_data.nullable {
                    self.unsupported(&at.child("nullable"), "nullable here");
                }
                self.kind(schema, at)?
            }
        };
        let supported = matches!(kind, Kind::Text | Kind::Schema(_));
        if !supported {
            self.unsupported(at, "anything but texts and components here");
        }
        supported.then_some(kind)
    }

    /// `allOf` with one reference: the way to put a description beside a `$ref`.
    pub(super) fn all_of(
        &mut self,
        all_of: &[ReferenceOr<Schema>],
        at: &Pointer,
    ) -> Option<SchemaIndex> {
        let at = at.child("allOf");
        if let [ReferenceOr::Reference { reference }] = all_of {
            self.schema_reference(reference, &at.index(0))
        } else {
            self.unsupported(&at, "allOf with anything but one $ref");
            None
        }
    }

    fn text(&mut self, text: &StringType, at: &Pointer) -> Option<Kind> {
        if !text.enumeration.is_empty() {
            self.unsupported(&at.child("enum"), "enum here");
            return None;
        }
        if text.max_length.is_some() {
            self.unsupported(&at.child("maxLength"), "maxLength here");
            return None;
        }
        match &text.format {
            VariantOrUnknownOrEmpty::Empty => Some(Kind::Text),
            VariantOrUnknownOrEmpty::Item(StringFormat::DateTime) => Some(Kind::DateTime),
            _ => {
                self.unsupported(&at.child("format"), "this format of a string");
                None
            }
        }
    }

    fn integer(&mut self, integer: &IntegerType, at: &Pointer) -> Option<Kind> {
        if !integer.enumeration.is_empty() {
            self.unsupported(&at.child("enum"), "enum here");
            return None;
        }
        match &integer.format {
            VariantOrUnknownOrEmpty::Item(IntegerFormat::Int32) => Some(Kind::Int32),
            VariantOrUnknownOrEmpty::Item(IntegerFormat::Int64) => Some(Kind::Int64),
            _ => {
                self.unsupported(at, "an integer without format int32 or int64");
                None
            }
        }
    }
}
