//! Which check comes first: each request has two faults or more, and the answer tells which one was seen.

use crate::client::{Call, Fixture, IMPORT};

const TOO_BIG: &[u8] = &[b' '; 3 * 1024 * 1024 + 1];

/// What is wrong with a request, in the order in which it must be found.
const FAULTS: [(&str, u16); 9] = [
    ("timeout", 400),
    ("authentication", 401),
    ("impersonation", 403),
    ("authorization", 403),
    ("route", 404),
    ("accept", 406),
    ("media type", 415),
    ("size", 413),
    ("options", 422),
];

fn spoil(fixture: &Fixture, call: Call, fault: &str) -> Call {
    match fault {
        "timeout" => call.query("timeout=abc"),
        "authentication" => call.authorization("Bearer wrong"),
        "impersonation" => call
            .authorization(&format!("Bearer {}", fixture.key("viewer")))
            .header("Impersonate-User", "admin"),
        "authorization" => call.header("Impersonate-User", "viewer"),
        "accept" => call.header("Accept", "text/html"),
        "media type" => call.body("text/yaml", b"{"),
        "size" => call.body("application/json", TOO_BIG),
        "options" => call.query("dryRun=bogus"),
        _ => call,
    }
}

#[test]
fn of_two_faults_the_earlier_one_is_answered() {
    let fixture = Fixture::start();
    for (index, (earlier, code)) in FAULTS.iter().enumerate() {
        for (later, _) in FAULTS.iter().skip(index + 1) {
            let path = if [earlier, later].contains(&&"route") {
                "projects/p/nosuch"
            } else {
                IMPORT
            };
            let call = fixture.call("POST", path).json("{");
            // The user is set by the earlier of the two, which is also the one that must win.
            let both = spoil(&fixture, spoil(&fixture, call, later), earlier);
            let both = if *earlier == "media type" && *later == "size" {
                both.body("text/yaml", TOO_BIG)
            } else {
                both
            };
            let reply = fixture.send(&both);
            assert_eq!(
                reply.code, *code,
                "{earlier} and {later}: {} {}",
                reply.code, reply.body
            );
        }
    }
}

#[test]
fn everything_about_the_form_comes_before_the_body_and_the_project() {
    let fixture = Fixture::start();
    let nowhere = "projects/nowhere/importvirtualcluster";
    let malformed = fixture.send(&fixture.call("POST", nowhere).json("{"));
    assert_eq!(malformed.code, 400, "decoding precedes the project");
    let options = fixture.send(
        &fixture
            .call("POST", nowhere)
            .json("{")
            .query("fieldValidation=bogus"),
    );
    assert_eq!(options.causes(), ["fieldValidation FieldValueNotSupported"]);
    let missing = fixture.send(&fixture.call("POST", nowhere).json("{}"));
    assert_eq!(missing.code, 404, "the project precedes the fields");
    assert_eq!(missing.json()["details"]["kind"], "projects");
    let limited = fixture
        .call("POST", nowhere)
        .json("{")
        .authorization(&format!("Bearer {}", fixture.key("viewer")));
    assert_eq!(
        fixture.send(&limited).code,
        403,
        "nobody learns which projects exist"
    );
}

#[test]
fn access_keys_are_read_as_kubernetes_reads_them() {
    let fixture = Fixture::start();
    let key = fixture.key("admin").to_owned();
    let call = |value: &str| fixture.import(1).query("dryRun=All").authorization(value);
    for value in [
        format!("Bearer {key}"),
        format!("bearer {key}"),
        format!("BEARER {key} more"),
        format!("Bearer {key} "),
    ] {
        assert_eq!(fixture.send(&call(&value)).code, 201, "{value}");
    }
    for value in [
        String::new(),
        key.clone(),
        "Bearer".to_owned(),
        "Bearer ".to_owned(),
        format!("Token {key}"),
        format!("Basic {key}"),
        format!("Bearer\t{key}"),
        format!("Bearer {}", key.to_uppercase()),
    ] {
        let reply = fixture.send(&call(&value));
        assert_eq!(reply.code, 401, "{value}: {reply:?}");
        assert!(!reply.body.contains(&key));
        assert_eq!(reply.json().get("details"), None);
    }
    let spaces = fixture.send(&call(&format!("Bearer  {key}")));
    assert_eq!(
        (spaces.code, spaces.warnings().len()),
        (401, 1),
        "{spaces:?}"
    );
    let in_query = fixture.send(
        &fixture
            .import(1)
            .without("Authorization")
            .query(&format!("access_token={key}")),
    );
    assert_eq!(in_query.code, 401);
}

#[test]
fn a_refused_user_is_told_what_is_missing() {
    let fixture = Fixture::start();
    let viewer = format!("Bearer {}", fixture.key("viewer"));
    let reply = fixture.send(&fixture.import(1).authorization(&viewer));
    let body = reply.json();
    assert_eq!(
        body["message"],
        "projects.management.loft.sh \"my-project\" is forbidden: User \"viewer\" cannot create resource \
         \"projects/importvirtualcluster\" in API group \"management.loft.sh\" at the cluster scope"
    );
    assert_eq!(
        body["details"],
        serde_json::json!({"name": "my-project", "group": "management.loft.sh", "kind": "projects"})
    );
    assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
    let get = fixture.send(&fixture.call("GET", IMPORT).authorization(&viewer));
    assert_eq!(get.code, 405, "a right to get leads to the route");
    let put = fixture.send(&fixture.call("PUT", IMPORT).authorization(&viewer));
    assert_eq!(put.code, 403);
    let alice = format!("Bearer {}", fixture.key("alice"));
    let other = fixture
        .call("POST", "projects/other-project/importvirtualcluster")
        .json("{}")
        .authorization(&alice);
    assert_eq!(
        fixture.send(&other).code,
        403,
        "a right may be for one project only"
    );
    let group = fixture.send(&fixture.import(1).header("Impersonate-Group", "x"));
    assert_eq!(group.code, 500);
}
