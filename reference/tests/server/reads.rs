//! Reading, watching and removing what imports have made.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};

use crate::client::Fixture;

const INSTANCES: &str = "namespaces/loft-p-my-project/virtualclusterinstances";

fn names(list: &Value) -> Vec<String> {
    let items = list["items"].as_array().unwrap();
    items
        .iter()
        .map(|item| item["metadata"]["name"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_deleted_instance_is_gone_and_its_source_can_be_imported_again() {
    let fixture = Fixture::start();
    assert_eq!(fixture.send(&fixture.import(1)).code, 201);
    let one = format!("{INSTANCES}/vc-1");
    let dry = fixture.send(&fixture.call("DELETE", &one).query("dryRun=All"));
    assert_eq!(dry.code, 200, "{dry:?}");
    assert_eq!(fixture.send(&fixture.import(1)).code, 409);
    let deleted = fixture.send(&fixture.call("DELETE", &one));
    assert_eq!(deleted.json()["metadata"]["name"], "vc-1");
    assert_eq!(fixture.send(&fixture.call("GET", &one)).code, 404);
    assert_eq!(fixture.send(&fixture.call("DELETE", &one)).code, 404);
    assert_eq!(fixture.send(&fixture.import(1)).code, 201);
    let viewer = format!("Bearer {}", fixture.key("viewer"));
    let refused = fixture.send(&fixture.call("DELETE", &one).authorization(&viewer));
    assert_eq!(refused.code, 403, "{refused:?}");
}

#[test]
fn lists_come_in_pages_and_by_selector() {
    let fixture = Fixture::start();
    for number in 1..=5 {
        assert_eq!(fixture.send(&fixture.import(number)).code, 201);
    }
    let page = |query: &str| {
        fixture
            .send(&fixture.call("GET", INSTANCES).query(query))
            .json()
    };
    let first = page("limit=2");
    assert_eq!(names(&first), ["vc-1", "vc-2"]);
    let token = first["metadata"]["continue"].as_str().unwrap();
    let second = page(&format!("limit=2&continue={}", token.replace('/', "%2F")));
    assert_eq!(names(&second), ["vc-3", "vc-4"]);
    let token = second["metadata"]["continue"].as_str().unwrap();
    let last = page(&format!("limit=2&continue={token}"));
    assert_eq!(names(&last), ["vc-5"]);
    assert_eq!(last["metadata"].get("continue"), None);
    assert_eq!(
        names(&page("fieldSelector=metadata.name%3Dvc-4&limit=1")),
        ["vc-4"]
    );
    assert_eq!(names(&page("labelSelector=none")), [""; 0]);
    for wrong in [
        "limit=x",
        "continue=x",
        "labelSelector=a+b",
        "watch=1&resourceVersion=x",
    ] {
        let reply = fixture.send(&fixture.call("GET", INSTANCES).query(wrong));
        assert_eq!(reply.code, 400, "{wrong}: {reply:?}");
    }
    let all = fixture
        .send(&fixture.call("GET", "virtualclusterinstances"))
        .json();
    assert_eq!(names(&all).len(), 5);
}

#[test]
fn a_watch_tells_what_there_is_and_what_happens() {
    let fixture = Fixture::start();
    assert_eq!(fixture.send(&fixture.import(1)).code, 201);
    let call = fixture
        .call("GET", INSTANCES)
        .query("watch=true&timeoutSeconds=2");
    let mut stream = TcpStream::connect(fixture.server.address()).unwrap();
    let patience = Some(Duration::from_secs(30));
    stream.set_read_timeout(patience).unwrap();
    stream.write_all(&call.bytes()).unwrap();
    let mut lines = BufReader::new(stream).lines().map(Result::unwrap);
    let mut next = || {
        let line = lines.by_ref().find(|line| line.starts_with('{')).unwrap();
        let event: Value = serde_json::from_str(&line).unwrap();
        let name = &event["object"]["metadata"]["name"];
        (event["type"].clone(), name.clone())
    };
    assert_eq!(next(), (json!("ADDED"), json!("vc-1")));
    assert_eq!(fixture.send(&fixture.import(2)).code, 201);
    assert_eq!(next(), (json!("ADDED"), json!("vc-2")));
    let delete = fixture.call("DELETE", &format!("{INSTANCES}/vc-1"));
    assert_eq!(fixture.send(&delete).code, 200);
    assert_eq!(next(), (json!("DELETED"), json!("vc-1")));
    assert!(lines.by_ref().all(|line| !line.starts_with('{')), "it ends");
}

#[test]
fn projects_are_those_of_the_inventory() {
    let fixture = Fixture::start();
    let list = fixture.send(&fixture.call("GET", "projects")).json();
    assert_eq!(
        names(&list),
        ["my-object", "my-project", "other-project", "restricted"]
    );
    let one = fixture
        .send(&fixture.call("GET", "projects/restricted"))
        .json();
    assert_eq!(one["kind"], "Project");
    assert_eq!(
        one["spec"]["allowedClusters"],
        json!([{"name": "other-cluster"}])
    );
    let missing = fixture.send(&fixture.call("GET", "projects/nope"));
    assert_eq!(
        (missing.code, missing.json()["details"]["kind"].clone()),
        (404, json!("projects"))
    );
}
