//! metadata: optional, typed, and owned by the server where Kubernetes says so.

use generated::requirements::{
    META_ANNOTATIONS_KEY, META_ANNOTATIONS_MAP, META_ANNOTATIONS_SIZE,
    META_CREATIONTIMESTAMP_FORMAT, META_CREATIONTIMESTAMP_IGNORED, META_CREATIONTIMESTAMP_NULL,
    META_CREATIONTIMESTAMP_RESPONSE_NULL, META_DELETIONTIMESTAMP_FORMAT,
    META_DELETIONTIMESTAMP_IGNORED, META_FINALIZERS_EXCLUSIVE, META_FINALIZERS_QUALIFIED,
    META_FINALIZERS_STRINGS, META_GENERATENAME_IGNORED, META_GENERATENAME_ONLY_WITHOUT_NAME,
    META_GENERATENAME_SYNTAX, META_GENERATION_IGNORED, META_GENERATION_INTEGER, META_LABELS_KEY,
    META_LABELS_MAP, META_LABELS_VALUE, META_NAME_NO_MATCH, META_NAME_OPTIONAL, META_NAME_SYNTAX,
    META_NAMESPACE_CLEARED, META_NAMESPACE_LABEL, META_OBJECT, META_OPTIONAL,
    META_OWNERREFS_DEFAULTS, META_OWNERREFS_NO_EVENT, META_OWNERREFS_ONE_CONTROLLER,
    META_OWNERREFS_REQUIRED_KEYS, META_RESOURCEVERSION_IGNORED, META_SELFLINK_IGNORED,
    META_UID_IGNORED, META_UNKNOWN,
};
use generated::runtime::Requirement;
use serde_json::{Value, json};

use crate::check::{Check, CheckKind};
use crate::probe::{Edit, Probe, set};
use crate::verdict::Stop;

const MALFORMED: &[u16] = &[400, 422];

pub(super) static CHECKS: &[Check] = &[
    Check {
        id: "metadata/optional",
        title: "metadata, and its name, may be left out.",
        kind: CheckKind::Example,
        requirements: &[&META_OPTIONAL, &META_NAME_OPTIONAL, &META_NAME_NO_MATCH],
        run: optional,
    },
    Check {
        id: "metadata/types",
        title: "Members of metadata with a wrong type are refused.",
        kind: CheckKind::Example,
        requirements: &[
            &META_OBJECT,
            &META_GENERATION_INTEGER,
            &META_LABELS_MAP,
            &META_ANNOTATIONS_MAP,
            &META_FINALIZERS_STRINGS,
            &META_OWNERREFS_DEFAULTS,
        ],
        run: types,
    },
    Check {
        id: "metadata/timestamps",
        title: "Timestamps may be null or RFC 3339, and nothing else.",
        kind: CheckKind::Example,
        requirements: &[
            &META_CREATIONTIMESTAMP_NULL,
            &META_CREATIONTIMESTAMP_FORMAT,
            &META_DELETIONTIMESTAMP_FORMAT,
        ],
        run: timestamps,
    },
    Check {
        id: "metadata/system-fields",
        title: "What only the server sets is dropped from a request.",
        kind: CheckKind::Example,
        requirements: &[
            &META_UID_IGNORED,
            &META_SELFLINK_IGNORED,
            &META_CREATIONTIMESTAMP_IGNORED,
            &META_DELETIONTIMESTAMP_IGNORED,
            &META_NAMESPACE_CLEARED,
        ],
        run: system_fields,
    },
    Check {
        id: "metadata/without-effect",
        title: "resourceVersion and generation of a request have no effect; generateName makes no name.",
        kind: CheckKind::Example,
        requirements: &[
            &META_RESOURCEVERSION_IGNORED,
            &META_GENERATION_IGNORED,
            &META_GENERATENAME_IGNORED,
            &META_GENERATENAME_ONLY_WITHOUT_NAME,
            &META_CREATIONTIMESTAMP_RESPONSE_NULL,
        ],
        run: without_effect,
    },
    Check {
        id: "metadata/not-enforced",
        title: "What a server does with names, labels and references that break the conventions.",
        kind: CheckKind::Example,
        requirements: &[
            &META_NAME_SYNTAX,
            &META_NAMESPACE_LABEL,
            &META_LABELS_KEY,
            &META_LABELS_VALUE,
            &META_ANNOTATIONS_KEY,
            &META_FINALIZERS_QUALIFIED,
            &META_OWNERREFS_REQUIRED_KEYS,
            &META_GENERATENAME_SYNTAX,
            &META_ANNOTATIONS_SIZE,
            &META_OWNERREFS_ONE_CONTROLLER,
            &META_OWNERREFS_NO_EVENT,
            &META_FINALIZERS_EXCLUSIVE,
        ],
        run: not_enforced,
    },
    Check {
        id: "metadata/unknown",
        title: "An unknown member of metadata is reported by its path.",
        kind: CheckKind::Example,
        requirements: &[&META_UNKNOWN],
        run: |probe| {
            let exchange = probe
                .import_with(
                    &META_UNKNOWN,
                    &Edit::set("clusterName", "/metadata/clusterName", json!("x")),
                )?
                .exchange;
            let named = exchange
                .warnings()
                .iter()
                .any(|text| text.contains("metadata.clusterName"));
            probe.holds(
                &META_UNKNOWN,
                "clusterName",
                named,
                "a Warning that names metadata.clusterName",
                &exchange,
            );
            Ok(())
        },
    },
];

fn optional(probe: &mut Probe<'_>) -> Result<(), Stop> {
    probe.accepts(&META_OPTIONAL, &Edit::remove("absent", "/metadata"))?;
    probe.accepts(&META_OPTIONAL, &Edit::set("null", "/metadata", Value::Null))?;
    probe.accepts(&META_OPTIONAL, &Edit::set("empty", "/metadata", json!({})))?;
    probe.accepts(
        &META_NAME_OPTIONAL,
        &Edit::remove("absent", "/metadata/name"),
    )?;
    probe
        .accepts(
            &META_NAME_NO_MATCH,
            &Edit::set("another name", "/metadata/name", json!("another-name")),
        )
        .map(drop)
}

fn types(probe: &mut Probe<'_>) -> Result<(), Stop> {
    let cases: [(&'static Requirement, &'static str, Vec<Value>); 6] = [
        (
            &META_OBJECT,
            "/metadata",
            vec![json!([]), json!("x"), json!(1)],
        ),
        (
            &META_GENERATION_INTEGER,
            "/metadata/generation",
            vec![json!("1"), json!(1.5), json!(9_223_372_036_854_775_808_u64)],
        ),
        (
            &META_LABELS_MAP,
            "/metadata/labels",
            vec![json!([]), json!({ "a": 1 }), json!({ "a": true })],
        ),
        (
            &META_ANNOTATIONS_MAP,
            "/metadata/annotations",
            vec![json!("x"), json!({ "a": 1 })],
        ),
        (
            &META_FINALIZERS_STRINGS,
            "/metadata/finalizers",
            vec![json!("x"), json!([1])],
        ),
        (
            &META_OWNERREFS_DEFAULTS,
            "/metadata/ownerReferences",
            vec![
                json!([{ "apiVersion": "v1", "kind": "Pod", "name": "n", "uid": "u", "controller": "yes" }]),
                json!([{ "apiVersion": "v1", "kind": "Pod", "name": "n", "uid": "u", "blockOwnerDeletion": 1 }]),
            ],
        ),
    ];
    for (requirement, pointer, values) in cases {
        let edits: Vec<Edit<'_>> = values
            .into_iter()
            .map(|value| Edit::set(format!("{pointer} {value}"), pointer, value))
            .collect();
        probe.refuses(requirement, &[400], &edits)?;
    }
    Ok(())
}

fn timestamps(probe: &mut Probe<'_>) -> Result<(), Stop> {
    const CREATED: &str = "/metadata/creationTimestamp";
    probe.accepts(
        &META_CREATIONTIMESTAMP_NULL,
        &Edit::set("null", CREATED, Value::Null),
    )?;
    for text in ["2024-01-31T12:00:00Z", "2024-01-31T12:00:00.5+01:00"] {
        probe.accepts(
            &META_CREATIONTIMESTAMP_FORMAT,
            &Edit::set(text, CREATED, json!(text)),
        )?;
    }
    for (requirement, pointer) in [
        (&META_CREATIONTIMESTAMP_FORMAT, CREATED),
        (
            &META_DELETIONTIMESTAMP_FORMAT,
            "/metadata/deletionTimestamp",
        ),
    ] {
        let edits = ["garbage", "2024-01-31", "2024-02-30T00:00:00Z"]
            .map(|text| Edit::set(format!("{pointer} {text:?}"), pointer, json!(text)));
        probe.refuses(requirement, &[400], &edits)?;
    }
    let grace = Edit::set(
        "text as grace period",
        "/metadata/deletionGracePeriodSeconds",
        json!("x"),
    );
    probe
        .refuses(&META_DELETIONTIMESTAMP_FORMAT, &[400], &[grace])
        .map(drop)
}

fn system_fields(probe: &mut Probe<'_>) -> Result<(), Stop> {
    const SENT: &str = "2001-02-03T04:05:06Z";
    for (requirement, member, sent) in [
        (
            &META_UID_IGNORED,
            "uid",
            json!("00000000-0000-4000-8000-000000000000"),
        ),
        (&META_SELFLINK_IGNORED, "selfLink", json!("/conformance")),
        (
            &META_CREATIONTIMESTAMP_IGNORED,
            "creationTimestamp",
            json!(SENT),
        ),
        (
            &META_DELETIONTIMESTAMP_IGNORED,
            "deletionTimestamp",
            json!(SENT),
        ),
        (
            &META_DELETIONTIMESTAMP_IGNORED,
            "deletionGracePeriodSeconds",
            json!(7),
        ),
        (
            &META_NAMESPACE_CLEARED,
            "namespace",
            json!("conformance-namespace"),
        ),
    ] {
        let pointer = format!("/metadata/{member}");
        if let Some(accepted) =
            probe.accepts(requirement, &Edit::set(member, &pointer, sent.clone()))?
        {
            let exchange = accepted.exchange;
            let gone = exchange.object()["metadata"][member] != sent;
            let expected = format!("an answer without the {member} that was sent");
            probe.holds(requirement, member, gone, &expected, &exchange);
        }
    }
    Ok(())
}

fn without_effect(probe: &mut Probe<'_>) -> Result<(), Stop> {
    let version = Edit::set(
        "resourceVersion 42",
        "/metadata/resourceVersion",
        json!("42"),
    );
    probe.accepts(&META_RESOURCEVERSION_IGNORED, &version)?;
    probe.accepts(
        &META_GENERATION_IGNORED,
        &Edit::set("generation 7", "/metadata/generation", json!(7)),
    )?;
    let generate = Edit::set(
        "generateName",
        "/metadata/generateName",
        json!("conformance-"),
    );
    if let Some(accepted) = probe.accepts(&META_GENERATENAME_IGNORED, &generate)? {
        let name = accepted.exchange.object()["metadata"]["name"].clone();
        let none = name.as_str().is_none_or(str::is_empty);
        let exchange = accepted.exchange;
        probe.holds(
            &META_GENERATENAME_IGNORED,
            "name",
            none,
            "an answer without metadata.name",
            &exchange,
        );
    }
    let named = probe
        .import_with_or_plain(&Edit::json("name and generateName", |object| {
            set(object, "/metadata/name", json!("given"));
            set(object, "/metadata/generateName", json!("conformance-"));
        }))?
        .exchange;
    let metadata = named.object()["metadata"].clone();
    let kept = metadata["name"].as_str().is_none_or(|name| name == "given");
    probe.holds(
        &META_GENERATENAME_ONLY_WITHOUT_NAME,
        "both",
        kept,
        "the name that was sent, or none",
        &named,
    );
    let null = metadata["creationTimestamp"].is_null();
    let expected = "creationTimestamp null or absent";
    probe.holds(
        &META_CREATIONTIMESTAMP_RESPONSE_NULL,
        "answer",
        null,
        expected,
        &named,
    );
    Ok(())
}

fn not_enforced(probe: &mut Probe<'_>) -> Result<(), Stop> {
    let event = json!({ "apiVersion": "v1", "kind": "Event", "name": "n", "uid": "u" });
    let owner = |uid: &str| json!({ "apiVersion": "v1", "kind": "Pod", "name": uid, "uid": uid, "controller": true });
    let cases: [(&'static Requirement, &'static str, Value); 12] = [
        (
            &META_GENERATENAME_SYNTAX,
            "/metadata/generateName",
            json!("Bad_"),
        ),
        (
            &META_ANNOTATIONS_SIZE,
            "/metadata/annotations",
            json!({ "large": "x".repeat(300 * 1024) }),
        ),
        (
            &META_OWNERREFS_ONE_CONTROLLER,
            "/metadata/ownerReferences",
            json!([owner("a"), owner("b")]),
        ),
        (
            &META_OWNERREFS_NO_EVENT,
            "/metadata/ownerReferences",
            json!([event]),
        ),
        (
            &META_FINALIZERS_EXCLUSIVE,
            "/metadata/finalizers",
            json!(["orphan", "foregroundDeletion"]),
        ),
        (&META_NAME_SYNTAX, "/metadata/name", json!("not/a name")),
        (
            &META_NAMESPACE_LABEL,
            "/metadata/namespace",
            json!("Not_A_Label"),
        ),
        (
            &META_LABELS_KEY,
            "/metadata/labels",
            json!({ "not a key!": "x" }),
        ),
        (
            &META_LABELS_VALUE,
            "/metadata/labels",
            json!({ "key": "not a value!" }),
        ),
        (
            &META_ANNOTATIONS_KEY,
            "/metadata/annotations",
            json!({ "not a key!": "x" }),
        ),
        (
            &META_FINALIZERS_QUALIFIED,
            "/metadata/finalizers",
            json!(["not qualified!"]),
        ),
        (
            &META_OWNERREFS_REQUIRED_KEYS,
            "/metadata/ownerReferences",
            json!([{}]),
        ),
    ];
    for (requirement, pointer, value) in cases {
        probe.refuses(
            requirement,
            MALFORMED,
            &[Edit::set("against the convention", pointer, value)],
        )?;
    }
    Ok(())
}
