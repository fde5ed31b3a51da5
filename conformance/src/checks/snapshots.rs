//! The normative part of answers, compared with stored ones. Wording, header order and extra members are left out, so
//! that another server's way of saying the same cannot fail these checks.

use generated::requirements::{ER_CODE_EQUALS_HTTP, ER_REASON_MAP, ER_STATUS_KIND, RS_KIND};
use generated::runtime::Requirement;
use serde_json::{Map, Value, json};

use crate::check::{Check, CheckKind};
use crate::http::{Credential, Exchange, Request};
use crate::probe::{Edit, Probe};
use crate::verdict::Stop;

pub(super) static CHECKS: &[Check] = &[
    Check {
        id: "snapshots/accepted",
        title: "The normative members of an accepted import are the stored ones.",
        kind: CheckKind::Snapshot,
        requirements: &[&RS_KIND],
        run: |probe| {
            let exchange = probe.accepted()?.exchange;
            let expected = &stored(include_str!("../../snapshots/accepted.snap"))?["plain import"];
            compare(
                probe,
                &RS_KIND,
                "plain import",
                expected,
                &projection(&RS_KIND, &exchange),
                &exchange,
                None,
            );
            Ok(())
        },
    },
    Check {
        id: "snapshots/refusals",
        title: "Kind, code and reason of each refusal are the stored ones.",
        kind: CheckKind::Snapshot,
        requirements: &[&ER_STATUS_KIND, &ER_CODE_EQUALS_HTTP, &ER_REASON_MAP],
        run: refusals,
    },
];

/// What of an answer a requirement is about.
pub(super) fn projection(requirement: &Requirement, exchange: &Exchange) -> Value {
    let object = exchange.object();
    let status = json!(exchange.status());
    let pick = |members: &[&str]| -> Map<String, Value> {
        members
            .iter()
            .map(|member| ((*member).to_owned(), object[*member].clone()))
            .collect()
    };
    let mut picked = match requirement.id {
        "er.status-kind" => {
            let mut picked = pick(&["kind", "apiVersion", "status"]);
            picked.insert("metadata".to_owned(), json!(object["metadata"].is_object()));
            picked.insert(
                "message".to_owned(),
                json!(
                    object["message"]
                        .as_str()
                        .is_some_and(|text| !text.is_empty())
                ),
            );
            picked
        }
        "er.code-equals-http" => pick(&["code"]),
        "er.reason-map" => {
            let mut picked = pick(&["reason"]);
            // of a name that is taken and a source that has an instance, a server may name either
            if picked["reason"] == "Conflict" && exchange.status() == Some(409) {
                picked.insert("reason".to_owned(), json!("AlreadyExists"));
            }
            picked
        }
        _ => pick(&["kind", "apiVersion"]),
    };
    if requirement.level == generated::runtime::Level::Must && requirement.id.starts_with("er.") {
        picked.insert("http".to_owned(), status);
    }
    Value::Object(picked)
}

/// The requests whose refusal has exactly one legal status, by case.
pub(super) fn cases(run: &str) -> Vec<Edit<'static>> {
    let unknown_key = format!("Bearer conformance-unknown-key-{run}");
    vec![
        Edit::new("unknown key", move |r| {
            r.with_credential(Credential::Header(unknown_key.clone()))
        }),
        Edit::new("unknown sub-resource", |r: Request| {
            let path = r.path.replacen("importvirtualcluster", "nosuch", 1);
            r.with_path(path)
        }),
        Edit::new("Accept: text/html", |r| {
            r.with_header("Accept", "text/html")
        }),
        Edit::new("Content-Type: text/plain", |r| {
            r.with_header("Content-Type", "text/plain")
        }),
        Edit::new("dryRun=bogus", |r| r.with_query("dryRun", "bogus")),
        Edit::new("malformed body", |r| r.with_body("{")),
        Edit::new("another kind", |r| {
            r.edited(|object| object["kind"] = json!("Project"))
        }),
        Edit::new("number as name", |r| {
            r.edited(|object| object["sourceVirtualCluster"]["name"] = json!(5))
        }),
    ]
}

fn refusals(probe: &mut Probe<'_>) -> Result<(), Stop> {
    let source = probe.source()?;
    let mut exchanges = Vec::new();
    for edit in cases(probe.run()) {
        let request = edit.of(probe.import(&source));
        if probe.may_send(&request) {
            exchanges.push((edit.case().to_owned(), probe.send(&request)?));
        }
    }
    let control = probe.control(&source)?;
    let taken = probe.send(&control.request)?;
    exchanges.push(("the same import again".to_owned(), taken));
    let mut compared = false;
    for (requirement, text) in [
        (
            &ER_STATUS_KIND,
            include_str!("../../snapshots/er.status-kind.snap"),
        ),
        (
            &ER_CODE_EQUALS_HTTP,
            include_str!("../../snapshots/er.code-equals-http.snap"),
        ),
        (
            &ER_REASON_MAP,
            include_str!("../../snapshots/er.reason-map.snap"),
        ),
    ] {
        let stored = stored(text)?;
        for (case, exchange) in &exchanges {
            let actual = projection(requirement, exchange);
            // whether this request is refused, and with which status, is the subject of other checks
            if exchange.is_success() || stored[case]["http"] != actual["http"] {
                continue;
            }
            compared = true;
            compare(
                probe,
                requirement,
                case,
                &stored[case],
                &actual,
                exchange,
                Some(control.clone()),
            );
        }
    }
    if compared {
        Ok(())
    } else {
        Err(Stop::Target(
            "none of the wrong requests was refused with its legal status, as other checks show"
                .to_owned(),
        ))
    }
}

fn compare(
    probe: &mut Probe<'_>,
    requirement: &'static Requirement,
    case: &str,
    expected: &Value,
    actual: &Value,
    exchange: &Exchange,
    control: Option<Exchange>,
) {
    let expected_text = format!("{expected} (got {actual})");
    probe.record(
        requirement,
        case,
        expected == actual,
        &expected_text,
        exchange,
        control,
    );
}

/// The JSON of a stored snapshot: what stands below its second line of dashes.
fn stored(text: &str) -> Result<Value, Stop> {
    let body = text.splitn(3, "---\n").nth(2).unwrap_or_default();
    serde_json::from_str(body)
        .map_err(|error| Stop::Fixture(format!("a snapshot of the suite cannot be read: {error}")))
}

/// What a server answers, in the form that is stored: by requirement, then by case.
pub fn record(probe: &Probe<'_>) -> Result<Vec<(&'static str, Value)>, Stop> {
    let accepted = probe.accepted()?;
    let mut files = vec![(
        "accepted",
        json!({ "plain import": projection(&RS_KIND, &accepted.exchange) }),
    )];
    let mut exchanges = Vec::new();
    for edit in cases(probe.run()) {
        let exchange = probe.send(&edit.of(probe.import(&accepted.source)))?;
        exchanges.push((edit.case().to_owned(), exchange));
    }
    exchanges.push((
        "the same import again".to_owned(),
        probe.send(&accepted.exchange.request)?,
    ));
    for requirement in [&ER_STATUS_KIND, &ER_CODE_EQUALS_HTTP, &ER_REASON_MAP] {
        let cases: Map<String, Value> = exchanges
            .iter()
            .map(|(case, exchange)| (case.clone(), projection(requirement, exchange)))
            .collect();
        files.push((requirement.id, Value::Object(cases)));
    }
    Ok(files)
}
