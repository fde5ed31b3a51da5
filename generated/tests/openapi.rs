//! The documents that are served say what the platform publishes, and nothing that only this project says.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use generated::openapi;
use serde_json::{Value, json};

const PATH: &str = "/apis/management.loft.sh/v1/projects/{name}/importvirtualcluster";

fn published() -> Value {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../spec/published/openapi2-v3.4.0.json"
    );
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn v2(platform: &str) -> Value {
    serde_json::from_str(openapi::find(platform).unwrap().v2).unwrap()
}

fn v3(platform: &str) -> Value {
    serde_json::from_str(openapi::find(platform).unwrap().v3).unwrap()
}

/// Without prose, lists that are sets in order, and references to parameters written out.
fn facts(value: &Value, document: &Value) -> Value {
    match value {
        Value::Object(object) => {
            let parameter = value["$ref"]
                .as_str()
                .filter(|it| it.starts_with("#/parameters/"));
            if let Some(reference) = parameter {
                return document.pointer(&reference[1..]).unwrap().clone();
            }
            let prose = |name: &str, value: &Value| {
                matches!(name, "description" | "summary") && value.is_string()
                    || name == "deprecated"
            };
            let kept = object.iter().filter(|(name, value)| !prose(name, value));
            kept.map(|(name, value)| (name.clone(), facts(value, document)))
                .collect()
        }
        Value::Array(items) => {
            let mut items: Vec<Value> = items.iter().map(|item| facts(item, document)).collect();
            items.sort_by_key(|item| {
                item["name"]
                    .as_str()
                    .map_or_else(|| item.to_string(), str::to_owned)
            });
            Value::Array(items)
        }
        _ => value.clone(),
    }
}

#[test]
fn the_import_is_served_as_it_is_published() {
    let (theirs, ours) = (published(), v2("3.4"));
    let plain = |document: &Value| facts(&document["paths"][PATH], document);
    assert_eq!(plain(&ours), plain(&theirs));
    for (name, definition) in theirs["definitions"].as_object().unwrap() {
        let served = &ours["definitions"][name];
        assert_eq!(facts(served, &ours), facts(definition, &theirs), "{name}");
    }
}

#[test]
fn members_come_with_their_release() {
    let name = "com.github.loft-sh.api.v3.pkg.apis.management.v1.ProjectImportVirtualCluster";
    for (platform, upgrade, skip) in [
        ("3.0", false, false),
        ("3.3", true, false),
        ("3.4", true, true),
    ] {
        let (v2, v3) = (v2(platform), v3(platform));
        for schema in [&v2["definitions"][name], &v3["components"]["schemas"][name]] {
            let has = |member: &str| schema["properties"].get(member).is_some();
            assert_eq!(
                (has("upgradeToPro"), has("skipHelmDeploy")),
                (upgrade, skip),
                "{platform}"
            );
            assert_eq!(
                schema["required"],
                json!(["sourceVirtualCluster"]),
                "{platform}"
            );
        }
        assert_eq!(v2["info"]["version"], v3["info"]["version"]);
    }
    assert!(openapi::find("2.0").is_none());
}

/// Every reference and every extension of a document.
fn collect<'a>(value: &'a Value, references: &mut Vec<&'a str>, extensions: &mut Vec<&'a str>) {
    for (name, member) in value.as_object().into_iter().flatten() {
        if let (Some(reference), "$ref") = (member.as_str(), name.as_str()) {
            references.push(reference);
        }
        if name.starts_with("x-") {
            extensions.push(name);
        }
        collect(member, references, extensions);
    }
    for item in value.as_array().into_iter().flatten() {
        collect(item, references, extensions);
    }
}

#[test]
fn references_lead_somewhere_and_extensions_are_those_of_kubernetes() {
    for document in ["3.0", "3.3", "3.4"]
        .iter()
        .flat_map(|platform| [v2(platform), v3(platform)])
    {
        let (mut references, mut extensions) = (Vec::new(), Vec::new());
        collect(&document, &mut references, &mut extensions);
        assert!(references.len() > 20);
        for reference in references {
            assert!(document.pointer(&reference[1..]).is_some(), "{reference}");
        }
        assert!(extensions.contains(&"x-kubernetes-group-version-kind"));
        let ours: Vec<&&str> = extensions
            .iter()
            .filter(|it| !it.starts_with("x-kubernetes-"))
            .collect();
        assert!(ours.is_empty(), "{ours:?}");
    }
}
