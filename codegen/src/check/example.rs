//! Examples against the schema of the request: members, types and `required`.
//!
//! Semantic rules and keywords are the validators' business; the generated crate's tests run those over every example.

use serde_json::{Map, Value};

use crate::diagnostic::{Code, Diagnostic};
use crate::document::Document;
use crate::model::{Body, Kind, Model, ObjectBody};
use crate::pointer::Pointer;
use crate::runtime::Format;
use crate::suggest;

/// Reports everything in an example that the schema of the one request refuses.
pub(super) fn check(example: &Document, model: &Model) -> Vec<Diagnostic> {
    let mut check = Check {
        example,
        model,
        found: Vec::new(),
    };
    match model.created().as_slice() {
        [request] => check.value(
            example.value(),
            &Kind::Schema(*request),
            false,
            &Pointer::root(),
        ),
        _ => check.report(
            Code::Unsupported,
            &Pointer::root(),
            "examples of a document with several requests, or none, are not supported yet"
                .to_owned(),
            "give the document one POST with a request body".to_owned(),
        ),
    }
    check.found
}

struct Check<'a> {
    example: &'a Document,
    model: &'a Model,
    found: Vec<Diagnostic>,
}

impl Check<'_> {
    fn report(&mut self, code: Code, at: &Pointer, message: String, help: String) {
        self.found
            .push(self.example.at_value(code, at, message, help));
    }

    fn value(&mut self, value: &Value, kind: &Kind, nullable: bool, at: &Pointer) {
        match (kind, value) {
            (_, Value::Null) if nullable => {}
            (Kind::Schema(index), value) => match (&self.model.schema(*index).body, value) {
                (Body::Object(object), Value::Object(members)) => self.object(members, object, at),
                (Body::DateTime { nullable }, _) => {
                    self.value(value, &Kind::DateTime, *nullable, at);
                }
                (Body::Named(of), _) => self.value(value, &of.kind, of.nullable, at),
                // No contract has the last two.
                (Body::Free, Value::Object(_)) | (Body::Enumeration(_) | Body::Union(_), _) => {}
                (Body::Free | Body::Object(_), _) => self.wrong_type(value, "an object", at),
            },
            (Kind::Checked(of), _) => self.value(value, &of.kind, of.nullable, at),
            (Kind::List(item), Value::Array(items)) => {
                for (index, value) in items.iter().enumerate() {
                    self.value(value, item, false, &at.index(index));
                }
            }
            (Kind::Map(inner), Value::Object(members)) => {
                for (key, value) in members {
                    self.value(value, inner, false, &at.child(key));
                }
            }
            (Kind::DateTime, Value::String(text)) if Format::DateTime.accepts(text) => {}
            (Kind::Text | Kind::IntOrString, Value::String(_))
            | (Kind::Boolean, Value::Bool(_))
            | (Kind::Number, Value::Number(_))
            | (Kind::AnyObject, Value::Object(_))
            | (Kind::Any, _) => {}
            (Kind::Int32, Value::Number(number))
                if number.as_i64().is_some_and(|n| i32::try_from(n).is_ok()) => {}
            (Kind::Int64, Value::Number(number)) if number.is_i64() => {}
            (Kind::Uint32, Value::Number(number))
                if number.as_u64().is_some_and(|n| u32::try_from(n).is_ok()) => {}
            (Kind::Uint64, Value::Number(number)) if number.is_u64() => {}
            (Kind::IntOrString, Value::Number(number)) if number.is_i64() => {}
            (kind, _) => self.wrong_type(value, describe(kind), at),
        }
    }

    fn object(&mut self, members: &Map<String, Value>, object: &ObjectBody, at: &Pointer) {
        for (name, value) in members {
            let at = at.child(name);
            if let Some(field) = object.field(name) {
                self.value(value, &field.kind, field.nullable, &at);
            } else {
                let names: Vec<&str> = object
                    .fields
                    .iter()
                    .map(|field| field.name.as_str())
                    .collect();
                let help = suggest::help(name, names.iter().copied());
                let message = format!("the schema has no member `{name}`");
                self.found.push(
                    self.example
                        .at_key(Code::InvalidExample, &at, message, help),
                );
            }
        }
        for field in object
            .fields
            .iter()
            .filter(|field| field.required && !members.contains_key(&field.name))
        {
            let message = format!("the required member `{}` is missing", field.name);
            self.report(Code::InvalidExample, at, message, "add it".to_owned());
        }
    }

    fn wrong_type(&mut self, value: &Value, expected: &str, at: &Pointer) {
        let found = match value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a text",
            Value::Array(_) => "a list",
            Value::Object(_) => "an object",
        };
        let help = format!("give it {expected}");
        self.report(
            Code::InvalidExample,
            at,
            format!("this is {found}; the schema has {expected} here"),
            help,
        );
    }
}

const fn describe(kind: &Kind) -> &'static str {
    match kind {
        Kind::Text => "a text",
        Kind::DateTime => "an RFC 3339 date and time",
        Kind::Boolean => "a boolean",
        Kind::Int32 => "a whole number of 32 bits",
        Kind::Int64 => "a whole number of 64 bits",
        Kind::List(_) => "a list",
        Kind::Schema(_) | Kind::Map(_) | Kind::AnyObject => "an object",
        Kind::Uint32 | Kind::Uint64 => "a whole number, zero or more",
        Kind::Number => "a number",
        Kind::IntOrString => "a whole number or a text",
        Kind::Any | Kind::Checked(_) => "another value",
    }
}
