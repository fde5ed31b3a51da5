//! Carrying out one check and drawing verdicts from what it found.
//!
//! Nothing here knows whether a session is live or recorded, so a verdict can be drawn twice.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use generated::runtime::Requirement;

use crate::check::Check;
use crate::preflight::Unusable;
use crate::probe::Probe;
use crate::selection::Selection;
use crate::session::{Brief, Held, Session, Step};
use crate::suite::requests;
use crate::verdict::{Evidence, Finding, Outcome, REPETITIONS, Reproduced, Stop, Verdict};

/// What came of one check.
#[derive(Debug)]
pub struct CheckResult {
    /// The check.
    pub check: &'static Check,
    /// The verdict on it.
    pub verdict: Verdict,
    /// The verdict on each requirement it covers and that counts, in its order.
    pub requirements: Vec<(&'static Requirement, Verdict)>,
    /// Everything found that counts.
    pub findings: Vec<Finding>,
    /// Why it was not carried through, if it was not.
    pub stop: Option<Stop>,
    /// What is wrong with the check itself.
    pub faults: Vec<String>,
    /// What happened, session by session: the first, and one for each repetition. Empty where it was not carried out,
    /// and once it was written down.
    pub sessions: Vec<Vec<Step>>,
    /// How many requests were sent: in the first session, and in those that repeated it.
    pub requests: (u64, u64),
    /// How long it took.
    pub elapsed: Duration,
}

/// What came of one session.
#[derive(Debug, Default)]
struct Attempt {
    findings: Vec<Finding>,
    stop: Option<Stop>,
    faults: Vec<String>,
    steps: Vec<Step>,
    /// Whether it was cut off by the plan, so that more might have been found.
    is_cut_off: bool,
}

/// Carries out a check.
///
/// `open` begins the first session (0) and those of the repetitions (1 to [`REPETITIONS`]), which what broke a
/// requirement is followed by. It gives `None` where no further one can be had.
pub fn judge<'s>(
    check: &'static Check,
    brief: &Brief,
    selection: &Selection,
    open: &dyn Fn(u8) -> Option<Box<dyn Session + 's>>,
) -> CheckResult {
    let started = Instant::now();
    let mut first = open(0)
        .map(|session| attempt(check, brief, session))
        .unwrap_or_default();
    let mut sessions = vec![std::mem::take(&mut first.steps)];
    first
        .findings
        .retain(|finding| selection.includes(finding.requirement));
    sessions.extend(repeat(check, brief, &mut first.findings, open));
    let Attempt {
        findings,
        stop,
        mut faults,
        is_cut_off,
        ..
    } = first;
    for finding in &findings {
        if !check.requirements.contains(&finding.requirement) {
            let requirement = finding.requirement;
            faults.push(format!(
                "it speaks of {requirement}, which it does not declare"
            ));
        }
    }
    let stop = stop.or_else(|| findings.iter().find_map(unanswered));
    let mut requirements = verdicts(check, selection, &findings, stop.as_ref(), &mut faults);
    if is_cut_off {
        for (_, verdict) in &mut requirements {
            *verdict = verdict.and(Verdict::InconclusiveTarget);
        }
    }
    let verdict = requirements
        .iter()
        .map(|(_, verdict)| *verdict)
        .reduce(Verdict::and)
        .unwrap_or(Verdict::NotDeclared);
    CheckResult {
        check,
        verdict,
        requirements,
        findings,
        stop,
        faults,
        requests: (
            requests(&sessions[0]),
            sessions[1..].iter().map(|steps| requests(steps)).sum(),
        ),
        sessions,
        elapsed: started.elapsed(),
    }
}

fn unanswered(finding: &Finding) -> Option<Stop> {
    match &finding.outcome {
        Outcome::Unanswered(why) => Some(Stop::Target(why.clone())),
        _ => None,
    }
}

fn attempt(check: &'static Check, brief: &Brief, session: Box<dyn Session + '_>) -> Attempt {
    let mut probe = Probe::new(session.as_ref(), brief, check.requirements);
    let ended = catch_unwind(AssertUnwindSafe(|| (check.run)(&mut probe)));
    let held = probe.held();
    let findings = probe.into_findings();
    let (stop, faults) = match (ended, held) {
        // whatever a check makes of a request that was held back, that is why it was not carried through
        (Ok(_), Some(held)) => (Some(held.stop()), Vec::new()),
        (Ok(Ok(())), None) => (None, Vec::new()),
        (Ok(Err(stop)), None) => (Some(stop), Vec::new()),
        (Err(panic), _) => {
            let text = panic_text(panic.as_ref());
            (None, vec![format!("the check panicked: {text}")])
        }
    };
    Attempt {
        findings,
        stop,
        faults,
        steps: session.end(),
        is_cut_off: held == Some(Held::Ceiling),
    }
}

/// Carries the check out again where it found something broken and did not repeat that itself, and notes how often it
/// was seen again. What is not seen again at all is flaky.
fn repeat<'s>(
    check: &'static Check,
    brief: &Brief,
    findings: &mut [Finding],
    open: &dyn Fn(u8) -> Option<Box<dyn Session + 's>>,
) -> Vec<Vec<Step>> {
    let mut sessions = Vec::new();
    let mut unrepeated: Vec<&mut Finding> = findings
        .iter_mut()
        .filter(|finding| matches!(&finding.outcome, Outcome::Violates(evidence) if evidence.reproduced.is_none()))
        .collect();
    if !unrepeated.is_empty() {
        for number in 1..=REPETITIONS {
            let Some(session) = open(number) else { break };
            let mut again = attempt(check, brief, session);
            sessions.push(std::mem::take(&mut again.steps));
            for finding in &mut unrepeated {
                count(finding, &again.findings);
            }
        }
    }
    for finding in findings {
        if let Outcome::Violates(evidence) = &finding.outcome
            && evidence
                .reproduced
                .is_some_and(|reproduced| reproduced.times == 0)
        {
            finding.outcome = Outcome::Flaky(evidence.clone());
        }
    }
    sessions
}

/// Counts a repetition that looked at the same case.
fn count(finding: &mut Finding, again: &[Finding]) {
    let (requirement, case) = (finding.requirement, &finding.case);
    let mut same = again
        .iter()
        .filter(|other| other.requirement == requirement && other.case == *case)
        .peekable();
    if same.peek().is_none() {
        return;
    }
    let broke = same.any(|other| matches!(other.outcome, Outcome::Violates(_)));
    if let Outcome::Violates(evidence) = &mut finding.outcome {
        let seen = evidence
            .reproduced
            .get_or_insert(Reproduced { times: 0, of: 0 });
        seen.of += 1;
        seen.times += u8::from(broke);
    }
}

/// The verdict on each requirement that counts, in the order in which the check declares them.
fn verdicts(
    check: &'static Check,
    selection: &Selection,
    findings: &[Finding],
    stop: Option<&Stop>,
    faults: &mut Vec<String>,
) -> Vec<(&'static Requirement, Verdict)> {
    let mut found: BTreeMap<&Requirement, Verdict> = BTreeMap::new();
    for finding in findings {
        let verdict = Verdict::from(&finding.outcome);
        found
            .entry(finding.requirement)
            .and_modify(|all| *all = all.and(verdict))
            .or_insert(verdict);
    }
    let mut verdicts = Vec::new();
    for &requirement in check.requirements {
        if !selection.includes(requirement) {
            continue;
        }
        let verdict = match (found.get(requirement), stop) {
            (Some(verdict), _) => *verdict,
            (None, Some(stop)) => Verdict::from(stop),
            (None, None) => {
                if faults.is_empty() {
                    faults.push(format!(
                        "it says nothing of {requirement}, which it declares"
                    ));
                }
                Verdict::InconclusiveTarget
            }
        };
        verdicts.push((requirement, verdict));
    }
    verdicts
}

impl CheckResult {
    /// The result of a check that was not carried out, since the target cannot be used.
    pub fn not_run(check: &'static Check, selection: &Selection, why: &Unusable) -> Self {
        let requirements = check
            .requirements
            .iter()
            .copied()
            .filter(|requirement| selection.includes(requirement))
            .map(|requirement| (requirement, Verdict::InconclusiveTarget))
            .collect();
        Self {
            check,
            verdict: Verdict::InconclusiveTarget,
            requirements,
            findings: Vec::new(),
            stop: Some(Stop::Target(why.0.clone())),
            faults: Vec::new(),
            sessions: Vec::new(),
            requests: (0, 0),
            elapsed: Duration::ZERO,
        }
    }

    /// Everything found to be broken, flaky or not.
    pub fn broken(&self) -> impl Iterator<Item = (&Finding, &Evidence)> {
        self.findings
            .iter()
            .filter_map(|finding| match &finding.outcome {
                Outcome::Violates(evidence) | Outcome::Flaky(evidence) => {
                    Some((finding, evidence.as_ref()))
                }
                _ => None,
            })
    }

    /// What was recorded where both outcomes are legal.
    pub fn notes(&self) -> impl Iterator<Item = (&Finding, &str)> {
        self.findings
            .iter()
            .filter_map(|finding| match &finding.outcome {
                Outcome::Informational(note) => Some((finding, note.as_str())),
                _ => None,
            })
    }
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("without a message")
}

#[cfg(test)]
mod tests {
    use generated::platforms;
    use generated::requirements::RS_CREATED;

    use super::*;
    use crate::check::CheckKind;
    use crate::config::{Credentials, FixtureConfig, Secret, Sources};
    use crate::fixtures::Source;
    use crate::http::{Exchange, Request, Response};

    static CHECK: Check = Check {
        id: "test/created",
        title: "An answer is 201.",
        kind: CheckKind::Example,
        requirements: &[&RS_CREATED],
        run: |probe| {
            let exchange = probe.send(&Request::new("GET", "/"))?;
            let created = exchange.status() == Some(201);
            probe.holds(&RS_CREATED, "status", created, "201", &exchange);
            Ok(())
        },
    };

    /// Answers everything with one status.
    #[derive(Debug)]
    struct Always(u16);

    impl Session for Always {
        fn send(&self, requests: &[Request]) -> Vec<Exchange> {
            let answer = |request: &Request| Exchange {
                request: request.clone(),
                outcome: Ok(Response {
                    http2: false,
                    status: self.0,
                    headers: Vec::new(),
                    body: Vec::new(),
                }),
                elapsed: Duration::ZERO,
            };
            requests.iter().map(answer).collect()
        }

        fn send_clear_text(&self, _: &str, request: &Request) -> Exchange {
            self.send(std::slice::from_ref(request)).remove(0)
        }

        fn source(&self) -> Result<Source, Stop> {
            Err(Stop::Fixture("none".to_owned()))
        }

        fn end(self: Box<Self>) -> Vec<Step> {
            Vec::new()
        }
    }

    /// The result where the first session and each repetition answer with these statuses.
    fn judged(statuses: &[u16]) -> CheckResult {
        let brief = Brief {
            url: "https://target".to_owned(),
            credentials: Credentials {
                allowed: Secret::new("key"),
                denied: None,
            },
            fixtures: FixtureConfig::new("p", "c", "n", Sources::Names(Vec::new())),
            platform: platforms::NEWEST,
            run: "run".to_owned(),
            seed: 1,
            cases: 1,
        };
        let selection = Selection::new(platforms::NEWEST, Vec::new(), Vec::new());
        let selection = selection.expect("everything can be selected");
        judge(&CHECK, &brief, &selection, &|attempt| {
            let status = statuses.get(usize::from(attempt))?;
            Some(Box::new(Always(*status)) as Box<dyn Session>)
        })
    }

    fn reproduced(result: &CheckResult) -> Option<String> {
        let (_, evidence) = result.broken().next()?;
        evidence.reproduced.map(|reproduced| reproduced.to_string())
    }

    #[test]
    fn what_holds_is_not_repeated() {
        let result = judged(&[201, 500, 500, 500]);
        assert_eq!(result.verdict, Verdict::Conforms);
        assert_eq!(result.sessions.len(), 1);
    }

    #[test]
    fn what_is_broken_is_repeated_and_counted() {
        let result = judged(&[200, 201, 200, 200]);
        assert_eq!(result.verdict, Verdict::Violates);
        assert_eq!(reproduced(&result).as_deref(), Some("2/3"));
        assert_eq!(result.sessions.len(), 4);
    }

    #[test]
    fn what_is_not_seen_again_is_flaky() {
        let result = judged(&[200, 201, 201, 201]);
        assert_eq!(result.verdict, Verdict::Flaky);
        assert_eq!(reproduced(&result).as_deref(), Some("0/3"));
        assert!(result.verdict.is_inconclusive());
    }

    #[test]
    fn what_cannot_be_repeated_is_a_violation_all_the_same() {
        let result = judged(&[200]);
        assert_eq!(result.verdict, Verdict::Violates);
        assert_eq!(reproduced(&result), None);
    }
}
