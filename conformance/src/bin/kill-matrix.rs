//! `kill-matrix`: the suite against every fault of the catalogue, as JSON for `cargo xtask faults`.

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use conformance::deviant::{self, each};
use conformance::report::Report;
use conformance::verdict::Verdict;
use generated::faults::{self, Fault};
use generated::platforms;
use generated::requirements;
use generated::runtime::{EnforcedBy, Level, Requirement};
use reference::Behaviour;
use serde::Serialize;

/// Runs the suite against every fault, and prints what it finds as JSON.
#[derive(Debug, Parser)]
struct Arguments {
    /// Only this fault; may repeat
    #[arg(long, value_name = "ID")]
    fault: Vec<String>,
    /// Seed of the random cases
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Random cases of each property
    #[arg(long, value_name = "N", default_value_t = 12)]
    cases: u32,
}

/// The whole matrix.
#[derive(Debug, Serialize)]
struct Matrix {
    faults: Vec<Row>,
    /// For each check, whether it can turn red at all, and how many faults it finds for the right reason.
    checks: BTreeMap<String, Check>,
    seconds: f64,
}

/// What the suite finds of one fault.
#[derive(Debug, Serialize)]
struct Row {
    id: &'static str,
    sentence: &'static str,
    breaks: Vec<&'static str>,
    exit_status: u8,
    /// Requirements that turn red.
    red: Vec<String>,
    /// Requirements of which nothing can be said.
    inconclusive: Vec<String>,
    /// Checks that report a broken requirement.
    killers: Vec<String>,
    seconds: f64,
}

#[derive(Debug, Default, Serialize)]
struct Check {
    binding: bool,
    kills: usize,
}

fn main() -> ExitCode {
    // a second provider is refused, and the first is as good
    let _ = rustls::crypto::ring::default_provider().install_default();
    let arguments = Arguments::parse();
    let began = Instant::now();
    let mut chosen = Vec::new();
    for id in &arguments.fault {
        match faults::find(id) {
            Some(fault) => chosen.push(fault),
            None => return failed(&format!("there is no fault {id:?}")),
        }
    }
    let chosen = if chosen.is_empty() {
        faults::ALL.to_vec()
    } else {
        chosen
    };
    let tried = each(&chosen, |fault| {
        let row = row(fault, &arguments);
        if let Ok((row, _)) = &row {
            eprintln!(
                "{:<44} exit {}  {:>6.2} s  {}",
                row.id,
                row.exit_status,
                row.seconds,
                row.red.join(" ")
            );
        }
        row
    });
    let mut matrix = Matrix {
        faults: Vec::new(),
        checks: BTreeMap::new(),
        seconds: 0.0,
    };
    for tried in tried {
        let (row, report) = match tried {
            Ok(tried) => tried,
            Err(message) => return failed(&message),
        };
        for check in &report.checks {
            let entry = matrix.checks.entry(check.id.clone()).or_default();
            entry.binding |= check.requirements.iter().any(|it| is_binding(&it.id));
            entry.kills += usize::from(row.killers.contains(&check.id));
        }
        matrix.faults.push(row);
    }
    matrix.seconds = began.elapsed().as_secs_f64();
    match serde_json::to_string_pretty(&matrix) {
        Ok(text) => println!("{text}"),
        Err(error) => return failed(&error.to_string()),
    }
    ExitCode::SUCCESS
}

fn failed(message: &str) -> ExitCode {
    eprintln!("error: {message}");
    ExitCode::FAILURE
}

fn row(fault: &'static Fault, arguments: &Arguments) -> Result<(Row, Report), String> {
    let began = Instant::now();
    let platform = match fault.platform {
        None => platforms::NEWEST,
        Some(name) => platforms::find(name)
            .ok_or_else(|| format!("{}: platform {name:?} is not described", fault.id))?,
    };
    let behaviour = Behaviour {
        faults: vec![fault],
        ..Behaviour::default()
    };
    let report = deviant::judge(platform, behaviour, arguments.seed, arguments.cases)
        .map_err(|error| format!("{}: {error}", fault.id))?;
    let with = |wanted: fn(Verdict) -> bool| {
        let found = report
            .requirements
            .iter()
            .filter(move |it| wanted(it.verdict));
        found.map(|it| it.id.clone()).collect()
    };
    let breaks: Vec<&str> = fault.breaks.iter().map(|it| it.id).collect();
    let killers = report.checks.iter().filter(|check| {
        let mut requirements = check.requirements.iter();
        requirements.any(|it| it.verdict == Verdict::Violates && breaks.contains(&it.id.as_str()))
    });
    let killers: BTreeSet<String> = killers.map(|check| check.id.clone()).collect();
    let row = Row {
        id: fault.id,
        sentence: fault.sentence,
        red: with(|verdict| verdict == Verdict::Violates),
        inconclusive: with(Verdict::is_inconclusive),
        killers: killers.into_iter().collect(),
        exit_status: report.exit_status,
        seconds: began.elapsed().as_secs_f64(),
        breaks,
    };
    Ok((row, report))
}

/// Whether a server can violate the requirement.
fn is_binding(id: &str) -> bool {
    let exempt = |requirement: &Requirement| {
        let mut rows = faults::EXEMPT.iter();
        rows.any(|(exempt, _)| *exempt == requirement)
    };
    requirements::find(id).is_some_and(|requirement| {
        !exempt(requirement)
            && requirement.level != Level::May
            && requirement.enforced_by != EnforcedBy::NotEnforced
    })
}
