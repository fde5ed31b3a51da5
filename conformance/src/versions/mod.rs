//! `conformance versions`: one run under the contract of every platform release.
//!
//! Most checks send the same requests under every contract. What was recorded of such a check under one is judged under
//! the others, and nothing is sent again.

mod contract;
mod text;

use std::time::{Duration, Instant};

use generated::runtime::{Level, Platform};
use generated::{platforms, requirements};
use serde::Serialize;

use crate::check::Check;
use crate::checks;
use crate::judge::CheckResult;
use crate::preflight::Unusable;
use crate::report::{self, Context, FixtureReport, Redactor, Report, Reproducer};
use crate::run::{Opened, Opening, Settings, SetupError, open};
use crate::verdict::{Overall, Verdict};

use contract::{Contract, Judged, contracts, under_each};

/// What a server makes of the contracts.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Versions {
    /// URL of the server.
    pub url: String,
    /// Whether it is the reference server inside the suite.
    pub embedded: bool,
    /// Seed of the random cases.
    pub seed: u64,
    /// How many random cases each property tried.
    pub cases: u32,
    /// Whether SHOULD is binding.
    pub strict: bool,
    /// How many requests were sent.
    pub requests: u64,
    /// Why nothing can be said, if so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unusable: Option<String>,
    /// The releases, in rising order; none where nothing can be said.
    pub releases: Vec<Release>,
}

/// What a server makes of the contract of one release.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Release {
    /// Name of the release.
    pub platform: &'static str,
    /// Whether the configuration says that the server is of this release.
    pub declared: bool,
    /// The verdict.
    pub verdict: Overall,
    /// The binding requirements that are broken, in the order of the catalogue.
    pub broken: Vec<&'static str>,
    /// The first of them, in full.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first: Option<Broken>,
    /// How many checks are about this release.
    pub checks: usize,
    /// How many of them sent requests of their own.
    pub carried_out: usize,
    /// Faults of the suite itself. With any, the verdict proves nothing.
    pub suite_faults: Vec<String>,
}

/// A broken requirement.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Broken {
    /// Its id.
    pub requirement: &'static str,
    /// MUST or SHOULD.
    pub level: &'static str,
    /// What is required.
    pub statement: &'static str,
    /// The check that found it.
    pub check: String,
    /// What it found.
    pub reproducer: Reproducer,
}

impl Versions {
    /// The exit status: 0 where the server conforms to a release at least.
    pub fn exit_status(&self) -> u8 {
        let any = |verdict| {
            let mut releases = self.releases.iter();
            releases.any(|release| release.verdict == verdict)
        };
        if self
            .releases
            .iter()
            .any(|release| !release.suite_faults.is_empty())
        {
            4
        } else if any(Overall::Conformant) {
            0
        } else if self.unusable.is_some() || any(Overall::Inconclusive) {
            3
        } else {
            1
        }
    }
}

/// Judges the target that `settings` name by the contract of every release.
pub fn versions(settings: &Settings) -> Result<Versions, SetupError> {
    let started = Instant::now();
    // what cannot be selected is told before anything is sent
    settings.selection()?.apply(checks::all())?;
    let opened = match open(settings)? {
        Opening::Ready(opened) => opened,
        Opening::Unreachable(url, why) => return Ok(unusable(settings, url, false, &why)),
    };
    let suite = &opened.suite;
    if let (Err(why), _) = suite.preflight() {
        let url = suite.client().url().to_owned();
        return Ok(unusable(settings, url, opened.embedded, &why));
    }
    let contracts = contracts(settings, suite.brief())?;
    let checks: Vec<&'static Check> = checks::all()
        .filter(|check| contracts.iter().any(|contract| contract.is_about(check)))
        .collect();
    let mut judged: Vec<Vec<Judged>> = contracts.iter().map(|_| Vec::new()).collect();
    for of_check in suite.each(&checks, &|check| under_each(suite, check, &contracts)) {
        for (results, result) in judged.iter_mut().zip(of_check) {
            results.extend(result);
        }
    }
    let mut releases: Vec<Release> = contracts
        .iter()
        .zip(judged)
        .map(|(contract, judged)| {
            let carried_out = judged.iter().filter(|(_, sent)| *sent).count();
            let results: Vec<CheckResult> = judged.into_iter().map(|(result, _)| result).collect();
            let report = report_on(&opened, contract, &results, settings, started.elapsed());
            release(contract, report, suite.brief().platform, carried_out)
        })
        .collect();
    releases.sort_by_key(|release| {
        let mut all = platforms::ALL.iter();
        all.position(|platform| platform.name == release.platform)
    });
    Ok(Versions {
        url: suite.client().url().to_owned(),
        embedded: opened.embedded,
        seed: suite.brief().seed,
        cases: suite.brief().cases,
        strict: settings.strict,
        requests: suite.client().sent(),
        unusable: None,
        releases,
    })
}

fn unusable(settings: &Settings, url: String, embedded: bool, why: &Unusable) -> Versions {
    Versions {
        url,
        embedded,
        seed: settings.seed.unwrap_or_default(),
        cases: settings.cases.unwrap_or_default(),
        strict: settings.strict,
        requests: 1,
        unusable: Some(why.0.clone()),
        releases: Vec::new(),
    }
}

fn report_on(
    opened: &Opened,
    contract: &Contract,
    results: &[CheckResult],
    settings: &Settings,
    elapsed: Duration,
) -> Report {
    let suite = &opened.suite;
    let context = Context {
        url: suite.client().url(),
        embedded: opened.embedded,
        insecure: opened.insecure,
        selection: &contract.selection,
        redactor: &Redactor::new(suite.client().credentials()),
        seed: contract.brief.seed,
        cases: contract.brief.cases,
        strict: settings.strict,
        started_at: String::new(),
        elapsed,
        requests: suite.client().sent(),
        sources_used: suite.fixtures().taken(),
        unusable: None,
        baseline: None,
        fixtures: FixtureReport::default(),
        plan: None,
        resent: 0,
        faults: Vec::new(),
    };
    report::build(&context, results)
}

fn release(
    contract: &Contract,
    report: Report,
    declared: &Platform,
    carried_out: usize,
) -> Release {
    let binding = |level| level == Level::Must || (report.strict && level == Level::Should);
    let is_broken = |id: &str| {
        let mut found = report.requirements.iter();
        found.any(|found| found.id == id && found.verdict == Verdict::Violates)
    };
    let broken: Vec<_> = requirements::ALL
        .iter()
        .filter(|requirement| binding(requirement.level) && is_broken(requirement.id))
        .collect();
    let first = broken.first().and_then(|requirement| {
        report.checks.iter().find_map(|check| {
            let mut found = check.reproducers.iter();
            let found = found.find(|found| found.requirement == requirement.id)?;
            Some(Broken {
                requirement: requirement.id,
                level: requirement.level.as_str(),
                statement: requirement.statement,
                check: check.id.clone(),
                reproducer: found.clone(),
            })
        })
    });
    Release {
        platform: contract.platform.name,
        declared: contract.platform.name == declared.name,
        verdict: report.verdict,
        broken: broken.iter().map(|requirement| requirement.id).collect(),
        first,
        checks: contract.checks.len(),
        carried_out,
        suite_faults: report.suite_faults,
    }
}
