//! The contract release by release: shapes A (3.0 to 3.2), B (3.3) and C (3.4) of the published types.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use generated::operations::IMPORT_VIRTUAL_CLUSTER;
use generated::runtime::{Kind, Shape, Validate};
use generated::{platforms, v3_0, v3_3, v3_4};
use serde_json::json;

fn members(shape: &Shape) -> Vec<&'static str> {
    shape.fields.iter().map(|field| field.name).collect()
}

fn source(shape: &'static Shape) -> &'static Shape {
    match shape.field("sourceVirtualCluster").unwrap().kind {
        Kind::Object(shape) => shape,
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_release_has_the_members_it_published() {
    let top = ["kind", "apiVersion", "metadata", "sourceVirtualCluster"];
    let of = ["name", "namespace", "cluster"];
    for (release, top_later, source_later) in [
        ("3.0", &[][..], &["importName"][..]),
        ("3.1", &[], &["importName"]),
        ("3.2", &[], &["importName"]),
        ("3.3", &["upgradeToPro"], &["importName"]),
        (
            "3.4",
            &["upgradeToPro", "skipHelmDeploy"],
            &["owner", "importName"],
        ),
    ] {
        let platform = platforms::find(release).unwrap();
        let operation = platform.operation(&IMPORT_VIRTUAL_CLUSTER).unwrap();
        let shape = operation.request.unwrap();
        assert_eq!(members(shape), [&top[..], top_later].concat(), "{release}");
        assert_eq!(
            members(source(shape)),
            [&of[..], source_later].concat(),
            "{release}"
        );
    }
    assert_eq!(platforms::NEWEST.name, generated::spec::PLATFORM);
    assert!(platforms::find("3.5").is_none());
}

#[test]
fn what_all_releases_share_is_one_type() {
    let metadata = generated::types::ObjectMeta::default();
    let old = v3_0::types::ProjectImportVirtualCluster {
        metadata: Some(metadata.clone()),
        ..Default::default()
    };
    let new = v3_4::types::ProjectImportVirtualCluster {
        metadata: old.metadata,
        ..Default::default()
    };
    assert_eq!(new.metadata, Some(metadata));
}

#[test]
fn types_and_validators_of_earlier_releases_work() {
    let object = json!({
        "sourceVirtualCluster": { "name": "n", "namespace": "s", "cluster": "c" },
        "upgradeToPro": true,
    });
    let earlier: v3_3::types::ProjectImportVirtualCluster =
        serde_json::from_value(object.clone()).unwrap();
    assert!(earlier.validate().is_ok());
    assert_eq!(serde_json::to_value(&earlier).unwrap(), object);
    let first = v3_0::types::ProjectImportVirtualCluster::default();
    let violations = first.validate().unwrap_err();
    assert!(
        violations
            .iter()
            .any(|violation| violation.path == "sourceVirtualCluster.name")
    );
}
