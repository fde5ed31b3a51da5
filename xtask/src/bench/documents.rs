//! Documents to measure with: made up in the shape of Kubernetes-like APIs, so that their size can be chosen.

use serde_json::{Map, Value, json};

/// An OpenAPI 3.0 document with that many schemas. Each has nine members, refers to two others, and has constraints.
pub(super) fn openapi(schemas: usize) -> Value {
    let components: Map<String, Value> = (0..schemas)
        .map(|number| (name(number), schema(number)))
        .collect();
    json!({
        "openapi": "3.0.3",
        "info": { "title": "Made up", "version": "1.0.0" },
        "paths": {},
        "components": { "schemas": components },
    })
}

/// The same schemas as a JSON Schema with definitions, for generators that read nothing else.
pub(super) fn definitions(document: &Value) -> String {
    let schemas = &document["components"]["schemas"];
    let text =
        json!({ "$schema": "http://json-schema.org/draft-07/schema#", "definitions": schemas })
            .to_string();
    text.replace("#/components/schemas/", "#/definitions/")
}

fn name(number: usize) -> String {
    format!("Thing{number}")
}

/// How deep the types stand in each other. The compiler gives up on hundreds.
const DEEPEST: usize = 16;

/// References go to lower numbers of the same family only, so that no type contains itself.
fn schema(number: usize) -> Value {
    let other = |distance: usize| {
        if number % DEEPEST < distance {
            json!({ "type": "string" })
        } else {
            json!({ "$ref": format!("#/components/schemas/{}", name(number - distance)) })
        }
    };
    json!({
        "type": "object",
        "description": "A thing that was made up to be measured.",
        "required": ["name", "size"],
        "properties": {
            "name": {
                "type": "string", "description": "Its name.", "minLength": 1, "maxLength": 63,
                "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$",
            },
            "size": { "type": "integer", "format": "int32", "description": "Its size.", "minimum": 1, "maximum": 100 },
            "ratio": { "type": "number", "format": "double", "description": "Its ratio." },
            "enabled": { "type": "boolean", "description": "Whether it is on." },
            "created": { "type": "string", "description": "When it was made.", "maxLength": 40 },
            "labels": {
                "type": "object", "description": "Its labels.", "additionalProperties": { "type": "string" },
            },
            "tags": {
                "type": "array", "description": "Its tags.", "maxItems": 10,
                "items": { "type": "string", "minLength": 1 },
            },
            "parent": other(1),
            "others": { "type": "array", "description": "Its others.", "items": other(2) },
        },
    })
}
