//! A disk that is full: what does not fit is refused, what was acknowledged stays.

use std::process::Command;

use crate::crash::{Importer, Outcome, Server, inventory};

/// Files of the server may have so many blocks of 512 bytes: room for the empty store, and some instances.
const BLOCKS: usize = 600;

/// More imports than there is room for.
const IMPORTS: usize = 2000;

/// The shell makes the limit, and the error that a full disk gives out of the signal that a limit gives.
const SCRIPT: &str = r#"trap "" XFSZ; ulimit -f "$0"; exec "$@""#;

#[test]
fn a_full_disk_refuses_what_does_not_fit_and_loses_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let inventory = inventory(directory.path(), IMPORTS);
    let data = directory.path().join("data").display().to_string();
    let mut command = Command::new("sh");
    command.args(["-c", SCRIPT, &BLOCKS.to_string()]);
    command.arg(env!("CARGO_BIN_EXE_reference"));
    let server = Server::run(command, &inventory, &["--data", &data]);
    let importer = Importer::new(server.address);
    assert_eq!(importer.readiness(), (200, "ok".to_owned()));
    let outcomes: Vec<Outcome> = (1..=IMPORTS)
        .map(|number| importer.import(number))
        .collect();
    let count = |wanted: Outcome| {
        outcomes
            .iter()
            .filter(|outcome| **outcome == wanted)
            .count()
    };
    let created = count(Outcome::Created);
    assert!(created > 0, "there is room for some");
    assert_eq!(count(Outcome::Refused(500)), 1, "the one that did not fit");
    assert_eq!(
        count(Outcome::Refused(503)),
        IMPORTS - created - 1,
        "the rest"
    );
    let (code, text) = importer.readiness();
    assert_eq!(code, 500, "{text}");
    assert!(
        text.starts_with("[+]ping ok\n[+]log ok\n[-]store failed: "),
        "{text}"
    );
    assert!(text.contains("a commit has failed"), "{text}");
    for (path, code) in [
        ("healthz", 500),
        ("readyz/store", 500),
        ("readyz/ping", 200),
        ("readyz?exclude=store", 200),
        ("livez", 200),
    ] {
        let (found, text) = importer.health(path);
        assert_eq!(found, code, "{path}: {text}");
    }
    assert_eq!(importer.instances().len(), created, "reading goes on");
    drop(server);

    let server = Server::start(&inventory, &["--data", &data]);
    let importer = Importer::new(server.address);
    assert_eq!(importer.readiness(), (200, "ok".to_owned()));
    let there = importer.instances();
    let unknown = there.len() - created;
    assert!(unknown <= 1, "{unknown} more than were acknowledged");
    for (number, outcome) in (1..).zip(outcomes) {
        if outcome == Outcome::Created {
            assert!(
                there.contains_key(&number),
                "import {number} was acknowledged and is lost"
            );
        }
    }
    assert_eq!(importer.import(IMPORTS), Outcome::Created);
}
