//! `conformance verify`: what was recorded gives the same verdicts, and every kind of tampering is found.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use conformance::report::Report;
use conformance::transcript::{FILE, Footer, Line, ReadError};
use conformance::verdict::Verdict;
use conformance::verify::{Verification, VerifyError, verify};
use sha2::{Digest, Sha256};

use crate::server::Server;

/// Name and bytes of what a run left.
type Files = [(&'static str, Vec<u8>); 2];

/// A copy of the files that a run left.
struct Left {
    folder: tempfile::TempDir,
}

impl Left {
    /// By a run against a server that conforms.
    fn green() -> Self {
        static FILES: LazyLock<Files> = LazyLock::new(|| files(&Server::good()));
        Self::with(&FILES)
    }

    /// By a run against a server that does not.
    fn red() -> Self {
        static FILES: LazyLock<Files> = LazyLock::new(|| files(&Server::bad()));
        Self::with(&FILES)
    }

    fn with(files: &Files) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, bytes) in files {
            fs::write(folder.path().join(name), bytes).expect("written");
        }
        Self { folder }
    }

    fn report(&self) -> PathBuf {
        self.folder.path().join("report.json")
    }

    fn transcript(&self) -> PathBuf {
        self.folder.path().join(FILE)
    }

    fn verify(&self) -> Result<Verification, VerifyError> {
        verify(&self.report())
    }

    /// Changes the report's text.
    fn edit_report(&self, edit: impl FnOnce(&mut Report)) {
        let text = fs::read_to_string(self.report()).expect("report.json");
        let mut report = serde_json::from_str(&text).expect("a report");
        edit(&mut report);
        fs::write(self.report(), serde_json::to_string(&report).expect("JSON")).expect("written");
    }

    /// Changes the transcript's lines and nothing else.
    fn edit_transcript(&self, edit: impl FnOnce(&str) -> String) {
        let text = fs::read_to_string(self.transcript()).expect("the transcript");
        let edited = edit(&text);
        assert_ne!(text, edited, "nothing was changed");
        fs::write(self.transcript(), edited).expect("written");
    }

    /// Makes digests fit the transcript again, as somebody would who wants it to pass.
    fn forge_digests(&self) {
        let text = fs::read_to_string(self.transcript()).expect("the transcript");
        let end = text.trim_end().rfind('\n').expect("two lines") + 1;
        let (lines, footer) = text.split_at(end);
        let Ok(Line::Footer(footer)) = serde_json::from_str(footer) else {
            panic!("no footer: {footer}");
        };
        let sha256 = format!("{:x}", Sha256::digest(lines));
        let footer = Line::Footer(Footer {
            sha256: sha256.clone(),
            ..footer
        });
        let footer = serde_json::to_string(&footer).expect("JSON");
        fs::write(self.transcript(), format!("{lines}{footer}\n")).expect("written");
        self.edit_report(|report| {
            report.transcript.as_mut().expect("a transcript").sha256 = sha256;
        });
    }
}

/// What a run against `server` leaves.
fn files(server: &Server) -> Files {
    server.run();
    ["report.json", FILE].map(|name| {
        let bytes = fs::read(server.reports().join(name));
        (name, bytes.expect("the run left it"))
    })
}

fn assert_differs(left: &Left, about: &str) {
    let verification = left.verify().expect("it can be played back");
    let found = verification
        .differences
        .iter()
        .any(|difference| difference.about.contains(about));
    assert!(found, "{about}: {verification}");
}

fn contains(path: &Path, text: &str) -> bool {
    fs::read_to_string(path).expect("a file").contains(text)
}

#[test]
fn a_green_run_verifies_and_holds_no_key() {
    let server = Server::good();
    let (key, left) = (server.key(), Left::with(&files(&server)));
    let verification = left.verify().expect("it can be played back");
    assert!(verification.differences.is_empty(), "{verification}");
    assert!(verification.exchanges > 500 && verification.requirements > 200);
    assert!(!contains(&left.transcript(), &key));
    assert!(contains(&left.transcript(), "$ACCESS_KEY"));
}

#[test]
fn a_red_run_verifies_with_its_repetitions_and_shrinking() {
    let left = Left::red();
    let verification = left.verify().expect("it can be played back");
    assert!(verification.differences.is_empty(), "{verification}");
    assert!(contains(&left.report(), "\"of\": 3"));
}

#[test]
fn a_verdict_that_was_changed_in_the_report_is_found() {
    let left = Left::red();
    let mut changed = String::new();
    left.edit_report(|report| {
        let mut requirements = report.requirements.iter_mut();
        let red = requirements.find(|requirement| requirement.verdict == Verdict::Violates);
        let red = red.expect("a violation");
        red.verdict = Verdict::Conforms;
        changed.clone_from(&red.id);
    });
    assert_differs(&left, &changed);
}

#[test]
fn an_exit_status_that_was_changed_in_the_report_is_found() {
    let left = Left::red();
    left.edit_report(|report| report.exit_status = 0);
    assert_differs(&left, "exitStatus");
}

#[test]
fn an_answer_that_was_changed_is_found() {
    let left = Left::green();
    left.edit_transcript(|text| text.replacen("\"status\":422", "\"status\":200", 40));
    let error = left.verify().expect_err("the digest is another");
    assert!(
        matches!(error, VerifyError::Transcript(ReadError::Altered { .. })),
        "{error}"
    );
    assert_eq!(error.exit_status(), 1);
    left.forge_digests();
    assert_differs(&left, "");
}

#[test]
fn a_request_that_was_changed_is_found() {
    let left = Left::green();
    left.edit_transcript(|text| {
        text.replace("\"query\":\"dryRun=bogus\"", "\"query\":\"dryRun=All\"")
    });
    left.forge_digests();
    let verification = left.verify().expect("it can be played back");
    let text = verification.to_string();
    assert!(
        text.contains("dryRun=bogus") && text.contains("dryRun=All"),
        "{text}"
    );
}

#[test]
fn a_check_that_was_taken_out_is_found() {
    let left = Left::red();
    left.edit_transcript(|text| {
        let lines = text.split_inclusive('\n');
        lines
            .filter(|line| !line.contains("\"check\":\"source/name-required\""))
            .collect()
    });
    left.forge_digests();
    assert_differs(&left, "check source/name-required");
}

#[test]
fn a_file_that_was_cut_is_found_wherever_it_was_cut() {
    let left = Left::green();
    let whole = fs::read(left.transcript()).expect("the transcript");
    let last = whole.len() - 1;
    let middle = whole.len() / 2;
    let line = whole[..middle].iter().rposition(|byte| *byte == b'\n');
    for end in [0, 1, line.expect("two lines") + 1, middle, last] {
        fs::write(left.transcript(), &whole[..end]).expect("written");
        let error = left.verify().expect_err("it is cut");
        assert!(
            matches!(error, VerifyError::Transcript(ReadError::Truncated { .. })),
            "{end}: {error}"
        );
        assert_eq!(error.exit_status(), 1);
    }
}

#[test]
fn another_version_says_so() {
    let left = Left::green();
    left.edit_report(|report| report.suite.version = "9.9.9".to_owned());
    let error = left.verify().expect_err("another version");
    assert!(error.to_string().contains("9.9.9"), "{error}");
    assert_eq!(error.exit_status(), 2);
    left.edit_report(|report| {
        report.suite.version = env!("CARGO_PKG_VERSION").to_owned();
        report.spec.digest = "0".repeat(64);
    });
    let error = left.verify().expect_err("another spec");
    assert!(matches!(error, VerifyError::OtherSpec { .. }), "{error}");
}

#[test]
fn the_transcript_of_another_run_is_not_taken() {
    let (left, other) = (Left::green(), Left::red());
    fs::copy(other.transcript(), left.transcript()).expect("copied");
    let error = left.verify().expect_err("another run");
    assert!(
        matches!(error, VerifyError::OtherTranscript { .. }),
        "{error}"
    );
}

#[test]
fn a_target_that_was_not_there_verifies_too() {
    let server = Server::good();
    let mut settings = server.settings();
    settings.target = Some("http://127.0.0.1:9/kubernetes/management".to_owned());
    let report = conformance::run::run(&settings).expect("the configuration is complete");
    assert_eq!(report.exit_status, 3);
    let verification =
        verify(&server.reports().join("report.json")).expect("it can be played back");
    assert!(verification.differences.is_empty(), "{verification}");
}
