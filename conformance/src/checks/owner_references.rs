//! metadata.ownerReferences that say the same twice.

use generated::requirements::META_OWNERREFS_DEDUP;
use serde_json::json;

use crate::check::{Check, CheckKind};
use crate::probe::{Edit, Probe};
use crate::verdict::Stop;

pub(super) static CHECKS: &[Check] = &[Check {
    id: "metadata/owner-references",
    title: "Owner references with the same uid are merged into one, with a warning.",
    kind: CheckKind::Example,
    requirements: &[&META_OWNERREFS_DEDUP],
    run: owner_references,
}];

fn owner_references(probe: &mut Probe<'_>) -> Result<(), Stop> {
    const UID: &str = "5bd06c5c-0000-4000-8000-c0f0a4ce0002";
    let owner = json!({ "apiVersion": "v1", "kind": "Pod", "name": "conformance", "uid": UID });
    let twice = json!([owner, owner]);
    let edit = Edit::set("the same twice", "/metadata/ownerReferences", twice);
    let exchange = probe.import_with(&META_OWNERREFS_DEDUP, &edit)?.exchange;
    let warned = exchange
        .warnings()
        .iter()
        .any(|text| text.to_lowercase().contains("owner") || text.contains(UID));
    let expected = "a Warning about the owner references";
    let requirement = &META_OWNERREFS_DEDUP;
    probe.holds(requirement, "warning", warned, expected, &exchange);
    let answered = &exchange.object()["metadata"]["ownerReferences"];
    let merged = answered.as_array().is_none_or(|owners| owners.len() < 2);
    let expected = "no ownerReferences in the answer, or one";
    probe.holds(requirement, "answer", merged, expected, &exchange);
    Ok(())
}
