//! The table "Query".

use serde_json::json;

use super::{assert_status, status};
use crate::client::{Fixture, IMPORT, source};

#[test]
fn one_refusal_names_every_wrong_option() {
    let fixture = Fixture::start();
    let long = "m".repeat(129);
    for (query, fields) in [
        (
            "dryRun=bogus",
            vec![(
                "dryRun",
                "NotSupported",
                r#"Unsupported value: []string{"bogus"}: supported values: "All""#,
            )],
        ),
        (
            "dryRun=",
            vec![(
                "dryRun",
                "NotSupported",
                r#"Unsupported value: []string{""}: supported values: "All""#,
            )],
        ),
        (
            "fieldValidation=bogus",
            vec![(
                "fieldValidation",
                "NotSupported",
                r#"Unsupported value: "bogus": supported values: "", "Ignore", "Strict", "Warn""#,
            )],
        ),
        (
            &format!("fieldManager={long}"),
            vec![(
                "fieldManager",
                "TooLong",
                "Too long: must have at most 128 bytes",
            )],
        ),
    ] {
        let reply = fixture.send(&fixture.import(1).query(query));
        let lines: Vec<String> = fields
            .iter()
            .map(|(field, _, text)| format!("{field}: {text}"))
            .collect();
        let causes: Vec<_> = fields
            .iter()
            .map(|(field, reason, text)| {
                json!({"reason": format!("FieldValue{reason}"), "message": text, "field": field})
            })
            .collect();
        let message = format!(
            "CreateOptions.meta.k8s.io \"\" is invalid: {}",
            lines.join(", ")
        );
        let details = json!({"group": "meta.k8s.io", "kind": "CreateOptions", "causes": causes});
        assert_status(
            &reply,
            &status(422, "Invalid", &message, Some(details)),
            query,
        );
    }
    let all = "dryRun=x&fieldValidation=x&fieldManager=a%01";
    let reply = fixture.send(&fixture.import(1).query(all));
    let fields: Vec<String> = reply
        .causes()
        .iter()
        .filter_map(|it| it.split(' ').next().map(str::to_owned))
        .collect();
    assert_eq!(fields, ["fieldManager", "dryRun", "fieldValidation"]);
    assert!(
        reply
            .body
            .contains("invalid character U+0001 (at position 1)"),
        "{reply:?}"
    );
}

#[test]
fn options_that_are_none_are_ignored() {
    let fixture = Fixture::start();
    let query = "dryRun=All&dryRun=All&x=%zz&unknown=1&watch=true&name=y&resourceVersion=7&force=true&labelSelector=a%3Db\
                 &kind=Z&timeoutSeconds=abc&fieldManager=a%20b%C3%A9";
    assert_eq!(fixture.send(&fixture.import(1).query(query)).code, 201);
    assert!(fixture.instances().is_empty());
    for (number, query) in ["DryRun=All", "dryRun=%zz", "dryRun=All;pretty=true"]
        .iter()
        .enumerate()
    {
        assert_eq!(
            fixture.send(&fixture.import(number + 1).query(query)).code,
            201,
            "{query}"
        );
        assert_eq!(
            fixture.instances().len(),
            number + 1,
            "{query} is no dry run"
        );
    }
}

#[test]
fn timeouts_are_durations() {
    let fixture = Fixture::start();
    for (query, message) in [
        ("timeout=abc", "time: invalid duration \"abc\""),
        ("timeout=5", "time: missing unit in duration \"5\""),
    ] {
        let reply = fixture.send(&fixture.import(1).query(query));
        let message = format!("invalid timeout specified in the request URL - {message}");
        assert_status(&reply, &status(400, "BadRequest", &message, None), query);
    }
    for query in ["timeout=0", "timeout=-1s", "timeout=10h", "timeout="] {
        let reply = fixture.send(&fixture.import(1).query("dryRun=All").query(query));
        assert_eq!(reply.code, 201, "{query}: {reply:?}");
    }
}

#[test]
fn what_takes_too_long_is_given_up() {
    let fixture = Fixture::start();
    let body = source("vc-1");
    let mut bytes = fixture
        .call("POST", IMPORT)
        .query("timeout=50ms")
        .json(&body)
        .bytes();
    // The rest of the body never comes.
    bytes.truncate(bytes.len() - 10);
    let reply = fixture.send_raw(&bytes);
    let expected = r#"{"metadata":{},"status":"Failure","message":"Timeout: request did not complete within the allotted timeout","reason":"Timeout","details":{},"code":504}"#;
    assert_eq!((reply.code, reply.body.as_str()), (504, expected));
    assert_eq!(
        reply.header("content-type"),
        Some("text/plain; charset=utf-8")
    );
    assert!(fixture.instances().is_empty());
}
