//! The first half of the table "Content types": how a request says what it is.

use super::{assert_status, status};
use crate::client::{Fixture, IMPORT, Reply, source};

fn post(fixture: &Fixture, media_type: &str, body: &[u8]) -> Reply {
    let call = fixture.call("POST", IMPORT).query("dryRun=All");
    fixture.send(&call.body(media_type, body))
}

const YAML: &str =
    "sourceVirtualCluster: {name: vc-1, namespace: vc-pool, cluster: connected-cluster}\n";

#[test]
fn what_is_read_as_json_and_as_yaml() {
    let fixture = Fixture::start();
    for media_type in [
        "application/json",
        "Application/JSON",
        "application/json; charset=utf-8",
        "application/json; charset=iso-8859-1",
        "application/json;",
        "application/json ",
        "application/json; anything=goes; and=\"this, too\"",
        "application/yaml",
        "application/yaml; charset=utf-8",
        "",
    ] {
        let json = post(&fixture, media_type, source("vc-1").as_bytes());
        assert_eq!(json.code, 201, "{media_type}: {json:?}");
        let yaml = post(&fixture, media_type, YAML.as_bytes());
        let expected = if media_type.contains("yaml") {
            201
        } else {
            400
        };
        assert_eq!(yaml.code, expected, "{media_type}: {yaml:?}");
    }
    let absent = fixture
        .import(1)
        .query("dryRun=All")
        .without("Content-Type");
    assert_eq!(fixture.send(&absent).code, 201);
    let empty = absent.header("Content-Type", "");
    assert_eq!(fixture.send(&empty).code, 201);
}

#[test]
fn what_is_not_read() {
    let fixture = Fixture::start();
    let message = "the body of the request was in an unknown format - accepted media types include: \
                   application/json, application/yaml";
    let expected = status(415, "UnsupportedMediaType", message, None);
    for media_type in [
        "text/yaml",
        "application/x-yaml",
        "text/x-yaml",
        "text/json",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/merge-patch+json",
        "application/strategic-merge-patch+json",
        "application/apply-patch+yaml",
        "application/vnd.kubernetes.protobuf",
        "application/cbor",
        "*/*",
        "json",
        ";",
        "application/json; foo",
        "application/json, application/yaml",
    ] {
        let reply = post(&fixture, media_type, source("vc-1").as_bytes());
        assert_status(&reply, &expected, media_type);
    }
}

#[test]
fn yaml_that_is_called_json() {
    let fixture = Fixture::start();
    let reply = post(
        &fixture,
        "application/json",
        b"kind: ProjectImportVirtualCluster\nmore: 1\n",
    );
    let message = "the object provided is unrecognized (must be of type ProjectImportVirtualCluster): couldn't get \
                   version/kind; json parse error: invalid character 'k' looking for beginning of value \
                   (6b696e643a2050726f6a656374496d706f72745669727475616c436c7573 ...)";
    assert_status(
        &reply,
        &status(400, "BadRequest", message, None),
        "hexadecimal",
    );
    let reply = post(
        &fixture,
        "application/json",
        b"{\"kind\": \"ProjectImportVirtualCluster\"",
    );
    assert!(
        reply
            .body
            .contains(r#"({\"kind\": \"ProjectImportVirtual ...)"#),
        "as text: {reply:?}"
    );
}

#[test]
fn an_encoding_of_the_content_is_ignored() {
    let fixture = Fixture::start();
    let plain = fixture
        .import(1)
        .query("dryRun=All")
        .header("Content-Encoding", "gzip");
    assert_eq!(fixture.send(&plain).code, 201);
    let zipped = fixture
        .call("POST", IMPORT)
        .body("application/json", b"\x1f\x8b\x08\0\0\0\0\0");
    assert_eq!(
        fixture
            .send(&zipped.header("Content-Encoding", "gzip"))
            .code,
        400
    );
}
