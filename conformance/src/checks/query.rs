//! Query parameters.

use generated::requirements::{
    QP_AGGREGATE, QP_BEFORE_BODY, QP_FIELDMANAGER_EMPTY, QP_FIELDMANAGER_LENGTH,
    QP_FIELDMANAGER_PRINTABLE, QP_FIELDVALIDATION_DEFAULT, QP_FIELDVALIDATION_IGNORE,
    QP_FIELDVALIDATION_IGNORE_ACTUAL, QP_FIELDVALIDATION_STRICT, QP_FIELDVALIDATION_VALUES,
    QP_PRETTY, QP_PRETTY_DEFAULT, QP_TIMEOUT_ACCEPTED, QP_TIMEOUT_SYNTAX, QP_UNKNOWN,
};
use generated::runtime::Requirement;
use serde_json::{Value, json};

use crate::check::{Check, CheckKind};
use crate::http::{Credential, Exchange, Request};
use crate::probe::{Edit, Probe, set};
use crate::verdict::Stop;

pub(super) static CHECKS: &[Check] = &[
    Check {
        id: "query/field-validation",
        title: "fieldValidation takes Ignore, Warn and Strict, in exactly these words.",
        kind: CheckKind::Example,
        requirements: &[&QP_FIELDVALIDATION_VALUES],
        run: |probe| {
            for value in ["Warn", "Strict", ""] {
                probe.accepts(
                    &QP_FIELDVALIDATION_VALUES,
                    &query(value, "fieldValidation", value),
                )?;
            }
            let wrong = ["strict", "bogus"].map(|value| query(value, "fieldValidation", value));
            probe
                .refuses(&QP_FIELDVALIDATION_VALUES, &[422], &wrong)
                .map(drop)
        },
    },
    Check {
        id: "query/field-validation-modes",
        title: "Unknown fields warn by default, are refused under Strict, and what Ignore does is recorded.",
        kind: CheckKind::Example,
        requirements: &[
            &QP_FIELDVALIDATION_DEFAULT,
            &QP_FIELDVALIDATION_STRICT,
            &QP_FIELDVALIDATION_IGNORE,
            &QP_FIELDVALIDATION_IGNORE_ACTUAL,
        ],
        run: field_validation_modes,
    },
    Check {
        id: "query/field-manager",
        title: "fieldManager has at most 128 printable bytes.",
        kind: CheckKind::Example,
        requirements: &[
            &QP_FIELDMANAGER_LENGTH,
            &QP_FIELDMANAGER_PRINTABLE,
            &QP_FIELDMANAGER_EMPTY,
        ],
        run: field_manager,
    },
    Check {
        id: "query/pretty",
        title: "pretty=true indents; without it people's tools get indented and programs compact answers.",
        kind: CheckKind::Example,
        requirements: &[&QP_PRETTY, &QP_PRETTY_DEFAULT],
        run: pretty,
    },
    Check {
        id: "query/timeout",
        title: "timeout is a duration with a unit, looked at before anything else.",
        kind: CheckKind::Example,
        requirements: &[&QP_TIMEOUT_ACCEPTED, &QP_TIMEOUT_SYNTAX],
        run: |probe| {
            probe.accepts(&QP_TIMEOUT_ACCEPTED, &query("180s", "timeout", "180s"))?;
            let mut edits: Vec<Edit<'_>> = ["abc", "5"]
                .map(|value| query(value, "timeout", value))
                .into();
            edits.push(Edit::new("abc, without key", |request| {
                request
                    .with_query("timeout", "abc")
                    .with_credential(Credential::Absent)
            }));
            probe.refuses(&QP_TIMEOUT_SYNTAX, &[400], &edits).map(drop)
        },
    },
    Check {
        id: "query/unknown",
        title: "Unknown parameters are ignored.",
        kind: CheckKind::Example,
        requirements: &[&QP_UNKNOWN],
        run: |probe| {
            probe
                .accepts(&QP_UNKNOWN, &query("conformance=1", "conformance", "1"))
                .map(drop)
        },
    },
    Check {
        id: "query/order",
        title: "All wrong parameters are reported together, before the body is read.",
        kind: CheckKind::Example,
        requirements: &[&QP_AGGREGATE, &QP_BEFORE_BODY],
        run: order,
    },
];

fn agent(name: &'static str) -> Edit<'static> {
    Edit::new(name, move |request| request.with_header("User-Agent", name))
}

pub(super) fn query(case: &str, name: &'static str, value: &str) -> Edit<'static> {
    let value = value.to_owned();
    Edit::new(case, move |request| request.with_query(name, &value))
}

/// Looks for a cause about `field` in each refusal that is a 422.
pub(super) fn caused(
    probe: &mut Probe<'_>,
    requirement: &'static Requirement,
    field: &str,
    reason: &str,
    refusals: &[Exchange],
) {
    for exchange in refusals
        .iter()
        .filter(|exchange| exchange.status() == Some(422))
    {
        let causes = exchange.object()["details"]["causes"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let named = causes.iter().any(|cause| {
            cause["field"] == field && (reason.is_empty() || cause["reason"] == reason)
        });
        let expected = format!(
            "a cause for the field {field} with reason {}",
            if reason.is_empty() {
                "of any kind"
            } else {
                reason
            }
        );
        probe.holds(requirement, "cause", named, &expected, exchange);
    }
}

fn with_unknown(request: Request) -> Request {
    request.edited(|object| {
        set(object, "/conformanceUnknown", json!(1));
        set(object, "/sourceVirtualCluster/conformanceOther", json!(2));
    })
}

fn field_validation_modes(probe: &mut Probe<'_>) -> Result<(), Stop> {
    if let Some(accepted) = probe.accepts(
        &QP_FIELDVALIDATION_DEFAULT,
        &Edit::new("unset", with_unknown),
    )? {
        let exchange = accepted.exchange;
        let warned = !exchange.warnings().is_empty();
        probe.holds(
            &QP_FIELDVALIDATION_DEFAULT,
            "unset",
            warned,
            "a Warning header",
            &exchange,
        );
    }
    let mode = |value: &'static str| {
        Edit::new(value, move |request| {
            with_unknown(request).with_query("fieldValidation", value)
        })
    };
    for exchange in probe.refuses(&QP_FIELDVALIDATION_STRICT, &[400], &[mode("Strict")])? {
        let object = exchange.object();
        let message = object["message"].as_str().unwrap_or_default();
        let both = ["conformanceUnknown", "conformanceOther"]
            .iter()
            .all(|name| message.contains(name));
        probe.holds(
            &QP_FIELDVALIDATION_STRICT,
            "message",
            both,
            "a message that names both unknown fields",
            &exchange,
        );
    }
    let duplicate = Edit::new("Strict, duplicate", |request| {
        duplicated(request).with_query("fieldValidation", "Strict")
    });
    probe.refuses(&QP_FIELDVALIDATION_STRICT, &[400], &[duplicate])?;
    probe.accepts(&QP_FIELDVALIDATION_IGNORE, &mode("Ignore"))?;
    probe
        .refuses(&QP_FIELDVALIDATION_IGNORE_ACTUAL, &[400], &[mode("Ignore")])
        .map(drop)
}

/// The same object with the cluster given twice, first one that does not exist.
pub(super) fn duplicated(request: Request) -> Request {
    let text = String::from_utf8_lossy(request.body.as_deref().unwrap_or_default()).into_owned();
    let text = text.replacen(
        "\"cluster\":",
        "\"cluster\":\"conformance-nowhere\",\"cluster\":",
        1,
    );
    request.with_body(text)
}

fn field_manager(probe: &mut Probe<'_>) -> Result<(), Stop> {
    let (longest, longer) = ("m".repeat(128), "m".repeat(129));
    probe.accepts(
        &QP_FIELDMANAGER_LENGTH,
        &query("128 bytes", "fieldManager", &longest),
    )?;
    let refusals = probe.refuses(
        &QP_FIELDMANAGER_LENGTH,
        &[422],
        &[query("129 bytes", "fieldManager", &longer)],
    )?;
    caused(
        probe,
        &QP_FIELDMANAGER_LENGTH,
        "fieldManager",
        "FieldValueTooLong",
        &refusals,
    );
    let control = [query("control character", "fieldManager", "a\u{1}b")];
    let refusals = probe.refuses(&QP_FIELDMANAGER_PRINTABLE, &[422], &control)?;
    caused(
        probe,
        &QP_FIELDMANAGER_PRINTABLE,
        "fieldManager",
        "",
        &refusals,
    );
    probe
        .accepts(&QP_FIELDMANAGER_EMPTY, &query("empty", "fieldManager", ""))
        .map(drop)
}

fn pretty(probe: &mut Probe<'_>) -> Result<(), Stop> {
    let exchange = probe
        .import_with(&QP_PRETTY, &query("pretty=true", "pretty", "true"))?
        .exchange;
    probe.holds(
        &QP_PRETTY,
        "pretty=true",
        lines(&exchange) > 1,
        "an answer of several lines",
        &exchange,
    );
    let exchange = probe
        .import_with(&QP_PRETTY_DEFAULT, &agent("curl/8.0.0"))?
        .exchange;
    probe.holds(
        &QP_PRETTY_DEFAULT,
        "curl",
        lines(&exchange) > 1,
        "an answer of several lines",
        &exchange,
    );
    let exchange = probe
        .import_with(&QP_PRETTY_DEFAULT, &agent("conformance"))?
        .exchange;
    probe.holds(
        &QP_PRETTY_DEFAULT,
        "another agent",
        lines(&exchange) == 1,
        "an answer of one line",
        &exchange,
    );
    Ok(())
}

fn lines(exchange: &Exchange) -> usize {
    exchange.outcome.as_ref().map_or(0, |response| {
        String::from_utf8_lossy(&response.body)
            .trim()
            .lines()
            .count()
    })
}

fn order(probe: &mut Probe<'_>) -> Result<(), Stop> {
    let all = Edit::new("three wrong parameters", |request| {
        request
            .with_query("dryRun", "bogus")
            .with_query("fieldValidation", "bogus")
            .with_query("fieldManager", &"m".repeat(129))
    });
    for exchange in probe.refuses(&QP_AGGREGATE, &[422], &[all])? {
        let causes = exchange.object()["details"]["causes"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let names = |field: &str| causes.iter().any(|cause: &Value| cause["field"] == field);
        let all = ["dryRun", "fieldValidation", "fieldManager"]
            .into_iter()
            .all(names);
        probe.holds(
            &QP_AGGREGATE,
            "causes",
            all,
            "a cause for each of the three parameters",
            &exchange,
        );
    }
    let both = Edit::new("wrong parameter and malformed body", |request| {
        request.with_query("dryRun", "bogus").with_body("{")
    });
    probe.refuses(&QP_BEFORE_BODY, &[422], &[both]).map(drop)
}
