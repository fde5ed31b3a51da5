//! dryRun: which values it takes, that it changes nothing, and that it is answered as a real import is.

use generated::requirements::{
    QP_DRYRUN_ALL, QP_DRYRUN_EMPTY, QP_DRYRUN_INVALID, QP_DRYRUN_NO_EFFECT, QP_DRYRUN_REPEATED,
    QP_DRYRUN_SAME_ANSWER,
};
use serde_json::json;

use super::instances;
use super::query::{caused, query};
use super::response::meaning;
use crate::check::{Check, CheckKind};
use crate::http::{Exchange, Request};
use crate::probe::{Edit, Probe, set};
use crate::verdict::Stop;

pub(super) static CHECKS: &[Check] = &[
    Check {
        id: "query/dry-run",
        title: "dryRun takes All and nothing else.",
        kind: CheckKind::Example,
        requirements: &[&QP_DRYRUN_ALL, &QP_DRYRUN_INVALID, &QP_DRYRUN_EMPTY],
        run: dry_run,
    },
    Check {
        id: "query/dry-run-no-effect",
        title: "A dry run leaves nothing behind: the same import is accepted afterwards.",
        kind: CheckKind::Example,
        requirements: &[&QP_DRYRUN_NO_EFFECT],
        run: dry_run_no_effect,
    },
    Check {
        id: "query/dry-run-answer",
        title: "A dry run is answered as the real import of the same object is.",
        kind: CheckKind::Example,
        requirements: &[&QP_DRYRUN_SAME_ANSWER],
        run: same_answer,
    },
    Check {
        id: "query/dry-run-repeated",
        title: "What a server makes of a dryRun that is given twice.",
        kind: CheckKind::Example,
        requirements: &[&QP_DRYRUN_REPEATED],
        run: |probe| {
            let cases: [(_, _, Holds); 2] = [
                ("All", "success (2xx)", Exchange::is_success),
                ("bogus", "a refusal with 422", |exchange| {
                    exchange.status() == Some(422)
                }),
            ];
            for (second, expected, holds) in cases {
                let edit = Edit::new(format!("All and {second}"), |request| {
                    let request = request.with_query("dryRun", "All");
                    request.with_query("dryRun", second)
                });
                let (exchange, control) = probe.either(&edit)?;
                let (requirement, holds) = (&QP_DRYRUN_REPEATED, holds(&exchange));
                probe.record(
                    requirement,
                    edit.case(),
                    holds,
                    expected,
                    &exchange,
                    control,
                );
            }
            Ok(())
        },
    },
];

/// Whether an answer is the expected one.
type Holds = fn(&Exchange) -> bool;

fn dry_run(probe: &mut Probe<'_>) -> Result<(), Stop> {
    probe.accepts(&QP_DRYRUN_ALL, &Edit::new("All", Request::as_dry_run))?;
    let wrong = ["bogus", "all", "true"].map(|value| query(value, "dryRun", value));
    let refusals = probe.refuses(&QP_DRYRUN_INVALID, &[422], &wrong)?;
    caused(
        probe,
        &QP_DRYRUN_INVALID,
        "dryRun",
        "FieldValueNotSupported",
        &refusals,
    );
    probe
        .refuses(&QP_DRYRUN_EMPTY, &[422], &[query("empty", "dryRun", "")])
        .map(drop)
}

fn dry_run_no_effect(probe: &mut Probe<'_>) -> Result<(), Stop> {
    probe.need_effect()?;
    let dry = probe.import_with(
        &QP_DRYRUN_NO_EFFECT,
        &Edit::new("dry run", Request::as_dry_run),
    )?;
    // a key that may not read instances still shows whether the name is free
    match instances::read(probe, &dry.source.import_name) {
        Ok(read) => {
            let absent = !read.is_success();
            let expected = "no instance after a dry run";
            let control = Some(dry.exchange.clone());
            probe.record(
                &QP_DRYRUN_NO_EFFECT,
                "instance",
                absent,
                expected,
                &read,
                control,
            );
        }
        Err(Stop::NotDeclared(_)) => {}
        Err(stop) => return Err(stop),
    }
    let import = probe.send(&probe.import(&dry.source))?;
    let expected = "success (2xx) for the import after its dry run";
    probe.record(
        &QP_DRYRUN_NO_EFFECT,
        "real import",
        import.is_success(),
        expected,
        &import,
        Some(dry.exchange),
    );
    Ok(())
}

fn same_answer(probe: &mut Probe<'_>) -> Result<(), Stop> {
    probe.need_effect()?;
    let labelled = Edit::json("dryRun=All", |object| {
        set(object, "/metadata/labels", json!({ "conformance": "sent" }));
    });
    let dry = Edit::new("dryRun=All", |request| labelled.of(request).as_dry_run());
    let dry = probe.import_with(&QP_DRYRUN_SAME_ANSWER, &dry)?;
    let real = probe.send(&labelled.of(probe.import(&dry.source)))?;
    if !real.is_success() {
        return Err(Stop::NotDeclared(
            "a dry run that leaves nothing behind (another check shows that this one does)",
        ));
    }
    let expected = meaning(&real);
    let same = dry.exchange.status() == real.status() && meaning(&dry.exchange) == expected;
    let status = real.status().unwrap_or_default();
    let expected = format!("{status} with {expected}, as for the real import");
    probe.record(
        &QP_DRYRUN_SAME_ANSWER,
        "dryRun=All",
        same,
        &expected,
        &dry.exchange,
        Some(real),
    );
    Ok(())
}
