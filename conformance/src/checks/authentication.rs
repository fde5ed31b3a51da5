//! Access keys: which are taken, which are not, and what a refusal says.

use generated::operations::IMPORT_VIRTUAL_CLUSTER;
use generated::requirements::{
    AU_401_MESSAGE, AU_401_SHAPE, AU_BASIC, AU_BEARER_EMPTY, AU_BEARER_INVALID, AU_BEARER_REQUIRED,
    AU_BEARER_SCHEME_CASE, AU_BEARER_SINGLE_SPACE, AU_DRYRUN_SAME, AU_FIRST, AU_IMPERSONATION,
    AU_NO_SECRET_ECHO, AU_QUERY_TOKEN, AU_RBAC_403_SHAPE, AU_RBAC_BEFORE_VALIDATION,
    AU_RBAC_NO_EXISTENCE_LEAK, AU_RBAC_OTHER_VERBS, AU_RBAC_VERB,
};
use serde_json::Value;

use crate::check::{Check, CheckKind};
use crate::http::{Credential, Exchange, Request};
use crate::probe::{Edit, Probe};
use crate::verdict::Stop;

pub(super) static CHECKS: &[Check] = &[
    Check {
        id: "authentication/required",
        title: "A request without access key is refused with 401.",
        kind: CheckKind::Example,
        requirements: &[&AU_BEARER_REQUIRED],
        run: |probe| {
            // where anonymous access is configured, an anonymous caller is known and may not import
            probe
                .refuses(
                    &AU_BEARER_REQUIRED,
                    &[401, 403],
                    &[with("no key", &Credential::Absent)],
                )
                .map(drop)
        },
    },
    Check {
        id: "authentication/invalid",
        title: "An unknown, empty or differently carried key is refused with 401.",
        kind: CheckKind::Example,
        requirements: &[
            &AU_BEARER_INVALID,
            &AU_BEARER_EMPTY,
            &AU_BASIC,
            &AU_QUERY_TOKEN,
        ],
        run: invalid,
    },
    Check {
        id: "authentication/scheme-case",
        title: "The word Bearer compares case-insensitively.",
        kind: CheckKind::Example,
        requirements: &[&AU_BEARER_SCHEME_CASE],
        run: |probe| {
            for scheme in ["bearer", "BEARER"] {
                let credential = Credential::Header(format!("{scheme} {{allowed}}"));
                probe.accepts(&AU_BEARER_SCHEME_CASE, &with(scheme, &credential))?;
            }
            Ok(())
        },
    },
    Check {
        id: "authentication/single-space",
        title: "Two spaces after Bearer make the key count as none.",
        kind: CheckKind::Example,
        requirements: &[&AU_BEARER_SINGLE_SPACE],
        run: |probe| {
            let credential = Credential::Header("Bearer  {allowed}".to_owned());
            // the header is ignored, so a known anonymous caller is answered 403
            let requirement = &AU_BEARER_SINGLE_SPACE;
            let status = status_without_key(probe)?;
            let edits = [with("two spaces", &credential)];
            for exchange in probe.refuses(requirement, &[401, status], &edits)? {
                let warned = !exchange.warnings().is_empty();
                let expected = "a Warning header with code 299";
                probe.holds(requirement, "warning", warned, expected, &exchange);
            }
            Ok(())
        },
    },
    Check {
        id: "authentication/status",
        title: "A 401 is a Status with reason Unauthorized and code 401.",
        kind: CheckKind::Example,
        requirements: &[&AU_401_SHAPE, &AU_401_MESSAGE],
        run: |probe| {
            for exchange in probe.refuses(
                &AU_401_SHAPE,
                &[401],
                &[with("unknown key", &unknown(probe.run()))],
            )? {
                let status = exchange.object();
                let fits = status["kind"] == "Status"
                    && status["reason"] == "Unauthorized"
                    && status["code"] == 401;
                let expected = "a Status with reason Unauthorized, code 401 and no details";
                probe.holds(
                    &AU_401_SHAPE,
                    "shape",
                    fits && status["details"].is_null(),
                    expected,
                    &exchange,
                );
                let plain = status["message"] == "Unauthorized";
                probe.holds(
                    &AU_401_MESSAGE,
                    "message",
                    plain,
                    "the message Unauthorized",
                    &exchange,
                );
            }
            Ok(())
        },
    },
    Check {
        id: "authentication/first",
        title: "An unknown key is refused with 401 whatever else is wrong with the request.",
        kind: CheckKind::Example,
        requirements: &[&AU_FIRST],
        run: |probe| {
            let credential = unknown(probe.run());
            let anonymous = |request: Request| request.with_credential(credential.clone());
            let edits =
                [
                    Edit::new("unknown sub-resource", |request| {
                        let path = request.path.replace("importvirtualcluster", "nosuch");
                        anonymous(request.with_path(path))
                    }),
                    Edit::new("wrong media type", |request| {
                        anonymous(request.with_header("Content-Type", "text/plain"))
                    }),
                    Edit::new("malformed body", |request| {
                        anonymous(request.with_body("{"))
                    }),
                    Edit::new("unknown project", |request| {
                        anonymous(request.with_path(
                            IMPORT_VIRTUAL_CLUSTER.path(&["conformance-no-such-project"]),
                        ))
                    }),
                ];
            probe.refuses(&AU_FIRST, &[401], &edits).map(drop)
        },
    },
    Check {
        id: "authorization/denied",
        title: "A valid key without the right to import is refused with a 403 that names the project.",
        kind: CheckKind::Example,
        requirements: &[
            &AU_RBAC_VERB,
            &AU_RBAC_403_SHAPE,
            &AU_DRYRUN_SAME,
            &AU_RBAC_OTHER_VERBS,
        ],
        run: denied,
    },
    Check {
        id: "authorization/order",
        title: "Rights are decided before the project is looked up and before the body is read.",
        kind: CheckKind::Example,
        requirements: &[&AU_RBAC_NO_EXISTENCE_LEAK, &AU_RBAC_BEFORE_VALIDATION],
        run: denied_order,
    },
    Check {
        id: "authorization/impersonation",
        title: "What a server makes of Impersonate-User with a user that does not exist.",
        kind: CheckKind::Example,
        requirements: &[&AU_IMPERSONATION],
        run: |probe| {
            let nobody = format!("conformance-nobody-{}", probe.run());
            let edit = Edit::new("an unknown user", |request| {
                request.with_header("Impersonate-User", &nobody)
            });
            let (exchange, control) = probe.either(&edit)?;
            let honoured = exchange.status() == Some(403);
            let expected = "a refusal with 403, as the user may not import or be impersonated";
            let requirement = &AU_IMPERSONATION;
            probe.record(
                requirement,
                edit.case(),
                honoured,
                expected,
                &exchange,
                control,
            );
            Ok(())
        },
    },
    Check {
        id: "authentication/no-echo",
        title: "No answer repeats the access key.",
        kind: CheckKind::Example,
        requirements: &[&AU_NO_SECRET_ECHO],
        run: no_echo,
    },
];

fn with(case: &str, credential: &Credential) -> Edit<'static> {
    let credential = credential.clone();
    Edit::new(case, move |request| {
        request.with_credential(credential.clone())
    })
}

/// A key that was never issued.
fn unknown(run: &str) -> Credential {
    Credential::Header(format!("Bearer conformance-unknown-key-{run}"))
}

/// What is not read as a key must be answered like no key at all: with 401, or with 403 for an anonymous caller.
fn status_without_key(probe: &Probe<'_>) -> Result<u16, Stop> {
    let source = probe.source()?;
    let without = probe.send(&probe.import(&source).with_credential(Credential::Absent))?;
    match without.status() {
        Some(status @ (401 | 403)) => Ok(status),
        _ => Err(Stop::Fixture(format!(
            "a request without key was answered {}",
            without.summary()
        ))),
    }
}

fn invalid(probe: &mut Probe<'_>) -> Result<(), Stop> {
    probe.refuses(
        &AU_BEARER_INVALID,
        &[401],
        &[with("unknown key", &unknown(probe.run()))],
    )?;
    let status = status_without_key(probe)?;
    let empty = Credential::Header("Bearer ".to_owned());
    probe.refuses(&AU_BEARER_EMPTY, &[status], &[with("empty key", &empty)])?;
    let basic = with("the key as user name", &Credential::Basic);
    probe.refuses(&AU_BASIC, &[status], &[basic])?;
    let key = probe.credentials().allowed.reveal().to_owned();
    let parameter = |name: &'static str| {
        let key = key.clone();
        Edit::new(name, move |request| {
            request
                .with_credential(Credential::Absent)
                .with_query(name, &key)
        })
    };
    probe
        .refuses(
            &AU_QUERY_TOKEN,
            &[status],
            &["access_token", "token"].map(parameter),
        )
        .map(drop)
}

fn denied(probe: &mut Probe<'_>) -> Result<(), Stop> {
    probe.need_denied()?;
    let refusals = probe.refuses(
        &AU_RBAC_VERB,
        &[403],
        &[with("denied key", &Credential::Denied)],
    )?;
    for exchange in refusals {
        let status = exchange.object();
        let details = &status["details"];
        let fits = status["kind"] == "Status"
            && status["reason"] == "Forbidden"
            && details["group"] == "management.loft.sh"
            && details["kind"] == "projects"
            && details["name"] == probe.project();
        let expected = "a Status with reason Forbidden and details with group, kind projects and the project's name";
        probe.holds(&AU_RBAC_403_SHAPE, "shape", fits, expected, &exchange);
    }
    let dry = Edit::new("denied key, dry run", |request| {
        request.with_credential(Credential::Denied).as_dry_run()
    });
    probe.refuses(&AU_DRYRUN_SAME, &[403], &[dry])?;
    let put = Edit::new("PUT with the denied key", |request| {
        request
            .with_method("PUT")
            .with_credential(Credential::Denied)
    });
    probe
        .refuses(&AU_RBAC_OTHER_VERBS, &[403], &[put])
        .map(drop)
}

fn denied_order(probe: &mut Probe<'_>) -> Result<(), Stop> {
    probe.need_denied()?;
    let denied = |request: Request| request.with_credential(Credential::Denied);
    let unknown = Edit::new("unknown project", move |request| {
        denied(request.with_path(IMPORT_VIRTUAL_CLUSTER.path(&["conformance-no-such-project"])))
    });
    probe.refuses(&AU_RBAC_NO_EXISTENCE_LEAK, &[403], &[unknown])?;
    let edits = [
        Edit::new("wrong media type", move |request| {
            denied(request.with_header("Content-Type", "text/plain"))
        }),
        Edit::new("malformed body", move |request| {
            denied(request.with_body("{"))
        }),
    ];
    probe
        .refuses(&AU_RBAC_BEFORE_VALIDATION, &[403], &edits)
        .map(drop)
}

fn no_echo(probe: &mut Probe<'_>) -> Result<(), Stop> {
    let accepted = probe.accepted()?;
    let source = probe.source()?;
    let plain = probe.import(&source);
    let requests = [
        plain.clone().with_body("{"),
        plain.clone().with_header("Accept", "text/html"),
        plain
            .clone()
            .with_path(IMPORT_VIRTUAL_CLUSTER.path(&["conformance-no-such-project"])),
        plain.with_credential(Credential::Header("Bearer  {allowed}".to_owned())),
    ];
    let mut exchanges = vec![accepted.exchange];
    for request in requests {
        exchanges.push(probe.send(&request)?);
    }
    let key = probe.credentials().allowed.reveal().to_owned();
    for exchange in &exchanges {
        probe.holds(
            &AU_NO_SECRET_ECHO,
            "search",
            !repeats(exchange, &key),
            "an answer without the access key",
            exchange,
        );
    }
    Ok(())
}

/// Whether a key stands in an answer.
pub(super) fn repeats(exchange: &Exchange, key: &str) -> bool {
    let Ok(response) = &exchange.outcome else {
        return false;
    };
    let in_headers = response
        .headers
        .iter()
        .any(|(_, value)| value.contains(key));
    let in_body = String::from_utf8_lossy(&response.body).contains(key);
    // a key inside escaped text shows only after decoding
    let in_object = response
        .object()
        .is_some_and(|object| contains(&object, key));
    in_headers || in_body || in_object
}

fn contains(value: &Value, key: &str) -> bool {
    match value {
        Value::String(text) => text.contains(key),
        Value::Array(items) => items.iter().any(|item| contains(item, key)),
        Value::Object(members) => members
            .iter()
            .any(|(name, member)| name.contains(key) || contains(member, key)),
        _ => false,
    }
}
