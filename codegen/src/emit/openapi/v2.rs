//! OpenAPI 3.0 -> 2.0, for the part of it that API servers of this kind serve.

use serde_json::{Map, Value, json};

use super::served::{map, members, parameters};

/// The document in OpenAPI 2.0.
pub(super) fn convert(served: &Value) -> Value {
    json!({
        "swagger": "2.0",
        "info": served["info"],
        "paths": map(&served["paths"], path_item),
        "definitions": map(&served["components"]["schemas"], schema),
        "securityDefinitions": map(&served["components"]["securitySchemes"], security),
        "security": served["security"],
    })
}

fn path_item(item: &Value) -> Value {
    let operations = members(item).filter(|(name, _)| *name != "parameters");
    let mut converted: Map<String, Value> = operations
        .map(|(method, it)| (method.clone(), operation(it)))
        .collect();
    let shared: Vec<Value> = parameters(item).map(parameter).collect();
    if !shared.is_empty() {
        converted.insert("parameters".to_owned(), Value::Array(shared));
    }
    Value::Object(converted)
}

fn operation(operation: &Value) -> Value {
    let mut converted = Map::new();
    for (name, value) in members(operation) {
        match name.as_str() {
            "requestBody" | "parameters" | "responses" => {}
            _ => {
                converted.insert(name.clone(), value.clone());
            }
        }
    }
    let body = operation.get("requestBody").map(|body| {
        json!({
            "in": "body",
            "name": "body",
            "required": body["required"],
            "schema": schema(first_schema(&body["content"])),
        })
    });
    let own: Vec<Value> = body
        .into_iter()
        .chain(parameters(operation).map(parameter))
        .collect();
    if !own.is_empty() {
        converted.insert("parameters".to_owned(), Value::Array(own));
    }
    converted.insert("consumes".to_owned(), json!(["*/*"]));
    converted.insert(
        "produces".to_owned(),
        json!(media_types(&operation["responses"])),
    );
    converted.insert(
        "responses".to_owned(),
        map(&operation["responses"], response),
    );
    converted.insert("schemes".to_owned(), json!(["https"]));
    Value::Object(converted)
}

/// The media types of all answers, each once.
fn media_types(responses: &Value) -> Vec<&String> {
    let mut types = Vec::new();
    for (_, response) in members(responses) {
        for (media_type, _) in members(&response["content"]) {
            if !types.contains(&media_type) {
                types.push(media_type);
            }
        }
    }
    types
}

fn response(response: &Value) -> Value {
    json!({
        "description": response["description"],
        "schema": schema(first_schema(&response["content"])),
    })
}

fn first_schema(content: &Value) -> &Value {
    members(content)
        .next()
        .map_or(&Value::Null, |(_, content)| &content["schema"])
}

/// In 2.0 the type of a parameter stands beside its name.
fn parameter(parameter: &Value) -> Value {
    let mut converted = Map::new();
    for (name, value) in members(parameter) {
        match name.as_str() {
            "schema" => {
                converted.extend(members(value).map(|(name, it)| (name.clone(), it.clone())));
            }
            _ => {
                converted.insert(name.clone(), value.clone());
            }
        }
    }
    converted.insert("uniqueItems".to_owned(), json!(true));
    Value::Object(converted)
}

/// A schema: other places for references, no word for null, and open objects unless they say otherwise.
fn schema(schema: &Value) -> Value {
    let Some(object) = schema.as_object() else {
        return schema.clone();
    };
    let mut converted = Map::new();
    for (name, value) in object {
        match (name.as_str(), value) {
            ("nullable", _) | ("additionalProperties", Value::Bool(true)) => {}
            // 3.0 has to wrap a reference that something is said about.
            ("allOf", Value::Array(all)) if all.len() == 1 => {
                converted.extend(
                    all.iter()
                        .map(self::schema)
                        .filter_map(|it| it.as_object().cloned())
                        .flatten(),
                );
            }
            ("$ref", Value::String(reference)) => {
                let reference = reference.replace("#/components/schemas/", "#/definitions/");
                converted.insert(name.clone(), Value::String(reference));
            }
            ("properties", members) => {
                converted.insert(name.clone(), map(members, self::schema));
            }
            ("items" | "additionalProperties", inner) => {
                converted.insert(name.clone(), self::schema(inner));
            }
            _ => {
                converted.insert(name.clone(), value.clone());
            }
        }
    }
    Value::Object(converted)
}

/// 2.0 knows no bearer tokens; this is how Kubernetes describes its own.
fn security(scheme: &Value) -> Value {
    json!({
        "type": "apiKey",
        "in": "header",
        "name": "authorization",
        "description": scheme["description"],
    })
}
