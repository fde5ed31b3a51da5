//! `managedFields`: the server's record of who has set which fields.

use std::collections::BTreeMap;

use generated::runtime::{Kind, Shape};
use generated::types::{FieldsV1, ManagedFieldsEntry};
use serde_json::{Map, Value};

use crate::clock;

/// The most bytes a writer's name has.
const MANAGER_LIMIT: usize = 128;

/// Metadata that belongs to the server and is nobody's field.
const SERVER_METADATA: [&str; 8] = [
    "name",
    "namespace",
    "selfLink",
    "uid",
    "resourceVersion",
    "generation",
    "creationTimestamp",
    "managedFields",
];

/// The entry of a writer who has set every field of `object`.
pub(crate) fn entry(
    object: &Value,
    shape: &Shape,
    manager: String,
    api_version: &str,
    subresource: &str,
) -> ManagedFieldsEntry {
    ManagedFieldsEntry {
        manager: Some(manager),
        operation: Some("Update".to_owned()),
        api_version: Some(api_version.to_owned()),
        time: clock::now(),
        fields_type: Some("FieldsV1".to_owned()),
        fields_v1: Some(FieldsV1(fields(object, shape))),
        subresource: Some(subresource.to_owned()),
    }
}

/// The writer's name: as given, else the `User-Agent` up to its first slash.
pub(crate) fn manager(given: &str, user_agent: &str) -> String {
    if !given.is_empty() {
        return given.to_owned();
    }
    let mut name = String::new();
    for character in user_agent
        .split('/')
        .next()
        .unwrap_or_default()
        .chars()
        .filter(|c| !c.is_control())
    {
        if name.len() + character.len_utf8() > MANAGER_LIMIT {
            break;
        }
        name.push(character);
    }
    if name.is_empty() {
        "unknown".to_owned()
    } else {
        name
    }
}

fn fields(object: &Value, shape: &Shape) -> Map<String, Value> {
    let mut set = Map::new();
    for (name, value) in sorted(object) {
        let Some(field) = shape
            .field(name)
            .filter(|_| !matches!(name, "kind" | "apiVersion"))
        else {
            continue;
        };
        let children = match (name, field.kind) {
            ("metadata", Kind::Object(shape)) => {
                let own = sorted(value)
                    .into_iter()
                    .filter(|(name, _)| !SERVER_METADATA.contains(name));
                let metadata: Map<String, Value> = own
                    .map(|(name, value)| (name.to_owned(), value.clone()))
                    .collect();
                if metadata.is_empty() {
                    continue;
                }
                members(&Value::Object(metadata), shape)
            }
            // A required object is there before anybody sets it, so it is not itself a field that was set.
            (_, Kind::Object(shape)) if field.required => members(value, shape),
            _ => below(value, field.kind),
        };
        set.insert(format!("f:{name}"), Value::Object(children));
    }
    set
}

fn members(object: &Value, shape: &Shape) -> Map<String, Value> {
    let mut set = Map::new();
    for (name, value) in sorted(object) {
        if let Some(field) = shape.field(name) {
            set.insert(format!("f:{name}"), Value::Object(below(value, field.kind)));
        }
    }
    set
}

/// What is set below a field; `.` stands for the field itself where there is more.
fn below(value: &Value, kind: Kind) -> Map<String, Value> {
    let children = match (kind, value) {
        (Kind::Object(shape), _) => members(value, shape),
        (Kind::Map(_), _) => sorted(value)
            .into_keys()
            .map(|name| (format!("f:{name}"), empty()))
            .collect(),
        (Kind::List(_), Value::Array(items)) => {
            items.iter().map(|item| (item_key(item), empty())).collect()
        }
        _ => Map::new(),
    };
    if children.is_empty() {
        return children;
    }
    std::iter::once((".".to_owned(), empty()))
        .chain(children)
        .collect()
}

/// Lists of objects are keyed by uid, the one merge key of this API; lists of texts are sets.
fn item_key(item: &Value) -> String {
    match item.get("uid") {
        Some(uid) => format!("k:{{\"uid\":{uid}}}"),
        None => format!("v:{item}"),
    }
}

fn sorted(object: &Value) -> BTreeMap<&str, &Value> {
    object
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, value)| (name.as_str(), value))
        .collect()
}

fn empty() -> Value {
    Value::Object(Map::new())
}

#[cfg(test)]
mod tests {
    use generated::types::ProjectImportVirtualCluster;
    use serde_json::json;

    use super::*;

    #[test]
    fn the_set_names_every_field_and_its_own_absence() {
        let object = json!({
            "kind": "ProjectImportVirtualCluster",
            "metadata": {"name": "x", "creationTimestamp": null, "labels": {"b": "1", "a": "2"}, "finalizers": ["f/g"],
                         "ownerReferences": [{"uid": "u1"}]},
            "sourceVirtualCluster": {"name": "n", "owner": {"user": "u"}},
            "upgradeToPro": true,
        });
        let set = Value::Object(fields(&object, ProjectImportVirtualCluster::shape()));
        let expected = json!({
            "f:metadata": {
                "f:finalizers": {".": {}, "v:\"f/g\"": {}},
                "f:labels": {".": {}, "f:a": {}, "f:b": {}},
                "f:ownerReferences": {".": {}, "k:{\"uid\":\"u1\"}": {}},
            },
            "f:sourceVirtualCluster": {"f:name": {}, "f:owner": {".": {}, "f:user": {}}},
            "f:upgradeToPro": {},
        });
        assert_eq!(set, expected);
    }

    #[test]
    fn the_default_writer_is_the_user_agent() {
        assert_eq!(manager("", "curl/7.88"), "curl");
        assert_eq!(manager("", ""), "unknown");
        assert_eq!(manager("m", "curl/7.88"), "m");
        assert_eq!(manager("", &"é".repeat(100)).len(), MANAGER_LIMIT);
    }
}
