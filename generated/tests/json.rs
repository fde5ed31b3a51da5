//! How the generated types read and write JSON: empty and null are absent, some members are always there.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

use generated::types::{
    ObjectMeta, ProjectImportVirtualCluster, Status, VirtualClusterInstanceList,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Reads and writes again.
fn echo<T: DeserializeOwned + Serialize>(value: Value) -> Value {
    serde_json::to_value(serde_json::from_value::<T>(value).unwrap()).unwrap()
}

#[test]
fn what_is_set_comes_back() {
    let request = json!({
        "kind": "ProjectImportVirtualCluster",
        "apiVersion": "management.loft.sh/v1",
        "metadata": {
            "name": "x",
            "creationTimestamp": "2024-01-31T12:00:00Z",
            "generation": 1,
            "labels": {"a": ""},
            "finalizers": ["f"],
            "managedFields": [{"manager": "m", "fieldsV1": {"f:a": {".": {}}}}],
        },
        "sourceVirtualCluster": {"name": "n", "namespace": "s", "cluster": "c", "owner": {"team": "t"}},
        "skipHelmDeploy": true,
    });
    assert_eq!(
        echo::<ProjectImportVirtualCluster>(request.clone()),
        request
    );
}

#[test]
fn empty_values_are_left_out() {
    let empty = json!({
        "kind": "", "apiVersion": "",
        "metadata": {"name": "", "generation": 0, "labels": {}, "finalizers": [], "deletionTimestamp": null},
        "sourceVirtualCluster": {"name": ""},
        "upgradeToPro": false,
    });
    let expected = json!({"metadata": {"creationTimestamp": null}, "sourceVirtualCluster": {}});
    assert_eq!(echo::<ProjectImportVirtualCluster>(empty), expected);
}

#[test]
fn null_is_absence_for_every_member() {
    for shape in [
        ProjectImportVirtualCluster::shape(),
        ObjectMeta::shape(),
        Status::shape(),
    ] {
        let nulls: Value = shape
            .fields
            .iter()
            .map(|field| (field.name.to_owned(), Value::Null))
            .collect();
        let (with_nulls, without) = match shape.name {
            "Status" => (echo::<Status>(nulls), echo::<Status>(json!({}))),
            "ObjectMeta" => (echo::<ObjectMeta>(nulls), echo::<ObjectMeta>(json!({}))),
            _ => (
                echo::<ProjectImportVirtualCluster>(nulls),
                echo::<ProjectImportVirtualCluster>(json!({})),
            ),
        };
        assert_eq!(with_nulls, without, "{}", shape.name);
    }
}

#[test]
fn some_members_are_always_written() {
    assert_eq!(
        echo::<ObjectMeta>(json!({})),
        json!({"creationTimestamp": null})
    );
    assert_eq!(echo::<Status>(json!({})), json!({"metadata": {}}));
    assert_eq!(
        echo::<VirtualClusterInstanceList>(json!({})),
        json!({"items": []})
    );
}

#[test]
fn unknown_members_are_ignored_and_wrong_types_are_not() {
    let read = |value: Value| serde_json::from_value::<ProjectImportVirtualCluster>(value);
    assert!(read(json!({"future": 1, "metadata": {"future": {}}})).is_ok());
    for wrong in [
        json!({"kind": 1}),
        json!({"upgradeToPro": "true"}),
        json!({"sourceVirtualCluster": []}),
        json!({"sourceVirtualCluster": ["a", "b", "c"]}),
        json!({"metadata": {"ownerReferences": [["v1", "Pod", "a", "1"]]}}),
        json!({"metadata": {"generation": 1.5}}),
        json!({"metadata": {"creationTimestamp": "yesterday"}}),
        json!({"metadata": {"labels": {"a": 1}}}),
    ] {
        assert!(read(wrong.clone()).is_err(), "{wrong}");
    }
}
