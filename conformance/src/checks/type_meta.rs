//! kind and apiVersion.

use generated::requirements::{
    TM_APIVERSION_INFERRED, TM_APIVERSION_VALUE, TM_KIND_INFERRED, TM_KIND_VALUE, TM_LIST_KIND,
    TM_MALFORMED_GV, TM_NONSTRING, TM_RESPONSE_POPULATED,
};
use generated::runtime::Requirement;
use generated::types::ProjectImportVirtualCluster;
use serde_json::{Value, json};

use crate::check::{Check, CheckKind};
use crate::probe::{Edit, Probe};
use crate::verdict::Stop;

pub(super) static CHECKS: &[Check] = &[
    Check {
        id: "type-meta/values",
        title: "A kind or apiVersion of something else is refused with 400.",
        kind: CheckKind::Example,
        requirements: &[
            &TM_KIND_VALUE,
            &TM_APIVERSION_VALUE,
            &TM_NONSTRING,
            &TM_MALFORMED_GV,
            &TM_LIST_KIND,
        ],
        run: values,
    },
    Check {
        id: "type-meta/inferred",
        title: "kind and apiVersion may be left out, empty or null.",
        kind: CheckKind::Example,
        requirements: &[&TM_KIND_INFERRED, &TM_APIVERSION_INFERRED],
        run: |probe| {
            inferred(probe, &TM_KIND_INFERRED, "/kind")?;
            inferred(probe, &TM_APIVERSION_INFERRED, "/apiVersion")
        },
    },
    Check {
        id: "type-meta/answered",
        title: "The answer carries kind and apiVersion even where the request did not.",
        kind: CheckKind::Example,
        requirements: &[&TM_RESPONSE_POPULATED],
        run: answered,
    },
];

fn values(probe: &mut Probe<'_>) -> Result<(), Stop> {
    let kind = |case: &'static str, value: Value| Edit::set(case, "/kind", value);
    let version = |case: &'static str, value: Value| Edit::set(case, "/apiVersion", value);
    probe.refuses(
        &TM_KIND_VALUE,
        &[400],
        &[
            kind("another kind", json!("Project")),
            kind("lower case", json!("projectimportvirtualcluster")),
        ],
    )?;
    probe.refuses(
        &TM_APIVERSION_VALUE,
        &[400],
        &[
            version("another version", json!("management.loft.sh/v2")),
            version("another group", json!("storage.loft.sh/v1")),
            version("core v1", json!("v1")),
        ],
    )?;
    probe.refuses(
        &TM_NONSTRING,
        &[400],
        &[
            kind("number as kind", json!(5)),
            version("object as version", json!({})),
        ],
    )?;
    probe.refuses(
        &TM_MALFORMED_GV,
        &[400],
        &[version("two slashes", json!("a/b/c"))],
    )?;
    probe
        .refuses(
            &TM_LIST_KIND,
            &[400],
            &[
                kind("list kind", json!("ProjectImportVirtualClusterList")),
                kind("List", json!("List")),
            ],
        )
        .map(drop)
}

fn inferred(
    probe: &mut Probe<'_>,
    requirement: &'static Requirement,
    pointer: &'static str,
) -> Result<(), Stop> {
    probe.accepts(requirement, &Edit::remove("absent", pointer))?;
    probe.accepts(requirement, &Edit::set("empty", pointer, json!("")))?;
    probe
        .accepts(requirement, &Edit::set("null", pointer, Value::Null))
        .map(drop)
}

fn answered(probe: &mut Probe<'_>) -> Result<(), Stop> {
    let bare = Edit::json("both absent", |object| {
        crate::probe::remove(object, "/kind");
        crate::probe::remove(object, "/apiVersion");
    });
    // whether they may be left out is the subject of another check; here any accepted answer will do
    let exchange = probe.import_with_or_plain(&bare)?.exchange;
    let object = exchange.object();
    let fits = object["kind"] == ProjectImportVirtualCluster::KIND
        && object["apiVersion"] == ProjectImportVirtualCluster::API_VERSION;
    probe.holds(
        &TM_RESPONSE_POPULATED,
        "answer",
        fits,
        "kind and apiVersion in the answer",
        &exchange,
    );
    Ok(())
}
