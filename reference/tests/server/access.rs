//! Who is let in, as whom, and to what.

use crate::client::{Fixture, IMPORT, source};

const INVENTORY: &str = "
projects: [{name: a}, {name: b}]
clusters:
  - name: connected-cluster
    virtualClusters: [{namespace: vc-pool, name: \"vc-{n}\", count: 9}]
users:
  - name: admin
    rights: [{verbs: [\"*\"], resources: [\"*\"]}]
  - name: member
    # printf %s open-sesame | sha256sum
    key: {sha256: d7ecdf25eaf3deba0f2628771dbdd22d4138ab6cf38f91ed02a2ca0dec7c8ab7}
    rights: [{verbs: [\"*\"], resources: [\"*\"], projects: [a]}, {verbs: [use], resources: [clusters]}]
  - name: given
    key: {value: given-key}
  - name: deputy
    rights:
      - {verbs: [impersonate], resources: [users], names: [member]}
      - {verbs: [impersonate], resources: [groups], names: [staff]}
";

#[test]
fn a_key_can_be_known_by_its_digest_alone() {
    let fixture = Fixture::with(INVENTORY);
    assert_eq!(fixture.server.access_key("member"), None);
    let projects = |key: &str| {
        let call = fixture
            .call("GET", "projects/a")
            .authorization(&format!("Bearer {key}"));
        fixture.send(&call).code
    };
    assert_eq!(
        (projects("open-sesame"), projects("open-sesamE")),
        (200, 401)
    );
    let digest = "d7ecdf25eaf3deba0f2628771dbdd22d4138ab6cf38f91ed02a2ca0dec7c8ab7";
    assert_eq!(projects(digest), 401, "the digest is no key");
    assert_eq!(projects("given-key"), 403);
    let made = ["admin", "member", "given"].map(|user| fixture.server.made_access_key(user));
    assert_eq!(made, [true, false, false]);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config");
    for (user, part) in [
        ("member", "digest"),
        ("nobody", "admin, member, given, deputy"),
    ] {
        let error = fixture
            .server
            .write_kubeconfig(&file, user)
            .unwrap_err()
            .to_string();
        assert!(error.contains(part), "{error}");
    }
    assert!(!format!("{:?}", fixture.server).contains("given-key"));
}

#[test]
fn rights_on_a_project_end_with_it() {
    let fixture = Fixture::with(INVENTORY);
    let as_member = |method: &str, path: &str, body: &str| {
        let call = fixture
            .call(method, path)
            .authorization("Bearer open-sesame")
            .json(body);
        fixture.send(&call).code
    };
    let one = source("vc-1");
    assert_eq!(
        as_member("POST", "projects/a/importvirtualcluster", &one),
        201
    );
    assert_eq!(
        as_member("POST", "projects/b/importvirtualcluster", &one),
        403
    );
    assert_eq!(
        as_member("GET", "namespaces/loft-p-a/virtualclusterinstances", ""),
        200
    );
    assert_eq!(
        as_member("GET", "namespaces/loft-p-b/virtualclusterinstances", ""),
        403
    );
    assert_eq!(as_member("GET", "virtualclusterinstances", ""), 403);
    assert_eq!(as_member("GET", "projects", ""), 403);
    assert_eq!(
        as_member(
            "DELETE",
            "namespaces/loft-p-a/virtualclusterinstances/vc-1",
            ""
        ),
        200
    );
}

#[test]
fn who_acts_for_another_has_the_rights_of_the_other() {
    let fixture = Fixture::with(INVENTORY);
    let deputy = format!("Bearer {}", fixture.key("deputy"));
    let read = |headers: &[(&str, &str)]| {
        let call = fixture.call("GET", "projects/a").authorization(&deputy);
        let call = headers
            .iter()
            .fold(call, |call, (name, value)| call.header(name, value));
        fixture.send(&call)
    };
    let user = ("Impersonate-User", "member");
    assert_eq!(read(&[]).code, 403);
    assert_eq!(read(&[user]).code, 200);
    assert_eq!(read(&[user, ("Impersonate-Group", "staff")]).code, 200);
    assert_eq!(read(&[user, ("Impersonate-Group", "others")]).code, 403);
    let refused = read(&[("Impersonate-User", "admin")]);
    assert_eq!(
        refused.json()["message"],
        "users \"admin\" is forbidden: User \"deputy\" cannot impersonate resource \"users\" in API group \"\" at the cluster scope"
    );
    let alone = read(&[("Impersonate-Group", "staff")]);
    assert_eq!(
        (alone.code, alone.header("content-type")),
        (500, Some("text/plain; charset=utf-8"))
    );
}

#[test]
fn the_owner_of_an_import_is_who_it_is_made_for() {
    let fixture = Fixture::start();
    let call = fixture.import(1).header("Impersonate-User", "alice");
    assert_eq!(fixture.send(&call).code, 201);
    let path = "namespaces/loft-p-my-project/virtualclusterinstances/vc-1";
    let instance = fixture.send(&fixture.call("GET", path)).json();
    assert_eq!(instance["spec"]["owner"]["user"], "alice");
    let nobody = fixture
        .call("POST", IMPORT)
        .header("Impersonate-User", "nobody");
    assert_eq!(
        fixture.send(&nobody).code,
        403,
        "a name without rights may do nothing"
    );
}
