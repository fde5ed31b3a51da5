//! The second half of the table "Content types": what a client takes.

use serde_json::json;

use super::{assert_status, status};
use crate::client::{Fixture, Reply};

fn accepting(fixture: &Fixture, accept: &str) -> Reply {
    fixture.send(
        &fixture
            .import(1)
            .query("dryRun=All")
            .header("Accept", accept),
    )
}

#[test]
fn what_is_written() {
    let fixture = Fixture::start();
    for (accept, media_type) in [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("application/json", "application/json"),
        ("application/yaml", "application/yaml"),
        (
            "application/json;q=0.1,application/yaml;q=0.9",
            "application/yaml",
        ),
        ("application/json;q=0", "application/json"),
        (
            "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "application/json",
        ),
        (
            "application/vnd.kubernetes.protobuf,application/json",
            "application/json",
        ),
        (
            "application/json;as=Table;v=v1;g=meta.k8s.io,application/json",
            "application/json",
        ),
    ] {
        let reply = accepting(&fixture, accept);
        assert_eq!(
            (reply.code, reply.header("content-type")),
            (201, Some(media_type)),
            "{accept}"
        );
    }
    let yaml = accepting(&fixture, "application/yaml").body;
    let keys: Vec<&str> = yaml
        .lines()
        .filter(|line| !line.starts_with([' ', '-']))
        .collect();
    assert!(keys.is_sorted() && yaml.ends_with('\n'), "{yaml}");
    let pretty = accepting(&fixture, "application/json;pretty=1").body;
    assert!(
        pretty.starts_with("{\n  \"kind\"") && !pretty.ends_with('\n'),
        "{pretty}"
    );
}

#[test]
fn what_is_not_written() {
    let fixture = Fixture::start();
    let message =
        "406: Not Acceptable\n\nAvailable representations: application/json, application/yaml";
    let expected = status(406, "NotAcceptable", message, Some(json!({})));
    for accept in [
        "text/html",
        "application/xml",
        "application/cbor",
        "text/yaml",
        "garbage",
        ",",
        "application/*",
        "APPLICATION/JSON",
        "application/vnd.kubernetes.protobuf",
    ] {
        let reply = accepting(&fixture, accept);
        assert_eq!(reply.code, 406, "{accept}: {reply:?}");
        assert_eq!(
            reply.body,
            format!("{expected:#}"),
            "{accept}: pretty, whoever asks"
        );
    }
    let table = accepting(&fixture, "application/json;as=Table;v=v1;g=meta.k8s.io");
    let message = "only the following media types are accepted: application/json, application/yaml";
    assert_status(
        &table,
        &status(406, "NotAcceptable", message, None),
        "a table alone",
    );
}

#[test]
fn metadata_alone() {
    let fixture = Fixture::start();
    let accept = "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io";
    let reply = accepting(&fixture, accept);
    let body = reply.json();
    assert_eq!(reply.code, 201);
    assert_eq!(
        (&body["kind"], &body["apiVersion"]),
        (&json!("PartialObjectMetadata"), &json!("meta.k8s.io/v1"))
    );
    assert_eq!(body.as_object().unwrap().len(), 3, "{body}");
    assert!(body["metadata"]["managedFields"].is_array());
}
