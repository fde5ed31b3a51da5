//! The catalogue of ways to a green run that proves nothing. Each must end with another exit status than 0, and with a
//! sentence that says what to do.

use std::path::Path;

use conformance::embedded::Embedded;
use generated::platforms;

use crate::fake::server;
use crate::{COMPLETE, conformance, own, text};

/// A way to an empty green.
struct Way {
    name: &'static str,
    config: Option<String>,
    arguments: Vec<&'static str>,
    status: i32,
    says: &'static str,
}

fn way(
    name: &'static str,
    config: impl Into<Option<String>>,
    arguments: &[&'static str],
    status: i32,
    says: &'static str,
) -> Way {
    Way {
        name,
        config: config.into(),
        arguments: arguments.to_vec(),
        status,
        says,
    }
}

/// Runs in a folder of its own; returns what is wrong.
fn failure(way: &Way, variables: &[(&str, &str)]) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let mut arguments = way.arguments.clone();
    if let Some(config) = &way.config {
        std::fs::write(folder.path().join("conformance.toml"), config).unwrap();
        arguments.extend(["--config", "conformance.toml"]);
    }
    let output = crate::command(folder.path(), &arguments)
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    let seen = format!("{}\n{}", text(&output.stdout), text(&output.stderr));
    let right = output.status.code() == Some(way.status) && seen.contains(way.says);
    (!right).then(|| format!("{}: {:?}\n{seen}", way.name, output.status.code()))
}

fn none_is_green(ways: &[Way]) {
    let failures: Vec<String> = ways.iter().filter_map(|way| failure(way, &[])).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(ways.iter().all(|way| way.status != 0));
}

/// A configuration for a server that gives every request this answer.
fn answering(status: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    let answer = format!(
        "HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    );
    COMPLETE.replace("URL", &server(Some(answer.leak())))
}

fn nowhere() -> String {
    COMPLETE.replace("URL", "http://127.0.0.1:9/kubernetes/management")
}

#[test]
fn nothing_selected() {
    let config = nowhere();
    none_is_green(&[
        way(
            "a filter with a typo",
            config.clone(),
            &["--check", "source/name-requird"],
            2,
            "did you mean source/name-required?",
        ),
        way(
            "one good filter and one that matches nothing",
            config.clone(),
            &["--check", "source/*", "--check", "nosuch/*"],
            2,
            "nosuch/*",
        ),
        way(
            "a filter and a profile that exclude each other",
            config.clone(),
            &["--check", "content/request-yaml", "--profile", "platform"],
            2,
            "no check is left",
        ),
        way(
            "a profile with a typo",
            config.clone(),
            &["--profile", "kubernets"],
            2,
            "kubernetes",
        ),
        way(
            "no random cases",
            config.clone(),
            &["--cases", "0"],
            2,
            "at least 1",
        ),
        way("an unknown flag", config, &["--nosuch"], 2, "--nosuch"),
    ]);
}

#[test]
fn a_configuration_that_is_not_read() {
    let config = nowhere();
    none_is_green(&[
        way(
            "a key with a typo",
            config.replace("platform", "platfrom"),
            &[],
            2,
            "conformance.toml:4: unknown key target.platfrom; did you mean target.platform?",
        ),
        way(
            "a table with a typo",
            config.replace("[fixtures]", "[fixtres]"),
            &[],
            2,
            "did you mean fixtures?",
        ),
        way(
            "an unknown platform release",
            config.replace("\"3.4\"", "\"9.9\""),
            &[],
            2,
            "\"9.9\" is not described",
        ),
        way(
            "a release that is no text",
            config.replace("\"3.4\"", "3.4"),
            &[],
            2,
            "must be a text in quotes",
        ),
        way(
            "no TOML",
            config.replace("url =", "url "),
            &[],
            2,
            "not valid TOML",
        ),
        way(
            "another scheme",
            config.replace("http:", "ftp:"),
            &[],
            2,
            "must begin with https://",
        ),
        way(
            "a time limit that is none",
            config.replace("\"1s\"", "\"soon\""),
            &[],
            2,
            "target.timeout must be a time",
        ),
        way(
            "no workers",
            config.replace("timeout", "concurrency = 0\ntimeout"),
            &[],
            2,
            "from 1 to 64",
        ),
        way(
            "a file that is not there",
            None,
            &["--config", "nosuch.toml"],
            2,
            "cannot read the configuration nosuch.toml",
        ),
        way(
            "a file that says nothing",
            String::new(),
            &["--target", "http://127.0.0.1:9/kubernetes/management"],
            3,
            "no answer from",
        ),
        way(
            "fixtures without a target",
            config.replace("url", "# url"),
            &[],
            2,
            "target.url is not set",
        ),
    ]);
    let variables = [("CONFORMANCE_TARGET_URLS", "http://127.0.0.1:9")];
    let typo = way(
        "a variable with a typo",
        None,
        &[],
        2,
        "did you mean CONFORMANCE_TARGET_URL?",
    );
    assert_eq!(failure(&typo, &variables), None);
}

#[test]
fn something_else_answers() {
    none_is_green(&[
        way(
            "a redirect to a login page",
            answering("302 Found", "Location: /login\r\n", ""),
            &[],
            3,
            "redirects to /login; set target.url",
        ),
        way(
            "a login page",
            answering("200 OK", "Content-Type: text/html\r\n", "<html>"),
            &[],
            3,
            "a login page or a proxy may answer in its place",
        ),
        way(
            "another path",
            answering("404 Not Found", "", ""),
            &[],
            3,
            "no such path; does target.url end in /kubernetes/management?",
        ),
        way(
            "a proxy without a server",
            answering("502 Bad Gateway", "", ""),
            &[],
            3,
            "looks like a proxy without a server behind it",
        ),
        way(
            "a key that is not accepted",
            answering("401 Unauthorized", "", ""),
            &[],
            3,
            "credentials.allowed is not accepted",
        ),
        way(
            "a key without rights",
            answering("403 Forbidden", "", ""),
            &[],
            3,
            "may not import into project",
        ),
        way(
            "a server that is always busy",
            answering("429 Too Many Requests", "Retry-After: 600\r\n", ""),
            &[],
            3,
            "asks to come back in 600 s",
        ),
    ]);
}

#[test]
fn a_server_that_says_yes_to_everything() {
    // once as small as a configuration can be, once with all that it can declare and sources enough for every check
    let small = answering("200 OK", "Content-Type: application/json\r\n", "{}");
    let complete = small
        .replace(
            "[fixtures]",
            "denied = { value = \"denied-key\" }\n[fixtures]\nsecond-project = \"other\"",
        )
        .replace("count = 10", "count = 9999");
    let json = answering(
        "201 Created",
        "Content-Type: application/json\r\n",
        "{\"kind\":\"Status\"}",
    );
    none_is_green(&[
        way("200 and an empty object", small, &[], 1, "VIOLATES "),
        way(
            "the same with all that can be declared",
            complete,
            &[],
            1,
            "VIOLATES ",
        ),
        way("201 and a Status", json, &[], 1, "VIOLATES "),
    ]);
}

#[test]
fn what_is_missing() {
    let config = answering("404 Not Found", "", "");
    let without = |line: &str| config.replace(line, "");
    let key = "{ value = \"key-that-must-not-appear\" }";
    none_is_green(&[
        way(
            "no key",
            without(&format!("allowed = {key}")),
            &[],
            2,
            "CONFORMANCE_CREDENTIALS_ALLOWED_VALUE",
        ),
        way(
            "a variable for the key that is not set",
            config.replace(key, "{ env = \"NO_SUCH\" }"),
            &[],
            2,
            "NO_SUCH is not set",
        ),
        way(
            "a key that could be any word",
            config.replace(key, "{ value = \"admin\" }"),
            &[],
            2,
            "the access key has 5 characters",
        ),
        way(
            "no project",
            without("project = \"my-project\""),
            &[],
            2,
            "CONFORMANCE_FIXTURES_PROJECT",
        ),
        way(
            "no sources",
            without("sources = { pattern = \"vc-{n}\", count = 10 }"),
            &[],
            2,
            "is not set",
        ),
        way(
            "nowhere to report to",
            config.clone(),
            &["--report", "conformance.toml/below"],
            2,
            "cannot write reports",
        ),
        way(
            "no baseline",
            config.clone(),
            &["--baseline", "nosuch.toml"],
            2,
            "cannot read the baseline nosuch.toml",
        ),
        way(
            "a baseline to update and no file",
            config,
            &["--update-baseline"],
            2,
            "needs --baseline FILE",
        ),
    ]);
}

#[test]
fn fixtures_that_are_not_there() {
    let server = Embedded::start(platforms::NEWEST).unwrap();
    let config = own(&server, &server.host());
    let denied = config
        .lines()
        .find(|line| line.starts_with("denied"))
        .unwrap();
    let undeclared = config.replace(denied, "");
    none_is_green(&[
        way(
            "sources that do not exist",
            config.replace("vc-{n}", "nosuch-{n}"),
            &[],
            3,
            "was not accepted",
        ),
        way(
            "another cluster",
            config.replace("connected-cluster", "nosuch"),
            &[],
            3,
            "of cluster nosuch was not accepted",
        ),
        way(
            "a project that does not exist",
            config.replace("\"my-project\"", "\"nosuch\""),
            &[],
            3,
            "project nosuch does not exist",
        ),
        way(
            "too few sources",
            config.replace("10000", "3"),
            &[],
            3,
            "raise fixtures.sources.count",
        ),
        way(
            "all that is selected is not declared",
            undeclared,
            &["--check", "authorization/denied"],
            3,
            "needs what the configuration does not declare",
        ),
        way(
            "too little time",
            config.replace("\"20s\"", "\"1ms\""),
            &[],
            3,
            "no answer from",
        ),
    ]);
}

#[test]
fn another_platform_release() {
    let older = Embedded::start(platforms::find("3.3").unwrap()).unwrap();
    let newer = Embedded::start(platforms::NEWEST).unwrap();
    let said = own(&newer, &newer.host()).replace("timeout", "platform = \"3.3\"\ntimeout");
    none_is_green(&[
        way(
            "3.4 said of a 3.3",
            own(&older, &older.host()),
            &[],
            1,
            "VIOLATES opt.helm",
        ),
        way(
            "3.3 said of a 3.4",
            said,
            &[],
            1,
            "VIOLATES opt.helm.unknown-before",
        ),
    ]);
}

/// A run without any target is green, since that is what it is for; it must not be taken for a vendor's server.
#[test]
fn the_embedded_server_is_not_taken_for_a_vendors() {
    let output = conformance(Path::new("."), &["--cases", "1", "--check", "response/*"]);
    let said = text(&output.stdout);
    let sentence = "of the reference server; name yours with --target or --config";
    assert!(
        said.contains(sentence) && said.contains("as far as"),
        "{said}"
    );
}
