//! Access keys stay where they belong: nothing that is logged, measured or said in an error holds one.

use std::io::Write;

use crate::process::{Process, command};
use crate::wire::{BASE, PREFIX, Reply, Wire, request};

#[test]
fn no_output_holds_a_key() {
    for format in ["json", "text"] {
        let process = Process::start(&["--log", format]);
        let keys: Vec<String> = process.keys().map(str::to_owned).collect();
        assert_eq!(keys.len(), 3);
        let mut answers = Vec::new();
        for key in &keys {
            let import = format!("{BASE}/projects/my-project/importvirtualcluster");
            // As it should be, and wherever a key gets by mistake.
            let by_mistake = [
                request(
                    "POST",
                    &import,
                    key,
                    "Content-Type: application/json\r\n",
                    b"{}",
                ),
                request(
                    "POST",
                    &format!("{import}?access_token={key}&timeout=1h"),
                    key,
                    "",
                    b"{",
                ),
                request("GET", &format!("{BASE}/projects/{key}"), key, "", b""),
                request("GET", &format!("{BASE}/{key}"), key, "", b""),
                request("GET", &format!("{PREFIX}/{key}"), key, "", b""),
                request(key, &import, key, "", b""),
                request("GET", "/", &format!("{key}x"), "", b""),
                request("GET", "/", key, &format!("Audit-Id: {key}\r\n"), b""),
                request("GET", "/", key, &format!("User-Agent: {key}\r\n"), b""),
                request(
                    "POST",
                    &import,
                    key,
                    &format!("Content-Type: {key}\r\n"),
                    b"",
                ),
                request(
                    "POST",
                    &import,
                    key,
                    "Content-Type: application/json\r\n",
                    key.as_bytes(),
                ),
                request(
                    "GET",
                    &import,
                    key,
                    &format!("Impersonate-User: {key}\r\n"),
                    b"",
                ),
                format!("GET / HTTP/1.1\r\nHost: x\r\nBad {key}: x\r\n\r\n").into_bytes(),
                format!("{key}\r\n\r\n").into_bytes(),
            ];
            for sent in by_mistake {
                let mut wire = Wire::connect(process.address);
                wire.stream.write_all(&sent).unwrap();
                answers.extend(wire.reply().map(|reply| (sent, reply)));
            }
        }
        let limits = process.system_says("limits");
        let core = limits
            .lines()
            .find(|line| line.starts_with("Max core file size"));
        let fields: Vec<&str> = core.unwrap().split_whitespace().collect();
        assert_eq!(
            fields[4..6],
            ["0", "0"],
            "a crash would leave the keys in a file"
        );
        let metrics = process.metrics();
        process.signal("TERM");
        let end = process.end();
        assert!(end.status.success());
        // Most requests come to a line; those that are no HTTP do not.
        let lines = end.stderr.lines().filter(|line| line.contains("request"));
        assert!(lines.count() >= 30, "{}", end.stderr);
        for (name, text) in [
            ("log", &end.stderr),
            ("output", &end.stdout),
            ("metrics", &metrics),
        ] {
            for key in &keys {
                assert!(
                    !text.contains(key.as_str()),
                    "the {name} holds a key: {text}"
                );
            }
        }
        // An answer repeats a path or a body to whoever sent it, but never a header with credentials.
        for (sent, reply) in answers {
            let said = format!("{}{}", reply.head, reply.body);
            let sent = String::from_utf8_lossy(&sent).into_owned();
            for key in &keys {
                let credentials = sent.matches(key.as_str()).count() == 1
                    && sent.contains(&format!("Authorization: Bearer {key}\r\n"));
                assert!(!(credentials && said.contains(key.as_str())), "{said}");
            }
        }
    }
}

#[test]
fn a_line_says_what_happened() {
    let process = Process::start(&["--log", "json"]);
    process.assert_of_use(1);
    let id = "7d444840-9dc0-11d1-b245-5ffdce74fad2";
    let path = format!("{BASE}/projects/my-project?pretty=1");
    let headers = format!("Audit-Id: {id}\r\n");
    let read = Reply::to(
        process.address,
        &process.request("GET", &path, &headers, b""),
    );
    assert_eq!(read.code, 200);
    process.signal("TERM");
    let end = process.end();
    let lines: Vec<serde_json::Value> = end
        .stderr
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .filter(|line: &serde_json::Value| line["message"] == "request")
        .collect();
    assert_eq!(lines.len(), 2, "{}", end.stderr);
    assert_eq!(lines[0]["status"], 201);
    assert_eq!(lines[0]["method"], "POST");
    let template = generated::operations::IMPORT_VIRTUAL_CLUSTER.path;
    assert_eq!(lines[0]["route"], template, "the template, not the path");
    let read_line = &lines[1];
    assert_eq!(read_line["user"], "admin");
    assert_eq!(read_line["audit_id"], id);
    assert_eq!(read_line["bytes"], read.body.len());
    assert_eq!(read_line["complete"], true);
    assert!(read_line["seconds"].as_f64().unwrap() > 0.0);
}

#[test]
fn an_inventory_that_cannot_be_read_is_refused_without_its_keys() {
    let key = "31415926535897932384626433832795";
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("inventory.yaml");
    for user in [
        format!("{{name: a, key: {key}}}"),
        format!("{{name: a, key: {{value: {key}}}}}"),
        format!("{{name: a, key: {{value: [{key}]}}}}"),
        format!("{{name: a, key: {{values: {key}}}}}"),
        format!("{{name: a, keys: {key}}}"),
        format!("{{name: a, key: {{value: \"{key}\"}}, rights: 1}}"),
        format!("{{name: a, key: {{value: {key}"),
    ] {
        std::fs::write(&file, format!("users:\n  - {user}\n")).unwrap();
        let path = file.display().to_string();
        let output = command(&["--inventory", &path]).output();
        let output = output.unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{user}");
        assert!(!said.contains(key), "{user}: {said}");
    }
}
