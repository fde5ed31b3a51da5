//! `conformance replay`: each violation leaves a file that finds it again.

use std::fs;
use std::path::PathBuf;

use conformance::replay::{ReplayError, State, replay};
use conformance::reproducer::{self, FOLDER};

use crate::server::Server;

#[test]
fn what_is_broken_is_found_again_and_what_is_mended_is_not() {
    let (bad, good) = (Server::bad(), Server::good());
    let report = bad.run();
    let files = reproducer::files(&report);
    assert!(files.len() > 3, "{}", files.len());
    for (name, file) in &files {
        let path = bad.reports().join(FOLDER).join(name);
        let text = fs::read_to_string(&path).expect("a file for each violation");
        assert!(!text.contains(&bad.key()));
        for (server, state) in [(&bad, State::Broken), (&good, State::Mended)] {
            let again = replay(&path, None, server.settings().config).expect("it can be repeated");
            assert_eq!(again.state, state, "{name} {}: {again}", file.check);
            assert_eq!(again.found.is_some(), state == State::Broken);
        }
    }
    // a run without violations leaves none
    let settings = conformance::run::Settings {
        report: Some(bad.reports().to_owned()),
        checks: vec!["source/*".to_owned()],
        ..good.settings()
    };
    conformance::run::run(&settings).expect("the configuration is complete");
    let left = fs::read_dir(bad.reports().join(FOLDER)).expect("the folder");
    assert_eq!(left.count(), 0);
}

/// The first file that a run against a broken server leaves.
fn left(bad: &Server) -> PathBuf {
    let settings = conformance::run::Settings {
        checks: vec!["near-misses/*".to_owned(), "source/*".to_owned()],
        ..bad.settings()
    };
    let report = conformance::run::run(&settings).expect("the configuration is complete");
    let files = reproducer::files(&report);
    let (name, _) = files.first().expect("a violation");
    bad.reports().join(FOLDER).join(name)
}

#[test]
fn nothing_is_said_of_a_server_that_is_not_there() {
    let bad = Server::bad();
    let gone = Some("http://127.0.0.1:9/kubernetes/management".to_owned());
    let again = replay(&left(&bad), gone, bad.settings().config).expect("it can be repeated");
    assert_eq!(again.state, State::Unclear);
    assert!(again.to_string().contains("no answer"), "{again}");
}

#[test]
fn a_file_that_cannot_be_used_says_why() {
    let bad = Server::bad();
    let path = left(&bad);
    let text = fs::read_to_string(&path).expect("a file");
    let broken = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        fs::write(&path, text.replace(from, to)).expect("written");
        replay(&path, None, bad.settings().config).expect_err("it is changed")
    };
    let error = broken("\"check\": \"", "\"check\": \"no-such/");
    assert!(matches!(error, ReplayError::UnknownCheck { .. }), "{error}");
    let error = broken("\"platform\": \"3.4\"", "\"platform\": \"3.3\"");
    assert!(
        matches!(error, ReplayError::OtherPlatform { .. }),
        "{error}"
    );
    let error = broken("\"schemaVersion\": 1", "\"schemaVersion\": 2");
    assert!(error.to_string().contains("form 2"), "{error}");
    let error = broken("{", "[");
    assert!(matches!(error, ReplayError::Form { .. }), "{error}");
}
