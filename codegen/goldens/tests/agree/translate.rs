//! OpenAPI 3.0 -> JSON Schema, draft 4.
//!
//! A schema object of OpenAPI 3.0.3 is one of JSON Schema Wright draft 00, which is draft 4 in other words: `$ref`
//! stands alone, `exclusiveMinimum` is a flag, and an integer is written without a fraction. What OpenAPI adds
//! (`nullable`, `discriminator`, formats of numbers) and the Kubernetes extensions are said in keywords of draft 4.

use serde_json::{Map, Value, json};

use super::bundle::Bundle;

/// A schema that holds for the values of a component.
pub(crate) fn component(bundle: &Bundle, name: &str) -> Value {
    let mut files = json!({});
    for (place, schema) in bundle.schemas() {
        let mut at = &mut files;
        for part in &place {
            at = at
                .as_object_mut()
                .unwrap()
                .entry(part.as_str())
                .or_insert_with(|| json!({}));
        }
        *at = plain(schema);
    }
    json!({ "allOf": [{ "$ref": bundle.reference(name) }], "files": files })
}

fn plain(schema: &Value) -> Value {
    let Value::Object(members) = schema else {
        return schema.clone();
    };
    if let Some(reference) = members.get("$ref") {
        return json!({ "$ref": reference });
    }
    let mut out = Map::new();
    for (keyword, value) in members {
        let value = match (keyword.as_str(), value) {
            ("type" | "nullable" | "discriminator", _) => continue,
            ("properties", Value::Object(members)) => {
                let members = members
                    .iter()
                    .map(|(name, member)| (name.clone(), plain(member)));
                Value::Object(members.collect())
            }
            ("items" | "additionalProperties" | "not", inner) => plain(inner),
            ("oneOf", Value::Array(branches)) if members.contains_key("discriminator") => {
                let tag = |branch| tagged(branch, &members["discriminator"]);
                branches.iter().map(tag).collect()
            }
            ("allOf" | "oneOf" | "anyOf", Value::Array(branches)) => {
                branches.iter().map(plain).collect()
            }
            ("x-kubernetes-list-type", list) => {
                out.insert("uniqueItems".to_owned(), json!(list == "set"));
                continue;
            }
            _ => value.clone(),
        };
        out.insert(keyword.clone(), value);
    }
    if let Some(limits) = limits(&schema["format"]) {
        let all = out.entry("allOf").or_insert_with(|| json!([]));
        all.as_array_mut().unwrap().push(limits);
    }
    let mut types: Vec<&Value> = members.get("type").into_iter().collect();
    let (integer, string, null) = (json!("integer"), json!("string"), json!("null"));
    if schema["format"] == "int-or-string" || schema["x-kubernetes-int-or-string"] == true {
        types = vec![&integer, &string];
    }
    if schema["nullable"] == true {
        if types.is_empty() {
            return json!({ "anyOf": [{ "type": "null" }, out] });
        }
        types.push(&null);
    }
    if !types.is_empty() {
        out.insert("type".to_owned(), json!(types));
    }
    Value::Object(out)
}

/// A branch whose values have the text that stands for it. Without a mapping, that is the name of the component.
fn tagged(branch: &Value, discriminator: &Value) -> Value {
    let target = branch["$ref"].as_str().unwrap();
    let name = target.rsplit('/').next().unwrap();
    let mapping = discriminator["mapping"].as_object();
    let mut tags: Vec<&str> = mapping
        .into_iter()
        .flatten()
        .filter(|(_, target)| target.as_str().unwrap().rsplit('/').next() == Some(name))
        .map(|(tag, _)| tag.as_str())
        .collect();
    if tags.is_empty() {
        tags.push(name);
    }
    let property = discriminator["propertyName"].as_str().unwrap();
    let tag = json!({ "type": "object", "required": [property], "properties": { property: { "enum": tags } } });
    json!({ "allOf": [branch, tag] })
}

/// The values of an integer format. `int32` and `int64` are of OpenAPI, the others are in its registry of formats.
fn limits(format: &Value) -> Option<Value> {
    let (least, most) = match format.as_str()? {
        "int8" => (json!(i8::MIN), json!(i8::MAX)),
        "uint8" => (json!(0), json!(u8::MAX)),
        "int16" => (json!(i16::MIN), json!(i16::MAX)),
        "uint16" => (json!(0), json!(u16::MAX)),
        "uint32" => (json!(0), json!(u32::MAX)),
        "int32" => (json!(i32::MIN), json!(i32::MAX)),
        "int64" => (json!(i64::MIN), json!(i64::MAX)),
        "uint64" => (json!(0), json!(u64::MAX)),
        _ => return None,
    };
    Some(json!({ "minimum": least, "maximum": most }))
}
