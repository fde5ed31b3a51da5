//! A target that is ready to be checked, and the checks that are carried out on it, several at a time.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use crate::check::Check;
use crate::checks;
use crate::cleanup::Cleaner;
use crate::fixtures::Fixtures;
use crate::http::Client;
use crate::judge::{CheckResult, judge};
use crate::plan::Plan;
use crate::preflight::{self, Unusable};
use crate::probe::Probe;
use crate::selection::Selection;
use crate::session::{Brief, Budget, Held, Live, Session, Step};

/// How many checks run at a time unless told otherwise. More would hide what one client can bring about, and trip rate
/// limits.
pub const DEFAULT_CONCURRENCY: usize = 4;

/// A target that is ready to be checked.
#[derive(Debug)]
pub struct Suite {
    client: Client,
    fixtures: Fixtures,
    brief: Brief,
    concurrency: usize,
    cleaner: Cleaner,
    rehearsal: bool,
    plan: Option<Plan>,
    interrupt: Arc<AtomicBool>,
    /// Requests that belong to no check, but for those of the cleaner.
    outside: AtomicU64,
}

impl Suite {
    /// A suite for a target that carries out `concurrency` checks at a time.
    pub fn new(client: Client, fixtures: Fixtures, brief: Brief, concurrency: usize) -> Self {
        Self {
            client,
            cleaner: Cleaner::new(&brief.fixtures),
            fixtures,
            brief,
            concurrency,
            rehearsal: false,
            plan: None,
            interrupt: Arc::default(),
            outside: AtomicU64::new(0),
        }
    }

    /// The same suite on a target that stands for another, whose address nothing may be sent to.
    #[must_use]
    pub fn as_rehearsal(mut self) -> Self {
        self.rehearsal = true;
        self
    }

    /// Gives the checks a plan to keep to.
    pub fn keep_to(&mut self, plan: Plan) {
        self.plan = Some(plan);
    }

    /// The same suite with a flag that ends it: no further check begins once it is set.
    #[must_use]
    pub fn with_interrupt(mut self, interrupt: Arc<AtomicBool>) -> Self {
        self.interrupt = interrupt;
        self
    }

    /// The plan that the checks keep to.
    pub fn plan(&self) -> Option<&Plan> {
        self.plan.as_ref()
    }

    /// What was imported, and what became of it.
    pub fn cleaner(&self) -> &Cleaner {
        &self.cleaner
    }

    /// How many requests were sent that belong to no check, but for those that clean up.
    pub fn requests_outside(&self) -> u64 {
        self.outside.load(Ordering::Relaxed)
    }

    /// The client in use.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The fixtures in use.
    pub fn fixtures(&self) -> &Fixtures {
        &self.fixtures
    }

    /// What every check is told.
    pub fn brief(&self) -> &Brief {
        &self.brief
    }

    /// Whether the target can be used at all, and what was sent to find out.
    pub fn preflight(&self) -> (Result<(), Unusable>, Vec<Step>) {
        self.alone("p", preflight::check)
    }

    /// Hands a probe that belongs to no check to `body`, and returns what was sent besides. `holder` is part of the
    /// names of its instances.
    pub fn alone<T>(&self, holder: &str, body: impl FnOnce(&Probe<'_>) -> T) -> (T, Vec<Step>) {
        let budget = Budget::unlimited();
        let session = Box::new(self.session(holder.to_owned(), 0, &budget));
        let found = body(&Probe::new(session.as_ref(), &self.brief, &[]));
        let steps = session.end();
        self.outside.fetch_add(requests(&steps), Ordering::Relaxed);
        (found, steps)
    }

    /// A session that will ask for so many sources, as far as that is known.
    fn session<'a>(&'a self, holder: String, sources: usize, budget: &'a Budget) -> Live<'a> {
        let lease = self.fixtures.lease(holder, sources);
        let live = Live::new(&self.client, lease, &self.cleaner, budget);
        if self.rehearsal {
            live.without_clear_text()
        } else {
            live
        }
    }

    /// Carries out several checks; the results stand in the order of `checks`. Each is shown to `observer` as soon as it
    /// is there, and loses its sessions then, which would fill the memory.
    pub fn run(
        &self,
        checks: &[&'static Check],
        selection: &Selection,
        observer: &(dyn Fn(&CheckResult) + Sync),
    ) -> Vec<CheckResult> {
        self.each(checks, &|check| {
            let mut result = self.run_check(check, selection);
            observer(&result);
            result.sessions = Vec::new();
            result
        })
    }

    /// Does something with each of several checks, as many at a time as the target takes; what comes of it stands in
    /// the order of `checks`.
    pub fn each<T: Send>(
        &self,
        checks: &[&'static Check],
        carry_out: &(dyn Fn(&'static Check) -> T + Sync),
    ) -> Vec<T> {
        let next = AtomicUsize::new(0);
        let results = Mutex::new(BTreeMap::new());
        std::thread::scope(|scope| {
            for _ in 0..self.concurrency.min(checks.len()) {
                scope.spawn(|| {
                    while let Some((index, check)) = take(&next, checks) {
                        let result = carry_out(check);
                        // a check that panicked has been caught by its judge, so the lock is whole
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
        self.run_check_as(check, selection, &self.brief, "")
    }

    /// Carries out one check as `brief` has it. `turn` is part of the names of its instances, and another one each time
    /// that a check is carried out.
    pub fn run_check_as(
        &self,
        check: &'static Check,
        selection: &Selection,
        brief: &Brief,
        turn: &str,
    ) -> CheckResult {
        // the same for every selection, so that a name leads back to its check
        let number = checks::all()
            .take_while(|other| other.id != check.id)
            .count()
            + 1;
        if self.interrupt.load(Ordering::Relaxed) {
            let why = Unusable("the run was interrupted before this check".to_owned());
            return CheckResult::not_run(check, selection, &why);
        }
        let (budget, sources) = match &self.plan {
            None => (Budget::unlimited(), 0),
            Some(plan) => (Budget::new(plan.ceiling_of(check)), plan.sources_of(check)),
        };
        judge(check, brief, selection, &|attempt| {
            if attempt > 0 && self.client.is_broken() {
                return None;
            }
            let holder = match attempt {
                0 => format!("{number}{turn}"),
                attempt => format!("{number}{turn}r{attempt}"),
            };
            let session = self.session(holder, sources, &budget);
            Some(Box::new(session) as Box<dyn Session + '_>)
        })
    }
}

/// How many requests were sent in a session.
pub(crate) fn requests(steps: &[Step]) -> u64 {
    let sent = steps.iter().filter(|step| match step {
        Step::Exchange(exchange) => Held::of(exchange).is_none(),
        Step::Source(_) => false,
    });
    sent.count() as u64
}

fn take(next: &AtomicUsize, checks: &[&'static Check]) -> Option<(usize, &'static Check)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    checks.get(index).map(|check| (index, *check))
}
