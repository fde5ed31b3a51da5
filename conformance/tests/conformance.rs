//! `cargo test -p conformance`: every check is a test of its own name.
//!
//! The target comes from `CONFORMANCE_CONFIG` and the other `CONFORMANCE_…` variables; without any it is the embedded
//! reference server. libtest's own flags work: a filter, `--list`, `--exact`, `--skip`, `--test-threads`.

use std::fmt::Write as _;
use std::process::ExitCode;
use std::sync::OnceLock;

use conformance::check::Check;
use conformance::cli::settings_from_environment;
use conformance::judge::CheckResult;
use conformance::run::{Opened, Opening, Settings, open};
use conformance::verdict::{Overall, Verdict};
use conformance::{checks, http};
use libtest_mimic::{Arguments, Completion, Failed, Trial};

/// The target, opened by the first test that runs, so that `--list` opens nothing.
static TARGET: OnceLock<Result<Box<Opened>, String>> = OnceLock::new();

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let trials = checks::all()
        .map(|check| Trial::ignorable_test(check.id, move || run(check)))
        .collect();
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn settings() -> Result<Settings, Failed> {
    settings_from_environment().map_err(|error| Failed::from(error.to_string()))
}

fn target() -> Result<&'static Opened, Failed> {
    let opened = TARGET.get_or_init(|| {
        let settings =
            settings().map_err(|failed| failed.message().unwrap_or_default().to_owned())?;
        let opened = match open(&settings).map_err(|error| error.to_string())? {
            Opening::Ready(opened) => opened,
            Opening::Unreachable(_, why) => return Err(why.to_string()),
        };
        let (usable, _) = opened.suite.preflight();
        usable.map_err(|why| why.to_string())?;
        Ok(opened)
    });
    opened.as_deref().map_err(Failed::from)
}

fn run(check: &'static Check) -> Result<Completion, Failed> {
    let (settings, opened) = (settings()?, target()?);
    let selection = settings.selection()?;
    if !check
        .requirements
        .iter()
        .any(|requirement| selection.includes(requirement))
    {
        return Ok(Completion::ignored_with(
            "not about the selected profiles and platform",
        ));
    }
    let result = opened.suite.run_check(check, &selection);
    if let Some(fault) = result.faults.first() {
        return Err(Failed::from(format!("fault of the suite: {fault}")));
    }
    let levels = result
        .requirements
        .iter()
        .map(|(requirement, verdict)| (requirement.level, *verdict));
    match (Overall::of(levels, settings.strict), &result.stop) {
        (_, Some(stop)) if result.verdict == Verdict::NotDeclared => {
            Ok(Completion::ignored_with(stop.to_string()))
        }
        (Overall::Conformant, _) => Ok(Completion::Completed),
        (Overall::Inconclusive, stop) => {
            let why = stop.as_ref().map(ToString::to_string).unwrap_or_default();
            Err(Failed::from(format!("{}: {why}", result.verdict.as_str())))
        }
        (Overall::Violations | Overall::StaleBaseline, _) => {
            Err(Failed::from(violations(&result, opened)))
        }
    }
}

fn violations(result: &CheckResult, opened: &Opened) -> String {
    let mut text = String::new();
    let client = opened.suite.client();
    for (finding, evidence) in result.broken() {
        let requirement = finding.requirement;
        // writing to a String cannot fail
        let _ = write!(
            text,
            "violates {} {} ({}): {}\n  expected  {}\n  got       {}\n  reproduce {}\n",
            requirement.level,
            requirement.id,
            finding.case,
            requirement.statement,
            evidence.expected,
            evidence.exchange.summary(),
            http::curl(client.url(), &evidence.exchange.request, opened.insecure),
        );
    }
    conformance::report::Redactor::new(client.credentials()).text(&text)
}
