//! The JSON Schema of generated types: the schema of the document, carried as text.

use schemars::Schema;
use serde_json::{Map, Value};

/// `impl JsonSchema` of a type from the types that the `$ref`s of its schema name, and the text of the schema.
#[allow(unused_macros, reason = "not every document has schemas")]
macro_rules! of {
    ($name:ident [$($other:ident)*] $text:literal) => {
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn schema_id() -> std::borrow::Cow<'static, str> {
                concat!(module_path!(), "::", stringify!($name)).into()
            }

            #[allow(unused_variables, reason = "not every schema refers to others")]
            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schema::read($text, &[$((stringify!($other), generator.subschema_for::<$other>())),*])
            }
        }
    };
}
#[allow(unused_imports, reason = "not every document has schemas")]
pub(crate) use of;

/// Reads the text of a schema, with these schemas where a `$ref` names them.
pub fn read(text: &str, others: &[(&str, Schema)]) -> Schema {
    // The generator writes JSON; a text that is none would describe nothing, and so allow everything.
    let mut value = serde_json::from_str(text).unwrap_or(Value::Bool(true));
    resolve(&mut value, others);
    Schema::try_from(value).unwrap_or_default()
}

fn resolve(value: &mut Value, others: &[(&str, Schema)]) {
    let named = |members: &Map<String, Value>| {
        let name = members.get("$ref")?.as_str()?;
        others.iter().find(|(other, _)| *other == name)
    };
    match value {
        Value::Object(members) => match named(members) {
            Some((_, schema)) => *value = schema.clone().to_value(),
            None => members
                .values_mut()
                .for_each(|member| resolve(member, others)),
        },
        Value::Array(items) => items.iter_mut().for_each(|item| resolve(item, others)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use schemars::json_schema;
    use serde_json::json;

    use super::read;

    #[test]
    fn references_become_the_schemas_that_they_name() {
        let others = [("Item", json_schema!({ "$ref": "#/$defs/Item" }))];
        let text = r#"{"items":{"$ref":"Item"},"default":[{"$ref":"Other"}]}"#;
        let expected = json!({"items": {"$ref": "#/$defs/Item"}, "default": [{"$ref": "Other"}]});
        assert_eq!(read(text, &others).to_value(), expected);
    }
}
