//! Carrying checks out and drawing verdicts from what they found.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use generated::runtime::{Platform, Requirement};

use crate::check::Check;
use crate::fixtures::Fixtures;
use crate::http::Client;
use crate::preflight::{self, Unusable};
use crate::probe::Probe;
use crate::selection::Selection;
use crate::verdict::{Finding, Outcome, Stop, Verdict};

/// How many checks run at a time. More would hide what one client can bring about, and trip rate limits.
const WORKERS: usize = 4;

/// A target that is ready to be checked.
#[derive(Debug)]
pub struct Suite {
    client: Client,
    fixtures: Fixtures,
    platform: &'static Platform,
    seed: u64,
    cases: u32,
}

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
    /// How long it took.
    pub elapsed: Duration,
}

impl Suite {
    /// A suite for a target that serves a platform release. `seed` decides the random cases, `cases` how many there are.
    pub fn new(
        client: Client,
        fixtures: Fixtures,
        platform: &'static Platform,
        seed: u64,
        cases: u32,
    ) -> Self {
        Self {
            client,
            fixtures,
            platform,
            seed,
            cases,
        }
    }

    /// The client in use.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The fixtures in use.
    pub fn fixtures(&self) -> &Fixtures {
        &self.fixtures
    }

    /// The seed of the random cases.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// How many random cases each property tries.
    pub fn cases(&self) -> u32 {
        self.cases
    }

    /// Whether the target can be used at all.
    pub fn preflight(&self) -> Result<(), Unusable> {
        preflight::check(&self.probe())
    }

    /// A probe with the settings of this suite.
    pub fn probe(&self) -> Probe<'_> {
        Probe::new(
            &self.client,
            &self.fixtures,
            self.platform,
            self.seed,
            self.cases,
        )
    }

    /// Carries out several checks; the results stand in the order of `checks`.
    pub fn run(&self, checks: &[&'static Check], selection: &Selection) -> Vec<CheckResult> {
        let next = AtomicUsize::new(0);
        let results = Mutex::new(BTreeMap::new());
        std::thread::scope(|scope| {
            for _ in 0..WORKERS.min(checks.len()) {
                scope.spawn(|| {
                    while let Some((index, check)) = take(&next, checks) {
                        let result = self.run_check(check, selection);
                        // a worker that panicked has been caught inside run_check, so the lock is whole
                        results
                            .lock()
                            .unwrap_or_else(std::sync::PoisonError::into_inner)
                            .insert(index, result);
                    }
                });
            }
        });
        results
            .into_inner()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .into_values()
            .collect()
    }

    /// Carries out one check.
    pub fn run_check(&self, check: &'static Check, selection: &Selection) -> CheckResult {
        let started = Instant::now();
        let mut probe = self.probe().about(check.requirements);
        let ended = catch_unwind(AssertUnwindSafe(|| (check.run)(&mut probe)));
        let (stop, mut faults) = match ended {
            Ok(Ok(())) => (None, Vec::new()),
            Ok(Err(stop)) => (Some(stop), Vec::new()),
            Err(panic) => (
                None,
                vec![format!(
                    "the check panicked: {}",
                    panic_text(panic.as_ref())
                )],
            ),
        };
        let counts = |requirement: &Requirement| selection.includes(requirement);
        let findings: Vec<Finding> = probe
            .into_findings()
            .into_iter()
            .filter(|finding| counts(finding.requirement))
            .collect();
        for finding in &findings {
            if !check.requirements.contains(&finding.requirement) {
                faults.push(format!(
                    "it speaks of {}, which it does not declare",
                    finding.requirement
                ));
            }
        }
        let mut requirements = Vec::new();
        for requirement in check
            .requirements
            .iter()
            .copied()
            .filter(|requirement| counts(requirement))
        {
            let found = findings
                .iter()
                .filter(|finding| finding.requirement == requirement)
                .map(|finding| Verdict::from(&finding.outcome))
                .reduce(Verdict::and);
            let verdict = match (found, &stop) {
                (Some(verdict), _) => verdict,
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
            requirements.push((requirement, verdict));
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
            elapsed: started.elapsed(),
        }
    }
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
            elapsed: Duration::ZERO,
        }
    }

    /// Every violation found.
    pub fn violations(&self) -> impl Iterator<Item = (&Finding, &crate::verdict::Evidence)> {
        self.findings
            .iter()
            .filter_map(|finding| match &finding.outcome {
                Outcome::Violates(evidence) => Some((finding, evidence.as_ref())),
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

fn take(next: &AtomicUsize, checks: &[&'static Check]) -> Option<(usize, &'static Check)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    checks.get(index).map(|check| (index, *check))
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("without a message")
}
