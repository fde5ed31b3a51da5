//! `managedFields`: the server's record of who has set which fields.

mod set;

use std::sync::Arc;

use generated::runtime::Shaped;
use generated::types::{FieldsV1, ManagedFieldsEntry};
use serde::Serialize;

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

/// An entry, and beside it the set of fields, which is JSON already.
#[derive(Debug)]
pub(crate) struct Entry {
    /// The entry, in which the set is empty.
    pub(crate) entry: ManagedFieldsEntry,
    /// The set.
    pub(crate) fields: Arc<str>,
}

/// The entry of a writer who has set every field of `object`.
pub(crate) fn entry<T: Serialize + Shaped>(
    object: &T,
    manager: String,
    api_version: &str,
    subresource: &str,
) -> Entry {
    // Objects of the API have nothing in them that the set cannot be made of.
    let fields = set::of(object).unwrap_or_else(|_| "{}".into());
    let entry = ManagedFieldsEntry {
        manager: Some(manager),
        operation: Some("Update".to_owned()),
        api_version: Some(api_version.to_owned()),
        time: clock::now(),
        fields_type: Some("FieldsV1".to_owned()),
        fields_v1: Some(FieldsV1::default()),
        subresource: Some(subresource.to_owned()),
    };
    Entry { entry, fields }
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

#[cfg(test)]
mod tests {
    use generated::types::ProjectImportVirtualCluster;
    use serde_json::{Value, from_value, json};

    use super::*;

    #[test]
    fn the_set_names_every_field_and_its_own_absence() {
        let object: ProjectImportVirtualCluster = from_value(json!({
            "kind": "ProjectImportVirtualCluster",
            "metadata": {"name": "x", "creationTimestamp": null, "labels": {"b": "1", "a": "2"}, "finalizers": ["f/g"],
                         "ownerReferences": [{"uid": "u1", "apiVersion": "v1", "kind": "K", "name": "n"}]},
            "sourceVirtualCluster": {"name": "n", "owner": {"user": "u"}},
            "upgradeToPro": true,
        }))
        .unwrap();
        let set = entry(&object, "m".to_owned(), "g/v", "s").fields;
        let set: Value = serde_json::from_str(&set).unwrap();
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
    fn a_set_is_in_the_order_of_its_keys_and_leaves_out_what_is_not_written() {
        let object: ProjectImportVirtualCluster = from_value(json!({
            "upgradeToPro": false,
            "sourceVirtualCluster": {"namespace": "s", "name": "", "cluster": "c", "owner": {}},
        }))
        .unwrap();
        let set = entry(&object, "m".to_owned(), "g/v", "s").fields;
        let expected =
            r#"{"f:sourceVirtualCluster":{"f:cluster":{},"f:namespace":{},"f:owner":{}}}"#;
        assert_eq!(&*set, expected);
    }

    #[test]
    fn a_set_of_before_is_no_set_of_another_object() {
        let set = |object: Value| {
            let object: ProjectImportVirtualCluster = from_value(object).unwrap();
            entry(&object, "m".to_owned(), "g/v", "s").fields
        };
        let labelled = |key: &str, value: &str| json!({"metadata": {"labels": {key: value}}});
        let listed = |item: &str| json!({"metadata": {"finalizers": [item]}});
        assert_eq!(set(labelled("a", "1")), set(labelled("a", "2")));
        assert_ne!(set(labelled("a", "1")), set(labelled("b", "1")));
        assert_ne!(set(listed("a/b")), set(listed("a/c")));
        assert_eq!(&*set(json!({})), r#"{"f:sourceVirtualCluster":{}}"#);
    }

    #[test]
    fn the_default_writer_is_the_user_agent() {
        assert_eq!(manager("", "curl/7.88"), "curl");
        assert_eq!(manager("", ""), "unknown");
        assert_eq!(manager("m", "curl/7.88"), "m");
        assert_eq!(manager("", &"é".repeat(100)).len(), MANAGER_LIMIT);
    }
}
