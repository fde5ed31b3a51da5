//! Component schemas.

use std::collections::BTreeMap;

use openapiv3::{
    AdditionalProperties, ObjectType, ReferenceOr, Schema as ApiSchema, SchemaKind, Type,
};

use super::Lowering;
use super::extension::of_schema;
use crate::diagnostic::Code;
use crate::model::{Body, Field, GroupVersionKind, Kind, ObjectBody, Schema};
use crate::name;
use crate::pointer::Pointer;

impl Lowering<'_> {
    /// Every component, in order; incomplete when something was reported.
    pub(super) fn all_schemas(&mut self) -> Vec<Schema> {
        let api = self.api;
        let mut taken: BTreeMap<String, &str> = BTreeMap::new();
        let mut schemas = Vec::new();
        let components = api
            .components
            .iter()
            .flat_map(|components| &components.schemas);
        for (full, schema) in components {
            let at = Pointer::from_parts(&["components", "schemas", full]);
            let rust = name::type_name(full);
            let module = name::snake(rust);
            if !name::can_be_type(rust) {
                let message = format!("`{rust}` cannot be the name of a Rust type");
                self.report(
                    Code::NameCollision,
                    &at,
                    message,
                    "end the name in another word, with a capital letter",
                );
            } else if let Some(other) = taken.insert(module.clone(), full) {
                let message = format!("`{rust}` is also the Rust name of `{other}`");
                self.report(
                    Code::NameCollision,
                    &at,
                    message,
                    "give one of the two another last part",
                );
            }
            let body = match schema {
                ReferenceOr::Item(schema) => self.body(schema, &at),
                ReferenceOr::Reference { .. } => {
                    self.unsupported(&at, "a component that is a $ref");
                    None
                }
            };
            let (Some(body), ReferenceOr::Item(schema)) = (body, schema) else {
                continue;
            };
            let description = self.described(schema.schema_data.description.as_deref(), &at);
            schemas.push(Schema {
                name: full.clone(),
                rust: rust.to_owned(),
                module,
                description,
                body,
            });
        }
        schemas
    }

    fn body(&mut self, schema: &ApiSchema, at: &Pointer) -> Option<Body> {
        let extensions = of_schema(schema);
        self.misplaced(
            &extensions,
            at,
            &["x-requirements", "x-always-written"],
            "a component",
        );
        match &schema.schema_kind {
            SchemaKind::Type(Type::Object(object)) if object.properties.is_empty() => {
                if let (Some(AdditionalProperties::Any(true)), []) =
                    (&object.additional_properties, object.required.as_slice())
                {
                    self.misplaced(&extensions, at, &["x-semantic-rules"], "a free-form object");
                    Some(Body::Free)
                } else {
                    self.unsupported(
                        at,
                        "an object component without properties or `additionalProperties: true`",
                    );
                    None
                }
            }
            SchemaKind::Type(Type::Object(object)) => {
                self.object(schema, object, at).map(Body::Object)
            }
            _ => {
                self.misplaced(
                    &extensions,
                    at,
                    &["x-semantic-rules"],
                    "a component that is no object",
                );
                if self.kind(schema, at)? == Kind::DateTime {
                    Some(Body::DateTime {
                        nullable: schema.schema_data.nullable,
                    })
                } else {
                    self.unsupported(at, "a component that is neither an object nor a date-time");
                    None
                }
            }
        }
    }

    fn object(
        &mut self,
        schema: &ApiSchema,
        object: &ObjectType,
        at: &Pointer,
    ) -> Option<ObjectBody> {
        if object.additional_properties.is_some() {
            self.unsupported(
                &at.child("additionalProperties"),
                "additionalProperties beside properties",
            );
            return None;
        }
        if schema.schema_data.nullable {
            self.unsupported(&at.child("nullable"), "a nullable object component");
            return None;
        }
        for (index, required) in object.required.iter().enumerate() {
            if !object.properties.contains_key(required) {
                let at = at.child("required").index(index);
                let message = format!("required member `{required}` is not among the properties");
                let help =
                    crate::suggest::help(required, object.properties.keys().map(String::as_str));
                self.report_value(Code::Contradiction, &at, message, help);
            }
        }
        let mut fields: Vec<Field> = Vec::new();
        for (name, property) in &object.properties {
            let at = at.child("properties").child(name);
            let required = object.required.contains(name);
            let Some(field) = self.field(name, property, required, &at) else {
                continue;
            };
            if let Some(other) = fields.iter().find(|other| other.rust == field.rust) {
                let message = format!(
                    "`{name}` and `{}` are both `{}` in Rust",
                    other.name, field.rust
                );
                self.report(Code::NameCollision, &at, message, "rename one of the two");
            }
            fields.push(field);
        }
        let rules = self.rules(&of_schema(schema), at);
        let kind = self.group_version_kind(schema, at);
        Some(ObjectBody {
            fields,
            rules,
            kind,
            ..ObjectBody::default()
        })
    }

    fn group_version_kind(&mut self, schema: &ApiSchema, at: &Pointer) -> Option<GroupVersionKind> {
        let word = "x-kubernetes-group-version-kind";
        let value = schema.schema_data.extensions.get(word)?;
        let kinds = serde_json::from_value::<[GroupVersionKind; 1]>(value.clone());
        if kinds.is_err() {
            let help = "write `- {group: ..., version: ..., kind: ...}`";
            self.report(
                Code::InvalidRule,
                &at.child(word),
                format!("{word} is a list of one entry"),
                help,
            );
        }
        kinds.ok().map(|[kind]| kind)
    }

    /// A description, which everything public needs.
    pub(super) fn described(&mut self, description: Option<&str>, at: &Pointer) -> String {
        match description.map(str::trim) {
            Some(text) if !text.is_empty() => text.to_owned(),
            _ => {
                let help = "add `description`; it becomes the documentation of the Rust item";
                self.report(Code::Missing, at, "a description is missing", help);
                String::new()
            }
        }
    }
}
