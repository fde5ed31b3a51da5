//! The recipes for pipelines do what they say: every step of `action.yml` and of `ci/gitlab.yml` is carried out with
//! the variables that such a runner sets, against servers that conform and servers that do not.

#![expect(
    clippy::expect_used,
    reason = "a test that cannot be set up has failed"
)]

mod gitlab;
mod log;
mod runner;
mod stub;

use std::collections::BTreeSet;
use std::path::Path;

use conformance::embedded::Embedded;
use conformance::report::Report;
use conformance::verdict::Verdict;
use log::{commands, titles};
use runner::{Job, Outcome, yaml};
use stub::{stub, stub_cargo};

const BINARY: &str = env!("CARGO_BIN_EXE_conformance");

fn good() -> Embedded {
    Embedded::start(generated::platforms::NEWEST).expect("the reference server starts")
}

fn config(server: &Embedded) -> String {
    let config = server.configuration(&server.host());
    config.replace(
        "[credentials]",
        "insecure-skip-tls-verify = true\n[credentials]",
    )
}

fn report(outcome: &Outcome) -> Report {
    let text =
        std::fs::read(Path::new(&outcome.outputs["report"]).join("report.json")).expect("a report");
    serde_json::from_slice(&text).expect("report.json is a report")
}

#[test]
fn a_conformant_server_makes_the_job_green() {
    let server = good();
    let inputs = [
        ("config", "conformance.toml"),
        ("profiles", "core, platform"),
        ("strict", "true"),
        ("seed", "5"),
    ];
    let job = Job::new(&config(&server), &inputs);
    stub_cargo(&job.stubs());
    let outcome = job.run();
    assert_eq!(outcome.status, 0, "{}", outcome.log);
    assert_eq!(outcome.outputs["verdict"], "conformant");
    assert_eq!(outcome.outputs["exit-status"], "0");
    assert!(
        outcome
            .summary
            .starts_with("## ✅ Import conformance: conformant"),
        "{}",
        outcome.summary
    );
    assert_eq!(commands(&outcome.log).len(), 1, "{}", outcome.log);
    assert_eq!(
        titles(&outcome.log, "notice"),
        BTreeSet::from(["Import conformance"])
    );
    assert_eq!(
        outcome.used["actions/upload-artifact"],
        outcome.outputs["report"]
    );
    assert!(outcome.used["actions/cache"].contains("import-conformance-target"));
    let report = report(&outcome);
    assert_eq!(
        (report.seed, report.strict, report.profiles.len()),
        (5, true, 2)
    );
}

#[test]
fn a_broken_server_makes_it_red_and_names_what_is_broken() {
    let server = good();
    let inputs = [
        ("binary", BINARY),
        ("config", "conformance.toml"),
        ("platform", "3.0"),
        ("strict", "true"),
    ];
    let outcome = Job::new(&config(&server), &inputs).run();
    assert_eq!(outcome.status, 1, "{}", outcome.log);
    assert_eq!(
        (
            outcome.outputs["verdict"].as_str(),
            outcome.outputs["exit-status"].as_str()
        ),
        ("violations", "1")
    );
    assert!(
        outcome
            .summary
            .starts_with("## ❌ Import conformance: violations"),
        "{}",
        outcome.summary
    );
    let report = report(&outcome);
    let broken = report
        .requirements
        .iter()
        .filter(|requirement| requirement.verdict == Verdict::Violates);
    let mut expected: BTreeSet<&str> = broken.map(|requirement| requirement.id.as_str()).collect();
    assert!(!expected.is_empty());
    expected.insert("Import conformance");
    let told = ["error", "warning"].map(|kind| titles(&outcome.log, kind));
    let told: BTreeSet<&str> = told.into_iter().flatten().collect();
    assert_eq!(told, expected, "{}", outcome.log);
    // the reports are there although the job is red
    assert_eq!(
        outcome.used["actions/upload-artifact"],
        outcome.outputs["report"]
    );
    assert!(
        !outcome.used.contains_key("actions/cache"),
        "nothing is built"
    );
}

#[test]
fn a_red_server_can_be_looked_at_in_a_green_job() {
    let server = good();
    let inputs = [
        ("binary", BINARY),
        ("config", "conformance.toml"),
        ("platform", "3.0"),
        ("checks", "options/*\nsource/name-required"),
        ("fail-on", "errors"),
        ("strict", "true"),
    ];
    let outcome = Job::new(&config(&server), &inputs).run();
    assert_eq!(
        (outcome.status, outcome.outputs["verdict"].as_str()),
        (0, "violations"),
        "{}",
        outcome.log
    );
    let report = report(&outcome);
    let areas: BTreeSet<_> = report
        .checks
        .iter()
        .filter_map(|check| check.id.split('/').next())
        .collect();
    assert_eq!(areas, BTreeSet::from(["options", "source"]));
}

#[test]
fn what_a_run_prints_is_no_command_of_the_runner() {
    let job = Job::new(
        "",
        &[
            ("binary", "suite"),
            ("config", "conformance.toml"),
            ("fail-on", "errors"),
        ],
    );
    // a server's answer on its way to the log, and the end of the suite by a fault of its own
    let said =
        "got\n::error title=forged::by the server\n  ::set-output name=verdict::conformant\n";
    stub(
        &job.stubs(),
        "suite",
        &format!("[ \"$1\" = --version ] && exit\nprintf '{said}'\nexit 4"),
    );
    let outcome = job.run();
    assert_eq!(outcome.status, 4, "{}", outcome.log);
    assert!(
        outcome.log.contains("forged"),
        "it is shown: {}",
        outcome.log
    );
    let told = commands(&outcome.log);
    assert_eq!(told.len(), 1, "{}", outcome.log);
    assert!(told[0].contains("no verdict, exit status 4"), "{}", told[0]);
    assert_eq!(outcome.outputs["verdict"], "none");
}

#[test]
fn a_job_that_names_no_server_is_not_green() {
    for inputs in [
        &[("binary", BINARY)][..],
        &[("binary", BINARY), ("config", "absent.toml")],
    ] {
        let outcome = Job::new("", inputs).run();
        assert_eq!(outcome.status, 2, "{}", outcome.log);
        assert_eq!(outcome.outputs["verdict"], "none");
        assert!(
            outcome.summary.contains("no verdict"),
            "{}",
            outcome.summary
        );
        assert!(!outcome.used.contains_key("actions/upload-artifact"));
    }
    for (name, value, said) in [
        ("strict", "yes", "takes true or false"),
        ("fail-on", "100%", "'100%25'; it takes violations or errors"),
        ("binary", "absent", "absent does not run"),
    ] {
        let server = good();
        let mut inputs = vec![
            ("config", "conformance.toml"),
            ("checks", "source/name-required"),
            (name, value),
        ];
        if name != "binary" {
            inputs.push(("binary", BINARY));
        }
        let outcome = Job::new(&config(&server), &inputs).run();
        assert_eq!(outcome.status, 2, "{}", outcome.log);
        assert!(
            commands(&outcome.log)
                .iter()
                .any(|command| command.contains(said)),
            "{}",
            outcome.log
        );
    }
}

#[test]
fn the_workflow_to_copy_uses_inputs_that_there_are() {
    let action = yaml("action.yml");
    let steps = &yaml("ci/github.yml")["jobs"]["import"]["steps"];
    let used = steps
        .as_sequence()
        .expect("steps")
        .iter()
        .find_map(|step| step["with"].as_mapping());
    for (name, _) in used.expect("the action is used with inputs") {
        assert!(!action["inputs"][name].is_null(), "{name:?}");
    }
}
