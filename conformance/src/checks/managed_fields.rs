//! metadata.managedFields: worked out by the server, and of a certain form where they are answered at all.

use generated::requirements::{
    META_MANAGEDFIELDS_APIVERSION, META_MANAGEDFIELDS_FIELDSTYPE, META_MANAGEDFIELDS_MANAGER,
    META_MANAGEDFIELDS_OPERATION, META_MANAGEDFIELDS_SERVER_OWNED, META_MANAGEDFIELDS_SUBRESOURCE,
    META_MANAGEDFIELDS_TIME,
};
use generated::runtime::Format;
use generated::types::ProjectImportVirtualCluster;
use serde_json::json;

use crate::check::{Check, CheckKind};
use crate::probe::{Edit, Probe, set};
use crate::verdict::Stop;

pub(super) static CHECKS: &[Check] = &[Check {
    id: "metadata/managed-fields",
    title: "managedFields are the server's own.",
    kind: CheckKind::Example,
    requirements: &[
        &META_MANAGEDFIELDS_SERVER_OWNED,
        &META_MANAGEDFIELDS_MANAGER,
        &META_MANAGEDFIELDS_OPERATION,
        &META_MANAGEDFIELDS_FIELDSTYPE,
        &META_MANAGEDFIELDS_APIVERSION,
        &META_MANAGEDFIELDS_SUBRESOURCE,
        &META_MANAGEDFIELDS_TIME,
    ],
    run: managed_fields,
}];

fn managed_fields(probe: &mut Probe<'_>) -> Result<(), Stop> {
    let bogus = json!([{ "manager": "conformance-bogus", "operation": "Update" }]);
    let exchange = probe
        .import_with(
            &META_MANAGEDFIELDS_SERVER_OWNED,
            &Edit::new("bogus entry", |request| {
                request
                    .with_header("User-Agent", "conformance-manager/1.0")
                    .edited(|object| set(object, "/metadata/managedFields", bogus.clone()))
            }),
        )?
        .exchange;
    let entries = exchange.object()["metadata"]["managedFields"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let replaced = entries
        .iter()
        .all(|entry| entry["manager"] != "conformance-bogus");
    let expected = "an answer without the client's entry";
    probe.holds(
        &META_MANAGEDFIELDS_SERVER_OWNED,
        "bogus entry",
        replaced,
        expected,
        &exchange,
    );
    let Some(entry) = entries.first().filter(|_| replaced) else {
        return Err(Stop::NotDeclared("managedFields in the answer"));
    };
    let text = |member: &str| entry[member].as_str().unwrap_or_default().to_owned();
    let is_written = matches!(text("operation").as_str(), "Apply" | "Update");
    let is_typed = text("fieldsType") == "FieldsV1" && entry["fieldsV1"].is_object();
    let is_own = text("apiVersion") == ProjectImportVirtualCluster::API_VERSION;
    let is_by_agent = text("manager") == "conformance-manager";
    let is_of_import = text("subresource") == "importvirtualcluster";
    let is_dated = Format::DateTime.accepts(&text("time"));
    for (requirement, holds, expected) in [
        (
            &META_MANAGEDFIELDS_OPERATION,
            is_written,
            "operation Apply or Update",
        ),
        (
            &META_MANAGEDFIELDS_FIELDSTYPE,
            is_typed,
            "fieldsType FieldsV1 and an object",
        ),
        (
            &META_MANAGEDFIELDS_APIVERSION,
            is_own,
            "the apiVersion of the endpoint",
        ),
        (
            &META_MANAGEDFIELDS_MANAGER,
            is_by_agent,
            "the User-Agent up to its first slash as manager",
        ),
        (
            &META_MANAGEDFIELDS_SUBRESOURCE,
            is_of_import,
            "subresource importvirtualcluster",
        ),
        (&META_MANAGEDFIELDS_TIME, is_dated, "an RFC 3339 time"),
    ] {
        probe.holds(requirement, "server's entry", holds, expected, &exchange);
    }
    Ok(())
}
