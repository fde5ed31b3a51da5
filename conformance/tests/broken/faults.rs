//! The faults: each one deliberate violation.

use serde_json::{Value, json};

use super::proxy::Message;

/// A deliberate violation.
pub(crate) struct Fault {
    /// What is broken, in a word or two.
    pub id: &'static str,
    /// The requirement it breaks.
    pub breaks: &'static str,
    /// How many other requirements it may turn red, since they say the same in other words.
    pub blast: usize,
    /// How many random cases find it.
    pub cases: u32,
    /// Changes a request, or answers it in the server's place.
    pub request: fn(&mut Message) -> Option<Message>,
    /// Changes an answer.
    pub answer: fn(&Message, &mut Message),
}

const fn on_request(
    id: &'static str,
    breaks: &'static str,
    blast: usize,
    request: fn(&mut Message) -> Option<Message>,
) -> Fault {
    Fault {
        id,
        breaks,
        blast,
        cases: 4,
        request,
        answer: |_, _| {},
    }
}

const fn on_answer(
    id: &'static str,
    breaks: &'static str,
    blast: usize,
    answer: fn(&Message, &mut Message),
) -> Fault {
    Fault {
        id,
        breaks,
        blast,
        cases: 4,
        request: |_| None,
        answer,
    }
}

/// A fault that few of the ways to break one constraint show: each of them is tried.
const fn at_the_boundary(
    id: &'static str,
    breaks: &'static str,
    request: fn(&mut Message) -> Option<Message>,
) -> Fault {
    let mut fault = on_request(id, breaks, 0, request);
    fault.cases = 12;
    fault
}

/// Every fault.
pub(crate) const FAULTS: &[Fault] = &[
    on_answer("created-as-200", "rs.created", 0, |_, answer| {
        if answer.status == 201 {
            answer.status = 200;
        }
    }),
    on_request("missing-name-accepted", "src.name.required", 9, |request| {
        accept_without(request, "name")
    }),
    on_request(
        "missing-namespace-accepted",
        "src.namespace.required",
        9,
        |request| accept_without(request, "namespace"),
    ),
    on_request(
        "missing-cluster-accepted",
        "src.cluster.required",
        9,
        |request| accept_without(request, "cluster"),
    ),
    on_request("yaml-refused", "cn.req.yaml", 9, |request| {
        (request.header("content-type") == Some("application/yaml")
            && !request.body.starts_with(b"{"))
        .then(|| status(415, "UnsupportedMediaType"))
    }),
    on_request("text-accepted", "cn.req.415", 3, |request| {
        if request.header("content-type") == Some("text/plain") {
            request.set_header("content-type", "application/json");
        }
        None
    }),
    on_request("accept-ignored", "cn.resp.yaml", 3, |request| {
        if request
            .header("accept")
            .is_some_and(|accept| accept.contains("yaml"))
        {
            request.set_header("accept", "application/json");
        }
        None
    }),
    on_request("html-accepted", "cn.resp.406", 2, |request| {
        if request.header("accept") == Some("text/html") {
            request.remove_header("accept");
        }
        None
    }),
    on_request("dry-run-stored", "qp.dryrun.no-effect", 0, |request| {
        request.path = request.path.replace("dryRun=All", "x=y");
        None
    }),
    on_request("dry-run-any-value", "qp.dryrun.invalid", 9, |request| {
        for value in ["dryRun=bogus", "dryRun=all", "dryRun=true"] {
            request.path = request.path.replace(value, "dryRun=All");
        }
        None
    }),
    on_request(
        "strict-ignored",
        "qp.fieldvalidation.strict",
        1,
        |request| {
            request.path = request.path.replace("fieldValidation=Strict", "x=y");
            None
        },
    ),
    on_answer("warnings-dropped", "dec.unknown.warn", 5, |_, answer| {
        answer.remove_header("warning");
    }),
    on_answer("kind-of-the-instance", "rs.kind", 3, |_, answer| {
        edit_success(answer, |object| {
            object["kind"] = json!("VirtualClusterInstance");
        });
    }),
    on_answer("source-swapped", "rs.echo", 3, |_, answer| {
        edit_success(answer, |object| {
            let name = object["sourceVirtualCluster"]["name"].take();
            object["sourceVirtualCluster"]["name"] =
                object["sourceVirtualCluster"]["namespace"].clone();
            object["sourceVirtualCluster"]["namespace"] = name;
        });
    }),
    on_answer("uid-kept", "meta.uid.ignored", 0, |request, answer| {
        let uid = request.json()["metadata"]["uid"].clone();
        if uid.is_string() {
            edit_success(answer, |object| object["metadata"]["uid"] = uid.clone());
        }
    }),
    on_request("boolean-coerced", "opt.pro.boolean", 1, |request| {
        let mut object = request.json();
        if object["upgradeToPro"].is_string() || object["upgradeToPro"].is_number() {
            object["upgradeToPro"] = json!(true);
            request.set_json(&object);
        }
        None
    }),
    on_request("number-as-name-coerced", "src.strings", 3, |request| {
        let mut object = request.json();
        if let Some(number) = object["sourceVirtualCluster"]["importName"].as_i64() {
            object["sourceVirtualCluster"]["importName"] =
                json!(format!("n{number}-{}", request.body.len()));
            request.set_json(&object);
        }
        None
    }),
    on_request(
        "unknown-project-accepted",
        "ep.path.project-name",
        3,
        |request| {
            (request.method == "POST"
                && request.path.contains("no-such-project")
                && request.header("authorization").is_some())
            .then(|| {
                let mut answer = status(201, "");
                answer.body.clone_from(&request.body);
                answer
            })
        },
    ),
    on_answer("code-missing", "er.code-equals-http", 3, |_, answer| {
        edit_status(answer, |object| object["code"] = Value::Null);
    }),
    on_answer("reason-wrong", "er.reason-map", 2, |_, answer| {
        if answer.status == 415 {
            edit_status(answer, |object| object["reason"] = json!("BadRequest"));
        }
    }),
    on_answer(
        "malformed-is-500",
        "dec.json.malformed",
        12,
        |request, answer| {
            let malformed = request.method == "POST"
                && answer.status == 400
                && serde_json::from_slice::<Value>(&request.body).is_err();
            if malformed {
                answer.status = 500;
                edit_status(answer, |object| object["code"] = json!(500));
            }
        },
    ),
    on_request("anonymous-accepted", "au.bearer.required", 9, |request| {
        (request.method == "POST" && request.header("authorization").is_none()).then(|| {
            let mut answer = status(201, "");
            answer.body.clone_from(&request.body);
            answer
        })
    }),
    on_answer(
        "instance-not-found",
        "im.creates-instance",
        9,
        |request, answer| {
            if request.method == "GET" && request.path.contains("/virtualclusterinstances/") {
                *answer = status(404, "NotFound");
            }
        },
    ),
    on_answer("get-allowed", "ep.no-collection", 2, |request, answer| {
        if request.method == "GET" && request.path.ends_with("/importvirtualcluster") {
            answer.status = 200;
        }
    }),
    on_answer("key-echoed", "au.no-secret-echo", 0, |request, answer| {
        let key = request
            .header("authorization")
            .unwrap_or_default()
            .to_owned();
        if answer.status == 406 {
            edit_status(answer, |object| {
                object["message"] = json!(format!("not acceptable for {key}"));
            });
        }
    }),
    at_the_boundary(
        "namespace-of-64-letters",
        "src.namespace.syntax",
        |request| accept_if(request, "namespace", |namespace| namespace.len() == 64),
    ),
    at_the_boundary(
        "import-name-ends-in-dash",
        "src.importname.syntax",
        |request| accept_if(request, "importName", |name| name.ends_with('-')),
    ),
    at_the_boundary(
        "date-without-zone",
        "meta.creationtimestamp.format",
        |request| {
            let mut object = request.json();
            let time = object["metadata"]["creationTimestamp"].as_str()?;
            time.parse::<jiff::civil::DateTime>().ok()?;
            object["metadata"]["creationTimestamp"] = Value::Null;
            request.set_json(&object);
            None
        },
    ),
];

/// Accepts a request whatever else is wrong with it when a member of the source has a property.
fn accept_if(request: &mut Message, member: &str, property: fn(&str) -> bool) -> Option<Message> {
    let object = request.json();
    let value = object["sourceVirtualCluster"][member].as_str()?;
    (request.method == "POST" && property(value)).then(|| {
        let mut answer = status(201, "");
        answer.body.clone_from(&request.body);
        answer
    })
}

fn accept_without(request: &mut Message, member: &str) -> Option<Message> {
    let mut object = request.json();
    let source = object.get_mut("sourceVirtualCluster")?;
    let others = ["name", "namespace", "cluster"]
        .into_iter()
        .filter(|other| *other != member);
    let missing = source
        .get(member)
        .is_none_or(|value| value.is_null() || value == "");
    let rest =
        others.clone().count() == 2 && others.into_iter().all(|other| source[other].is_string());
    (request.method == "POST" && missing && rest && request.header("authorization").is_some()).then(
        || {
            let mut answer = status(201, "");
            answer.body.clone_from(&request.body);
            answer
        },
    )
}

fn status(code: u16, reason: &str) -> Message {
    let body = json!({
        "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
        "message": "made by a fault", "reason": reason, "code": code,
    });
    Message {
        method: String::new(),
        path: String::new(),
        status: code,
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        body: body.to_string().into_bytes(),
    }
}

fn edit_success(answer: &mut Message, edit: impl FnOnce(&mut Value)) {
    let mut object = answer.json();
    if answer.status == 201 && object["kind"] == "ProjectImportVirtualCluster" {
        edit(&mut object);
        answer.set_json(&object);
    }
}

fn edit_status(answer: &mut Message, edit: impl FnOnce(&mut Value)) {
    let mut object = answer.json();
    if object["kind"] == "Status" {
        edit(&mut object);
        answer.set_json(&object);
    }
}
