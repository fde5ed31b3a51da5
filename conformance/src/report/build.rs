//! From results to a report.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use generated::requirements;
use generated::runtime::{Level, Observation, Requirement};

use super::{
    CheckReport, CheckedRequirement, Counts, Coverage, ExchangeReport, FixtureReport, Message,
    Note, PlanReport, ProfileReport, Redactor, Report, Reproducer, RequirementReport,
    SCHEMA_VERSION, SpecInfo, SuiteInfo, TargetInfo,
};
use crate::baseline::Applied;
use crate::checks;
use crate::http::{Exchange, curl};
use crate::judge::CheckResult;
use crate::preflight::Unusable;
use crate::selection::Selection;
use crate::verdict::{Overall, Profile, Verdict};

/// Bodies longer than this are cut in a report, in bytes.
const BODY_LIMIT: usize = 8 * 1024;

/// Headers longer than this are cut in a report, in bytes.
const HEADER_LIMIT: usize = 1024;

/// What a report needs besides the results.
#[derive(Debug)]
pub struct Context<'a> {
    /// The target's URL.
    pub url: &'a str,
    /// Whether it is the reference server inside the suite.
    pub embedded: bool,
    /// Whether certificates are not verified, so that commands say so too.
    pub insecure: bool,
    /// What ran.
    pub selection: &'a Selection,
    /// Takes keys out.
    pub redactor: &'a Redactor,
    /// Seed of the random cases.
    pub seed: u64,
    /// How many there were.
    pub cases: u32,
    /// Whether SHOULD is binding.
    pub strict: bool,
    /// When the run began, RFC 3339.
    pub started_at: String,
    /// How long it took.
    pub elapsed: Duration,
    /// How many requests were sent.
    pub requests: u64,
    /// How many sources were handed out.
    pub sources_used: u32,
    /// Why nothing can be said, if so.
    pub unusable: Option<&'a Unusable>,
    /// What the baseline accepted, where there is one.
    pub baseline: Option<Applied>,
    /// What was made on the target.
    pub fixtures: FixtureReport,
    /// How many requests were answered when they were sent again.
    pub resent: u64,
    /// What was planned, where there was a rehearsal.
    pub plan: Option<PlanReport>,
    /// Faults of the suite that belong to no check.
    pub faults: Vec<String>,
}

/// The report on `results`.
pub fn build(context: &Context<'_>, results: &[CheckResult]) -> Report {
    let by_requirement = verdicts(results);
    let requirements: Vec<RequirementReport> = by_requirement
        .iter()
        .map(|(requirement, (verdict, checks))| requirement_report(requirement, *verdict, checks))
        .collect();
    let overall = |profile: Option<Profile>| {
        let counted = by_requirement
            .iter()
            .filter(|(requirement, _)| {
                profile.is_none_or(|profile| Profile::of(requirement) == profile)
            })
            .map(|(requirement, (verdict, _))| (requirement.level, *verdict));
        if context.unusable.is_some() {
            Overall::Inconclusive
        } else {
            Overall::of(counted, context.strict)
        }
    };
    let suite_faults: Vec<String> = results
        .iter()
        .flat_map(|result| {
            result
                .faults
                .iter()
                .map(|fault| format!("check {}: {fault}", result.check.id))
        })
        .chain(
            context
                .faults
                .iter()
                .map(|fault| context.redactor.text(fault)),
        )
        .collect();
    let stale = context
        .baseline
        .as_ref()
        .is_some_and(|applied| !applied.stale.is_empty());
    let verdict = match overall(None) {
        Overall::Conformant | Overall::Inconclusive if stale => Overall::StaleBaseline,
        verdict => verdict,
    };
    let exit_status = if suite_faults.is_empty() {
        verdict.exit_status()
    } else {
        4
    };
    Report {
        schema_version: SCHEMA_VERSION.to_owned(),
        suite: SuiteInfo::default(),
        spec: SpecInfo::of(context.selection.platform()),
        target: TargetInfo {
            url: context.url.to_owned(),
            embedded: context.embedded,
        },
        seed: context.seed,
        cases: context.cases,
        strict: context.strict,
        started_at: context.started_at.clone(),
        duration_milliseconds: milliseconds(context.elapsed),
        requests: context.requests,
        plan: context.plan.clone(),
        resent: context.resent,
        fixtures: context.fixtures.clone(),
        sources_used: context.sources_used,
        verdict,
        exit_status,
        unusable: context
            .unusable
            .map(|unusable| context.redactor.text(&unusable.0)),
        transcript: None,
        suite_faults,
        baseline: context.baseline.clone(),
        profiles: context
            .selection
            .profiles()
            .into_iter()
            // a profile of which nothing was looked at has no verdict
            .filter(|name| {
                by_requirement
                    .keys()
                    .any(|requirement| Profile::of(requirement) == *name)
            })
            .map(|name| ProfileReport {
                name,
                verdict: overall(Some(name)),
                counts: counts(&by_requirement, name, context.strict),
            })
            .collect(),
        coverage: coverage(&by_requirement, context.selection),
        requirements,
        checks: results
            .iter()
            .map(|result| check_report(context, result))
            .collect(),
    }
}

type Verdicts = BTreeMap<&'static Requirement, (Verdict, Vec<&'static str>)>;

fn verdicts(results: &[CheckResult]) -> Verdicts {
    let mut verdicts = Verdicts::new();
    for result in results {
        for (requirement, verdict) in &result.requirements {
            let entry = verdicts
                .entry(requirement)
                .or_insert((*verdict, Vec::new()));
            entry.0 = entry.0.and(*verdict);
            entry.1.push(result.check.id);
        }
    }
    verdicts
}

fn requirement_report(
    requirement: &Requirement,
    verdict: Verdict,
    checks: &[&'static str],
) -> RequirementReport {
    RequirementReport {
        id: requirement.id.to_owned(),
        level: requirement.level.as_str().to_owned(),
        origin: requirement.origin.as_str().to_owned(),
        profile: Profile::of(requirement),
        statement: requirement.statement.to_owned(),
        source: requirement.source.to_owned(),
        verdict,
        checks: checks.iter().map(|id| (*id).to_owned()).collect(),
    }
}

fn counts(verdicts: &Verdicts, profile: Profile, strict: bool) -> Counts {
    let mut counts = Counts::default();
    for (requirement, (verdict, _)) in verdicts
        .iter()
        .filter(|(requirement, _)| Profile::of(requirement) == profile)
    {
        let binding =
            requirement.level == Level::Must || (strict && requirement.level == Level::Should);
        *match verdict {
            Verdict::Conforms => &mut counts.conforms,
            Verdict::Violates if binding => &mut counts.violates,
            Verdict::Violates => &mut counts.warnings,
            Verdict::Known => &mut counts.known,
            Verdict::Informational => &mut counts.informational,
            Verdict::NotDeclared => &mut counts.not_declared,
            Verdict::InconclusiveFixture | Verdict::InconclusiveTarget | Verdict::Flaky => {
                &mut counts.inconclusive
            }
        } += 1;
    }
    counts
}

fn coverage(verdicts: &Verdicts, selection: &Selection) -> Coverage {
    let platform = selection.platform().name;
    let applies = |requirement: &&'static Requirement| requirement.applies_to(platform);
    let checked: BTreeSet<&Requirement> = checks::all()
        .flat_map(|check| check.requirements.iter().copied())
        .filter(applies)
        .collect();
    let observable = requirements::ALL
        .iter()
        .copied()
        .filter(applies)
        .filter(|requirement| matches!(requirement.observation, Observation::Probe(_)))
        .count();
    Coverage {
        catalogue: requirements::ALL.len(),
        observable,
        checked: checked.len(),
        selected: verdicts.len(),
        checks: checks::all()
            .filter(|check| check.requirements.iter().any(applies))
            .count(),
    }
}

fn check_report(context: &Context<'_>, result: &CheckResult) -> CheckReport {
    let redact = |text: &str| context.redactor.text(text);
    CheckReport {
        id: result.check.id.to_owned(),
        title: result.check.title.to_owned(),
        kind: result.check.kind,
        requirements: result
            .requirements
            .iter()
            .map(|(requirement, verdict)| CheckedRequirement {
                id: requirement.id.to_owned(),
                verdict: *verdict,
            })
            .collect(),
        verdict: result.verdict,
        reason: result.stop.as_ref().map(|stop| redact(&stop.to_string())),
        duration_milliseconds: milliseconds(result.elapsed),
        notes: result
            .notes()
            .map(|(finding, note)| Note {
                requirement: finding.requirement.id.to_owned(),
                case: finding.case.clone(),
                note: redact(note),
            })
            .collect(),
        reproducers: result
            .broken()
            .map(|(finding, evidence)| Reproducer {
                requirement: finding.requirement.id.to_owned(),
                case: redact(&finding.case),
                expected: redact(&evidence.expected),
                got: redact(&evidence.exchange.summary()),
                reproduced: evidence.reproduced,
                curl: redact(&curl(
                    context.url,
                    &evidence.exchange.request,
                    context.insecure,
                )),
                exchange: exchange_report(context, &evidence.exchange),
                control: evidence
                    .control
                    .as_ref()
                    .map(|control| exchange_report(context, control)),
            })
            .collect(),
    }
}

fn exchange_report(context: &Context<'_>, exchange: &Exchange) -> ExchangeReport {
    let redactor = context.redactor;
    let header = |(name, value): &(String, String)| {
        redactor.cut(format!("{name}: {value}").as_bytes(), HEADER_LIMIT)
    };
    let request = &exchange.request;
    // the key is added when a request is sent, so its place is taken here
    let authorization = request
        .credential
        .placeholder()
        .map(|value| ("Authorization".to_owned(), value));
    let sent = request.body.as_deref().unwrap_or_default();
    ExchangeReport {
        request: Message {
            line: redactor.text(&format!(
                "{} {}",
                request.method,
                request.address(context.url)
            )),
            headers: authorization
                .iter()
                .chain(&request.headers)
                .map(header)
                .collect(),
            body: redactor.cut(sent, BODY_LIMIT),
            body_bytes: sent.len(),
        },
        response: exchange.outcome.as_ref().ok().map(|response| Message {
            line: response.status.to_string(),
            headers: response.headers.iter().map(header).collect(),
            body: redactor.cut(&response.body, BODY_LIMIT),
            body_bytes: response.body.len(),
        }),
        error: exchange
            .outcome
            .as_ref()
            .err()
            .map(|error| redactor.text(&error.to_string())),
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
