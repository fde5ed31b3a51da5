//! `conformance diff`: two servers beside each other.

use conformance::diff::{Diff, DiffError, EMBEDDED, diff};
use conformance::run::Settings;
use conformance::verdict::Verdict;

use crate::server::Server;

fn plan(checks: &[&str]) -> Settings {
    Settings {
        checks: checks.iter().map(|check| (*check).to_owned()).collect(),
        seed: Some(1),
        cases: Some(4),
        ..Settings::default()
    }
}

fn config(server: &Server) -> String {
    let config = server.settings().config.expect("a configuration");
    config.display().to_string()
}

fn between(left: &str, right: &str, checks: &[&str]) -> Diff {
    diff(left, right, &plan(checks)).expect("both can be opened")
}

/// The requirements that are not alike.
fn unlike(diff: &Diff) -> Vec<&'static str> {
    let rows = diff.requirements.iter().filter(|row| !row.alike);
    rows.map(|row| row.requirement).collect()
}

#[test]
fn the_embedded_server_is_like_itself() {
    let found = between(EMBEDDED, EMBEDDED, &[]);
    assert!(found.alike, "{found}");
    assert_eq!(found.exit_status(), 0);
    assert!(found.requirements.len() > 200);
    assert!(found.left.url != found.right.url, "two servers");
}

#[test]
fn two_runs_against_one_server_are_alike() {
    let server = Server::good();
    let found = between(
        &config(&server),
        &config(&server),
        &["source/*", "instances/*"],
    );
    assert!(found.alike, "{found}");
}

#[test]
fn a_server_that_breaks_something_differs_there() {
    let (good, bad) = (Server::good(), Server::bad());
    let found = between(&config(&good), &config(&bad), &[]);
    assert_eq!(found.exit_status(), 1);
    let report = bad.run();
    for row in &found.requirements {
        let mut judged = report.requirements.iter();
        let judged = judged.find(|judged| judged.id == row.requirement);
        assert_eq!(judged.map(|judged| judged.verdict), Some(row.right));
        let red = row.right == Verdict::Violates;
        assert_eq!(
            red,
            !row.alike && row.left != row.right,
            "{}: {found}",
            row.requirement
        );
    }
    assert!(!unlike(&found).is_empty(), "{found}");
    let text = found.to_string();
    assert!(
        text.contains("violates") && text.contains("body /"),
        "{text}"
    );
    let keys = [good.key(), bad.key()];
    let json = serde_json::to_string(&found).expect("JSON");
    assert!(
        keys.iter()
            .all(|key| !json.contains(key) && !text.contains(key))
    );
}

#[test]
fn nothing_is_said_where_one_is_not_there() {
    let good = Server::good();
    let path = good.reports().join("gone.toml");
    let text = std::fs::read_to_string(config(&good)).expect("a file");
    let (before, after) = text.split_once("url = ").expect("a URL");
    let (_, after) = after.split_once('\n').expect("more lines");
    let gone = format!("{before}url = \"http://127.0.0.1:9/kubernetes/management\"\n{after}");
    std::fs::write(&path, gone).expect("written");
    let found = between(&config(&good), &path.display().to_string(), &["source/*"]);
    assert_eq!(found.exit_status(), 3, "{found}");
    assert!(found.right.unusable.is_some() && !found.alike);
}

#[test]
fn two_contracts_are_no_plan() {
    let good = Server::good();
    let path = good.reports().join("older.toml");
    let text = std::fs::read_to_string(config(&good)).expect("a file");
    let text = text.replace("[credentials]", "platform = \"3.3\"\n[credentials]");
    std::fs::write(&path, text).expect("written");
    let error = diff(&config(&good), &path.display().to_string(), &plan(&[]));
    let error = error.expect_err("two contracts");
    assert!(matches!(error, DiffError::OtherPlatform { .. }), "{error}");
    // the embedded server takes the contract of the other
    let found = between(EMBEDDED, &path.display().to_string(), &["source/*"]);
    assert_eq!(found.platform, "3.3");
}
