//! The table "Routing".

use serde_json::json;

use super::{assert_status, not_allowed, not_found, status};
use crate::client::{BASE, Call, Fixture, IMPORT, source};

fn post(fixture: &Fixture, target: &str) -> Call {
    let call = fixture.call("POST", "").target(target).query("dryRun=All");
    call.json(&source("vc-1"))
}

#[test]
fn no_other_method_is_allowed() {
    let fixture = Fixture::start();
    for method in [
        "GET", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "FOO", "post",
    ] {
        let reply = fixture.send(&fixture.call(method, IMPORT));
        assert_status(&reply, &not_allowed(), method);
        assert_eq!(reply.header("allow"), None);
    }
    let odd = fixture.call("PATCH", IMPORT).body("application/odd", b"x");
    assert_status(&fixture.send(&odd), &not_allowed(), "PATCH");
    let watch = fixture.call("GET", IMPORT).query("watch=true");
    assert_status(&fixture.send(&watch), &not_allowed(), "watch");
    let head = fixture.send(&fixture.call("HEAD", IMPORT));
    assert_eq!((head.code, head.body.as_str()), (405, ""));
    let length = format!("{}\n", not_allowed()).len().to_string();
    assert_eq!(head.header("content-length"), Some(length.as_str()));
    for path in ["projects/my-project", "projects/importvirtualcluster"] {
        assert_status(
            &fixture.send(&fixture.call("POST", path)),
            &not_allowed(),
            path,
        );
    }
}

#[test]
fn paths_that_lead_to_the_import() {
    let fixture = Fixture::start();
    for path in [
        "projects/my-project/importvirtualcluster",
        "projects/my-project/importvirtualcluster/",
        "projects/my-project/importvirtualcluster//",
        "projects/%6dy-project/importvirtualcluster",
        "projects/my%2dproject/importvirtualcluster",
        "projects/my-project%2Fimportvirtualcluster",
    ] {
        let reply = fixture.send(&post(&fixture, &format!("{BASE}/{path}")));
        assert_eq!(reply.code, 201, "{path}: {reply:?}");
    }
    let absolute = post(&fixture, &format!("http://elsewhere{BASE}/{IMPORT}"));
    assert_eq!(fixture.send(&absolute).code, 201);
}

#[test]
fn paths_that_lead_nowhere() {
    let fixture = Fixture::start();
    let group = "/kubernetes/management/apis/management.loft.sh";
    for path in [
        "v1/projects/my-project//importvirtualcluster",
        "v1/projects//importvirtualcluster",
        "v1/projects/my-project/importvirtualcluster/more",
        "v1/projects/my-project/nosuch",
        "v1/projects/my-project/importVirtualCluster",
        "v1/projects/my-project/ImportVirtualCluster",
        "v1/project/my-project/importvirtualcluster",
        "v1/nosuch/my-project/importvirtualcluster",
        "v2/projects/my-project/importvirtualcluster",
        "v1/namespaces/x/projects/my-project/importvirtualcluster",
        "v1/watch/projects/my-project/importvirtualcluster",
        "v1/proxy/projects/my-project/importvirtualcluster",
        "v1/projects/my-project%2Fx/importvirtualcluster",
        "v1/projects/x/../my-project/importvirtualcluster",
    ] {
        let reply = fixture.send(&post(&fixture, &format!("{group}/{path}")));
        assert_status(&reply, &not_found(), path);
    }
    for path in [
        "/apis/nosuch.example.com/v1/projects/my-project/importvirtualcluster",
        "/nosuch",
        "//apis/management.loft.sh/v1/projects/my-project/importvirtualcluster",
        "/kubernetes/management/apis/management.loft.sh/v1/projects/my-project/importvirtualcluster",
    ] {
        let reply = fixture.send(&post(&fixture, &format!("/kubernetes/management{path}")));
        assert_eq!(reply.code, 404, "{path}: {reply:?}");
        let index = reply.json();
        assert!(
            index["paths"].is_array() && index.get("kind").is_none(),
            "{path}: {reply:?}"
        );
    }
}

#[test]
fn names_reach_the_handler_as_they_are() {
    let fixture = Fixture::start();
    let long = "x".repeat(300);
    for (segment, name, quoted) in [
        ("nope", "nope", "nope"),
        ("My-Project", "My-Project", "My-Project"),
        ("my_project", "my_project", "my_project"),
        ("my%20project", "my project", "my project"),
        (".", ".", "."),
        ("..", "..", ".."),
        ("%2e%2e", "..", ".."),
        ("proj%C3%A9t", "projét", "projét"),
        ("%00", "\0", "\\x00"),
        ("my+project", "my+project", "my+project"),
        ("my;project", "my;project", "my;project"),
        (&long, &long, &long),
    ] {
        let target = format!("{BASE}/projects/{segment}/importvirtualcluster");
        let reply = fixture.send(&post(&fixture, &target));
        let message = format!("projects.management.loft.sh \"{quoted}\" not found");
        let details = json!({"name": name, "group": "management.loft.sh", "kind": "projects"});
        assert_status(
            &reply,
            &status(404, "NotFound", &message, Some(details)),
            segment,
        );
    }
}

#[test]
fn malformed_escapes_are_refused_before_the_api() {
    let fixture = Fixture::start();
    let target = format!("{BASE}/projects/%zz/importvirtualcluster");
    let reply = fixture.send(&post(&fixture, &target));
    assert_eq!(reply.code, 400);
    assert!(reply.body.starts_with("400 Bad Request"), "{reply:?}");
    assert_eq!(
        reply.header("content-type"),
        Some("text/plain; charset=utf-8")
    );
    assert_eq!(reply.header("audit-id"), None);
}

#[test]
fn an_import_is_no_project() {
    let fixture = Fixture::start();
    let projects = fixture.call("POST", "projects");
    let body = r#"{"kind":"ProjectImportVirtualCluster","apiVersion":"management.loft.sh/v1"}"#;
    let message = "ProjectImportVirtualCluster in version \"v1\" cannot be handled as a Project: \
                   converting (v1.ProjectImportVirtualCluster) to (v1.Project): unknown conversion";
    let reply = fixture.send(&projects.clone().json(body));
    assert_status(
        &reply,
        &status(400, "BadRequest", message, None),
        "projects",
    );
    let refused = projects.clone().body("text/plain", body.as_bytes());
    assert_eq!(fixture.send(&refused).code, 415);
    let project = projects.json(r#"{"kind":"Project"}"#);
    assert_eq!(
        fixture.send(&project).code,
        405,
        "projects are those of the inventory"
    );
}
