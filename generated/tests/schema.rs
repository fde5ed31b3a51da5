//! The JSON Schema of the generated types says the same as `spec/openapi.yaml`.
//!
//! Both sides are reduced to one plain form: type, format, members, `required`, items, references.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod document;

use std::collections::BTreeMap;

use document::{last_part, openapi};
use generated::types::{
    AllowedCluster, DeleteOptions, FieldsV1, ListMeta, ManagedFieldsEntry, ObjectMeta,
    OwnerReference, Preconditions, Project, ProjectImportVirtualCluster,
    ProjectImportVirtualClusterSource, ProjectList, ProjectSpec, Status, StatusCause,
    StatusDetails, Time, UserOrTeam, VirtualClusterClusterRef, VirtualClusterInstance,
    VirtualClusterInstanceList, VirtualClusterInstanceSpec, VirtualClusterInstanceStatus,
};
use schemars::schema_for;
use serde_json::{Map, Value, json};

/// What each type says of itself, by the name of the type.
fn of_types() -> BTreeMap<&'static str, Value> {
    macro_rules! schemas {
        ($($name:ident),* $(,)?) => { BTreeMap::from([$((stringify!($name), schema_for!($name).to_value())),*]) };
    }
    schemas![
        AllowedCluster,
        DeleteOptions,
        Preconditions,
        Project,
        ProjectList,
        ProjectSpec,
        FieldsV1,
        ListMeta,
        ManagedFieldsEntry,
        ObjectMeta,
        OwnerReference,
        ProjectImportVirtualCluster,
        ProjectImportVirtualClusterSource,
        Status,
        StatusCause,
        StatusDetails,
        Time,
        UserOrTeam,
        VirtualClusterClusterRef,
        VirtualClusterInstance,
        VirtualClusterInstanceList,
        VirtualClusterInstanceSpec,
        VirtualClusterInstanceStatus,
    ]
}

/// A schema of OpenAPI 3.0 in the plain form.
fn plain_openapi(schema: &Value, document: &Value) -> Value {
    let wrapped = schema["allOf"].as_array().map(|all_of| {
        assert_eq!(all_of.len(), 1, "allOf holds one $ref: {schema}");
        &all_of[0]["$ref"]
    });
    if let Some(reference) = wrapped.or(schema.get("$ref")).and_then(Value::as_str) {
        let target = document
            .pointer(reference.strip_prefix('#').unwrap())
            .unwrap();
        // Texts have no name of their own on the other side.
        let is_object = target["type"] == "object";
        return if is_object {
            json!({ "ref": last_part(reference) })
        } else {
            plain_openapi(target, document)
        };
    }
    let mut types = vec![schema["type"].as_str().unwrap()];
    if schema["nullable"] == true {
        types.push("null");
    }
    plain(schema, types, |inner| plain_openapi(inner, document))
}

/// A JSON Schema of schemars in the plain form.
fn plain_schemars(schema: &Value) -> Value {
    if let Some(reference) = schema["$ref"].as_str() {
        return json!({ "ref": last_part(reference) });
    }
    let types = match &schema["type"] {
        Value::Array(types) => types.iter().map(|name| name.as_str().unwrap()).collect(),
        Value::String(name) => vec![name.as_str()],
        other => panic!("no type ({other}) in {schema}"),
    };
    plain(schema, types, plain_schemars)
}

fn plain(schema: &Value, mut types: Vec<&str>, inner: impl Fn(&Value) -> Value) -> Value {
    types.sort_unstable();
    let mut plain = Map::new();
    plain.insert("type".to_owned(), json!(types));
    if let Some(format) = schema.get("format") {
        plain.insert("format".to_owned(), format.clone());
    }
    if let Some(items) = schema.get("items") {
        plain.insert("items".to_owned(), inner(items));
    }
    match schema.get("additionalProperties") {
        Some(values) if values.is_object() => {
            plain.insert("additionalProperties".to_owned(), inner(values))
        }
        Some(other) => plain.insert("additionalProperties".to_owned(), other.clone()),
        None => None,
    };
    if let Some(members) = schema.get("properties").and_then(Value::as_object) {
        let members: Map<String, Value> = members
            .iter()
            .map(|(name, member)| (name.clone(), inner(member)))
            .collect();
        plain.insert("properties".to_owned(), Value::Object(members));
    }
    let mut required: Vec<&str> = schema["required"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|name| name.as_str().unwrap())
        .collect();
    required.sort_unstable();
    plain.insert("required".to_owned(), json!(required));
    // Whatever else a schema can say must not be said by one side alone.
    let known = [
        "$defs",
        "$schema",
        "additionalProperties",
        "default",
        "deprecated",
        "description",
        "format",
        "items",
        "nullable",
        "properties",
        "required",
        "title",
        "type",
    ];
    for keyword in schema
        .as_object()
        .unwrap()
        .keys()
        .filter(|keyword| !keyword.starts_with("x-"))
    {
        assert!(
            known.contains(&keyword.as_str()),
            "this test does not know how to compare `{keyword}`"
        );
    }
    Value::Object(plain)
}

#[test]
fn types_say_what_the_document_says() {
    let document = openapi();
    let types = of_types();
    let components = document["components"]["schemas"].as_object().unwrap();
    let names: Vec<&str> = components.keys().map(|name| last_part(name)).collect();
    let mut missing: Vec<&&str> = names
        .iter()
        .filter(|name| !types.contains_key(*name))
        .collect();
    missing.extend(types.keys().filter(|name| !names.contains(name)));
    assert!(missing.is_empty(), "on one side only: {missing:?}");
    for (name, component) in components {
        let ours = &types[last_part(name)];
        let mut expected = plain_openapi(component, &document);
        if last_part(name) == "Time" {
            // A bare `Time` is a text; the members that hold one are what is nullable.
            expected["type"] = json!(["string"]);
        }
        pretty_assert(name, &plain_schemars(ours), &expected);
    }
}

fn pretty_assert(name: &str, ours: &Value, spec: &Value) {
    assert!(ours == spec, "{name}\n  type: {ours:#}\n  spec: {spec:#}");
}

#[test]
fn the_comparison_sees_each_kind_of_difference() {
    let document = json!({});
    let spec = json!({"type": "object", "required": ["a"], "properties": {
        "a": {"type": "string"}, "b": {"type": "integer", "format": "int64"},
        "c": {"type": "string", "format": "date-time", "nullable": true},
        "d": {"type": "array", "items": {"type": "string"}},
    }});
    let same = json!({"type": "object", "required": ["a"], "properties": {
        "a": {"type": "string"}, "b": {"type": "integer", "format": "int64"},
        "c": {"type": ["string", "null"], "format": "date-time"},
        "d": {"type": "array", "items": {"type": "string"}},
    }});
    assert_eq!(plain_openapi(&spec, &document), plain_schemars(&same));
    for (pointer, value) in [
        ("/required/0", json!("b")),
        ("/properties/a/type", json!("boolean")),
        ("/properties/b/format", json!("int32")),
        ("/properties/c/type", json!("string")),
        ("/properties/d/items/type", json!("integer")),
    ] {
        let mut other = same.clone();
        *other.pointer_mut(pointer).unwrap() = value;
        assert_ne!(
            plain_openapi(&spec, &document),
            plain_schemars(&other),
            "{pointer}"
        );
    }
}
