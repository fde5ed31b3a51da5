//! What the sessions of a rehearsal come to.

use std::cmp::Reverse;

use super::{CheckPlan, Plan, Share};
use crate::check::{Check, CheckKind};
use crate::cleanup::{Import, REQUESTS_EACH};
use crate::judge::CheckResult;
use crate::probe::SHRINK_LIMIT;
use crate::session::{Brief, Step};
use crate::suite::requests;
use crate::verdict::REPETITIONS;

/// Room for answers that lead a check elsewhere, such as a source that is imported already.
const DETOUR: u64 = 16;

/// How many requests one value of a property takes at most: its own, its control, and one to see who still answers.
const VALUE: u64 = 3;

impl Share {
    /// The share of what was sent in one session. `run` is the word in the names.
    fn of(steps: &[Step], run: &str) -> Self {
        let mut share = Self {
            requests: requests(steps),
            ..Self::default()
        };
        let prefix = format!("conformance-{run}-");
        for step in steps {
            match step {
                Step::Source(source) => share.sources += u64::from(source.is_some()),
                Step::Exchange(exchange) => {
                    let import = Import::of(exchange, &[]).filter(|import| import.is_accepted);
                    share.instances.extend(import.map(|import| {
                        let name = import.names.first().map(String::as_str);
                        match name.and_then(|name| name.strip_prefix(&prefix)) {
                            Some(rest) => format!("conformance-<run>-{rest}"),
                            None => "<source>".to_owned(),
                        }
                    }));
                }
            }
        }
        share
    }
}

impl CheckPlan {
    /// The share of a check that was carried out. `run` is the word in the names.
    pub(super) fn of(result: &CheckResult, run: &str) -> Self {
        let steps = result.sessions.first().map_or(&[][..], Vec::as_slice);
        let mut share = Share::of(steps, run);
        share.ceiling = ceiling(result.check, share.requests, result.findings.len());
        Self {
            id: result.check.id,
            share,
        }
    }
}

impl Plan {
    /// The plan of a run that begins with `preflight` and goes on with `checks`, so many at a time; `None` where
    /// nothing takes effect.
    pub(super) fn of(
        brief: &Brief,
        preflight: Share,
        checks: Vec<CheckPlan>,
        at_a_time: Option<usize>,
    ) -> Self {
        let sum = |part: fn(&Share) -> u64| -> u64 {
            let shares = checks.iter().map(|check| &check.share);
            shares.chain([&preflight]).map(part).sum()
        };
        let imports = sum(Share::imports);
        let (requests, ceiling) = (sum(|share| share.requests), sum(|share| share.ceiling));
        let mut held: Vec<u64> = checks.iter().map(|check| check.share.sources).collect();
        held.sort_unstable_by_key(|sources| Reverse(*sources));
        let most = held.first().copied().unwrap_or(1);
        let held: u64 = held.iter().take(at_a_time.unwrap_or(1)).sum();
        Self {
            target: brief.url.clone(),
            seed: brief.seed,
            cases: brief.cases,
            dry_run: at_a_time.is_none(),
            requests,
            ceiling,
            imports,
            // what is refused where all is well may be accepted where it is not
            imports_ceiling: at_a_time.map_or(0, |_| ceiling),
            cleanup_requests: if imports == 0 {
                0
            } else {
                1 + imports * REQUESTS_EACH
            },
            sources: at_a_time.map_or(1, |_| imports + held),
            // the others wait where one check has them all
            sources_with_cleanup: at_a_time.map_or(1, |_| most),
            preflight,
            checks,
        }
    }
}

/// How many requests a check sends at most, all in all, that sends `requests` where all is well and concludes
/// `findings`.
fn ceiling(check: &Check, requests: u64, findings: usize) -> u64 {
    let searches = match check.kind {
        CheckKind::Example | CheckKind::Snapshot => 0,
        // findings that are not selected are not among those that are counted
        CheckKind::Property => findings.max(check.requirements.len()) as u64,
    };
    let values = u64::from(SHRINK_LIMIT) + u64::from(REPETITIONS);
    (1 + u64::from(REPETITIONS)) * requests + searches * values * VALUE + DETOUR
}
