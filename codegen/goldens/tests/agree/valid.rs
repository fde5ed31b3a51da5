//! Values that a schema describes, from the schema as it is written.
//!
//! They mostly conform and lie on borders. Nothing depends on that: what conforms is for the judge to say.

use serde_json::{Map, Value, json};

use super::bundle::Bundle;
use super::draw::Draw;
use super::{scalar, text};

/// Where members that may be left out begin to be.
const DEEP: usize = 4;

pub(crate) fn value(bundle: &Bundle, schema: &Value, depth: usize, draw: &mut Draw) -> Value {
    let mut schema = merged(bundle, schema);
    for word in ["oneOf", "anyOf"] {
        if let Some(Value::Array(branches)) = schema.remove(word) {
            // The first branch comes to an end; others may lead back here.
            let first = depth > DEEP;
            let branch = if first {
                &branches[0]
            } else {
                draw.pick(&branches)
            };
            let branch = merged(bundle, branch);
            let tag = schema.remove("discriminator");
            let both = json!({ "allOf": [schema, branch] });
            let mut made = value(bundle, &both, depth, draw);
            if let (Some(tag), Some(members)) = (tag, made.as_object_mut()) {
                let mut tags: Vec<Value> = tag["mapping"]
                    .as_object()
                    .into_iter()
                    .flat_map(Map::keys)
                    .map(|tag| json!(tag))
                    .collect();
                tags.extend(
                    branches
                        .iter()
                        .filter_map(|branch| branch["$ref"].as_str()?.rsplit('/').next())
                        .map(|name| json!(name)),
                );
                members.insert(
                    tag["propertyName"].as_str().unwrap().to_owned(),
                    draw.pick(&tags).clone(),
                );
            }
            return made;
        }
    }
    if schema.get("nullable") == Some(&json!(true)) && draw.one_in(6) {
        return Value::Null;
    }
    if let Some(Value::Array(values)) = schema.get("enum") {
        return draw.pick(values).clone();
    }
    let schema = Value::Object(schema);
    let has = |word: &str| schema.get(word).is_some();
    match schema["type"].as_str() {
        _ if has("x-kubernetes-int-or-string") || schema["format"] == "int-or-string" => draw
            .pick(&[json!(80), json!("http"), json!(""), json!(-1)])
            .clone(),
        Some("boolean") => json!(draw.one_in(2)),
        Some("integer") => scalar::whole(&schema, draw),
        Some("number") => scalar::number(&schema, draw),
        Some("string") => json!(scalar::string(&schema, draw)),
        Some("array") => list(bundle, &schema, depth, draw),
        Some("object") => object(bundle, &schema, depth, draw),
        _ if has("properties") || has("additionalProperties") => {
            object(bundle, &schema, depth, draw)
        }
        _ => scalar::any(draw),
    }
}

/// A schema with everything that `$ref` and `allOf` lead to.
fn merged(bundle: &Bundle, schema: &Value) -> Map<String, Value> {
    if let Some(reference) = schema["$ref"].as_str() {
        return merged(bundle, bundle.target(reference));
    }
    let mut all = schema.as_object().cloned().unwrap_or_default();
    let parts = all.remove("allOf");
    for part in parts
        .as_ref()
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        for (keyword, value) in merged(bundle, part) {
            let both = match (all.remove(&keyword), value) {
                (None, value) => value,
                (Some(Value::Object(mut mine)), Value::Object(theirs))
                    if keyword == "properties" =>
                {
                    for (name, member) in theirs {
                        let member = match mine.remove(&name) {
                            Some(other) => json!({ "allOf": [other, member] }),
                            None => member,
                        };
                        mine.insert(name, member);
                    }
                    Value::Object(mine)
                }
                (Some(Value::Array(mut mine)), Value::Array(theirs)) if keyword == "required" => {
                    mine.extend(theirs);
                    Value::Array(mine)
                }
                (Some(mine), _) => mine,
            };
            all.insert(keyword, both);
        }
    }
    all
}

fn list(bundle: &Bundle, schema: &Value, depth: usize, draw: &mut Draw) -> Value {
    let (least, most) = scalar::limits(schema, "minItems", "maxItems", 3);
    let count = if depth > DEEP {
        least
    } else {
        draw.between(least, most)
    };
    let items = (0..count).map(|_| value(bundle, &schema["items"], depth + 1, draw));
    items.collect()
}

fn object(bundle: &Bundle, schema: &Value, depth: usize, draw: &mut Draw) -> Value {
    let mut members = Map::new();
    let required = schema["required"].as_array().cloned().unwrap_or_default();
    for (name, member) in schema["properties"].as_object().into_iter().flatten() {
        let is_required = required.iter().any(|other| other == name);
        if is_required || (depth <= DEEP && draw.one_in(2)) {
            members.insert(name.clone(), value(bundle, member, depth + 1, draw));
        }
    }
    let (least, most) = scalar::limits(schema, "minProperties", "maxProperties", 2);
    let free = schema
        .get("additionalProperties")
        .filter(|free| free.is_object());
    if let Some(free) = free.filter(|_| depth <= DEEP) {
        for _ in members.len()..draw.between(least, most.max(least)) {
            let length = draw.below(4);
            members.insert(
                text::of_length(length, draw),
                value(bundle, free, depth + 1, draw),
            );
        }
    }
    Value::Object(members)
}
