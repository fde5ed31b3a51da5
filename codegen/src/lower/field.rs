//! Members of objects.

use openapiv3::{ReferenceOr, Schema, SchemaKind, Type};

use super::Lowering;
use super::extension::of_schema;
use crate::diagnostic::Code;
use crate::model::{Field, Kind};
use crate::name;
use crate::pointer::Pointer;

impl Lowering<'_> {
    /// A property of an object. `None` after a report.
    pub(super) fn field(
        &mut self,
        json: &str,
        property: &ReferenceOr<Box<Schema>>,
        required: bool,
        at: &Pointer,
    ) -> Option<Field> {
        let ReferenceOr::Item(schema) = property else {
            self.unsupported(at, "a property that is a bare $ref (it has no description)");
            return None;
        };
        let description = self.described(schema.schema_data.description.as_deref(), at);
        let rust = name::snake(json);
        if !name::can_be_member(&rust) {
            let message = format!("`{json}` cannot be made the name of a Rust member");
            self.report(
                Code::NameCollision,
                at,
                message,
                "begin the name with a letter",
            );
            return None;
        }
        let kind = self.kind(schema, at)?;
        if schema.schema_data.nullable && !matches!(kind, Kind::DateTime) {
            self.unsupported(
                &at.child("nullable"),
                "nullable on anything but a date-time",
            );
        }
        let extensions = of_schema(schema);
        let published = self.published(&extensions, at, &self.keywords(&kind, schema, required));
        let rules = self.rules(&extensions, at);
        let since = self.since(&extensions, at);
        let always_written = self.flag(&extensions, at, "x-always-written");
        Some(Field {
            name: json.to_owned(),
            rust,
            description,
            nullable: schema.schema_data.nullable || self.is_nullable(&kind),
            kind,
            required,
            always_written,
            since,
            published,
            rules,
            keywords: Vec::new(),
            boxed: false,
        })
    }

    /// The published keywords that a member has, its component's included.
    fn keywords(&self, kind: &Kind, schema: &Schema, required: bool) -> Vec<&'static str> {
        let mut keywords = vec!["type"];
        match kind {
            Kind::DateTime | Kind::Int32 | Kind::Int64 => keywords.push("format"),
            Kind::Schema(_) if self.is_date_time(kind) => keywords.push("format"),
            Kind::List(_) => keywords.push("items"),
            Kind::Map(_) => keywords.push("additionalProperties"),
            _ => {}
        }
        if schema.schema_data.nullable || self.is_nullable(kind) {
            keywords.push("nullable");
        }
        if required {
            keywords.push("required");
        }
        keywords
    }

    fn component(&self, kind: &Kind) -> Option<&Schema> {
        let Kind::Schema(index) = kind else {
            return None;
        };
        match self.api.components.as_ref()?.schemas.get_index(index.0)?.1 {
            ReferenceOr::Item(schema) => Some(schema),
            ReferenceOr::Reference { .. } => None,
        }
    }

    fn is_date_time(&self, kind: &Kind) -> bool {
        self.component(kind)
            .is_some_and(|schema| matches!(schema.schema_kind, SchemaKind::Type(Type::String(_))))
    }

    fn is_nullable(&self, kind: &Kind) -> bool {
        self.component(kind)
            .is_some_and(|schema| schema.schema_data.nullable)
    }
}
