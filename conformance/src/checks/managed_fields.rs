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
    let operation = matches!(text("operation").as_str(), "Apply" | "Update");
    probe.holds(
        &META_MANAGEDFIELDS_OPERATION,
        "server's entry",
        operation,
        "operation Apply or Update",
        &exchange,
    );
    let fields = text("fieldsType") == "FieldsV1" && entry["fieldsV1"].is_object();
    probe.holds(
        &META_MANAGEDFIELDS_FIELDSTYPE,
        "server's entry",
        fields,
        "fieldsType FieldsV1 and an object",
        &exchange,
    );
    let version = text("apiVersion") == ProjectImportVirtualCluster::API_VERSION;
    probe.holds(
        &META_MANAGEDFIELDS_APIVERSION,
        "server's entry",
        version,
        "the apiVersion of the endpoint",
        &exchange,
    );
    let manager = text("manager") == "conformance-manager";
    let expected = "the User-Agent up to its first slash as manager";
    probe.holds(
        &META_MANAGEDFIELDS_MANAGER,
        "server's entry",
        manager,
        expected,
        &exchange,
    );
    let subresource = text("subresource") == "importvirtualcluster";
    let expected = "subresource importvirtualcluster";
    probe.holds(
        &META_MANAGEDFIELDS_SUBRESOURCE,
        "server's entry",
        subresource,
        expected,
        &exchange,
    );
    let time = Format::DateTime.accepts(&text("time"));
    probe.holds(
        &META_MANAGEDFIELDS_TIME,
        "server's entry",
        time,
        "an RFC 3339 time",
        &exchange,
    );
    Ok(())
}
