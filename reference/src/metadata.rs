//! The metadata of a request: what the server takes away, and what it merges.

use generated::faults::Fault;
use generated::types::ObjectMeta;

use crate::behaviour::{fault, faults};

/// Takes away what only the server may set, and the namespace, which projects do not have.
///
/// Managed fields go too: the server keeps its own. Returns sentences for `Warning` headers.
pub(crate) fn admit(metadata: &mut ObjectMeta) -> Vec<String> {
    drop_unless(&faults::META_UID_KEPT, &mut metadata.uid);
    drop_unless(&faults::META_SELF_LINK_KEPT, &mut metadata.self_link);
    drop_unless(&faults::META_NAMESPACE_KEPT, &mut metadata.namespace);
    drop_unless(&faults::META_CREATED_KEPT, &mut metadata.creation_timestamp);
    drop_unless(&faults::META_DELETED_KEPT, &mut metadata.deletion_timestamp);
    drop_unless(
        &faults::META_GRACE_KEPT,
        &mut metadata.deletion_grace_period_seconds,
    );
    drop_unless(
        &faults::META_MANAGED_FIELDS_KEPT,
        &mut metadata.managed_fields,
    );
    merge_owner_references(metadata)
}

fn drop_unless<T>(keeps: &'static Fault, member: &mut Option<T>) {
    if !fault(keeps) {
        *member = None;
    }
}

/// Keeps the first owner reference of each uid (`meta.ownerrefs.dedup`).
fn merge_owner_references(metadata: &mut ObjectMeta) -> Vec<String> {
    let Some(references) = &mut metadata.owner_references else {
        return Vec::new();
    };
    if fault(&faults::META_OWNER_REFERENCES_REPEAT) {
        return Vec::new();
    }
    let mut seen = std::collections::HashSet::new();
    let mut repeated = Vec::new();
    references.retain(|reference| {
        let first = seen.insert(reference.uid.clone());
        if !first {
            repeated.push(reference.uid.clone());
        }
        first
    });
    if repeated.is_empty() || fault(&faults::META_OWNER_REFERENCES_SILENT) {
        return Vec::new();
    }
    vec![format!(
        ".metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, \
         and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: {}",
        repeated.join(", ")
    )]
}
