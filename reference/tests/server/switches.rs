//! Each resolution of the catalogue, and the server that answers the other way.

use serde_json::{Value, json};

use crate::client::{Fixture, IMPORT, Reply, source};

/// The built-in inventory, and the one with a switch set to something else.
fn both(switch: &str, resolution: &str, other: &str) -> [Fixture; 2] {
    let from = format!("\n  {switch}: {resolution} ");
    [
        Fixture::start(),
        Fixture::edited(&from, &format!("\n  {switch}: {other} ")),
    ]
}

/// An import with a member of the source, and one of the object.
fn import(fixture: &Fixture, inside: &str, beside: &str) -> Reply {
    let body = source("vc-1")
        .replacen('{', &format!("{{{beside}"), 1)
        .replace(r#""name""#, &format!("{inside}\"name\""));
    fixture.send(&fixture.call("POST", IMPORT).json(&body))
}

fn instance(fixture: &Fixture, name: &str) -> Value {
    let path = format!("namespaces/loft-p-my-project/virtualclusterinstances/{name}");
    fixture.send(&fixture.call("GET", &path)).json()
}

#[test]
fn what_is_refused_can_be_accepted() {
    for (switch, inside, beside, code) in [
        ("unknown-owner", r#""owner":{"user":"nobody"},"#, "", 422),
        ("unknown-owner", r#""owner":{"team":"nobody"},"#, "", 422),
        (
            "two-owners",
            r#""owner":{"user":"alice","team":"platform"},"#,
            "",
            422,
        ),
        (
            "upgrade-conflict",
            "",
            r#""upgradeToPro":true,"skipHelmDeploy":true,"#,
            422,
        ),
    ] {
        let codes = both(switch, "refuse", "accept").map(|fixture| {
            let reply = import(&fixture, inside, beside);
            assert!(reply.warnings().is_empty(), "{switch}: {reply:?}");
            reply.code
        });
        assert_eq!(codes, [code, 201], "{switch}");
    }
}

#[test]
fn a_contradiction_can_be_warned_about() {
    let [_, warning] = both("upgrade-conflict", "refuse", "warn");
    let reply = import(
        &warning,
        "",
        r#""upgradeToPro":true,"skipHelmDeploy":true,"#,
    );
    assert_eq!((reply.code, reply.warnings().len()), (201, 1), "{reply:?}");
    assert!(reply.warnings()[0].contains("skipHelmDeploy"), "{reply:?}");
}

#[test]
fn a_source_can_be_imported_twice() {
    let codes = both("duplicate-source", "refuse", "accept").map(|fixture| {
        assert_eq!(import(&fixture, "", "").code, 201);
        assert_eq!(
            import(&fixture, "", "").code,
            409,
            "a name is never taken twice"
        );
        let second = import(&fixture, r#""importName":"second","#, "");
        let third = fixture.send(
            &fixture
                .call("POST", "projects/other-project/importvirtualcluster")
                .json(&source("vc-1")),
        );
        if second.code == 201 {
            assert_eq!(
                instance(&fixture, "second")["spec"]["clusterRef"]["virtualCluster"],
                "vc-1"
            );
        }
        [second.code, third.code]
    });
    assert_eq!(codes, [[409, 409], [201, 201]]);
}

#[test]
fn an_import_can_leave_its_instance_without_owner() {
    let owners = both("default-owner", "requester", "nobody").map(|fixture| {
        assert_eq!(import(&fixture, "", "").code, 201);
        instance(&fixture, "vc-1")["spec"].get("owner").cloned()
    });
    assert_eq!(owners, [Some(json!({"user": "admin"})), None]);
}

#[test]
fn the_name_of_the_request_can_become_that_of_the_instance() {
    let metadata = r#""metadata":{"name":"from-metadata"},"#;
    let names = both("metadata-name", "ignore", "instance-name").map(|fixture| {
        assert_eq!(import(&fixture, "", metadata).code, 201);
        fixture.instances().remove(0)
    });
    assert_eq!(names, ["vc-1", "from-metadata"]);
    let [_, fixture] = both("metadata-name", "ignore", "instance-name");
    assert_eq!(
        import(&fixture, r#""importName":"chosen","#, metadata).code,
        201
    );
    assert_eq!(fixture.instances(), ["chosen"], "importName outranks it");
}

#[test]
fn labels_of_the_request_can_reach_the_instance() {
    let metadata =
        r#""skipHelmDeploy":true,"metadata":{"labels":{"team":"a"},"annotations":{"note":"b"}},"#;
    let taken = both("request-labels", "drop", "copy").map(|fixture| {
        assert_eq!(import(&fixture, "", metadata).code, 201);
        let selected = fixture
            .call("GET", "virtualclusterinstances")
            .query("labelSelector=team%3Da");
        let selected = fixture.send(&selected).json()["items"]
            .as_array()
            .unwrap()
            .len();
        let instance = instance(&fixture, "vc-1")["metadata"].clone();
        assert_eq!(instance["annotations"]["loft.sh/skip-helm-deploy"], "true");
        (
            instance["labels"].clone(),
            instance["annotations"]["note"].clone(),
            selected,
        )
    });
    assert_eq!(
        taken,
        [
            (Value::Null, Value::Null, 0),
            (json!({"team": "a"}), json!("b"), 1)
        ]
    );
}

#[test]
fn an_agent_that_is_cut_off_can_be_answered_for_otherwise() {
    let offline = source("vc-1").replace("connected-cluster", "offline-cluster");
    let code = |fixture: &Fixture| {
        fixture
            .send(&fixture.call("POST", IMPORT).json(&offline))
            .code
    };
    for (other, expected) in [("internal-error", 500), ("accept", 201)] {
        let codes = both("unreachable-agent", "unavailable", other).map(|fixture| code(&fixture));
        assert_eq!(codes, [503, expected]);
    }
}

#[test]
fn who_may_import_need_not_be_asked_for_the_cluster() {
    let other = source("vc-1").replace("connected-cluster", "other-cluster");
    let codes = both("source-permission", "check", "ignore").map(|fixture| {
        let alice = format!("Bearer {}", fixture.key("alice"));
        let reply = fixture.send(
            &fixture
                .call("POST", IMPORT)
                .json(&other)
                .authorization(&alice),
        );
        if reply.code == 403 {
            assert_eq!(reply.json()["details"]["kind"], "clusters");
        }
        let missing = other.replace("other-cluster", "nowhere");
        let missing = fixture.send(
            &fixture
                .call("POST", IMPORT)
                .json(&missing)
                .authorization(&alice),
        );
        [reply.code, missing.code]
    });
    assert_eq!(
        codes,
        [[403, 403], [201, 404]],
        "who may not use a cluster does not learn whether it exists"
    );
}
