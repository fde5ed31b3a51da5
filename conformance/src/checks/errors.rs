//! Refusals: what they say, in which order, and that they change nothing; and what known clients send.

use generated::operations::IMPORT_VIRTUAL_CLUSTER;
use generated::requirements::{
    CL_EMPTY_NAMESPACE, CL_GO_BODY, CL_RAW_NO_TYPE, CL_UI_HEADERS, ER_404_ROUTE, ER_409_EXISTS,
    ER_422_ALL, ER_422_CAUSES, ER_422_FIELD_PATH, ER_422_KIND, ER_NO_DETAILS, ER_NO_PARTIAL,
    ER_ORDER, ER_STATUS_EXCEPTIONS,
};
use generated::types::ProjectImportVirtualCluster;
use serde_json::{Value, json};

use super::instances;
use super::repeated::{TAKEN, is_taken};
use crate::check::{Check, CheckKind};
use crate::http::{Credential, Exchange, Request};
use crate::probe::{Edit, Probe, remove, set};
use crate::verdict::Stop;

pub(super) static CHECKS: &[Check] = &[
    Check {
        id: "errors/causes",
        title: "A 422 lists each wrong field with its path, reason and message.",
        kind: CheckKind::Example,
        requirements: &[
            &ER_422_CAUSES,
            &ER_422_KIND,
            &ER_422_FIELD_PATH,
            &ER_422_ALL,
        ],
        run: causes,
    },
    Check {
        id: "errors/route",
        title: "A 404 for a path says nothing about an object.",
        kind: CheckKind::Example,
        requirements: &[&ER_404_ROUTE, &ER_STATUS_EXCEPTIONS],
        run: route,
    },
    Check {
        id: "errors/name-taken",
        title: "An instance name that is taken is refused with 409 AlreadyExists.",
        kind: CheckKind::Example,
        requirements: &[&ER_409_EXISTS],
        run: name_taken,
    },
    Check {
        id: "errors/no-partial",
        title: "A refused import leaves no instance, and the source can still be imported.",
        kind: CheckKind::Example,
        requirements: &[&ER_NO_PARTIAL],
        run: no_partial,
    },
    Check {
        id: "errors/order",
        title: "Of two things wrong with a request, the one that is checked first is answered.",
        kind: CheckKind::Example,
        requirements: &[&ER_ORDER, &ER_NO_DETAILS],
        run: order,
    },
    Check {
        id: "clients/bodies",
        title: "What known clients send is accepted, and refused cleanly where they leave out the namespace.",
        kind: CheckKind::Example,
        requirements: &[
            &CL_GO_BODY,
            &CL_RAW_NO_TYPE,
            &CL_UI_HEADERS,
            &CL_EMPTY_NAMESPACE,
        ],
        run: clients,
    },
];

/// The causes of a Status; none where it has no such list.
pub(super) fn causes_of(exchange: &Exchange) -> Vec<Value> {
    exchange.object()["details"]["causes"]
        .as_array()
        .cloned()
        .unwrap_or_default()
}

fn causes(probe: &mut Probe<'_>) -> Result<(), Stop> {
    let bogus = Edit::new("dryRun=bogus", |request| {
        request.with_query("dryRun", "bogus")
    });
    for exchange in probe.refuses(&ER_422_CAUSES, &[422], &[bogus])? {
        let causes = causes_of(&exchange);
        let text = |cause: &Value, member: &str| {
            cause[member].as_str().is_some_and(|text| !text.is_empty())
        };
        let complete = !causes.is_empty()
            && causes.iter().all(|cause| {
                ["reason", "message", "field"]
                    .iter()
                    .all(|m| text(cause, m))
            });
        probe.holds(
            &ER_422_CAUSES,
            "causes",
            complete,
            "causes with reason, message and field",
            &exchange,
        );
        let kind = exchange.object()["details"]["kind"] == "CreateOptions";
        probe.holds(
            &ER_422_KIND,
            "query",
            kind,
            "details.kind CreateOptions",
            &exchange,
        );
    }
    let source = probe.source()?;
    let request = probe.import(&source);
    let nameless = probe.send(
        &request
            .clone()
            .edited(|object| remove(object, "/sourceVirtualCluster/name")),
    )?;
    let empty =
        probe.send(&request.edited(|object| set(object, "/sourceVirtualCluster", json!({}))))?;
    probe.control(&source)?;
    for exchange in [&nameless, &empty] {
        if !matches!(exchange.status(), Some(400 | 422)) {
            let summary = exchange.summary();
            return Err(Stop::Target(format!(
                "a missing field was answered {summary}"
            )));
        }
    }
    if nameless.status() != Some(422) || empty.status() != Some(422) {
        return Err(Stop::NotDeclared(
            "422 for a missing field (this server chooses another answer)",
        ));
    }
    let kind = nameless.object()["details"]["kind"] == ProjectImportVirtualCluster::KIND;
    probe.holds(
        &ER_422_KIND,
        "body",
        kind,
        "details.kind ProjectImportVirtualCluster",
        &nameless,
    );
    let named = causes_of(&nameless)
        .iter()
        .any(|cause| cause["field"] == "sourceVirtualCluster.name");
    probe.holds(
        &ER_422_FIELD_PATH,
        "name missing",
        named,
        "a cause for sourceVirtualCluster.name",
        &nameless,
    );
    let fields = causes_of(&empty);
    let has = |field: &str| fields.iter().any(|cause| cause["field"] == field);
    let all = has("sourceVirtualCluster")
        || ["name", "namespace", "cluster"]
            .iter()
            .all(|member| has(&format!("sourceVirtualCluster.{member}")));
    let expected = "causes for name, namespace and cluster, or one for sourceVirtualCluster";
    probe.holds(&ER_422_ALL, "source empty", all, expected, &empty);
    Ok(())
}

fn route(probe: &mut Probe<'_>) -> Result<(), Stop> {
    let replaced = |case: &'static str, from: &'static str, to: &'static str| {
        Edit::new(case, move |request: Request| {
            let path = request.path.replacen(from, to, 1);
            request.with_path(path)
        })
    };
    let unknown = replaced("unknown sub-resource", "importvirtualcluster", "nosuch");
    for exchange in probe.refuses(&ER_404_ROUTE, &[404], &[unknown])? {
        let empty = match &exchange.object()["details"] {
            Value::Null => true,
            Value::Object(members) => members.is_empty(),
            _ => false,
        };
        probe.holds(
            &ER_404_ROUTE,
            "details",
            empty,
            "no details, or empty ones",
            &exchange,
        );
    }
    let elsewhere = replaced(
        "unknown group",
        "management.loft.sh",
        "management.example.com",
    );
    let source = probe.source()?;
    let exchange = probe.send(&elsewhere.of(probe.import(&source)))?;
    let status = exchange.object()["kind"] == "Status";
    probe.holds(
        &ER_STATUS_EXCEPTIONS,
        "unknown group",
        !status,
        "a body that is not a Status",
        &exchange,
    );
    Ok(())
}

fn name_taken(probe: &mut Probe<'_>) -> Result<(), Stop> {
    probe.need_effect()?;
    let first = probe.accepted()?;
    let second = probe.source()?;
    let request = probe.import(&second).edited(|object| {
        set(
            object,
            "/sourceVirtualCluster/importName",
            json!(first.source.import_name),
        );
    });
    let exchange = probe.send(&request)?;
    let control = probe.control(&second)?;
    let status = exchange.object();
    let refused = exchange.status() == Some(409) && status["reason"] == "AlreadyExists";
    let expected = "a refusal with 409 and reason AlreadyExists";
    probe.record(
        &ER_409_EXISTS,
        "importName of another instance",
        refused,
        expected,
        &exchange,
        Some(control),
    );
    let repeated = probe.send(&probe.import(&first.source))?;
    probe.record(
        &ER_409_EXISTS,
        "the same request again",
        is_taken(&repeated),
        TAKEN,
        &repeated,
        Some(first.exchange),
    );
    Ok(())
}

fn no_partial(probe: &mut Probe<'_>) -> Result<(), Stop> {
    let (_, taken) = instances::list(probe)?;
    let source = instances::free_source(probe, &taken)?;
    let plain = probe.import(&source);
    let refusals = [
        plain.clone().with_credential(Credential::Absent),
        plain.clone().with_header("Content-Type", "text/plain"),
        plain.clone().with_query("dryRun", "bogus"),
        plain
            .clone()
            .with_query("fieldValidation", "Strict")
            .edited(|object| set(object, "/conformanceX", json!(1))),
        plain
            .clone()
            .edited(|object| set(object, "/sourceVirtualCluster/name", json!(5))),
        plain
            .clone()
            .edited(|object| remove(object, "/sourceVirtualCluster/cluster")),
        plain
            .clone()
            .edited(|object| set(object, "/kind", json!("Project"))),
    ];
    let mut last = None;
    for request in &refusals {
        let exchange = probe.send(request)?;
        if !exchange
            .status()
            .is_some_and(|status| (400..500).contains(&status))
        {
            return Err(Stop::NotDeclared(
                "a refusal of each request that is wrong (other checks show which is not)",
            ));
        }
        last = Some(exchange);
    }
    let (listed, instances) = instances::list(probe)?;
    let control = probe.send(&plain)?;
    let absent = !instances
        .iter()
        .any(|instance| instances::is_of(instance, &source));
    let expected = "no instance of the source after its refusals";
    probe.record(
        &ER_NO_PARTIAL,
        "list",
        absent,
        expected,
        &listed,
        Some(control.clone()),
    );
    let expected = "success (2xx) for the plain import after its refusals";
    probe.record(
        &ER_NO_PARTIAL,
        "import",
        control.is_success(),
        expected,
        &control,
        last,
    );
    Ok(())
}

/// Two things wrong with a request at once.
type Wrong = fn(Request) -> Request;

fn order(probe: &mut Probe<'_>) -> Result<(), Stop> {
    let malformed = Edit::new("malformed", |request| request.with_body("{"));
    for exchange in probe.refuses(&ER_ORDER, &[400], &[malformed])? {
        let none = exchange.object().get("details").is_none();
        probe.holds(
            &ER_NO_DETAILS,
            "malformed body",
            none,
            "a Status without details",
            &exchange,
        );
    }
    let cases: [(&str, u16, Wrong); 6] = [
        ("timeout before authentication", 400, |r| {
            r.with_query("timeout", "abc")
                .with_credential(Credential::Header("Bearer conformance-unknown".to_owned()))
        }),
        ("authentication before media type", 401, |r| {
            r.with_credential(Credential::Header("Bearer conformance-unknown".to_owned()))
                .with_header("Content-Type", "text/plain")
        }),
        ("Accept before Content-Type", 406, |r| {
            r.with_header("Accept", "text/html")
                .with_header("Content-Type", "text/plain")
        }),
        ("Content-Type before options", 415, |r| {
            r.with_header("Content-Type", "text/plain")
                .with_query("dryRun", "bogus")
        }),
        ("options before the body", 422, |r| {
            r.with_query("dryRun", "bogus").with_body("{")
        }),
        ("the body before the handler", 400, |r| {
            r.edited(|object| set(object, "/sourceVirtualCluster", json!({ "name": 5 })))
        }),
    ];
    for (case, status, apply) in cases {
        probe.refuses(&ER_ORDER, &[status], &[Edit::new(case, apply)])?;
    }
    let unknown = Edit::new("options before the handler", |request| {
        request
            .with_query("dryRun", "bogus")
            .with_path(IMPORT_VIRTUAL_CLUSTER.path(&["conformance-no-such-project"]))
    });
    // a key that may only use its own projects is refused earlier
    probe.refuses(&ER_ORDER, &[422, 403], &[unknown]).map(drop)
}

fn clients(probe: &mut Probe<'_>) -> Result<(), Stop> {
    let go = example("go-client")?;
    let edit = Edit::new("Go client", move |request| {
        request
            .edited(|object| merge(object, &go))
            .with_header("Accept", "application/json, */*")
            .with_header("User-Agent", "loftctl/v3.4.0")
    });
    probe.accepts(&CL_GO_BODY, &edit)?;
    let raw = Edit::new("kubectl create --raw", |request| {
        request
            .without_header("Content-Type")
            .with_header("Accept", "application/json, */*")
            .with_header("Transfer-Encoding", "chunked")
    });
    probe.accepts(&CL_RAW_NO_TYPE, &raw)?;
    let ui = example("ui")?;
    let edit = Edit::new("platform UI", move |request| {
        request
            .edited(|object| merge(object, &ui))
            .with_credential(Credential::Header("bearer {allowed}".to_owned()))
            .with_header("X-Sleep-Mode-Ignore", "true")
            .with_query("timeout", "180s")
    });
    probe.accepts(&CL_UI_HEADERS, &edit)?;
    let edit = Edit::remove(
        "command line without namespace",
        "/sourceVirtualCluster/namespace",
    );
    for exchange in probe.refuses(&CL_EMPTY_NAMESPACE, &[422, 400], &[edit])? {
        let status = exchange.object()["kind"] == "Status";
        probe.holds(&CL_EMPTY_NAMESPACE, "Status", status, "a Status", &exchange);
    }
    Ok(())
}

fn example(name: &str) -> Result<Value, Stop> {
    let example = generated::examples::find(name)
        .ok_or_else(|| Stop::Fixture(format!("the spec has no example named {name}")))?;
    serde_json::from_str(example.body)
        .map_err(|error| Stop::Fixture(format!("the example {name} is not JSON: {error}")))
}

/// Gives `object` the form of an example, keeping its own source.
fn merge(object: &mut Value, example: &Value) {
    let source = object["sourceVirtualCluster"].clone();
    *object = example.clone();
    object["sourceVirtualCluster"] = source;
}
