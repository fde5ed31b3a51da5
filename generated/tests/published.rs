//! `spec/openapi.yaml` agrees with the OpenAPI 2.0 description that the platform publishes.
//!
//! `spec/published/openapi2-v3.4.0.json` holds the facts of it, without descriptions. Where our document says more or
//! something else on purpose, that is listed here, each with its reason.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod document;

use std::collections::BTreeMap;

use document::openapi;
use serde_json::{Value, json};

const PATH: &str = "/apis/management.loft.sh/v1/projects/{name}/importvirtualcluster";

fn published() -> Value {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../spec/published/openapi2-v3.4.0.json"
    );
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// A schema in one form for both versions of OpenAPI: no descriptions, no constraints of ours, references by name.
fn plain(schema: &Value) -> Value {
    let Some(members) = schema.as_object() else {
        return schema.clone();
    };
    let reference = schema["$ref"]
        .as_str()
        .or_else(|| schema["allOf"][0]["$ref"].as_str());
    if let Some(reference) = reference {
        return json!({ "ref": reference.rsplit('/').next() });
    }
    let mut plain = serde_json::Map::new();
    for (keyword, value) in members {
        let value = match keyword.as_str() {
            "properties" => value
                .as_object()
                .unwrap()
                .iter()
                .map(|(name, member)| (name.clone(), self::plain(member)))
                .collect(),
            "items" | "additionalProperties" => self::plain(value),
            "required" => {
                let mut names: Vec<&str> = value
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|name| name.as_str().unwrap())
                    .collect();
                names.sort_unstable();
                json!(names)
            }
            "type"
            | "format"
            | "x-kubernetes-group-version-kind"
            | "x-kubernetes-map-type"
            | "x-kubernetes-patch-merge-key"
            | "x-kubernetes-patch-strategy" => value.clone(),
            // Ours, or prose.
            _ => continue,
        };
        plain.insert(keyword.clone(), value);
    }
    Value::Object(plain)
}

#[test]
fn every_published_schema_is_the_same_in_the_document() {
    let (published, document) = (published(), openapi());
    let definitions = published["definitions"].as_object().unwrap();
    assert!(definitions.len() >= 8, "the published facts are there");
    for (name, definition) in definitions {
        let ours = &document["components"]["schemas"][name];
        let (ours, mut theirs) = (plain(ours), plain(definition));
        if name.ends_with(".FieldsV1") {
            // 2.0 leaves out what 3.0 needs to be said: any member is allowed.
            theirs["additionalProperties"] = json!(true);
        }
        assert!(
            ours == theirs,
            "{name}\n  document: {ours:#}\n  published: {theirs:#}"
        );
    }
}

#[test]
fn the_comparison_sees_a_changed_type_name_and_required_list() {
    let schema =
        json!({"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}});
    for other in [
        json!({"type": "object", "required": ["a"], "properties": {"a": {"type": "boolean"}}}),
        json!({"type": "object", "required": ["a"], "properties": {"b": {"type": "string"}}}),
        json!({"type": "object", "required": [], "properties": {"a": {"type": "string"}}}),
        json!({"type": "object", "properties": {"a": {"type": "string", "format": "date-time"}}}),
    ] {
        assert_ne!(plain(&schema), plain(&other));
    }
}

/// Parameters as name -> (place, type, required), of the path and the operation together.
fn parameters(
    document: &Value,
    schema_of: impl Fn(&Value) -> Value,
) -> BTreeMap<String, (String, Value, bool)> {
    let item = &document["paths"][PATH];
    let lists = [&item["parameters"], &item["post"]["parameters"]];
    let parameters = lists.into_iter().filter_map(Value::as_array).flatten();
    parameters
        .map(|parameter| match parameter["$ref"].as_str() {
            Some(reference) => document
                .pointer(reference.strip_prefix('#').unwrap())
                .unwrap(),
            None => parameter,
        })
        .filter(|parameter| parameter["in"] != "body" && parameter["x-published"] != false)
        .map(|parameter| {
            let text = |key: &str| parameter[key].as_str().unwrap().to_owned();
            let required = parameter["required"].as_bool().unwrap_or(false);
            (text("name"), (text("in"), schema_of(parameter), required))
        })
        .collect()
}

#[test]
fn the_operation_has_the_published_parameters() {
    let theirs = parameters(&published(), |parameter| parameter["type"].clone());
    let ours = parameters(&openapi(), |parameter| parameter["schema"]["type"].clone());
    assert_eq!(ours, theirs);
    let names: Vec<&str> = ours.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "dryRun",
            "fieldManager",
            "fieldValidation",
            "name",
            "pretty"
        ]
    );
}

#[test]
fn timeout_is_our_only_addition_to_the_parameters() {
    let document = openapi();
    let added: Vec<&Value> = document["paths"][PATH]["post"]["parameters"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|parameter| parameter["x-published"] == false)
        .map(|parameter| &parameter["name"])
        .collect();
    assert_eq!(added, ["timeout"]);
}

#[test]
fn the_operation_is_the_published_one() {
    let (published, document) = (published(), openapi());
    let (theirs, ours) = (
        &published["paths"][PATH]["post"],
        &document["paths"][PATH]["post"],
    );
    for key in [
        "operationId",
        "tags",
        "x-kubernetes-action",
        "x-kubernetes-group-version-kind",
    ] {
        assert_eq!(ours[key], theirs[key], "{key}");
    }
    let media_types =
        |content: &Value| -> Vec<String> { content.as_object().unwrap().keys().cloned().collect() };
    let produces: Vec<String> = serde_json::from_value(theirs["produces"].clone()).unwrap();
    for (status, response) in theirs["responses"].as_object().unwrap() {
        let content = &ours["responses"][status]["content"];
        assert_eq!(media_types(content), produces, "{status}");
        for (_, media_type) in content.as_object().unwrap() {
            assert_eq!(
                plain(&media_type["schema"]),
                plain(&response["schema"]),
                "{status}"
            );
        }
    }
    let successes: Vec<&String> = ours["responses"]
        .as_object()
        .unwrap()
        .keys()
        .filter(|status| status.starts_with('2'))
        .collect();
    let published_successes: Vec<&String> =
        theirs["responses"].as_object().unwrap().keys().collect();
    assert_eq!(successes, published_successes);

    let body = theirs["parameters"]
        .as_array()
        .unwrap()
        .iter()
        .find(|parameter| parameter["in"] == "body")
        .unwrap();
    assert_eq!(ours["requestBody"]["required"], body["required"]);
    for (_, media_type) in ours["requestBody"]["content"].as_object().unwrap() {
        assert_eq!(plain(&media_type["schema"]), plain(&body["schema"]));
    }
    // Published as */*, but a body that is neither JSON nor YAML is refused with 415 (cn.req.415).
    assert_eq!(theirs["consumes"], json!(["*/*"]));
    assert_eq!(
        media_types(&ours["requestBody"]["content"]),
        ["application/json", "application/yaml"]
    );
}
