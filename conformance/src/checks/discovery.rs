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
    if matches!(exchange.status(), Some(401 | 403)) {
        return Err(Stop::NotDeclared(
            "a credentials.allowed that may read the discovery document",
        ));
    }
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
    let operation = operation(&document);
    let named = operation["operationId"] == IMPORT_VIRTUAL_CLUSTER.id;
    let expected = format!(
        "operationId {} at {}",
        IMPORT_VIRTUAL_CLUSTER.id, IMPORT_VIRTUAL_CLUSTER.path
    );
    probe.holds(&DI_OPENAPI, "operation", named, &expected, &exchange);
    if operation.is_null() {
        return Err(Stop::NotDeclared("the operation in the description"));
    }
    // what an operation does not say itself, the document says for all of them
    let produces = [operation, &document]
        .into_iter()
        .find_map(|place| place["produces"].as_array());
    let produces: Vec<&str> = produces
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
    let only = body_schema(&document, operation)["required"] == json!(["sourceVirtualCluster"]);
    probe.holds(
        &DI_OPENAPI_REQUIRED,
        "required",
        only,
        "a schema that requires sourceVirtualCluster alone",
        &exchange,
    );
    Ok(())
}

/// The POST of the import, whatever its path calls the project; `null` where there is none.
fn operation(document: &Value) -> &Value {
    let segments = |path: &str| -> Vec<String> {
        let plain = |segment: &str| {
            if segment.starts_with('{') {
                "{}"
            } else {
                segment
            }
            .to_owned()
        };
        path.split('/').map(plain).collect()
    };
    let ours = segments(IMPORT_VIRTUAL_CLUSTER.path);
    let paths = document["paths"].as_object().into_iter().flatten();
    let mut found = paths.filter(|(path, _)| segments(path) == ours);
    found.next().map_or(&Value::Null, |(_, item)| &item["post"])
}

/// The schema of the body of an operation.
fn body_schema<'d>(document: &'d Value, operation: &'d Value) -> &'d Value {
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let mut bodies = parameters.filter(|parameter| parameter["in"] == "body");
    let schema = bodies.next().map_or(&Value::Null, |body| &body["schema"]);
    let reference = schema["$ref"].as_str();
    let referred = reference.and_then(|text| document.pointer(text.trim_start_matches('#')));
    referred.unwrap_or(schema)
}
