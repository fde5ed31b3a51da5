//! Schemas as JSON Schema 2020-12, for the schemars of the generated types.
//!
//! Everything is carried as the document has it, the keywords that nothing enforces included, except where the two
//! dialects say the same thing in different words: `nullable`, exclusive limits, `$ref` with siblings.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{Lowering, Node};
use crate::model::{Body, SchemaIndex};

/// A schema as JSON Schema; a `$ref` is the Rust name of a type.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Written {
    /// The schema as JSON text: thousands of them are kept until they are written, and a value takes ten times as much.
    pub(crate) schema: String,
    /// The types that it refers to.
    pub(crate) types: BTreeSet<String>,
    /// How many schemas without a type were copied into it.
    copied: usize,
}

/// How deep schemas may stand in each other; lowering reports deeper ones.
const DEEPEST: usize = 64;

/// How many schemas may be copied into one. Schemas that refer to each other twice would double at each step.
const MOST_COPIES: usize = 256;

impl Lowering<'_> {
    /// Every slot as it is written, by index.
    pub(super) fn written(&mut self) -> Vec<Written> {
        let indices = (0..self.slots.len()).map(SchemaIndex);
        indices.map(|index| self.written_slot(index)).collect()
    }

    fn written_slot(&mut self, index: SchemaIndex) -> Written {
        let mut written = Written::default();
        let nodes = self.origins.get(&index).cloned().unwrap_or_default();
        let mut schema = match nodes.as_slice() {
            [node] => self.json(node, &mut written, 0),
            nodes => {
                let parts = nodes.iter().map(|node| self.part_json(node, &mut written));
                json!({ "allOf": parts.collect::<Vec<Value>>() })
            }
        };
        let body = self.slots[index.0].as_ref().map(|schema| &schema.body);
        let is_option = matches!(body, Some(Body::Named(of)) if of.nullable);
        if !is_option && nodes.iter().any(|node| self.flag(node, "nullable")) {
            without_null(&mut schema);
        }
        written.schema = schema.to_string();
        written.schema.shrink_to_fit();
        written
    }

    /// A schema of a conjunction, without the parts that are schemas of it too.
    fn part_json(&mut self, node: &Node, written: &mut Written) -> Value {
        let mut part = self.json(node, written, 0);
        if let Value::Object(members) = &mut part {
            members.shift_remove("allOf");
            for word in ["oneOf", "anyOf", "discriminator"] {
                if node.branched {
                    members.shift_remove(word);
                }
            }
        }
        part
    }

    fn json(&mut self, node: &Node, written: &mut Written, depth: usize) -> Value {
        let members = match self.value(node) {
            Some(Value::Object(members)) if depth < DEEPEST => members,
            Some(Value::Bool(flag)) => return json!(flag),
            _ => return json!(true),
        };
        if members.contains_key("$ref") {
            return self.referred(node, written, depth);
        }
        let mut out = Map::new();
        for (word, value) in members {
            let at = node.child(word);
            let value = match (word.as_str(), value) {
                ("nullable", Value::Bool(_)) => continue,
                ("properties", Value::Object(members)) => {
                    let members = members
                        .keys()
                        .map(|name| (name.clone(), self.json(&at.child(name), written, depth + 1)));
                    Value::Object(members.collect())
                }
                ("items" | "additionalProperties" | "not", _) => self.json(&at, written, depth + 1),
                ("allOf" | "oneOf" | "anyOf", Value::Array(parts)) => (0..parts.len())
                    .map(|index| self.json(&at.index(index), written, depth + 1))
                    .collect(),
                _ => value.clone(),
            };
            out.insert(word.clone(), value);
        }
        exclusive(&mut out, "minimum", "exclusiveMinimum");
        exclusive(&mut out, "maximum", "exclusiveMaximum");
        if out
            .get("format")
            .is_some_and(|format| format == "int-or-string")
        {
            out.insert("type".to_owned(), json!(["integer", "string"]));
        }
        if !self.flag(node, "nullable") {
            return Value::Object(out);
        }
        match out.get_mut("type") {
            Some(Value::Array(types)) => types.push(json!("null")),
            Some(word) => *word = json!([word, "null"]),
            None => return json!({ "anyOf": [out, { "type": "null" }] }),
        }
        Value::Object(out)
    }

    /// A `$ref`: the type that it leads to, or what stands there when that is no type.
    fn referred(&mut self, node: &Node, written: &mut Written, depth: usize) -> Value {
        let Some(target) = self.target(node) else {
            return json!(true);
        };
        match self.indices.get(&(target.file, target.at.clone())) {
            Some(index) => {
                let name = self.claimed[index.0].clone();
                written.types.insert(name.clone());
                json!({ "$ref": name })
            }
            None if written.copied >= MOST_COPIES => json!(true),
            None => {
                written.copied += 1;
                self.json(&target, written, depth + 1)
            }
        }
    }
}

/// Takes `null` from the values of a type that is an `Option` wherever `null` is allowed.
fn without_null(schema: &mut Value) {
    let inner = schema["anyOf"].as_array().and_then(|parts| parts.first());
    if let (Some(inner), None) = (inner, schema.get("type")) {
        *schema = inner.clone();
    }
    if let Some(Value::Array(values)) = schema.get_mut("enum") {
        values.retain(|value| !value.is_null());
    }
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|word| word != "null");
        if let [only] = types.as_slice() {
            schema["type"] = only.clone();
        }
    }
}

/// A limit with a flag beside it becomes an exclusive limit.
fn exclusive(schema: &mut Map<String, Value>, limit: &str, flag: &str) {
    match schema.get(flag).and_then(Value::as_bool) {
        Some(true) => match schema.shift_remove(limit) {
            Some(number) => schema.insert(flag.to_owned(), number),
            None => schema.shift_remove(flag),
        },
        Some(false) => schema.shift_remove(flag),
        None => None,
    };
}
