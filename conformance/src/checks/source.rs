//! sourceVirtualCluster: what must be there, of which type, and what it must name.

use generated::requirements::{
    SRC_CLUSTER_EXISTS, SRC_CLUSTER_REQUIRED, SRC_CLUSTER_SYNTAX, SRC_EXAMPLE, SRC_IDENTITY,
    SRC_IMPORTNAME_DEFAULT, SRC_IMPORTNAME_EMPTY, SRC_IMPORTNAME_OPTIONAL, SRC_IMPORTNAME_SYNTAX,
    SRC_KEY_CASE, SRC_NAME_REQUIRED, SRC_NAME_SYNTAX, SRC_NAMESPACE_REQUIRED, SRC_NAMESPACE_SYNTAX,
    SRC_NULL, SRC_OBJECT, SRC_OWNER_EXCLUSIVE, SRC_OWNER_EXISTS, SRC_OWNER_OPTIONAL,
    SRC_OWNER_SHAPE, SRC_OWNER_UNKNOWN_BEFORE, SRC_PRESENT, SRC_STRINGS, SRC_VCLUSTER_EXISTS,
};
use generated::runtime::Requirement;
use serde_json::{Value, json};

use super::instances;
use super::options::unknown_before;
use crate::check::{Check, CheckKind};
use crate::probe::{Accepted, Edit, Probe};
use crate::verdict::Stop;

const NAME: &str = "/sourceVirtualCluster/name";
const NAMESPACE: &str = "/sourceVirtualCluster/namespace";
const CLUSTER: &str = "/sourceVirtualCluster/cluster";
const IMPORT_NAME: &str = "/sourceVirtualCluster/importName";
const OWNER: &str = "/sourceVirtualCluster/owner";

/// A refusal for what a field holds. The catalogue leaves open which of the two a server chooses (C-02).
const INVALID: &[u16] = &[400, 422];

/// A refusal for naming something that is not there, or that the caller may not know about.
const MISSING: &[u16] = &[400, 403, 404, 422];

pub(super) static CHECKS: &[Check] = &[
    Check {
        id: "source/present",
        title: "sourceVirtualCluster must be there.",
        kind: CheckKind::Example,
        requirements: &[&SRC_PRESENT],
        run: |probe| {
            let edits = [
                Edit::remove("absent", "/sourceVirtualCluster"),
                Edit::set("null", "/sourceVirtualCluster", Value::Null),
                Edit::set("empty", "/sourceVirtualCluster", json!({})),
            ];
            probe.refuses(&SRC_PRESENT, INVALID, &edits).map(drop)
        },
    },
    Check {
        id: "source/object",
        title: "sourceVirtualCluster must be an object.",
        kind: CheckKind::Example,
        requirements: &[&SRC_OBJECT],
        run: |probe| {
            let edits = [json!([]), json!("x"), json!(1), json!(true)]
                .map(|value| Edit::set(format!("source {value}"), "/sourceVirtualCluster", value));
            probe.refuses(&SRC_OBJECT, &[400], &edits).map(drop)
        },
    },
    Check {
        id: "source/name-required",
        title: "The name of the virtual cluster must not be missing or empty.",
        kind: CheckKind::Example,
        requirements: &[&SRC_NAME_REQUIRED],
        run: |probe| required(probe, &SRC_NAME_REQUIRED, NAME),
    },
    Check {
        id: "source/namespace-required",
        title: "The namespace of the virtual cluster must not be missing or empty.",
        kind: CheckKind::Example,
        requirements: &[&SRC_NAMESPACE_REQUIRED],
        run: |probe| required(probe, &SRC_NAMESPACE_REQUIRED, NAMESPACE),
    },
    Check {
        id: "source/cluster-required",
        title: "The connected cluster must not be missing or empty.",
        kind: CheckKind::Example,
        requirements: &[&SRC_CLUSTER_REQUIRED],
        run: |probe| required(probe, &SRC_CLUSTER_REQUIRED, CLUSTER),
    },
    Check {
        id: "source/null",
        title: "null for a member of the source is the same as its absence.",
        kind: CheckKind::Example,
        requirements: &[&SRC_NULL],
        run: |probe| {
            let edits =
                [NAME, NAMESPACE, CLUSTER].map(|pointer| Edit::set(pointer, pointer, Value::Null));
            probe.refuses(&SRC_NULL, INVALID, &edits)?;
            probe
                .accepts(&SRC_NULL, &Edit::set("owner null", OWNER, Value::Null))
                .map(drop)
        },
    },
    Check {
        id: "source/strings",
        title: "The members of the source are strings; nothing else is taken for one.",
        kind: CheckKind::Example,
        requirements: &[&SRC_STRINGS],
        run: |probe| {
            let mut edits = Vec::new();
            for pointer in [NAME, NAMESPACE, CLUSTER, IMPORT_NAME] {
                for value in [json!(5), json!(true), json!({}), json!([])] {
                    edits.push(Edit::set(format!("{pointer} {value}"), pointer, value));
                }
            }
            probe.refuses(&SRC_STRINGS, &[400], &edits).map(drop)
        },
    },
    Check {
        id: "source/key-case",
        title: "Another capitalisation of a member is another, unknown member.",
        kind: CheckKind::Example,
        requirements: &[&SRC_KEY_CASE],
        run: |probe| {
            let edit = Edit::json("Name for name", |object| {
                let name = object.pointer(NAME).cloned().unwrap_or_default();
                crate::probe::remove(object, NAME);
                crate::probe::set(object, "/sourceVirtualCluster/Name", name);
            });
            probe.refuses(&SRC_KEY_CASE, INVALID, &[edit]).map(drop)
        },
    },
    Check {
        id: "source/example",
        title: "The documented example is accepted, once it names virtual clusters of this server.",
        kind: CheckKind::Example,
        requirements: &[&SRC_EXAMPLE],
        run: example,
    },
    Check {
        id: "source/identity",
        title: "Cluster, namespace and name identify a virtual cluster only together.",
        kind: CheckKind::Example,
        requirements: &[&SRC_IDENTITY],
        run: |probe| {
            let other = format!("conformance-nowhere-{}", probe.run());
            let edits = [Edit::set("another namespace", NAMESPACE, json!(other))];
            probe.refuses(&SRC_IDENTITY, MISSING, &edits).map(drop)
        },
    },
    Check {
        id: "source/cluster-exists",
        title: "An unknown cluster is refused.",
        kind: CheckKind::Example,
        requirements: &[&SRC_CLUSTER_EXISTS],
        run: |probe| {
            let other = format!("conformance-nowhere-{}", probe.run());
            let edits = [Edit::set("unknown cluster", CLUSTER, json!(other))];
            probe
                .refuses(&SRC_CLUSTER_EXISTS, MISSING, &edits)
                .map(drop)
        },
    },
    Check {
        id: "source/virtual-cluster-exists",
        title: "An unknown virtual cluster is refused.",
        kind: CheckKind::Example,
        requirements: &[&SRC_VCLUSTER_EXISTS],
        run: |probe| {
            let other = format!("none-{}", probe.run());
            let edits = [Edit::set("unknown virtual cluster", NAME, json!(other))];
            probe
                .refuses(&SRC_VCLUSTER_EXISTS, MISSING, &edits)
                .map(drop)
        },
    },
    Check {
        id: "source/import-name",
        title: "importName may be absent or empty; the instance then has the name of the virtual cluster.",
        kind: CheckKind::Example,
        requirements: &[
            &SRC_IMPORTNAME_OPTIONAL,
            &SRC_IMPORTNAME_DEFAULT,
            &SRC_IMPORTNAME_EMPTY,
        ],
        run: import_name,
    },
    Check {
        id: "source/syntax",
        title: "Names that cannot be names are refused.",
        kind: CheckKind::Example,
        requirements: &[
            &SRC_NAME_SYNTAX,
            &SRC_NAMESPACE_SYNTAX,
            &SRC_CLUSTER_SYNTAX,
            &SRC_IMPORTNAME_SYNTAX,
        ],
        run: |probe| {
            for (requirement, pointer, values) in [
                (&SRC_NAME_SYNTAX, NAME, &["Upper", "a b", "a/b", "-a"][..]),
                (&SRC_NAMESPACE_SYNTAX, NAMESPACE, &["Bad_NS", "a.b", "a/b"]),
                (&SRC_CLUSTER_SYNTAX, CLUSTER, &["a/b", "A", "a..b"]),
                (
                    &SRC_IMPORTNAME_SYNTAX,
                    IMPORT_NAME,
                    &["Bad Name!", "a/b", "-a", "A"],
                ),
            ] {
                let edits: Vec<Edit<'_>> = values
                    .iter()
                    .map(|value| Edit::set(*value, pointer, json!(value)))
                    .collect();
                // a server without a syntax rule finds no such thing, which refuses the request as well
                let statuses = if pointer == IMPORT_NAME {
                    INVALID
                } else {
                    MISSING
                };
                probe.refuses(requirement, statuses, &edits)?;
            }
            Ok(())
        },
    },
    Check {
        id: "source/owner",
        title: "owner may be absent; where it is there it is an object of strings.",
        kind: CheckKind::Example,
        requirements: &[&SRC_OWNER_OPTIONAL, &SRC_OWNER_SHAPE],
        run: |probe| {
            probe.accepts(&SRC_OWNER_OPTIONAL, &Edit::remove("absent", OWNER))?;
            let edits = [
                Edit::set("a text", OWNER, json!("x")),
                Edit::set("a list", OWNER, json!([])),
                Edit::set("user 5", OWNER, json!({ "user": 5 })),
                Edit::set("team []", OWNER, json!({ "team": [] })),
            ];
            probe.refuses(&SRC_OWNER_SHAPE, &[400], &edits).map(drop)
        },
    },
    Check {
        id: "source/owner-unknown-before",
        title: "Before platform 3.4, owner is an unknown field.",
        kind: CheckKind::Example,
        requirements: &[&SRC_OWNER_UNKNOWN_BEFORE],
        run: |probe| {
            unknown_before(
                probe,
                &SRC_OWNER_UNKNOWN_BEFORE,
                OWNER,
                &json!({ "user": "conformance" }),
            )
        },
    },
    Check {
        id: "source/owner-rules",
        title: "An owner that is two, or that does not exist, is refused.",
        kind: CheckKind::Example,
        requirements: &[&SRC_OWNER_EXCLUSIVE, &SRC_OWNER_EXISTS],
        run: |probe| {
            let nobody = format!("conformance-nobody-{}", probe.run());
            let both = json!({ "user": nobody, "team": nobody });
            probe.refuses(
                &SRC_OWNER_EXCLUSIVE,
                MISSING,
                &[Edit::set("user and team", OWNER, both)],
            )?;
            let unknown = [
                Edit::set("unknown user", OWNER, json!({ "user": nobody })),
                Edit::set("unknown team", OWNER, json!({ "team": nobody })),
            ];
            let refusals: Vec<u16> = (400..500).collect();
            let expected = "a refusal with a 4xx";
            probe
                .refuses_as(&SRC_OWNER_EXISTS, &refusals, expected, &unknown)
                .map(drop)
        },
    },
];

fn required(
    probe: &mut Probe<'_>,
    requirement: &'static Requirement,
    pointer: &'static str,
) -> Result<(), Stop> {
    let edits = [
        Edit::remove("absent", pointer),
        Edit::set("empty", pointer, json!("")),
        Edit::set("null", pointer, Value::Null),
    ];
    probe.refuses(requirement, INVALID, &edits).map(drop)
}

fn example(probe: &mut Probe<'_>) -> Result<(), Stop> {
    let Some(example) = generated::examples::find("documented") else {
        return Err(Stop::Fixture(
            "the spec has no example named documented".to_owned(),
        ));
    };
    let documented: Value = serde_yaml::from_str(example.body).map_err(|error| {
        Stop::Fixture(format!("the documented example cannot be read: {error}"))
    })?;
    let edit = Edit::json(
        "documented example, with names of this server",
        move |object| {
            let mut replaced = documented.clone();
            for pointer in [NAME, NAMESPACE, CLUSTER, IMPORT_NAME] {
                crate::probe::set(
                    &mut replaced,
                    pointer,
                    object.pointer(pointer).cloned().unwrap_or_default(),
                );
            }
            *object = replaced;
        },
    );
    probe.accepts(&SRC_EXAMPLE, &edit).map(drop)
}

fn import_name(probe: &mut Probe<'_>) -> Result<(), Stop> {
    let absent = Edit::remove("absent", IMPORT_NAME);
    let empty = Edit::set("empty", IMPORT_NAME, json!(""));
    let absent = unnamed(probe, &SRC_IMPORTNAME_OPTIONAL, &absent)?;
    let empty = unnamed(probe, &SRC_IMPORTNAME_EMPTY, &empty)?;
    for (requirement, case, accepted) in [
        (&SRC_IMPORTNAME_DEFAULT, "absent", absent),
        (&SRC_IMPORTNAME_EMPTY, "empty", empty),
    ] {
        let exchange = instances::read(probe, &accepted.source.name)?;
        let reference = &exchange.object()["spec"]["clusterRef"];
        let fits =
            exchange.is_success() && reference["virtualCluster"] == accepted.source.name.as_str();
        let expected = format!("an instance named {}", accepted.source.name);
        probe.record(
            requirement,
            case,
            fits,
            &expected,
            &exchange,
            Some(accepted.exchange),
        );
    }
    Ok(())
}

/// How many sources may have a name that an instance of an earlier run has.
const TAKEN_LIMIT: usize = 16;

/// Expects an import that names no instance to be accepted. A conflict leaves it open, since an instance may have the
/// name of the virtual cluster already; then the next source is tried.
fn unnamed(
    probe: &mut Probe<'_>,
    requirement: &'static Requirement,
    edit: &Edit<'_>,
) -> Result<Accepted, Stop> {
    for _ in 0..TAKEN_LIMIT {
        let refused = match probe.attempt(|request| edit.of(request))? {
            Ok(accepted) => {
                let exchange = &accepted.exchange;
                probe.holds(requirement, edit.case(), true, "success (2xx)", exchange);
                return Ok(accepted);
            }
            Err(refused) => refused,
        };
        if refused.exchange.status() != Some(409) {
            probe.blame(requirement, edit, refused);
            break;
        }
    }
    Err(Stop::Fixture(
        "no import without importName was accepted".to_owned(),
    ))
}
