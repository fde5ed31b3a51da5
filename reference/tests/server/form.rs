//! Routes, methods, options, and the form of answers.

use crate::client::{Fixture, IMPORT};

#[test]
fn other_methods_are_refused() {
    let fixture = Fixture::start();
    for method in [
        "GET", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "FOO", "post",
    ] {
        let reply = fixture.send(
            &fixture
                .call(method, IMPORT)
                .header("X-HTTP-Method-Override", "POST"),
        );
        assert_eq!(reply.code, 405, "{method}: {reply:?}");
        assert_eq!(reply.json()["details"], serde_json::json!({}));
        assert_eq!(reply.header("allow"), None);
    }
    let head = fixture.send(&fixture.call("HEAD", IMPORT));
    assert_eq!((head.code, head.body.as_str()), (405, ""));
}

#[test]
fn every_answer_has_the_same_headers() {
    let fixture = Fixture::start();
    let named = fixture.send(&fixture.import(1).header("Audit-ID", "mine"));
    assert_eq!((named.code, named.header("audit-id")), (201, Some("mine")));
    for absent in ["location", "etag", "allow"] {
        assert_eq!(named.header(absent), None);
    }
    for reply in [
        named,
        fixture.send(&fixture.import(1)),
        fixture.send(&fixture.import(1).without("Authorization")),
    ] {
        assert_eq!(reply.header("cache-control"), Some("no-cache, private"));
        assert_eq!(reply.header("content-type"), Some("application/json"));
        assert!(
            reply.header("audit-id").is_some_and(|id| !id.is_empty())
                && reply.header("date").is_some()
        );
    }
}

#[test]
fn the_form_follows_accept_pretty_and_user_agent() {
    let fixture = Fixture::start();
    let call = || fixture.import(1).query("dryRun=All");
    for (accept, code, media_type) in [
        ("", 201, "application/json"),
        ("*/*", 201, "application/json"),
        ("application/yaml", 201, "application/yaml"),
        (
            "application/yaml;q=0.9, application/json;q=0.1",
            201,
            "application/yaml",
        ),
        ("application/json;q=0", 201, "application/json"),
        (
            "text/html,application/xhtml+xml,*/*;q=0.8",
            201,
            "application/json",
        ),
        (
            "application/vnd.kubernetes.protobuf,application/json",
            201,
            "application/json",
        ),
        ("text/html", 406, "application/json"),
        ("application/*", 406, "application/json"),
        ("APPLICATION/JSON", 406, "application/json"),
        (",", 406, "application/json"),
        (
            "application/json;as=Table;v=v1;g=meta.k8s.io",
            406,
            "application/json",
        ),
    ] {
        let reply = fixture.send(&call().header("Accept", accept));
        assert_eq!(
            (reply.code, reply.header("content-type")),
            (code, Some(media_type)),
            "{accept}: {reply:?}"
        );
    }
    let partial = fixture.send(&call().header(
        "Accept",
        "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io",
    ));
    assert_eq!(partial.json()["kind"], "PartialObjectMetadata");
    for (agent, query, pretty) in [
        ("curl/7.88", "", true),
        ("Mozilla/5.0 (X11)", "", true),
        ("Go-http-client/1.1", "", false),
        ("curl/7.88", "pretty=0", false),
        ("x", "pretty=true", true),
        ("x", "pretty=bogus", false),
    ] {
        let reply = fixture.send(&call().header("User-Agent", agent).query(query));
        assert_eq!(
            (
                reply.body.starts_with("{\n  \""),
                reply.body.ends_with('\n')
            ),
            (pretty, !pretty),
            "{agent} {query}"
        );
    }
    let yaml = fixture.send(
        &call()
            .header("Accept", "application/yaml")
            .without("Authorization"),
    );
    assert!(
        yaml.body
            .starts_with("apiVersion: v1\ncode: 401\nkind: Status\n"),
        "errors too: {}",
        yaml.body
    );
}

#[test]
fn media_types_of_requests() {
    let fixture = Fixture::start();
    let body = crate::client::source("vc-1");
    for (media_type, code) in [
        ("application/json", 201),
        ("Application/JSON; charset=iso-8859-1", 201),
        ("application/json;", 201),
        ("application/yaml", 201),
        ("", 201),
        ("text/yaml", 415),
        ("application/x-yaml", 415),
        ("application/x-www-form-urlencoded", 415),
        ("application/merge-patch+json", 415),
        ("application/vnd.kubernetes.protobuf", 415),
        ("*/*", 415),
        ("application/json; foo", 415),
        ("application/json, application/yaml", 415),
    ] {
        let call = fixture
            .call("POST", IMPORT)
            .query("dryRun=All")
            .body(media_type, body.as_bytes());
        let reply = fixture.send(&call);
        assert_eq!(reply.code, code, "{media_type}: {reply:?}");
    }
}

#[test]
fn options_are_checked_together() {
    let fixture = Fixture::start();
    let long = "m".repeat(129);
    for (query, code, causes) in [
        ("dryRun=All&dryRun=All", 201, ""),
        ("dryRun=All&x=%zz&watch=true&DryRun=bogus", 201, ""),
        ("dryRun=All&fieldManager=&timeout=180s", 201, ""),
        ("dryRun=", 422, "dryRun FieldValueNotSupported"),
        (
            "dryRun=All&dryRun=bogus",
            422,
            "dryRun FieldValueNotSupported",
        ),
        (
            "dryRun=all&fieldValidation=strict&fieldManager=%01",
            422,
            "fieldManager FieldValueInvalid, dryRun FieldValueNotSupported, fieldValidation FieldValueNotSupported",
        ),
        (
            &format!("fieldManager={long}"),
            422,
            "fieldManager FieldValueTooLong",
        ),
        (&format!("dryRun=All&fieldManager={}", &long[1..]), 201, ""),
        ("timeout=5", 400, ""),
    ] {
        let reply = fixture.send(&fixture.import(1).query(query));
        assert_eq!(
            (reply.code, reply.causes().join(", ").as_str()),
            (code, causes),
            "{query}: {reply:?}"
        );
    }
    assert!(fixture.instances().is_empty());
    // Names compare exactly, and a pair that cannot be decoded is dropped: this one is stored.
    assert_eq!(
        fixture
            .send(&fixture.import(1).query("DryRun=All&dryRun=%zz"))
            .code,
        201
    );
    assert_eq!(fixture.instances(), ["vc-1"]);
}
