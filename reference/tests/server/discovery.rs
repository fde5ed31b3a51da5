//! What a client can find out before it uses the API.

use serde_json::{Value, json};

use crate::client::{BASE, Call, Fixture};

const PREFIX: &str = "/kubernetes/management";
const AGGREGATED: &str =
    "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList";

fn get(fixture: &Fixture, path: &str) -> Call {
    fixture.call("GET", "").target(&format!("{PREFIX}{path}"))
}

#[test]
fn lists_name_the_group_and_its_resources() {
    let fixture = Fixture::start();
    let resources = fixture.send(&fixture.call("GET", "").target(BASE)).json();
    let listed: Vec<String> = resources["resources"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| {
            format!(
                "{} {} {} {}",
                it["name"], it["singularName"], it["namespaced"], it["verbs"]
            )
        })
        .collect();
    assert_eq!(
        listed,
        [
            r#""projects" "project" false ["get","list","watch"]"#,
            r#""projects/importvirtualcluster" "" false ["create"]"#,
            r#""virtualclusterinstances" "virtualclusterinstance" true ["delete","get","list","watch"]"#,
        ]
    );
    let group = fixture
        .send(&get(&fixture, "/apis/management.loft.sh"))
        .json();
    assert_eq!(
        (&group["kind"], &group["name"]),
        (&json!("APIGroup"), &json!("management.loft.sh"))
    );
    let yaml = fixture.send(&get(&fixture, "/apis").header("Accept", "application/yaml"));
    assert_eq!(
        (yaml.code, yaml.header("content-type")),
        (200, Some("application/yaml"))
    );
    assert_eq!(
        fixture
            .send(&get(&fixture, "/apis").header("Accept", "text/html"))
            .code,
        406
    );
    let viewer = format!("Bearer {}", fixture.key("viewer"));
    for path in ["/apis", "/openapi/v2", "/version", "/readyz"] {
        assert_eq!(
            fixture
                .send(&get(&fixture, path).authorization(&viewer))
                .code,
            200,
            "{path}"
        );
    }
}

#[test]
fn one_answer_has_it_all_for_those_who_ask() {
    let fixture = Fixture::start();
    for (version, accept) in [
        ("v2beta1", format!("{AGGREGATED},application/json")),
        (
            "v2",
            format!("{},{AGGREGATED}", AGGREGATED.replace("v2beta1", "v2")),
        ),
    ] {
        let reply = fixture.send(&get(&fixture, "/apis").header("Accept", &accept));
        let media_type = AGGREGATED.replace("v2beta1", version);
        assert_eq!(
            (reply.code, reply.header("content-type")),
            (200, Some(media_type.as_str()))
        );
        let body = reply.json();
        assert_eq!(body["apiVersion"], format!("apidiscovery.k8s.io/{version}"));
        let resources = &body["items"][0]["versions"][0]["resources"];
        assert_eq!(resources[0]["resource"], "projects");
        assert_eq!(
            resources[0]["subresources"][0]["subresource"],
            "importvirtualcluster"
        );
        assert_eq!(resources[1]["scope"], "Namespaced");
    }
    let plain = format!("application/json,{AGGREGATED}");
    let reply = fixture
        .send(&get(&fixture, "/apis").header("Accept", &plain))
        .json();
    assert_eq!(reply["kind"], "APIGroupList");
}

#[test]
fn the_description_is_served_to_those_who_read_json() {
    let fixture = Fixture::start();
    let v2 = fixture.send(&get(&fixture, "/openapi/v2"));
    assert_eq!(
        (v2.code, v2.header("content-type")),
        (200, Some("application/json"))
    );
    assert_eq!(v2.json()["swagger"], "2.0");
    let tag = v2.header("etag").unwrap();
    let again = fixture.send(&get(&fixture, "/openapi/v2").header("If-None-Match", tag));
    assert_eq!((again.code, again.body.as_str()), (304, ""));
    let index = fixture.send(&get(&fixture, "/openapi/v3")).json();
    let url = index["paths"]["apis/management.loft.sh/v1"]["serverRelativeURL"]
        .as_str()
        .unwrap();
    let group = fixture.send(&fixture.call("GET", "").target(url)).json();
    assert!(group["paths"].as_object().unwrap().len() > 3, "{url}");
    for (accept, code) in [
        (
            "application/com.github.proto-openapi.spec.v2@v1.0+protobuf",
            406,
        ),
        (
            "application/com.github.proto-openapi.spec.v2@v1.0+protobuf, */*",
            200,
        ),
        ("application/*", 200),
    ] {
        let reply = fixture.send(&get(&fixture, "/openapi/v2").header("Accept", accept));
        assert_eq!(reply.code, code, "{accept}");
    }
    assert_eq!(
        fixture
            .send(&get(&fixture, "/openapi/v3/apis/apps/v1"))
            .code,
        404
    );
}

#[test]
fn health_is_told_as_a_whole_and_check_by_check() {
    let fixture = Fixture::start();
    for path in [
        "/healthz",
        "/livez",
        "/readyz",
        "/readyz/ping",
        "/readyz/store",
        "/healthz/store",
        "/livez/log",
        "/healthz/",
    ] {
        let reply = fixture.send(&get(&fixture, path));
        assert_eq!((reply.code, reply.body.as_str()), (200, "ok"), "{path}");
        assert_eq!(
            reply.header("content-type"),
            Some("text/plain; charset=utf-8")
        );
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
    }
    let verbose = fixture.send(&get(&fixture, "/readyz?verbose")).body;
    assert_eq!(
        verbose,
        "[+]ping ok\n[+]log ok\n[+]store ok\nreadyz check passed\n"
    );
    let without = fixture
        .send(&get(&fixture, "/livez?verbose&exclude=log"))
        .body;
    assert_eq!(
        without,
        "[+]ping ok\n[+]log excluded: ok\nlivez check passed\n"
    );
    for method in ["POST", "HEAD"] {
        let call = fixture.call(method, "").target(&format!("{PREFIX}/readyz"));
        assert_eq!(fixture.send(&call).code, 200, "{method}");
    }
    for nothing in ["/readyz/nope", "/livez/store"] {
        assert_eq!(fixture.send(&get(&fixture, nothing)).code, 404, "{nothing}");
    }
}

#[test]
fn the_version_and_the_paths() {
    let fixture = Fixture::start();
    let version = fixture.send(&get(&fixture, "/version"));
    assert!(
        version.body.starts_with("{\n  \"major\": \"3\""),
        "pretty: {}",
        version.body
    );
    let post = fixture
        .call("POST", "")
        .target(&format!("{PREFIX}/version"));
    assert_eq!(fixture.send(&post).code, 405);
    let root = fixture.send(&get(&fixture, "/")).json();
    let unknown = fixture.send(&get(&fixture, "/nosuch"));
    assert_eq!((unknown.code, &unknown.json()), (404, &root));
    assert_eq!(fixture.send(&get(&fixture, "/api")).code, 404);
    for path in root["paths"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
    {
        assert_eq!(fixture.send(&get(&fixture, path)).code, 200, "{path}");
    }
    let outside = fixture.send(&fixture.call("GET", "").target("/apis"));
    assert_eq!(outside.code, 404);
}
