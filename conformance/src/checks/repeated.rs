//! The same import more than once: one after the other, all at the same time, and in another project.

use generated::operations::IMPORT_VIRTUAL_CLUSTER;
use generated::requirements::ER_409_EXISTS;
use serde_json::json;

use super::properties::{valid, with_valid};
use crate::check::{Check, CheckKind};
use crate::http::Exchange;
use crate::probe::{Edit, Failure, Missed, Probe, set};
use crate::verdict::Stop;

pub(super) static CHECKS: &[Check] = &[
    Check {
        id: "repeated/one-after-the-other",
        title: "Any valid import is accepted once, and refused when it is sent again.",
        kind: CheckKind::Property,
        requirements: &[&ER_409_EXISTS],
        run: |probe| {
            probe.need_effect()?;
            probe.holds_for_any(&ER_409_EXISTS, &valid(probe), |probe, valid| {
                // whether it is accepted at all is the subject of another check
                let Ok(first) = probe.attempt(|request| with_valid(request, valid))? else {
                    return Ok(None);
                };
                let again = probe.try_send(&first.exchange.request);
                let judged = Missed::unless(is_taken(&again), "conflict", TAKEN);
                Ok(Failure::of(judged, again, Some(first.exchange)))
            })
        },
    },
    Check {
        id: "repeated/at-the-same-time",
        title: "Of several identical imports at the same time exactly one is accepted.",
        kind: CheckKind::Example,
        requirements: &[&ER_409_EXISTS],
        run: at_the_same_time,
    },
    Check {
        id: "repeated/in-another-project",
        title: "An instance name that is taken in one project is free in another.",
        kind: CheckKind::Example,
        requirements: &[&ER_409_EXISTS],
        run: |probe| {
            probe.need_effect()?;
            let project = probe.second_project()?;
            let first = probe.accepted()?;
            let edit = Edit::new("the same importName", |request| {
                let name = json!(first.source.import_name);
                request
                    .with_path(IMPORT_VIRTUAL_CLUSTER.path(&[project]))
                    .edited(|object| set(object, "/sourceVirtualCluster/importName", name.clone()))
            });
            probe.accepts(&ER_409_EXISTS, &edit).map(drop)
        },
    },
];

/// How many identical imports are sent at the same time.
const COPIES: usize = 8;

/// How often, since chance decides whether they meet.
const ROUNDS: usize = 3;

/// What an import that was accepted before is answered with.
pub(super) const TAKEN: &str =
    "a refusal with 409, or with 422 as its source has an instance already";

/// Whether an answer says that the import was accepted before. Two things are wrong with it then: the name is taken, and
/// the source has an instance, which may be answered with 422 (im.duplicate-source).
pub(super) fn is_taken(exchange: &Exchange) -> bool {
    matches!(exchange.status(), Some(409 | 422))
}

fn at_the_same_time(probe: &mut Probe<'_>) -> Result<(), Stop> {
    probe.need_effect()?;
    for round in 1..=ROUNDS {
        let exchanges = probe.imports_at_once(COPIES)?;
        one_accepted(
            probe,
            &format!("{COPIES} identical imports, round {round}"),
            &exchanges,
        )?;
    }
    Ok(())
}

fn one_accepted(probe: &mut Probe<'_>, case: &str, exchanges: &[Exchange]) -> Result<(), Stop> {
    let mut accepted = exchanges.iter().filter(|exchange| exchange.is_success());
    let first = accepted.next().cloned();
    if let Some(second) = accepted.next() {
        let expected = "success (2xx) for one of them alone";
        probe.record(&ER_409_EXISTS, case, false, expected, second, first);
        return Ok(());
    }
    // a server may have enough of so many at a time
    let busy = |exchange: &Exchange| matches!(exchange.status(), Some(429 | 503));
    let wrong = exchanges
        .iter()
        .find(|exchange| !exchange.is_success() && !is_taken(exchange) && !busy(exchange));
    match (wrong, first) {
        (Some(wrong), first) => {
            probe.record(&ER_409_EXISTS, case, false, TAKEN, wrong, first);
        }
        (None, Some(first)) => {
            let expected = "success (2xx) for one of them";
            probe.holds(&ER_409_EXISTS, case, true, expected, &first);
        }
        (None, None) => {
            return Err(Stop::Target(format!(
                "none of {COPIES} identical imports was accepted, as the target was busy"
            )));
        }
    }
    Ok(())
}
