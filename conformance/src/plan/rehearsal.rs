//! The run before the run: the same checks on the embedded reference server, which is given what the target has.

use std::collections::BTreeSet;
use std::time::Duration;

use super::{CheckPlan, Plan, Share};
use crate::check::Check;
use crate::config::{Config, Credentials, Mode};
use crate::embedded::{Embedded, EmbeddedError};
use crate::fixtures::Fixtures;
use crate::http::{Client, ClientError};
use crate::preflight::Unusable;
use crate::selection::Selection;
use crate::session::Brief;
use crate::suite::Suite;
use crate::verdict::Outcome;

/// Limit for one request.
const TIMEOUT: Duration = Duration::from_secs(30);

/// There is no plan.
#[derive(Debug, thiserror::Error)]
pub enum RehearsalError {
    /// The embedded server does not start.
    #[error("the embedded server does not start: {0}")]
    Embedded(#[from] EmbeddedError),
    /// The client for it cannot be built.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// The reference server does not take what the configuration names, so that nothing can be rehearsed.
    #[error("[fixtures] does not suit the reference server: {0}")]
    Unusable(#[from] Unusable),
    /// The embedded server was found to be broken, which is a fault of the suite or of the server, and not of a target.
    #[error("the rehearsal found the reference server to break {}", .0.join(", "))]
    NotConformant(Vec<String>),
}

/// Carries out the selected checks on an embedded server in place of the target, and says what that took. Nothing is
/// sent to the target.
///
/// `brief` is that of the run that is planned; `config` is the target's.
pub fn rehearse(
    config: &Config,
    brief: &Brief,
    checks: &[&'static Check],
    selection: &Selection,
) -> Result<Plan, RehearsalError> {
    let server = Embedded::shaped(brief.platform, &config.fixtures)?;
    let target = &config.target;
    let own = server.credentials();
    let credentials = Credentials {
        denied: own.denied.filter(|_| config.credentials.denied.is_some()),
        allowed: own.allowed,
    };
    let client = Client::new(&server.url(), &server.trust(), TIMEOUT, credentials.clone())?;
    let brief = Brief {
        credentials,
        fixtures: server.fixtures(),
        ..brief.clone()
    };
    let fixtures = Fixtures::new(server.fixtures(), brief.run.clone(), brief.seed);
    let suite = Suite::new(client, fixtures, brief, target.concurrency).as_rehearsal();
    let brief = suite.brief();
    let mut wrong: BTreeSet<String> = BTreeSet::new();
    suite.preflight().0?;
    let preflight_imports = suite.cleaner().account().created;
    let results = suite.each(checks, &|check| {
        let mut result = suite.run_check(check, selection);
        let plan = CheckPlan::of(&result, &brief.run);
        result.sessions = Vec::new();
        (result, plan)
    });
    for (result, _) in &results {
        wrong.extend(result.faults.iter().cloned());
        // on a machine that is busy an answer may be late, which is nobody's fault
        let broken = result.findings.iter().filter(|finding| {
            matches!(&finding.outcome, Outcome::Violates(evidence) if evidence.exchange.outcome.is_ok())
        });
        wrong.extend(
            broken.map(|finding| format!("{} in {}", finding.requirement, result.check.id)),
        );
    }
    if !wrong.is_empty() {
        return Err(RehearsalError::NotConformant(wrong.into_iter().collect()));
    }
    let requests = suite.requests_outside();
    let preflight = Share {
        requests,
        ceiling: requests,
        sources: preflight_imports.max(1),
        instances: (1..=preflight_imports)
            .map(|nth| format!("conformance-<run>-p-{nth}"))
            .collect(),
    };
    let checks = results.into_iter().map(|(_, plan)| plan).collect();
    let dry_run = brief.fixtures.mode == Mode::DryRun;
    Ok(Plan::of(
        brief,
        preflight,
        checks,
        (!dry_run).then_some(target.concurrency),
    ))
}
