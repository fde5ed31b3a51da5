//! The table "Authentication and authorization".

use serde_json::json;

use super::{assert_status, not_allowed, status};
use crate::client::{BASE, Fixture, IMPORT};

#[test]
fn what_is_no_credential() {
    let fixture = Fixture::start();
    let unauthorized = status(401, "Unauthorized", "Unauthorized", None);
    let key = fixture.key("admin").to_owned();
    let bare = || fixture.import(1).without("Authorization");
    for (what, call) in [
        ("none", bare()),
        ("unknown", bare().authorization("Bearer unknown")),
        ("Basic", bare().authorization(&format!("Basic {key}"))),
        ("Token", bare().authorization(&format!("Token {key}"))),
        ("alone", bare().authorization(&key)),
        ("no token", bare().authorization("Bearer")),
        ("empty token", bare().authorization("Bearer ")),
        ("tab", bare().authorization(&format!("Bearer\t{key}"))),
        (
            "case",
            bare().authorization(&format!("Bearer {}", key.to_uppercase())),
        ),
        ("query", bare().query(&format!("access_token={key}"))),
        ("cookie", bare().header("Cookie", &format!("token={key}"))),
        ("proxy header", bare().header("X-Remote-User", "admin")),
        (
            "websocket",
            bare().header(
                "Sec-WebSocket-Protocol",
                &format!("base64url.bearer.authorization.k8s.io.{key}"),
            ),
        ),
    ] {
        let reply = fixture.send(&call);
        assert_status(&reply, &unauthorized, what);
        assert_eq!(reply.header("www-authenticate"), None);
        assert!(reply.warnings().is_empty());
    }
}

#[test]
fn what_is_a_credential() {
    let fixture = Fixture::start();
    let key = fixture.key("admin").to_owned();
    for value in [
        format!("bearer {key}"),
        format!("BEARER {key}"),
        format!("Bearer {key} extra"),
        format!("Bearer {key} "),
    ] {
        let call = fixture.import(1).query("dryRun=All").authorization(&value);
        assert_eq!(fixture.send(&call).code, 201, "{value}");
    }
    let spaces = fixture.import(1).authorization(&format!("Bearer  {key}"));
    let spaces = fixture.send(&spaces);
    let warning = r#"299 - "the provided Authorization header contains extra space before the bearer token, and is ignored""#;
    assert_eq!((spaces.code, spaces.warnings()), (401, vec![warning]));
    let right_first = fixture
        .import(1)
        .query("dryRun=All")
        .header("Authorization", "Bearer wrong");
    assert_eq!(fixture.send(&right_first).code, 201);
    let wrong_first = fixture.import(1).authorization("Bearer wrong");
    let wrong_first = wrong_first.header("Authorization", &format!("Bearer {key}"));
    assert_eq!(fixture.send(&wrong_first).code, 401);
}

#[test]
fn a_refusal_has_the_negotiated_form() {
    let fixture = Fixture::start();
    for (accept, media_type) in [
        ("application/yaml", "application/yaml"),
        ("text/html", "application/json"),
    ] {
        let call = fixture
            .import(1)
            .without("Authorization")
            .header("Accept", accept);
        let reply = fixture.send(&call);
        assert_eq!(
            (reply.code, reply.header("content-type")),
            (401, Some(media_type))
        );
    }
}

#[test]
fn who_may_not_is_told_so_before_anything_is_looked_for() {
    let fixture = Fixture::start();
    let viewer = format!("Bearer {}", fixture.key("viewer"));
    let details = json!({"name": "my-project", "group": "management.loft.sh", "kind": "projects"});
    for (method, verb) in [
        ("POST", "create"),
        ("PUT", "update"),
        ("DELETE", "delete"),
        ("OPTIONS", ""),
    ] {
        let reply = fixture.send(&fixture.call(method, IMPORT).authorization(&viewer));
        let message = format!(
            "projects.management.loft.sh \"my-project\" is forbidden: User \"viewer\" cannot {verb} resource \
             \"projects/importvirtualcluster\" in API group \"management.loft.sh\" at the cluster scope"
        );
        assert_status(
            &reply,
            &status(403, "Forbidden", &message, Some(details.clone())),
            method,
        );
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
    }
    let path = fixture
        .call("POST", "")
        .target("/kubernetes/management/nosuch");
    let message = "forbidden: User \"viewer\" cannot post path \"/nosuch\"";
    let expected = status(403, "Forbidden", message, Some(json!({})));
    assert_status(
        &fixture.send(&path.authorization(&viewer)),
        &expected,
        "path",
    );
    let allowed = fixture.call("GET", IMPORT).authorization(&viewer);
    assert_status(
        &fixture.send(&allowed),
        &not_allowed(),
        "routing comes later",
    );
    for path in [
        "projects/nowhere/importvirtualcluster",
        "projects/my-project/nosuch",
    ] {
        let reply = fixture.send(&fixture.call("POST", path).authorization(&viewer));
        assert_eq!(reply.code, 403, "{path}");
    }
}

#[test]
fn acting_for_others() {
    let fixture = Fixture::start();
    let as_viewer = fixture.send(&fixture.import(1).header("Impersonate-User", "viewer"));
    assert_eq!(as_viewer.code, 403);
    assert!(as_viewer.body.contains(r#"User \"viewer\" cannot create"#));
    let viewer = format!("Bearer {}", fixture.key("viewer"));
    let call = fixture
        .import(1)
        .authorization(&viewer)
        .header("Impersonate-User", "admin");
    let message = "users \"admin\" is forbidden: User \"viewer\" cannot impersonate resource \"users\" \
                   in API group \"\" at the cluster scope";
    let details = json!({"name": "admin", "kind": "users"});
    assert_status(
        &fixture.send(&call),
        &status(403, "Forbidden", message, Some(details)),
        "no right",
    );
    let group = fixture.send(&fixture.import(1).header("Impersonate-Group", "x"));
    let path = BASE.trim_start_matches("/kubernetes/management");
    let text = format!(
        "Internal Server Error: \"{path}/{IMPORT}\": requested [{{Group  x    }}] without impersonating a user\n"
    );
    assert_eq!((group.code, group.body), (500, text));
}
