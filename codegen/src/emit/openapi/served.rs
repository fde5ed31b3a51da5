//! The part of the document that is served: references to parameters and answers written out, the rest left out.

use serde_json::{Map, Value, json};

use crate::model::Release;

/// The document as a release serves it, still in the words of OpenAPI 3.0.
pub(super) fn document(document: &Value, release: Release) -> Value {
    let info = json!({"title": document["info"]["title"], "version": format!("{release}.0")});
    let mut served = json!({"openapi": document["openapi"], "info": info});
    served["paths"] = map(&document["paths"], |item| {
        path_item(item, document, release)
    });
    served["components"] = json!({
        "schemas": map(&document["components"]["schemas"], |schema| known(schema, release)),
        "securitySchemes": document["components"]["securitySchemes"],
    });
    served["security"] = document["security"].clone();
    served
}

/// The operations of a path; the parameters that all of them have stand before them, as in the published description.
fn path_item(item: &Value, document: &Value, release: Release) -> Value {
    let mut operations = map(item, |operation| {
        self::operation(operation, document, release)
    });
    let lists =
        members(&operations).map(|(_, operation)| parameters(operation).collect::<Vec<_>>());
    let shared: Vec<Value> = lists
        .reduce(|shared, list| shared.into_iter().filter(|it| list.contains(it)).collect())
        .unwrap_or_default()
        .into_iter()
        .cloned()
        .collect();
    if let Value::Object(operations) = &mut operations {
        for operation in operations.values_mut() {
            let own = parameters(operation).filter(|it| !shared.contains(it));
            operation["parameters"] = own.cloned().collect();
        }
        if !shared.is_empty() {
            operations.insert("parameters".to_owned(), Value::Array(shared));
        }
    }
    operations
}

fn operation(operation: &Value, document: &Value, release: Release) -> Value {
    let mut served = Map::new();
    for (name, value) in members(operation) {
        let value = match name.as_str() {
            "parameters" => parameters(operation)
                .map(|parameter| resolved(parameter, document))
                .filter(|parameter| parameter["x-published"] != json!(false))
                .map(|parameter| known(parameter, release))
                .collect(),
            // Any media type may be sent; which ones are read is said by the 415 (cn.req.415, C-13).
            "requestBody" => {
                let mut body = known(value, release);
                let content = members(&value["content"])
                    .map(|(_, content)| content.clone())
                    .next();
                body["content"] = json!({ "*/*": content });
                body
            }
            "responses" => members(value)
                .filter(|(status, _)| status.starts_with('2'))
                .map(|(status, response)| {
                    (status.clone(), known(resolved(response, document), release))
                })
                .collect(),
            _ if ours(name) => continue,
            _ => value.clone(),
        };
        served.insert(name.clone(), value);
    }
    Value::Object(served)
}

/// A value without what is ours, and without the members that came after `release`.
fn known(value: &Value, release: Release) -> Value {
    match value {
        Value::Object(object) => {
            let kept = object
                .iter()
                .filter(|(name, member)| !ours(name) && !is_later(member, release));
            kept.map(|(name, member)| (name.clone(), known(member, release)))
                .collect()
        }
        Value::Array(items) => items.iter().map(|item| known(item, release)).collect(),
        _ => value.clone(),
    }
}

/// Whether an extension is this project's; those of Kubernetes are published.
fn ours(name: &str) -> bool {
    name.starts_with("x-") && !name.starts_with("x-kubernetes-")
}

fn is_later(member: &Value, release: Release) -> bool {
    let since = member.get("x-since").and_then(Value::as_str);
    since
        .and_then(|since| since.parse::<Release>().ok())
        .is_some_and(|since| since > release)
}

/// What a reference points to; anything else is itself.
fn resolved<'a>(value: &'a Value, document: &'a Value) -> &'a Value {
    let pointer = value["$ref"]
        .as_str()
        .and_then(|reference| reference.strip_prefix('#'));
    pointer
        .and_then(|pointer| document.pointer(pointer))
        .unwrap_or(value)
}

/// The members of an object.
pub(super) fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

/// An object with each member replaced.
pub(super) fn map(object: &Value, make: impl Fn(&Value) -> Value) -> Value {
    members(object)
        .map(|(name, member)| (name.clone(), make(member)))
        .collect()
}

/// The parameters of an operation or a path.
pub(super) fn parameters(owner: &Value) -> impl Iterator<Item = &Value> {
    owner["parameters"].as_array().into_iter().flatten()
}
