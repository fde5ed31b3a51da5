//! The requirement table, the shapes and the operations hang together.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

use std::collections::BTreeSet;

use generated::runtime::{Constraint, Kind, Observation, Shape};
use generated::types::ProjectImportVirtualCluster;
use generated::{examples, operations, requirements, spec};

#[test]
fn ids_are_unique_and_can_be_found() {
    let ids: BTreeSet<&str> = requirements::ALL
        .iter()
        .map(|requirement| requirement.id)
        .collect();
    assert_eq!(ids.len(), requirements::ALL.len());
    for requirement in requirements::ALL {
        assert_eq!(requirements::find(requirement.id), Some(*requirement));
        let (Observation::Probe(text) | Observation::Exempt(text)) = requirement.observation;
        assert!(
            !text.is_empty() && !requirement.statement.is_empty(),
            "{requirement}"
        );
    }
    assert_eq!(requirements::find("src.name"), None);
}

#[test]
fn statics_are_named_after_their_ids() {
    assert_eq!(requirements::SRC_NAME_REQUIRED.id, "src.name.required");
    assert_eq!(requirements::ER_STATUS_KIND.id, "er.status-kind");
}

#[test]
fn shapes_lead_from_the_request_to_its_leaves() {
    let request = ProjectImportVirtualCluster::shape();
    let Some(Kind::Object(source)) = request
        .field("sourceVirtualCluster")
        .map(|field| field.kind)
    else {
        panic!("sourceVirtualCluster is an object")
    };
    let name = source.field("name").unwrap();
    assert_eq!(
        name.requirement("type").map(|requirement| requirement.id),
        Some("src.strings")
    );
    assert!(
        name.rules
            .iter()
            .any(|rule| matches!(rule.constraint, Constraint::MaxLength(53)))
    );
    assert!(request.field("sourceVirtualCluster").unwrap().required);
    assert!(!request.is_open());
    let open: Vec<&str> = shapes_below(request)
        .iter()
        .filter(|shape| shape.is_open())
        .map(|shape| shape.name)
        .collect();
    assert_eq!(open, ["FieldsV1"]);
}

fn shapes_below(shape: &'static Shape) -> Vec<&'static Shape> {
    let mut found = vec![shape];
    for field in shape.fields {
        let kind = if let Kind::List(item) = field.kind {
            *item
        } else {
            field.kind
        };
        if let Kind::Object(inner) = kind {
            found.extend(shapes_below(inner));
        }
    }
    found
}

#[test]
fn the_import_operation_is_complete() {
    let import = &operations::IMPORT_VIRTUAL_CLUSTER;
    assert_eq!(import.method, "POST");
    assert_eq!(
        import.path(&["p"]),
        "/apis/management.loft.sh/v1/projects/p/importvirtualcluster"
    );
    assert_eq!(
        import.request.map(|shape| shape.name),
        Some("ProjectImportVirtualCluster")
    );
    assert_eq!(
        import.request_media_types,
        ["application/json", "application/yaml"]
    );
    let statuses: Vec<Option<u16>> = import
        .responses
        .iter()
        .map(|response| response.status)
        .collect();
    assert_eq!(statuses.first(), Some(&Some(200)));
    assert_eq!(statuses.last(), Some(&None), "the default stands last");
    let mut sorted: Vec<u16> = statuses.iter().flatten().copied().collect();
    sorted.dedup();
    assert!(sorted.is_sorted() && sorted.len() + 1 == statuses.len());
    let manager = import.query_parameter("fieldManager").unwrap();
    assert_eq!(manager.rules.len(), 2);
    assert_eq!(operations::ALL.len(), 7);
}

#[test]
fn the_spec_is_named() {
    assert_eq!(
        (spec::PLATFORM, spec::PATH_PREFIX),
        ("3.4", "/kubernetes/management")
    );
    assert!(spec::DIGEST.len() == 64 && spec::DIGEST.bytes().all(|byte| byte.is_ascii_hexdigit()));
    assert_eq!(
        examples::find("documented").map(|example| example.media_type),
        Some("application/yaml")
    );
    assert!(examples::find("nope").is_none());
}
