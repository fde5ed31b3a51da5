//! The suite against servers that share no code with this project.
//!
//! - `python/server.py` was written from the catalogue of requirements alone and differs wherever it is free to: it must
//!   be found conformant.
//! - A mock server made from `spec/openapi.yaml` by Prism answers from the schema and remembers nothing: it must fail, and
//!   exactly where `prism.yaml` says and why.
//!
//! Where a program is not installed, its test says so and passes; with `CI=true` it fails instead. `PYTHON` names a Python
//! with PyYAML, `PRISM` the mock server's program.

#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, wherever it does"
)]

mod expected;
mod process;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use conformance::report::Report;
use conformance::run::{Settings, run};
use conformance::verdict::Verdict;
use expected::Expected;
use process::{Process, installed};

fn here(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/foreign")
        .join(name)
}

/// The verdict on the server at `url`, with SHOULD binding.
fn report_on(url: &str, seed: u64, cases: u32) -> Report {
    let config = tempfile::NamedTempFile::new().unwrap();
    let text = format!(
        r#"[target]
url = "{url}"
[credentials]
allowed = {{ value = "key-that-may-import" }}
denied = {{ value = "key-that-may-not" }}
[fixtures]
project = "my-project"
second-project = "other-project"
cluster = "connected-cluster"
namespace = "vc-pool"
sources = {{ pattern = "vc-{{n}}", count = 9999 }}
"#
    );
    std::fs::write(config.path(), text).unwrap();
    let settings = Settings {
        config: Some(config.path().to_owned()),
        strict: true,
        seed: Some(seed),
        cases: Some(cases),
        ..Settings::default()
    };
    let report = run(&settings).unwrap();
    assert_eq!(report.unusable, None);
    assert!(report.suite_faults.is_empty(), "{:?}", report.suite_faults);
    report
}

fn violated(report: &Report) -> BTreeSet<&str> {
    let red = report.requirements.iter();
    let red = red.filter(|requirement| requirement.verdict == Verdict::Violates);
    red.map(|requirement| requirement.id.as_str()).collect()
}

#[test]
fn another_implementation_conforms() {
    let trial = ["-c", "import yaml"];
    let Some(python) = installed("PYTHON", "python3", &trial, "install it and PyYAML") else {
        return;
    };
    let mut command = Command::new(python);
    // its modules leave no compiled files behind in the tree
    command.arg("-B").arg(here("python/server.py")).arg("0");
    let server = Process::start(command, |line| {
        line.starts_with("http").then(|| line.to_owned())
    });
    for seed in 1..=3 {
        let report = report_on(&server.address, seed, 12);
        assert_eq!(violated(&report), BTreeSet::new(), "seed {seed}");
        assert_eq!(report.exit_status, 0, "seed {seed}");
    }
}

#[test]
fn a_mock_server_fails_where_and_why_it_is_known_to() {
    let install = "install @stoplight/prism-cli from npm";
    let Some(prism) = installed("PRISM", "prism", &["--version"], install) else {
        return;
    };
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/openapi.yaml");
    let port = process::free_port().to_string();
    let mut command = Command::new(prism);
    command
        .args(["mock", "--host", "127.0.0.1", "--port", &port])
        .arg(spec);
    let server = Process::start(command, |line| {
        let (_, address) = line.split_once("listening on ")?;
        Some(address.trim().to_owned())
    });
    let report = report_on(&server.address, 1, 4);
    let expected = Expected::read(&here("prism.yaml"));
    let differences = expected.differences(&violated(&report));
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    assert_eq!(report.exit_status, 1);
}
