//! What an import does, and what a refused one does not.

use serde_json::json;

use crate::client::{Fixture, IMPORT, source};

fn documented(name: &str) -> generated::runtime::Example {
    *generated::examples::ALL
        .iter()
        .find(|example| example.name == name)
        .unwrap()
}

#[test]
fn every_example_is_accepted_once_and_then_refused() {
    for example in generated::examples::ALL {
        let fixture = Fixture::start();
        let import = fixture
            .call("POST", IMPORT)
            .body(example.media_type, example.body.as_bytes());
        let first = fixture.send(&import);
        assert_eq!(first.code, 201, "{}: {first:?}", example.name);
        assert_eq!(first.json()["kind"], "ProjectImportVirtualCluster");
        let second = fixture.send(&import);
        assert_eq!(
            (second.code, second.json()["reason"].as_str()),
            (409, Some("AlreadyExists")),
            "{second:?}"
        );
        assert_eq!(second.json()["details"]["kind"], "virtualclusterinstances");
    }
}

#[test]
fn an_import_makes_an_instance_that_can_be_read() {
    let fixture = Fixture::start();
    let example = documented("all-fields");
    let reply = fixture.send(
        &fixture
            .call("POST", IMPORT)
            .body(example.media_type, example.body.as_bytes()),
    );
    assert_eq!(reply.code, 201, "{reply:?}");
    let echo = reply.json();
    assert_eq!(echo["sourceVirtualCluster"]["importName"], "my-import");
    assert_eq!(echo.get("upgradeToPro"), None, "false is left out");
    let read = fixture.send(&fixture.call(
        "GET",
        "namespaces/loft-p-my-project/virtualclusterinstances/my-import",
    ));
    let instance = read.json();
    let reference = json!({"cluster": "connected-cluster", "namespace": "vcluster-my-vcluster", "virtualCluster": "my-vcluster"});
    assert_eq!(instance["spec"]["clusterRef"], reference);
    assert_eq!(instance["spec"]["owner"], json!({"user": "alice"}));
    assert_eq!(
        instance["metadata"]["annotations"]["loft.sh/skip-helm-deploy"],
        "true"
    );
    assert_eq!(instance["status"]["phase"], "Ready");
    assert_eq!(fixture.instances(), ["my-import"]);
    let missing = fixture.send(&fixture.call(
        "GET",
        "namespaces/loft-p-my-project/virtualclusterinstances/nope",
    ));
    assert_eq!(
        (missing.code, missing.json()["details"]["kind"].clone()),
        (404, json!("virtualclusterinstances"))
    );
}

#[test]
fn the_requester_owns_what_nobody_is_named_for() {
    let fixture = Fixture::start();
    let import = fixture
        .import(2)
        .authorization(&format!("bearer {}", fixture.key("alice")));
    assert_eq!(fixture.send(&import).code, 201);
    let read = fixture.send(&fixture.call(
        "GET",
        "namespaces/loft-p-my-project/virtualclusterinstances/vc-2",
    ));
    assert_eq!(read.json()["spec"]["owner"], json!({"user": "alice"}));
}

#[test]
fn a_refused_import_changes_nothing() {
    let fixture = Fixture::start();
    assert_eq!(fixture.send(&fixture.import(1)).code, 201);
    let before = fixture
        .send(&fixture.call(
            "GET",
            "namespaces/loft-p-my-project/virtualclusterinstances",
        ))
        .body;
    let edit = |from: &str, to: &str| source("vc-2").replace(from, to);
    let with = |member: &str| source("vc-2").replacen('{', &format!("{{{member},"), 1);
    let into = |member: &str| edit(r#""name""#, &format!(r#"{member},"name""#));
    for (body, code, causes) in [
        (
            "{}".to_owned(),
            422,
            "sourceVirtualCluster FieldValueRequired, sourceVirtualCluster.name FieldValueRequired, sourceVirtualCluster.namespace FieldValueRequired, sourceVirtualCluster.cluster FieldValueRequired",
        ),
        (
            edit(r#""vc-2""#, r#""""#),
            422,
            "sourceVirtualCluster.name FieldValueRequired",
        ),
        (
            edit(r#""vc-2""#, "null"),
            422,
            "sourceVirtualCluster.name FieldValueRequired",
        ),
        (
            edit("vc-2", "Vc-2"),
            422,
            "sourceVirtualCluster.name FieldValueInvalid",
        ),
        (
            edit("vc-pool", "Vc_Pool"),
            422,
            "sourceVirtualCluster.namespace FieldValueInvalid",
        ),
        (
            into(r#""importName":"Bad Name!""#),
            422,
            "sourceVirtualCluster.importName FieldValueInvalid",
        ),
        (
            into(r#""owner":{"user":"nobody"}"#),
            422,
            "sourceVirtualCluster.owner.user FieldValueNotFound",
        ),
        (
            into(r#""owner":{"team":"nobody"}"#),
            422,
            "sourceVirtualCluster.owner.team FieldValueNotFound",
        ),
        (
            into(r#""owner":{"user":"alice","team":"platform"}"#),
            422,
            "sourceVirtualCluster.owner FieldValueForbidden",
        ),
        (
            with(r#""upgradeToPro":true,"skipHelmDeploy":true"#),
            422,
            "skipHelmDeploy FieldValueForbidden",
        ),
        (edit("connected-cluster", "unknown"), 404, ""),
        (edit("connected-cluster", "offline-cluster"), 503, ""),
        (edit("vc-2", "vc-10001"), 404, ""),
        (edit("vc-pool", "other"), 404, ""),
        (edit("vc-2", "vc-1"), 409, ""),
        (
            edit(r#""vc-2""#, r#""vc-1","importName":"other-name""#),
            409,
            "",
        ),
        (into(r#""importName":"vc-1""#), 409, ""),
        (into(r#""importName":5"#), 400, ""),
    ] {
        let reply = fixture.send(&fixture.call("POST", IMPORT).json(&body));
        assert_eq!(reply.code, code, "{body}: {reply:?}");
        assert_eq!(reply.causes().join(", "), causes, "{body}");
        assert_eq!(reply.json()["kind"], "Status");
        assert_eq!(reply.json()["code"], code);
    }
    let restricted = fixture
        .call("POST", "projects/restricted/importvirtualcluster")
        .json(&source("vc-2"));
    assert_eq!(
        fixture.send(&restricted).causes(),
        ["sourceVirtualCluster.cluster FieldValueForbidden"]
    );
    let dry = fixture.send(&fixture.import(3).query("dryRun=All"));
    assert_eq!(dry.code, 201, "{dry:?}");
    let after = fixture
        .send(&fixture.call(
            "GET",
            "namespaces/loft-p-my-project/virtualclusterinstances",
        ))
        .body;
    assert_eq!(before, after);
}

#[test]
fn metadata_is_wiped_recorded_and_otherwise_echoed() {
    let fixture = Fixture::start();
    let metadata = r#""metadata":{"name":"any Name","generateName":"g-","namespace":"x","uid":"u","selfLink":"s",
        "resourceVersion":"42","generation":7,"creationTimestamp":"2024-01-01T00:00:00.5+02:00",
        "deletionTimestamp":"2024-01-01T00:00:00Z","deletionGracePeriodSeconds":5,"labels":{"in valid":"al so","n":null},
        "annotations":{"a":"b"},"finalizers":["x"],"managedFields":[{"manager":"bogus"}],
        "ownerReferences":[{"uid":"u1"},{"uid":"u1","name":"again"},{"uid":"u2"}]},"#;
    let body = source("vc-2").replacen('{', &format!("{{{metadata}"), 1);
    let reply = fixture.send(
        &fixture
            .call("POST", IMPORT)
            .json(&body)
            .header("User-Agent", "tool/1.0 (x)"),
    );
    assert_eq!(reply.code, 201, "{reply:?}");
    let mut echo = reply.json()["metadata"].clone();
    let entries = echo["managedFields"].take();
    let keys: Vec<&String> = echo.as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        [
            "name",
            "generateName",
            "resourceVersion",
            "generation",
            "creationTimestamp",
            "labels",
            "annotations",
            "ownerReferences",
            "finalizers",
            "managedFields"
        ]
    );
    assert_eq!(echo["creationTimestamp"], json!(null));
    assert_eq!(echo["labels"], json!({"in valid": "al so", "n": ""}));
    assert_eq!(echo["ownerReferences"].as_array().unwrap().len(), 2);
    assert!(
        reply.warnings()[0].contains("duplicate UID(s) observed: u1"),
        "{reply:?}"
    );
    let entry = &entries[0];
    assert_eq!(entries.as_array().unwrap().len(), 1);
    assert_eq!(
        (entry["manager"].as_str(), entry["subresource"].as_str()),
        (Some("tool"), Some("importvirtualcluster"))
    );
    assert_eq!(
        entry["fieldsV1"]["f:sourceVirtualCluster"],
        json!({"f:cluster": {}, "f:name": {}, "f:namespace": {}})
    );
}
