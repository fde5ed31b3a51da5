//! Removing objects with options in the body, as Kubernetes clients do.

use serde_json::json;

use crate::client::{Fixture, Reply};

const ONE: &str = "namespaces/loft-p-my-project/virtualclusterinstances/vc-1";

fn delete(fixture: &Fixture, body: &str) -> Reply {
    fixture.send(&fixture.call("DELETE", ONE).json(body))
}

#[test]
fn a_deletion_can_be_about_one_object_alone() {
    let fixture = Fixture::start();
    assert_eq!(fixture.send(&fixture.import(1)).code, 201);
    let metadata = fixture.send(&fixture.call("GET", ONE)).json()["metadata"].clone();
    let (uid, version) = (&metadata["uid"], &metadata["resourceVersion"]);
    for (preconditions, why) in [
        (
            json!({"uid": "other"}),
            "the UID in the precondition (other) does not match the UID in record",
        ),
        (
            json!({"resourceVersion": "0"}),
            "the ResourceVersion in the precondition (0) does not match",
        ),
        (
            json!({"uid": uid, "resourceVersion": "0"}),
            "the ResourceVersion in the precondition (0)",
        ),
    ] {
        let reply = delete(
            &fixture,
            &json!({ "preconditions": preconditions }).to_string(),
        );
        let body = reply.json();
        assert_eq!(
            (reply.code, body["reason"].as_str()),
            (409, Some("Conflict")),
            "{reply:?}"
        );
        assert!(body["message"].as_str().unwrap().contains(why), "{body}");
        assert_eq!(body["details"]["name"], "vc-1");
    }
    for (body, code) in [
        ("{", 400),
        (r#"{"kind":"Foo"}"#, 400),
        (r#"{"gracePeriodSeconds":"x"}"#, 400),
        (r#"{"propagationPolicy":"Sideways"}"#, 422),
        (r#"{"dryRun":["some"]}"#, 422),
        (r#"{"dryRun":["All"]}"#, 200),
        (
            r#"{"kind":"DeleteOptions","apiVersion":"meta.k8s.io/v1","dryRun":["All"]}"#,
            200,
        ),
        (
            r#"{"kind":"DeleteOptions","apiVersion":"management.loft.sh/v1","dryRun":["All"]}"#,
            200,
        ),
    ] {
        let reply = delete(&fixture, body);
        assert_eq!(reply.code, code, "{body}: {reply:?}");
    }
    assert_eq!(fixture.instances(), ["vc-1"], "nothing of this removed it");
    let bad = fixture.send(&fixture.call("DELETE", ONE).query("dryRun=bogus"));
    assert_eq!(bad.code, 422);
    let odd = fixture.call("DELETE", ONE).body("text/plain", b"{}");
    assert_eq!(fixture.send(&odd).code, 415);
    let right = json!({
        "kind": "DeleteOptions",
        "apiVersion": "v1",
        "propagationPolicy": "Background",
        "preconditions": {"uid": uid, "resourceVersion": version},
    });
    assert_eq!(delete(&fixture, &right.to_string()).code, 200);
    assert!(fixture.instances().is_empty());
}
