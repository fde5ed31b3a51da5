//! What is written, beside what the library writes.

use generated::types::ProjectImportVirtualCluster;
use proptest::prelude::*;
use serde_json::{Value, from_value, json};

use super::*;

fn written(value: &impl Serialize) -> String {
    let mut text = String::new();
    write(value, &mut text).unwrap();
    text
}

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[ -~\\x00-\u{ffff}]{0,40}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::hash_map("[ -~\n]{0,20}", inner, 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn the_library_writes_the_same(value in values()) {
        prop_assert_eq!(written(&value), serde_json::to_string(&value).unwrap());
    }
}

#[test]
fn objects_of_the_api_are_written_as_the_library_writes_them() {
    let object: ProjectImportVirtualCluster = from_value(json!({
        "kind": "K", "apiVersion": "v",
        "metadata": {"name": "\"", "creationTimestamp": "2024-01-31T12:00:00Z", "labels": {"b": "\n", "a": "é"},
                     "generation": 5, "finalizers": ["f/g"],
                     "managedFields": [{"fieldsV1": {"f:x": {".": {}}}}],
                     "ownerReferences": [{"uid": "u1", "apiVersion": "v1", "kind": "K", "name": "n"}]},
        "sourceVirtualCluster": {"name": "n", "owner": {"user": "u"}},
        "upgradeToPro": true,
    }))
    .unwrap();
    assert_eq!(written(&object), serde_json::to_string(&object).unwrap());
}

#[test]
fn what_is_given_is_written_in_its_place() {
    let object: ProjectImportVirtualCluster = from_value(json!({
        "metadata": {"name": "n", "managedFields": [{"manager": "m", "fieldsV1": {}, "subresource": "s"}]},
    }))
    .unwrap();
    let given = |of, member| {
        let json = r#"{"f:x":{}}"#;
        let mut text = String::new();
        write_given(&object, Given { of, member, json }, &mut text).unwrap();
        text
    };
    let whole = written(&object);
    let expected = whole.replace(r#""fieldsV1":{}"#, r#""fieldsV1":{"f:x":{}}"#);
    assert_ne!(expected, whole);
    assert_eq!(given("ManagedFieldsEntry", "fieldsV1"), expected);
    assert_eq!(given("ObjectMeta", "fieldsV1"), whole);
    assert_eq!(given("ManagedFieldsEntry", "absent"), whole);
}

#[test]
fn an_outline_has_no_values_but_those_in_lists() {
    let mut text = String::new();
    let value = json!({"a": {"k": "v"}, "b": ["x", {"c": 1}], "d": null, "e": true, "f": {}});
    write_outline(&value, &mut text).unwrap();
    assert_eq!(
        text,
        r#"{"a":{"k":0},"b":["x",{"c":1}],"d":0,"e":0,"f":{}}"#
    );
}

#[test]
fn what_is_no_part_of_the_api_is_refused() {
    let mut text = String::new();
    assert!(write(&(1, 2), &mut text).is_err());
    assert!(write(&std::collections::BTreeMap::from([(1, 2)]), &mut text).is_err());
}
