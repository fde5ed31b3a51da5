//! What a run makes on its target: planned beforehand, removed afterwards, and nothing at all in a dry run.

use std::net::TcpListener;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use conformance::embedded::Embedded;
use conformance::http::{Client, Request};
use serde_json::Value;

use crate::{COMPLETE, command, conformance, own, rehearsed, report, text, with_config};

fn server() -> Embedded {
    Embedded::start(generated::platforms::NEWEST).expect("the embedded server starts")
}

/// A configuration for that server, changed by `edit`.
fn config(server: &Embedded, edit: impl Fn(String) -> String) -> String {
    edit(own(server, &server.host()))
}

/// The instances that are there, by name.
fn instances(server: &Embedded) -> Vec<String> {
    let client = Client::new(
        &server.url(),
        &server.trust(),
        Duration::from_secs(20),
        server.credentials(),
    );
    let path = generated::operations::LIST_ALL_VIRTUAL_CLUSTER_INSTANCES.path;
    let exchange = client.unwrap().send(&Request::new("GET", path));
    assert!(exchange.is_success(), "{}", exchange.summary());
    let items = exchange.object()["items"].clone();
    let names = items.as_array().unwrap().iter();
    names
        .map(|item| item["metadata"]["name"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_run_keeps_to_its_plan_with_few_sources_and_leaves_nothing() {
    let server = server();
    let config = config(&server, |text| text.replace("count = 10000", "count = 40"));
    let flags = ["--report", "out", "--seed", "3", "--cases", "4"];
    let (folder, output) = rehearsed(&config, &flags, 0);
    let said = text(&output.stdout);
    let report = report(folder.path());
    let plan = report.plan.as_ref().expect("the run is rehearsed");
    assert!(
        said.contains(&format!("{} requests, as planned", report.requests)),
        "{said}"
    );
    assert_eq!(plan.requests, report.requests);
    assert_eq!(
        (plan.imports, plan.repetitions),
        (report.fixtures.created, 0)
    );
    assert!(plan.ceiling > plan.requests);
    assert!(report.fixtures.created > 100, "{:?}", report.fixtures);
    assert!(said.contains("instances made, all removed"), "{said}");
    assert_eq!(report.fixtures.created, report.fixtures.removed);
    assert_eq!(instances(&server), Vec::<String>::new());
}

#[test]
fn what_is_not_to_be_removed_stays_and_is_named() {
    let server = server();
    let config = config(&server, |text| text + "cleanup = \"never\"\n");
    let flags = ["--report", "out", "--check", "instances/*"];
    let (folder, output) = with_config(&config, &flags, 0);
    let report = report(folder.path());
    assert_eq!(report.plan, None);
    let left: Vec<&str> = report
        .fixtures
        .left_behind
        .iter()
        .map(|left| left.name.as_str())
        .collect();
    let mut there = instances(&server);
    there.sort();
    let mut named = left.clone();
    named.sort_unstable();
    assert_eq!(named, there);
    assert!(!there.is_empty());
    let said = text(&output.stdout);
    assert!(
        said.contains("left behind, since fixtures.cleanup is never"),
        "{said}"
    );
    assert!(said.contains(left[0]), "{said}");
}

#[test]
fn a_dry_run_changes_nothing() {
    let server = server();
    let config = config(&server, |text| {
        text.replace("count = 10000", "count = 1") + "mode = \"dry-run\"\n"
    });
    let (folder, output) = rehearsed(&config, &["--report", "out", "--cases", "4"], 0);
    assert_eq!(instances(&server), Vec::<String>::new());
    let report = report(folder.path());
    assert_eq!((report.fixtures.created, report.sources_used), (0, 1));
    assert_eq!(report.plan.as_ref().map(|plan| plan.imports), Some(0));
    let said = text(&output.stdout);
    assert!(said.contains("requests, as planned"), "{said}");
    assert!(
        said.contains("not declared: needs a target that may be changed"),
        "{said}"
    );
    assert!(said.contains("and nothing was made"), "{said}");
    let verdict = |id: &str| {
        let mut requirements = report.requirements.iter();
        let requirement = requirements.find(|requirement| requirement.id == id);
        requirement.map(|requirement| requirement.verdict.as_str())
    };
    assert_eq!(verdict("src.name.required"), Some("conforms"));
    assert_eq!(verdict("im.creates-instance"), Some("not declared"));
    assert_eq!(verdict("qp.dryrun.no-effect"), Some("not declared"));
}

#[test]
fn a_target_that_takes_no_notice_of_a_dry_run_is_left_alone() {
    let answer = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
    let config =
        COMPLETE.replace("URL", &crate::fake::server(Some(answer))) + "mode = \"dry-run\"\n";
    let (folder, _) = with_config(&config, &["--report", "out"], 3);
    let why = report(folder.path()).unusable.unwrap_or_default();
    assert!(why.contains("takes no notice of dryRun=All"), "{why}");
}

#[test]
fn a_plan_is_made_without_a_word_to_the_target() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let connections = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&connections);
    std::thread::spawn(move || {
        for _ in listener.incoming() {
            seen.fetch_add(1, Ordering::Relaxed);
        }
    });
    let folder = tempfile::tempdir().unwrap();
    let config = COMPLETE.replace("URL", &format!("https://{address}/kubernetes/management"));
    std::fs::write(folder.path().join("a.toml"), &config).unwrap();
    std::fs::write(
        folder.path().join("b.toml"),
        config + "mode = \"dry-run\"\n",
    )
    .unwrap();
    let plan = |arguments: &[&str]| {
        let output = conformance(
            folder.path(),
            &[&["plan", "--seed", "1"], arguments].concat(),
        );
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        text(&output.stdout)
    };
    let said = plan(&["--config", "a.toml"]);
    for part in [
        "source/name-required",
        "nothing has been sent",
        "at most",
        "cleanup ",
    ] {
        assert!(said.contains(part), "{part} in {said}");
    }
    let json = plan(&[
        "--config",
        "a.toml",
        "--check",
        "instances/listed",
        "--format",
        "json",
    ]);
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["imports"], 2, "{json}");
    assert_eq!(json["requests"], 4, "{json}");
    assert_eq!(json["cleanupRequests"], 5, "{json}");
    let name = json["checks"][0]["instances"][0].as_str().unwrap();
    assert!(
        name.starts_with("conformance-<run>-") && name.ends_with("-1"),
        "{name}"
    );
    let said = plan(&["--config", "b.toml"]);
    assert!(said.contains("none takes effect"), "{said}");
    assert_eq!(connections.load(Ordering::Relaxed), 0);
}

#[test]
fn a_command_that_makes_no_source_is_told_without_keys() {
    let server = server();
    let config = config(&server, |text| {
        let (before, _) = text.split_once("sources = ").unwrap();
        let key = server.credentials().allowed.reveal().to_owned();
        format!("{before}sources = {{ create = \"echo no room for {key} >&2; exit 7\" }}\n")
    });
    let (folder, output) = with_config(&config, &["--report", "out"], 3);
    let why = report(folder.path()).unusable.unwrap_or_default();
    for said in [why, text(&output.stdout)] {
        assert!(
            said.contains("exit status: 7: no room for $ACCESS_KEY"),
            "{said}"
        );
    }
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_cleans_up_and_leaves_its_reports() {
    let server = server();
    let folder = tempfile::tempdir().unwrap();
    let config = config(&server, |text| text);
    std::fs::write(folder.path().join("conformance.toml"), config).unwrap();
    let flags = [
        "--config",
        "conformance.toml",
        "--report",
        "out",
        "--no-plan",
        "--cases",
        "100",
    ];
    let mut running = command(folder.path(), &flags)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    // it has begun once something was imported
    while instances(&server).is_empty() {
        assert_eq!(
            running.try_wait().unwrap(),
            None,
            "the run has ended before it was interrupted"
        );
    }
    let interrupted = std::process::Command::new("kill")
        .args(["-INT", &running.id().to_string()])
        .status();
    assert!(interrupted.unwrap().success());
    assert_eq!(running.wait().unwrap().code(), Some(3));
    let report = report(folder.path());
    let stopped = report
        .checks
        .iter()
        .filter_map(|check| check.reason.as_deref())
        .filter(|reason| reason.contains("interrupted"));
    assert!(stopped.count() > 0);
    assert_eq!(report.fixtures.created, report.fixtures.removed);
    assert_eq!(instances(&server), Vec::<String>::new());
}

#[test]
fn mistakes_in_fixtures_name_their_place() {
    let complete = COMPLETE.replace("URL", "http://127.0.0.1:9/kubernetes/management");
    let sources = "sources = { pattern = \"vc-{n}\", count = 10 }";
    for (with, said) in [
        ("sources = { names = [] }", "is empty"),
        ("sources = { names = [\"a\", \"a\"] }", "has a twice"),
        (
            "sources = { names = [{ cluster = \"c\" }] }",
            "without a name",
        ),
        (
            "sources = { names = [{ nam = \"c\" }] }",
            "unknown member nam",
        ),
        ("sources = { names = [1] }", "neither a name nor a table"),
        (
            "sources = { names = [\"a\"], pattern = \"{n}\", count = 1 }",
            "keep one of the two",
        ),
        ("sources = { create = [] }", "must be a line for the shell"),
        (
            "sources = { create = [\"a\", 1] }",
            "must be a line for the shell",
        ),
        (
            "sources = { create = \"a\", timeout = \"soon\" }",
            "must be a time",
        ),
        (
            "sources = { pattern = \"vc-{n}\", count = 10 }\nmode = \"dry\"",
            "must be import or dry-run",
        ),
        (
            "sources = { pattern = \"vc-{n}\", count = 10 }\ncleanup = \"no\"",
            "must be auto or never",
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("conformance.toml");
        std::fs::write(file, complete.replace(sources, with)).unwrap();
        let output = conformance(folder.path(), &["plan", "--config", "conformance.toml"]);
        assert_eq!(output.status.code(), Some(2), "{with}");
        let error = text(&output.stderr);
        assert!(
            error.contains(said) && error.contains("conformance.toml:"),
            "{with}: {error}"
        );
    }
}
