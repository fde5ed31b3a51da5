//! The table "Metadata" and what comes back from an import; the rows about each field stand in `effects`.

use serde_json::{Value, json};

use crate::client::{Fixture, IMPORT, Reply, source};

fn post(fixture: &Fixture, member: &str) -> Reply {
    let body = source("vc-1").replacen('{', &format!("{{{member}"), 1);
    fixture.send(&fixture.call("POST", IMPORT).query("dryRun=All").json(&body))
}

#[test]
fn the_answer_has_its_members_in_order() {
    let fixture = Fixture::start();
    let reply = post(&fixture, r#""skipHelmDeploy":true,"#);
    let body = reply.json();
    let keys: Vec<&String> = body.as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        [
            "kind",
            "apiVersion",
            "metadata",
            "sourceVirtualCluster",
            "skipHelmDeploy"
        ]
    );
    assert!(reply.body.starts_with(
        r#"{"kind":"ProjectImportVirtualCluster","apiVersion":"management.loft.sh/v1","metadata":{"creationTimestamp":null,"managedFields":["#
    ));
    let source: Vec<&String> = body["sourceVirtualCluster"]
        .as_object()
        .unwrap()
        .keys()
        .collect();
    assert_eq!(
        source,
        ["name", "namespace", "cluster"],
        "importName is not added"
    );
    let entry: Vec<&String> = body["metadata"]["managedFields"][0]
        .as_object()
        .unwrap()
        .keys()
        .collect();
    assert_eq!(
        entry,
        [
            "manager",
            "operation",
            "apiVersion",
            "time",
            "fieldsType",
            "fieldsV1",
            "subresource"
        ]
    );
}

#[test]
fn the_writer_is_named_after_its_agent() {
    let fixture = Fixture::start();
    for (agent, query, manager) in [
        ("curl/7.88.1", "", "curl"),
        (
            "kubectl/v1.32.4 (linux/amd64) kubernetes/abc",
            "",
            "kubectl",
        ),
        ("Mozilla/5.0 (X11)", "", "Mozilla"),
        ("", "", "unknown"),
        ("curl/7.88.1", "fieldManager=mine", "mine"),
    ] {
        let call = fixture
            .import(1)
            .query("dryRun=All")
            .query(query)
            .header("User-Agent", agent);
        let manager_of =
            |reply: &Reply| reply.json()["metadata"]["managedFields"][0]["manager"].clone();
        assert_eq!(manager_of(&fixture.send(&call)), manager, "{agent} {query}");
    }
}

#[test]
fn values_that_mean_nothing_are_left_out() {
    let fixture = Fixture::start();
    let reply = post(
        &fixture,
        r#""upgradeToPro":false,"metadata":{"name":"","labels":{"a":"<&>"}},"#,
    );
    assert_eq!(reply.json().get("upgradeToPro"), None);
    assert_eq!(reply.json()["metadata"].get("name"), None);
    assert!(reply.body.contains(r#""a":"<&>""#), "raw: {reply:?}");
    let body = source("vc-1").replace(r#""name""#, r#""owner":{},"name""#);
    let reply = fixture.send(&fixture.call("POST", IMPORT).query("dryRun=All").json(&body));
    assert_eq!(reply.json()["sourceVirtualCluster"]["owner"], json!({}));
}

#[test]
fn the_name_of_the_request_is_not_that_of_the_project() {
    let fixture = Fixture::start();
    let reply = post(
        &fixture,
        r#""metadata":{"name":"other-project","namespace":"x"},"#,
    );
    assert_eq!(
        (reply.code, reply.json()["metadata"]["name"].clone()),
        (201, json!("other-project"))
    );
    assert_eq!(
        reply.json()["metadata"]
            .get("namespace")
            .cloned()
            .unwrap_or_default(),
        Value::Null
    );
}

#[test]
fn large_annotations_are_no_concern_of_this_layer() {
    let fixture = Fixture::start();
    let annotation = "x".repeat(300 * 1024);
    let reply = post(
        &fixture,
        &format!(r#""metadata":{{"annotations":{{"a":"{annotation}"}}}},"#),
    );
    assert_eq!(reply.code, 201);
}
