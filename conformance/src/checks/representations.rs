//! Forms of an answer beside the object in JSON and YAML: Protobuf, tables, metadata alone, and compressed bodies.

use std::io::Read;

use flate2::read::GzDecoder;
use generated::requirements::{
    CN_RESP_GZIP, CN_RESP_PARTIAL_METADATA, CN_RESP_PROTOBUF, CN_RESP_TABLE,
};
use generated::types::ProjectImportVirtualCluster;
use serde_json::{Value, json};

use super::content::{JSON, media_type};
use crate::check::{Check, CheckKind};
use crate::http::Exchange;
use crate::probe::{Edit, Probe, set};
use crate::verdict::Stop;

const PROTOBUF: &str = "application/vnd.kubernetes.protobuf";
const TABLE: &str = "application/json;as=Table;v=v1;g=meta.k8s.io";
const METADATA: &str = "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io";

/// Long enough for an answer of 128 KiB and more, and within the 256 KiB that annotations may have, in bytes.
const LARGE: usize = 200_000;

/// Most bytes of a decompressed answer that are read.
const DECOMPRESSED_LIMIT: u64 = 16 << 20;

pub(super) static CHECKS: &[Check] = &[
    Check {
        id: "content/response-protobuf",
        title: "Protobuf alone is refused with 406; with JSON as a further choice JSON is sent.",
        kind: CheckKind::Example,
        requirements: &[&CN_RESP_PROTOBUF],
        run: protobuf,
    },
    Check {
        id: "content/response-table",
        title: "What a server makes of a request for a Table, alone and with JSON as a further choice.",
        kind: CheckKind::Example,
        requirements: &[&CN_RESP_TABLE],
        run: table,
    },
    Check {
        id: "content/response-metadata",
        title: "What a server makes of a request for the metadata alone.",
        kind: CheckKind::Example,
        requirements: &[&CN_RESP_PARTIAL_METADATA],
        run: |probe| {
            let (exchange, control) = probe.either(&accepting(METADATA))?;
            let partial = exchange.object()["kind"] == "PartialObjectMetadata";
            let expected = "a PartialObjectMetadata";
            let requirement = &CN_RESP_PARTIAL_METADATA;
            probe.record(requirement, METADATA, partial, expected, &exchange, control);
            Ok(())
        },
    },
    Check {
        id: "content/response-compressed",
        title: "Whether a large answer is compressed for a client that accepts it.",
        kind: CheckKind::Example,
        requirements: &[&CN_RESP_GZIP],
        run: compressed,
    },
];

fn accepting(media_types: &'static str) -> Edit<'static> {
    Edit::new(media_types, move |request| {
        request.with_header("Accept", media_types)
    })
}

fn protobuf(probe: &mut Probe<'_>) -> Result<(), Stop> {
    const WITH_JSON: &str = "application/vnd.kubernetes.protobuf, application/json";
    probe.refuses(&CN_RESP_PROTOBUF, &[406], &[accepting(PROTOBUF)])?;
    let exchange = probe
        .import_with(&CN_RESP_PROTOBUF, &accepting(WITH_JSON))?
        .exchange;
    let json = media_type(&exchange) == JSON && exchange.object().is_object();
    let expected = "an object in application/json";
    probe.holds(&CN_RESP_PROTOBUF, WITH_JSON, json, expected, &exchange);
    Ok(())
}

fn table(probe: &mut Probe<'_>) -> Result<(), Stop> {
    const WITH_JSON: &str = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
    let (exchange, control) = probe.either(&accepting(TABLE))?;
    let refused = exchange.status() == Some(406);
    let expected = "a refusal with 406";
    probe.record(&CN_RESP_TABLE, TABLE, refused, expected, &exchange, control);
    let (exchange, control) = probe.either(&accepting(WITH_JSON))?;
    let plain = exchange.is_success() && is_import(&exchange.object());
    let expected = "a ProjectImportVirtualCluster";
    let requirement = &CN_RESP_TABLE;
    probe.record(requirement, WITH_JSON, plain, expected, &exchange, control);
    Ok(())
}

fn is_import(object: &Value) -> bool {
    object["kind"] == ProjectImportVirtualCluster::KIND
}

fn compressed(probe: &mut Probe<'_>) -> Result<(), Stop> {
    let edit = Edit::new("200000 bytes", |request| {
        let large = json!({ "conformance": "x".repeat(LARGE) });
        request
            .with_header("Accept-Encoding", "gzip")
            .edited(|object| set(object, "/metadata/annotations", large.clone()))
    });
    let (exchange, control) = probe.either(&edit)?;
    let compressed = exchange.header("content-encoding") == Some("gzip");
    let readable = compressed && decompressed(&exchange).is_some_and(|object| is_import(&object));
    let expected = "a gzip body that decompresses to the object in JSON";
    let requirement = &CN_RESP_GZIP;
    probe.record(
        requirement,
        edit.case(),
        readable,
        expected,
        &exchange,
        control,
    );
    Ok(())
}

/// The JSON inside of a gzip body.
fn decompressed(exchange: &Exchange) -> Option<Value> {
    let body = &exchange.outcome.as_ref().ok()?.body;
    let mut text = Vec::new();
    let mut reader = GzDecoder::new(body.as_slice()).take(DECOMPRESSED_LIMIT);
    reader.read_to_end(&mut text).ok()?;
    serde_json::from_slice(&text).ok()
}
