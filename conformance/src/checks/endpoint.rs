//! Where the operation is, and what does not reach it.

use std::fmt::Write as _;

use generated::operations::IMPORT_VIRTUAL_CLUSTER;
use generated::requirements::{
    EP_METHOD_CASE, EP_METHOD_HEAD, EP_METHOD_NO_OVERRIDE, EP_METHOD_OTHERS, EP_METHOD_POST,
    EP_NO_COLLECTION, EP_PATH_CASE_SENSITIVE, EP_PATH_CLUSTER_SCOPED, EP_PATH_EXTRA_SEGMENT,
    EP_PATH_GROUP_VERSION, EP_PATH_PERCENT_DECODING, EP_PATH_PLATFORM_PREFIX, EP_PATH_PROJECT_NAME,
    EP_PATH_SUBRESOURCE, EP_PATH_TRAILING_SLASH, EP_UNKNOWN_SUBRESOURCE, ER_404_PROJECT,
};
use generated::runtime::Requirement;
use serde_json::json;

use super::discovery;
use crate::check::{Check, CheckKind};
use crate::http::Request;
use crate::probe::{Edit, Probe};
use crate::verdict::Stop;

pub(super) static CHECKS: &[Check] = &[
    Check {
        id: "endpoint/post",
        title: "A POST of a valid object on the sub-resource of a project is accepted.",
        kind: CheckKind::Example,
        requirements: &[&EP_METHOD_POST],
        run: |probe| {
            probe
                .accepts(&EP_METHOD_POST, &Edit::none("plain import"))
                .map(drop)
        },
    },
    Check {
        id: "endpoint/platform-prefix",
        title: "On the platform host the API is below /kubernetes/management and not beside it.",
        kind: CheckKind::Example,
        requirements: &[&EP_PATH_PLATFORM_PREFIX],
        run: platform_prefix,
    },
    Check {
        id: "endpoint/group-version",
        title: "Another group or version in the path does not reach the operation.",
        kind: CheckKind::Example,
        requirements: &[&EP_PATH_GROUP_VERSION],
        run: |probe| {
            not_found(
                probe,
                &EP_PATH_GROUP_VERSION,
                &[
                    ("other version", "/v1/", "/v2/"),
                    (
                        "other group",
                        "management.loft.sh",
                        "management.example.com",
                    ),
                ],
            )
        },
    },
    Check {
        id: "endpoint/cluster-scoped",
        title: "A namespace in the path does not reach the operation.",
        kind: CheckKind::Example,
        requirements: &[&EP_PATH_CLUSTER_SCOPED],
        run: |probe| {
            not_found(
                probe,
                &EP_PATH_CLUSTER_SCOPED,
                &[(
                    "with a namespace",
                    "/projects/",
                    "/namespaces/default/projects/",
                )],
            )
        },
    },
    Check {
        id: "endpoint/sub-resource",
        title: "Only importvirtualcluster, in lower case, names the sub-resource.",
        kind: CheckKind::Example,
        requirements: &[&EP_PATH_SUBRESOURCE],
        run: |probe| {
            not_found(
                probe,
                &EP_PATH_SUBRESOURCE,
                &[
                    (
                        "camel case",
                        "/importvirtualcluster",
                        "/importVirtualCluster",
                    ),
                    ("plural", "/importvirtualcluster", "/importvirtualclusters"),
                ],
            )
        },
    },
    Check {
        id: "endpoint/extra-segment",
        title: "A further path segment does not reach the operation.",
        kind: CheckKind::Example,
        requirements: &[&EP_PATH_EXTRA_SEGMENT],
        run: |probe| {
            not_found(
                probe,
                &EP_PATH_EXTRA_SEGMENT,
                &[(
                    "extra segment",
                    "/importvirtualcluster",
                    "/importvirtualcluster/x",
                )],
            )
        },
    },
    Check {
        id: "endpoint/case-sensitive",
        title: "Group, resource and project in the path compare case-sensitively.",
        kind: CheckKind::Example,
        requirements: &[&EP_PATH_CASE_SENSITIVE],
        run: |probe| {
            not_found(
                probe,
                &EP_PATH_CASE_SENSITIVE,
                &[
                    ("resource", "/projects/", "/Projects/"),
                    ("group", "management.loft.sh", "MANAGEMENT.loft.sh"),
                ],
            )
        },
    },
    Check {
        id: "endpoint/unknown-sub-resource",
        title: "An unknown sub-resource is a 404 with a Status.",
        kind: CheckKind::Example,
        requirements: &[&EP_UNKNOWN_SUBRESOURCE],
        run: unknown_sub_resource,
    },
    Check {
        id: "endpoint/trailing-slash",
        title: "A trailing slash may be tolerated.",
        kind: CheckKind::Example,
        requirements: &[&EP_PATH_TRAILING_SLASH],
        run: |probe| {
            let edit = Edit::new("trailing slash", |request| {
                let path = format!("{}/", request.path);
                request.with_path(path)
            });
            probe.accepts(&EP_PATH_TRAILING_SLASH, &edit).map(drop)
        },
    },
    Check {
        id: "endpoint/percent-decoding",
        title: "The project in the path is percent-decoded once.",
        kind: CheckKind::Example,
        requirements: &[&EP_PATH_PERCENT_DECODING],
        run: percent_decoding,
    },
    Check {
        id: "endpoint/project",
        title: "The path names an existing project; an unknown one is a 404 about projects.",
        kind: CheckKind::Example,
        requirements: &[&EP_PATH_PROJECT_NAME, &ER_404_PROJECT],
        run: project,
    },
    Check {
        id: "endpoint/other-methods",
        title: "Every other method is refused with 405.",
        kind: CheckKind::Example,
        requirements: &[
            &EP_METHOD_OTHERS,
            &EP_METHOD_HEAD,
            &EP_METHOD_CASE,
            &EP_METHOD_NO_OVERRIDE,
        ],
        run: other_methods,
    },
    Check {
        id: "endpoint/no-collection",
        title: "Imports cannot be read, listed or removed.",
        kind: CheckKind::Example,
        requirements: &[&EP_NO_COLLECTION],
        run: no_collection,
    },
];

/// Statuses of a path that is not this operation: no such route, or none that this caller may use.
const ELSEWHERE: &[u16] = &[403, 404];

fn not_found(
    probe: &mut Probe<'_>,
    requirement: &'static Requirement,
    replacements: &[(&str, &str, &str)],
) -> Result<(), Stop> {
    let edits: Vec<Edit<'_>> = replacements
        .iter()
        .map(|&(case, from, to)| {
            Edit::new(case, move |request| {
                let path = request.path.replacen(from, to, 1);
                request.with_path(path)
            })
        })
        .collect();
    probe.refuses(requirement, ELSEWHERE, &edits).map(drop)
}

fn platform_prefix(probe: &mut Probe<'_>) -> Result<(), Stop> {
    if !Request::is_below_platform_prefix(probe.url()) {
        return Err(Stop::NotDeclared(
            "a target.url that ends in /kubernetes/management",
        ));
    }
    probe
        .accepts(&EP_PATH_PLATFORM_PREFIX, &Edit::none("below the prefix"))
        .map(drop)
}

fn unknown_sub_resource(probe: &mut Probe<'_>) -> Result<(), Stop> {
    let edit = Edit::new("sub-resource nosuch", |request| {
        let path = request.path.replacen("/importvirtualcluster", "/nosuch", 1);
        request.with_path(path)
    });
    for exchange in probe.refuses(&EP_UNKNOWN_SUBRESOURCE, &[404], &[edit])? {
        let status = exchange.object();
        probe.holds(
            &EP_UNKNOWN_SUBRESOURCE,
            "a Status",
            status["kind"] == "Status",
            "a body of kind Status",
            &exchange,
        );
    }
    Ok(())
}

fn percent_decoding(probe: &mut Probe<'_>) -> Result<(), Stop> {
    let encoded = |request: Request| {
        let project = probe_segment(&request.path);
        let mut encoded = String::new();
        for byte in project.bytes() {
            // writing to a String cannot fail
            let _ = write!(encoded, "%{byte:02x}");
        }
        let path = request
            .path
            .replacen(&format!("/{project}/"), &format!("/{encoded}/"), 1);
        request.with_path(path)
    };
    probe.accepts(
        &EP_PATH_PERCENT_DECODING,
        &Edit::new("encoded letters", encoded),
    )?;
    let slash = Edit::new("encoded slash inside the name", |request| {
        let project = probe_segment(&request.path).to_owned();
        let path = request
            .path
            .replacen(&format!("/{project}/"), &format!("/{project}%2Fx/"), 1);
        request.with_path(path)
    });
    probe
        .refuses(&EP_PATH_PERCENT_DECODING, ELSEWHERE, &[slash])
        .map(drop)
}

/// The project's segment of an import path, as it stands there.
fn probe_segment(path: &str) -> &str {
    path.trim_end_matches("/importvirtualcluster")
        .rsplit('/')
        .next()
        .unwrap_or_default()
}

fn project(probe: &mut Probe<'_>) -> Result<(), Stop> {
    let unknown = format!("conformance-no-such-project-{}", probe.run());
    let edit = Edit::new("unknown project", |request| {
        request.with_path(IMPORT_VIRTUAL_CLUSTER.path(&[&unknown]))
    });
    for exchange in probe.refuses(&EP_PATH_PROJECT_NAME, &[404, 403], &[edit])? {
        if exchange.status() == Some(404) {
            let details = &exchange.object()["details"];
            let fits = details["kind"] == "projects" && details["name"] == unknown.as_str();
            probe.holds(
                &ER_404_PROJECT,
                "details",
                fits,
                "details with kind projects and the name of the project",
                &exchange,
            );
        } else if exchange.status() == Some(403) {
            // a caller whose rights end at its own projects is refused before the look-up
            return Err(Stop::NotDeclared(
                "a credentials.allowed that may import into any project",
            ));
        } else {
            let summary = exchange.summary();
            return Err(Stop::Target(format!(
                "an unknown project was answered {summary}"
            )));
        }
    }
    Ok(())
}

fn other_methods(probe: &mut Probe<'_>) -> Result<(), Stop> {
    let methods = |names: &'static [&'static str]| -> Vec<Edit<'_>> {
        names
            .iter()
            .map(|name| Edit::new(*name, |request| with_method(request, name)))
            .collect()
    };
    let others = methods(&["GET", "PUT", "PATCH", "DELETE", "OPTIONS"]);
    for exchange in probe.refuses(&EP_METHOD_OTHERS, &[405, 403], &others)? {
        let reason = &exchange.object()["reason"];
        let fits = exchange.status() != Some(405) || *reason == "MethodNotAllowed";
        let expected = "reason MethodNotAllowed";
        probe.holds(&EP_METHOD_OTHERS, "reason", fits, expected, &exchange);
    }
    // a method nobody knows may already be refused by the HTTP parser
    probe.refuses(&EP_METHOD_OTHERS, &[405, 403, 400, 501], &methods(&["FOO"]))?;
    for exchange in probe.refuses(&EP_METHOD_HEAD, &[405, 403], &methods(&["HEAD"]))? {
        let empty = exchange
            .outcome
            .as_ref()
            .is_ok_and(|response| response.body.is_empty());
        probe.holds(
            &EP_METHOD_HEAD,
            "no body",
            empty,
            "an answer without body",
            &exchange,
        );
    }
    probe.refuses(&EP_METHOD_CASE, &[405, 403, 400, 501], &methods(&["post"]))?;
    let override_header = Edit::new("GET with X-HTTP-Method-Override", |request| {
        with_method(request, "GET").with_header("X-HTTP-Method-Override", "POST")
    });
    probe
        .refuses(&EP_METHOD_NO_OVERRIDE, &[405, 403], &[override_header])
        .map(drop)
}

/// The request with another method. Methods that have no body by custom are sent without, since a proxy on the way may
/// refuse one that has.
fn with_method(mut request: Request, method: &str) -> Request {
    if matches!(method, "GET" | "HEAD" | "DELETE" | "OPTIONS") {
        request.body = None;
        request = request.without_header("Content-Type");
    }
    request.with_method(method)
}

fn no_collection(probe: &mut Probe<'_>) -> Result<(), Stop> {
    let accepted = probe.accepted()?;
    let path = probe.import(&accepted.source).path;
    for (case, method) in [("read", "GET"), ("remove", "DELETE")] {
        let exchange = probe.send(&Request::new(method, &path))?;
        let refused = matches!(exchange.status(), Some(403..=405));
        let control = Some(accepted.exchange.clone());
        probe.record(
            &EP_NO_COLLECTION,
            case,
            refused,
            "a refusal with 405 (403 without that right), or 404",
            &exchange,
            control,
        );
    }
    let (exchange, entry) = discovery::entry(probe)?;
    if let Some(entry) = entry {
        let alone = entry["verbs"] == json!(["create"]);
        probe.holds(
            &EP_NO_COLLECTION,
            "discovery",
            alone,
            "create as the only verb",
            &exchange,
        );
    }
    Ok(())
}
