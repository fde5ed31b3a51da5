//! Discovery and the served description.

use generated::operations::IMPORT_VIRTUAL_CLUSTER;
use generated::requirements::{DI_OPENAPI, DI_OPENAPI_PRODUCES, DI_OPENAPI_REQUIRED, DI_RESOURCE};
use generated::types::ProjectImportVirtualCluster;
use serde_json::{Value, json};

use crate::check::{Check, CheckKind};
use crate::http::Request;
use crate::probe::Probe;
use crate::verdict::Stop;

pub(super) static CHECKS: &[Check] = &[
    Check {
        id: "discovery/resource",
        title: "Discovery lists the sub-resource: not namespaced, with its kind, for create alone.",
        kind: CheckKind::Example,
        requirements: &[&DI_RESOURCE],
        run: resource,
    },
    Check {
        id: "discovery/openapi",
        title: "The served OpenAPI description has the operation as published.",
        kind: CheckKind::Example,
        requirements: &[&DI_OPENAPI, &DI_OPENAPI_REQUIRED, &DI_OPENAPI_PRODUCES],
        run: openapi,
    },
];

/// The resource entry of the import in the discovery document, and the exchange it came with.
pub(super) fn entry(probe: &Probe<'_>) -> Result<(crate::http::Exchange, Option<Value>), Stop> {
    let exchange = probe.send(&Request::new("GET", "/apis/management.loft.sh/v1"))?;
    let object = exchange.object();
    let resources = object["resources"].as_array().cloned().unwrap_or_default();
    let entry = resources
        .into_iter()
        .find(|entry| entry["name"] == "projects/importvirtualcluster");
    Ok((exchange, entry))
}

fn resource(probe: &mut Probe<'_>) -> Result<(), Stop> {
    let (exchange, entry) = entry(probe)?;
    let entry = entry.unwrap_or_default();
    let fits = entry["namespaced"] == false
        && entry["kind"] == ProjectImportVirtualCluster::KIND
        && entry["verbs"] == json!(["create"]);
    let expected = "an entry projects/importvirtualcluster with namespaced false, its kind, and verbs [create]";
    probe.holds(&DI_RESOURCE, "entry", fits, expected, &exchange);
    Ok(())
}

fn openapi(probe: &mut Probe<'_>) -> Result<(), Stop> {
    let exchange = probe.send(&Request::new("GET", "/openapi/v2"))?;
    if !exchange.is_success() {
        return Err(Stop::NotDeclared(
            "an OpenAPI description at /openapi/v2 that this key may read",
        ));
    }
    let document = exchange.object();
    let operation = &document["paths"][IMPORT_VIRTUAL_CLUSTER.path]["post"];
    let named = operation["operationId"] == IMPORT_VIRTUAL_CLUSTER.id;
    let expected = format!(
        "operationId {} at {}",
        IMPORT_VIRTUAL_CLUSTER.id, IMPORT_VIRTUAL_CLUSTER.path
    );
    probe.holds(&DI_OPENAPI, "operation", named, &expected, &exchange);
    let produces: Vec<&str> = operation["produces"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let same = !produces.is_empty()
        && produces.iter().all(|media_type| {
            IMPORT_VIRTUAL_CLUSTER
                .response_media_types
                .contains(media_type)
        });
    probe.holds(
        &DI_OPENAPI_PRODUCES,
        "produces",
        same,
        "JSON and YAML alone",
        &exchange,
    );
    let schema = operation
        .pointer("/parameters/0/schema/$ref")
        .and_then(Value::as_str)
        .and_then(|reference| document.pointer(reference.trim_start_matches('#')))
        .cloned()
        .unwrap_or_default();
    let only = schema["required"] == json!(["sourceVirtualCluster"]);
    probe.holds(
        &DI_OPENAPI_REQUIRED,
        "required",
        only,
        "a schema that requires sourceVirtualCluster alone",
        &exchange,
    );
    Ok(())
}
