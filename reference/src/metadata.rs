//! The metadata of a request: what the server takes away, and what it merges.

use generated::types::ObjectMeta;

use crate::behaviour::{fault, faults};

/// Takes away what only the server may set, and the namespace, which projects do not have.
///
/// Managed fields go too: the server keeps its own. Returns sentences for `Warning` headers.
pub(crate) fn admit(metadata: &mut ObjectMeta) -> Vec<String> {
    if !fault(&faults::META_UID_KEPT) {
        metadata.uid = None;
    }
    metadata.self_link = None;
    metadata.namespace = None;
    metadata.creation_timestamp = None;
    metadata.deletion_timestamp = None;
    metadata.deletion_grace_period_seconds = None;
    metadata.managed_fields = None;
    merge_owner_references(metadata)
}

/// Keeps the first owner reference of each uid (`meta.ownerrefs.dedup`).
fn merge_owner_references(metadata: &mut ObjectMeta) -> Vec<String> {
    let Some(references) = &mut metadata.owner_references else {
        return Vec::new();
    };
    let mut seen = std::collections::HashSet::new();
    let mut repeated = Vec::new();
    references.retain(|reference| {
        let first = seen.insert(reference.uid.clone());
        if !first {
            repeated.push(reference.uid.clone());
        }
        first
    });
    if repeated.is_empty() {
        return Vec::new();
    }
    vec![format!(
        ".metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, \
         and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: {}",
        repeated.join(", ")
    )]
}
