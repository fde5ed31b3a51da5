//! The generated validators: every violation, each with its path, cause reason, requirement and basis.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

use generated::examples;
use generated::runtime::CauseReason::{
    FieldValueForbidden as Forbidden, FieldValueInvalid as Invalid,
    FieldValueNotSupported as NotSupported, FieldValueRequired as Required,
    FieldValueTooLong as TooLong,
};
use generated::runtime::{Basis, CauseReason, Validate, Violation};
use generated::types::{
    ProjectImportVirtualCluster, ProjectList, Status, VirtualClusterInstanceList,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// An import that nothing is wrong with.
fn control() -> Value {
    json!({
        "kind": "ProjectImportVirtualCluster",
        "apiVersion": "management.loft.sh/v1",
        "metadata": {
            "name": "x", "labels": {"a/b": "c"}, "annotations": {"Example.COM/A": "anything at all"},
            "finalizers": ["example.com/keep"],
            "ownerReferences": [{"apiVersion": "v1", "kind": "Pod", "name": "p", "uid": "1", "controller": true}],
            "managedFields": [{"manager": "m", "operation": "Update", "apiVersion": "v1", "fieldsType": "FieldsV1"}],
        },
        "sourceVirtualCluster": {"name": "vc", "namespace": "ns", "cluster": "c", "owner": {"user": "u"}},
        "upgradeToPro": true,
    })
}

fn violations(request: &Value) -> Vec<Violation> {
    let request: ProjectImportVirtualCluster = serde_json::from_value(request.clone()).unwrap();
    request.validate().err().unwrap_or_default()
}

/// The control with one value put at a JSON pointer.
fn edited(pointer: &str, value: Value) -> Vec<Violation> {
    let mut request = control();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    match request.pointer_mut(parent).unwrap() {
        Value::Object(members) => drop(members.insert(name.replace("~1", "/"), value)),
        Value::Array(items) => items[name.parse::<usize>().unwrap()] = value,
        other => panic!("{other} has no members"),
    }
    violations(&request)
}

/// Asserts that one edit of the control breaks one rule.
#[track_caller]
fn assert_breaks(pointer: &str, value: Value, path: &str, reason: CauseReason, requirement: &str) {
    assert_eq!(violations(&control()), [], "the control");
    let found = edited(pointer, value);
    let found: Vec<_> = found
        .iter()
        .map(|it| {
            (
                it.path.as_str(),
                it.reason,
                it.requirement.map_or("", |requirement| requirement.id),
                it.basis,
            )
        })
        .collect();
    // The published schema says nothing of these, but that they are there.
    let basis = if requirement == "meta.ownerrefs.required-keys" {
        Basis::PublishedSchema
    } else {
        Basis::SemanticRule
    };
    assert_eq!(found, [(path, reason, requirement, basis)]);
}

#[test]
fn kind_and_api_version_are_those_of_the_import() {
    assert_breaks("/kind", json!("Pod"), "kind", NotSupported, "tm.kind.value");
    assert_breaks(
        "/apiVersion",
        json!("v1"),
        "apiVersion",
        NotSupported,
        "tm.apiversion.value",
    );
}

#[test]
fn rules_of_the_source() {
    let source = |member: &str, value: Value, reason: CauseReason, requirement: &str| {
        let pointer = format!("/sourceVirtualCluster/{member}");
        assert_breaks(
            &pointer,
            value,
            &format!("sourceVirtualCluster.{member}"),
            reason,
            requirement,
        );
    };
    source("name", json!(""), Required, "src.name.required");
    source("name", json!(null), Required, "src.name.required");
    source("name", json!("A"), Invalid, "src.name.syntax");
    source("name", json!("a".repeat(54)), TooLong, "src.name.syntax");
    source("namespace", json!(""), Required, "src.namespace.required");
    source("namespace", json!("a.b"), Invalid, "src.namespace.syntax");
    source("cluster", json!(""), Required, "src.cluster.required");
    source("cluster", json!("-"), Invalid, "src.cluster.syntax");
    source("importName", json!("A"), Invalid, "src.importname.syntax");
    source(
        "owner",
        json!({"user": "u", "team": "t"}),
        Forbidden,
        "src.owner.exclusive",
    );
    assert_breaks(
        "/skipHelmDeploy",
        json!(true),
        "",
        Forbidden,
        "opt.conflict",
    );
}

#[test]
fn rules_of_names_labels_annotations_and_finalizers() {
    let metadata =
        |pointer: &str, value: Value, path: &str, reason: CauseReason, requirement: &str| {
            let (pointer, path) = (format!("/metadata/{pointer}"), format!("metadata.{path}"));
            assert_breaks(
                &pointer,
                value,
                &path,
                reason,
                &format!("meta.{requirement}"),
            );
        };
    metadata("name", json!("a/b"), "name", Invalid, "name.syntax");
    metadata(
        "name",
        json!("a".repeat(254)),
        "name",
        TooLong,
        "name.syntax",
    );
    metadata(
        "generateName",
        json!("A"),
        "generateName",
        Invalid,
        "generatename.syntax",
    );
    metadata(
        "namespace",
        json!("A"),
        "namespace",
        Invalid,
        "namespace.label",
    );
    metadata(
        "namespace",
        json!("a.b"),
        "namespace",
        Invalid,
        "namespace.label",
    );
    metadata("labels/-", json!(""), "labels[-]", Invalid, "labels.key");
    let upper = "labels[Example.COM/A]";
    metadata(
        "labels/Example.COM~1A",
        json!(""),
        upper,
        Invalid,
        "labels.key",
    );
    metadata("labels/k", json!("-"), "labels[k]", Invalid, "labels.value");
    metadata(
        "annotations/-",
        json!(""),
        "annotations[-]",
        Invalid,
        "annotations.key",
    );
    let large = json!("x".repeat(262_144));
    metadata(
        "annotations/k",
        large,
        "annotations",
        TooLong,
        "annotations.size",
    );
    metadata(
        "finalizers/0",
        json!("-"),
        "finalizers[0]",
        Invalid,
        "finalizers.qualified",
    );
    let both = json!(["orphan", "foregroundDeletion"]);
    metadata(
        "finalizers",
        both,
        "finalizers",
        Invalid,
        "finalizers.exclusive",
    );
}

#[test]
fn rules_of_owner_references_and_managed_fields() {
    let (references, fields) = ("/metadata/ownerReferences", "/metadata/managedFields/0");
    for member in ["apiVersion", "kind", "name", "uid"] {
        let path = format!("metadata.ownerReferences[0].{member}");
        let pointer = format!("{references}/0/{member}");
        assert_breaks(
            &pointer,
            json!(""),
            &path,
            Required,
            "meta.ownerrefs.required-keys",
        );
    }
    for version in ["apps/", "a/b/c"] {
        assert_breaks(
            &format!("{references}/0/apiVersion"),
            json!(version),
            "metadata.ownerReferences[0].apiVersion",
            Invalid,
            "meta.ownerrefs.apiversion",
        );
    }
    let (pointer, path) = (
        format!("{references}/0/kind"),
        "metadata.ownerReferences[0]",
    );
    assert_breaks(
        &pointer,
        json!("Event"),
        path,
        Invalid,
        "meta.ownerrefs.no-event",
    );
    let owner =
        json!({"apiVersion": "v1", "kind": "Pod", "name": "p", "uid": "1", "controller": true});
    let two = json!([owner, owner]);
    assert_breaks(
        references,
        two,
        "metadata.ownerReferences",
        Invalid,
        "meta.ownerrefs.one-controller",
    );
    for (member, value, reason, requirement) in [
        ("manager", "a\u{1}", Invalid, "meta.managedfields.manager"),
        (
            "operation",
            "Patch",
            NotSupported,
            "meta.managedfields.operation",
        ),
        (
            "apiVersion",
            "a/b/c",
            Invalid,
            "meta.managedfields.apiversion",
        ),
        (
            "fieldsType",
            "FieldsV2",
            NotSupported,
            "meta.managedfields.fieldstype",
        ),
    ] {
        let path = format!("metadata.managedFields[0].{member}");
        assert_breaks(
            &format!("{fields}/{member}"),
            json!(value),
            &path,
            reason,
            requirement,
        );
    }
}

#[test]
fn a_violation_has_its_keyword_and_names_what_is_wrong() {
    let owner =
        json!({"apiVersion": "v1", "kind": "Pod", "name": "p", "uid": "1", "controller": true});
    for (pointer, value, keyword, word) in [
        ("/metadata/labels/-", json!(""), "keys", "-"),
        ("/metadata/labels/k", json!("-"), "values", "-"),
        ("/metadata/finalizers/0", json!("-"), "items", "-"),
        (
            "/metadata/finalizers",
            json!(["orphan", "foregroundDeletion"]),
            "exclusiveItems",
            "orphan",
        ),
        (
            "/metadata/ownerReferences",
            json!([owner, owner]),
            "atMostOneItem",
            "controller",
        ),
        (
            "/metadata/ownerReferences/0/kind",
            json!("Event"),
            "banned",
            "Event",
        ),
        (
            "/sourceVirtualCluster/owner",
            json!({"user": "u", "team": "t"}),
            "atMostOneOf",
            "user and team",
        ),
        (
            "/skipHelmDeploy",
            json!(true),
            "atMostOneOf",
            "upgradeToPro and skipHelmDeploy",
        ),
    ] {
        let found = edited(pointer, value);
        let [violation] = found.as_slice() else {
            panic!("{pointer}: {found:?}");
        };
        assert_eq!(violation.keyword, keyword, "{violation}");
        assert!(violation.message.contains(word), "{violation}");
    }
    // Together with `k`.
    let annotations = |length: usize| json!({"k": "x".repeat(length)});
    assert_eq!(edited("/metadata/annotations", annotations(262_143)), []);
    let found = edited("/metadata/annotations", annotations(262_144));
    assert_eq!(found[0].keyword, "maxTotalBytes");
}

#[test]
fn a_violation_reads_as_path_message_and_requirement_or_keyword() {
    let found = edited("/kind", json!("Pod"));
    let told = found[0].to_string();
    assert!(told.starts_with("kind: "), "{told}");
    assert!(told.ends_with(" [tm.kind.value]"), "{told}");
    let whole = edited("/skipHelmDeploy", json!(true));
    assert!(whole[0].to_string().starts_with("upgradeToPro and "));
    let without = Violation {
        requirement: None,
        ..found[0].clone()
    };
    assert!(without.to_string().ends_with(" [enum]"), "{without}");
}

#[test]
fn reasons_have_the_words_of_kubernetes() {
    for (reason, word) in [
        (Required, "FieldValueRequired"),
        (Invalid, "FieldValueInvalid"),
        (NotSupported, "FieldValueNotSupported"),
        (TooLong, "FieldValueTooLong"),
        (CauseReason::FieldValueTooMany, "FieldValueTooMany"),
        (Forbidden, "FieldValueForbidden"),
        (CauseReason::FieldValueDuplicate, "FieldValueDuplicate"),
        (CauseReason::FieldValueNotFound, "FieldValueNotFound"),
        (CauseReason::FieldValueTypeInvalid, "FieldValueTypeInvalid"),
    ] {
        assert_eq!(reason.as_str(), word);
        assert_eq!(reason.to_string(), word);
    }
}

#[test]
fn all_violations_are_collected_in_the_order_of_the_schema() {
    let found = violations(&json!({"kind": "Pod", "upgradeToPro": true, "skipHelmDeploy": true}));
    let found: Vec<_> = found
        .iter()
        .map(|it| {
            (
                it.path.as_str(),
                it.requirement.map_or("", |requirement| requirement.id),
                it.basis,
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            ("kind", "tm.kind.value", Basis::SemanticRule),
            (
                "sourceVirtualCluster",
                "src.present",
                Basis::PublishedSchema
            ),
            (
                "sourceVirtualCluster.name",
                "src.name.required",
                Basis::SemanticRule
            ),
            (
                "sourceVirtualCluster.namespace",
                "src.namespace.required",
                Basis::SemanticRule
            ),
            (
                "sourceVirtualCluster.cluster",
                "src.cluster.required",
                Basis::SemanticRule
            ),
            ("", "opt.conflict", Basis::SemanticRule),
        ]
    );
}

#[test]
fn every_example_is_valid() {
    assert!(!examples::ALL.is_empty());
    for example in examples::ALL {
        // JSON is a part of YAML, and every example is plain enough to be read alike by any YAML reader.
        let request: ProjectImportVirtualCluster = serde_yaml::from_str(example.body).unwrap();
        assert_eq!(
            request.validate(),
            Ok(()),
            "{} as {}",
            example.name,
            example.media_type
        );
    }
}

#[test]
fn other_objects_are_validated_too() {
    let status = json!({"kind": "Status", "apiVersion": "v1", "status": "Failure", "message": "m", "code": 404});
    let read = |value: &Value| serde_json::from_value::<Status>(value.clone()).unwrap();
    assert_eq!(read(&status).validate(), Ok(()));
    let mut broken = status;
    broken["code"] = json!(0);
    broken["status"] = json!("Bad");
    let found = read(&broken).validate().unwrap_err();
    let paths: Vec<&str> = found
        .iter()
        .map(|violation| violation.path.as_str())
        .collect();
    assert_eq!(paths, ["status", "code"]);

    let list = json!({"items": [{"metadata": {"labels": {"k": "-"}}, "spec": {"owner": {"user": "u", "team": "t"}}}]});
    let found = paths_of::<VirtualClusterInstanceList>(&list);
    assert_eq!(
        found,
        ["items[0].metadata.labels[k]", "items[0].spec.owner"]
    );
    let projects = json!({"items": [{"metadata": {"labels": {"k": "-"}}}]});
    let found = paths_of::<ProjectList>(&projects);
    assert_eq!(found, ["items[0].metadata.labels[k]"]);
}

fn paths_of<T: Validate + DeserializeOwned>(value: &Value) -> Vec<String> {
    let value: T = serde_json::from_value(value.clone()).unwrap();
    let found = value.validate().unwrap_err();
    found.into_iter().map(|violation| violation.path).collect()
}
