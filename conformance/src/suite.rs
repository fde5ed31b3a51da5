//! A target that is ready to be checked, and the checks that are carried out on it, several at a time.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::check::Check;
use crate::checks;
use crate::fixtures::Fixtures;
use crate::http::Client;
use crate::judge::{CheckResult, judge};
use crate::preflight::{self, Unusable};
use crate::probe::Probe;
use crate::selection::Selection;
use crate::session::{Brief, Live, Session, Step};

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
}

impl Suite {
    /// A suite for a target that carries out `concurrency` checks at a time.
    pub fn new(client: Client, fixtures: Fixtures, brief: Brief, concurrency: usize) -> Self {
        Self {
            client,
            fixtures,
            brief,
            concurrency,
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
        let session = Live::new(&self.client, self.fixtures.lease(holder.to_owned()));
        let found = body(&Probe::new(&session, &self.brief, &[]));
        (found, Box::new(session).end())
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
        judge(check, brief, selection, &|attempt| {
            if attempt > 0 && self.client.is_broken() {
                return None;
            }
            let holder = match attempt {
                0 => format!("{number}{turn}"),
                attempt => format!("{number}{turn}r{attempt}"),
            };
            let session = Live::new(&self.client, self.fixtures.lease(holder));
            Some(Box::new(session) as Box<dyn Session + '_>)
        })
    }
}

fn take(next: &AtomicUsize, checks: &[&'static Check]) -> Option<(usize, &'static Check)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    checks.get(index).map(|check| (index, *check))
}
