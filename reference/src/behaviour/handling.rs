//! Faults and variants of the import itself.

use generated::faults::Fault;
use generated::requirements;
use generated::runtime::{Requirement, Violation};
use generated::types::{
    ProjectImportVirtualCluster, ProjectImportVirtualClusterSource, VirtualClusterInstance,
};

use super::{fault, faults, variant, variants};
use crate::inventory::Inventory;
use crate::inventory::switches::{self, Setting, Switch};
use crate::status::{Refusal, Subject};
use crate::store::Source;

/// Rules that a fault loses.
const LOST: [(&Fault, &Requirement); 11] = [
    (
        &faults::SRC_NAME_UNCHECKED,
        &requirements::SRC_NAME_REQUIRED,
    ),
    (
        &faults::SRC_EMPTY_NAME_ACCEPTED,
        &requirements::SRC_NAME_REQUIRED,
    ),
    (
        &faults::SRC_NAMESPACE_UNCHECKED,
        &requirements::SRC_NAMESPACE_REQUIRED,
    ),
    (
        &faults::SRC_NAMESPACE_DEFAULTS,
        &requirements::SRC_NAMESPACE_REQUIRED,
    ),
    (
        &faults::SRC_CLUSTER_UNCHECKED,
        &requirements::SRC_CLUSTER_REQUIRED,
    ),
    (
        &faults::SRC_CLUSTER_DEFAULTS,
        &requirements::SRC_CLUSTER_REQUIRED,
    ),
    (
        &faults::SRC_NAMESPACE_SYNTAX_UNCHECKED,
        &requirements::SRC_NAMESPACE_SYNTAX,
    ),
    (
        &faults::SRC_CLUSTER_SYNTAX_UNCHECKED,
        &requirements::SRC_CLUSTER_SYNTAX,
    ),
    (
        &faults::SRC_NAME_SYNTAX_UNCHECKED,
        &requirements::SRC_NAME_SYNTAX,
    ),
    (
        &faults::SRC_IMPORT_NAME_SYNTAX_UNCHECKED,
        &requirements::SRC_IMPORTNAME_SYNTAX,
    ),
    (
        &faults::SRC_OWNER_EXCLUSIVE_UNCHECKED,
        &requirements::SRC_OWNER_EXCLUSIVE,
    ),
];

/// How a fault or a variant sets a switch.
pub(crate) fn setting(switch: &Switch) -> Option<Setting> {
    let settings = [
        (
            fault(&faults::SRC_UNKNOWN_OWNER),
            &switches::UNKNOWN_OWNER,
            Setting::Accept,
        ),
        (
            fault(&faults::SRC_NOBODY_OWNS),
            &switches::DEFAULT_OWNER,
            Setting::Nobody,
        ),
        (
            fault(&faults::OPT_CONFLICT_ACCEPTED),
            &switches::UPGRADE_CONFLICT,
            Setting::Accept,
        ),
        (
            fault(&faults::IM_SOURCE_TWICE),
            &switches::DUPLICATE_SOURCE,
            Setting::Accept,
        ),
        (
            variant(&variants::CONFLICT_WARNED),
            &switches::UPGRADE_CONFLICT,
            Setting::Warn,
        ),
        (
            variant(&variants::LABELS_COPIED),
            &switches::REQUEST_LABELS,
            Setting::Copy,
        ),
        (
            variant(&variants::SOURCE_TWICE),
            &switches::DUPLICATE_SOURCE,
            Setting::Accept,
        ),
    ];
    let mut settings = settings.into_iter().filter(|(wanted, ..)| *wanted);
    settings.find_map(|(_, known, setting)| (known.name == switch.name).then_some(setting))
}

/// Whether a fault does not notice a violation.
pub(crate) fn is_overlooked(
    violation: &Violation,
    source: &ProjectImportVirtualClusterSource,
) -> bool {
    let is = |requirement: &Requirement| violation.requirement == Some(requirement);
    if LOST.iter().any(|(loses, lost)| is(lost) && fault(loses)) {
        return true;
    }
    let ends_in_dash =
        |name: &Option<String>| name.as_ref().is_some_and(|name| name.ends_with('-'));
    let has =
        |name: &Option<String>, length| name.as_ref().is_some_and(|name| name.len() == length);
    is(&requirements::SRC_IMPORTNAME_SYNTAX)
        && ends_in_dash(&source.import_name)
        && fault(&faults::SRC_IMPORT_NAME_ENDS_IN_DASH)
        || is(&requirements::SRC_NAMESPACE_SYNTAX)
            && has(&source.namespace, 64)
            && fault(&faults::SRC_NAMESPACE_OF_64)
        || is(&requirements::SRC_NAME_SYNTAX)
            && has(&source.name, 54)
            && fault(&faults::SRC_NAME_OF_54)
}

/// The source as a fault reads it.
pub(crate) fn source(source: &mut Source, inventory: &Inventory) {
    if !super::deviates() {
        return;
    }
    if source.cluster.is_empty()
        && fault(&faults::SRC_CLUSTER_DEFAULTS)
        && let Some(first) = inventory.clusters.first()
    {
        source.cluster.clone_from(&first.name);
    }
    if source.namespace.is_empty()
        && fault(&faults::SRC_NAMESPACE_DEFAULTS)
        && let Some(found) = namespace(source, inventory)
    {
        source.namespace = found;
    }
    if fault(&faults::SRC_NAMESPACE_NOT_COMPARED)
        && let Some(found) = namespace(source, inventory)
    {
        source.namespace = found;
    }
}

/// A namespace in which there is a virtual cluster of that name.
fn namespace(source: &Source, inventory: &Inventory) -> Option<String> {
    let cluster = inventory.cluster(&source.cluster)?;
    let mut namespaces = cluster.virtual_clusters.iter().map(|it| &it.namespace);
    namespaces
        .find(|namespace| cluster.has(namespace, &source.name))
        .cloned()
}

/// Whether nobody looks whether the source is there.
pub(crate) fn is_taken_on_trust(source: &Source, inventory: &Inventory) -> bool {
    if !super::deviates() {
        return false;
    }
    let is_label = |text: &str| {
        text.len() < 64
            && text
                .bytes()
                .all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-')
    };
    inventory.cluster(&source.cluster).is_none() && fault(&faults::SRC_UNKNOWN_CLUSTER_ACCEPTED)
        || fault(&faults::SRC_UNKNOWN_VCLUSTER_ACCEPTED)
            && inventory.cluster(&source.cluster).is_some()
        || source.name.is_empty() && fault(&faults::SRC_EMPTY_NAME_ACCEPTED)
        || !is_label(&source.namespace) && fault(&faults::SRC_NAMESPACE_SYNTAX_UNCHECKED)
        || source.namespace.len() == 64 && fault(&faults::SRC_NAMESPACE_OF_64)
        || !is_label(&source.cluster) && fault(&faults::SRC_CLUSTER_SYNTAX_UNCHECKED)
        || (!is_label(&source.name) || source.name.len() > 53)
            && fault(&faults::SRC_NAME_SYNTAX_UNCHECKED)
        || source.name.len() == 54 && fault(&faults::SRC_NAME_OF_54)
}

/// What comes of an import without source, where that is not refused as it should be.
pub(crate) fn without_source(object: &ProjectImportVirtualCluster) -> Option<Result<(), Refusal>> {
    if object.source_virtual_cluster != ProjectImportVirtualClusterSource::default() {
        return None;
    }
    if fault(&faults::SRC_ABSENT_500) {
        return Some(Err(Refusal::internal_error("nil pointer dereference")));
    }
    fault(&faults::SRC_ABSENT_ACCEPTED).then_some(Ok(()))
}

/// A refusal of the handler as a fault or a variant words it.
pub(crate) fn refusal(refusal: Refusal, subject: Subject<'_>) -> Refusal {
    let is = |kind: &str| subject.kind == kind;
    if is("projects") && fault(&faults::ER_PROJECT_422)
        || is("virtualclusters") && variant(&variants::UNKNOWN_VCLUSTER_422)
        || is("clusters") && variant(&variants::UNKNOWN_CLUSTER_422)
    {
        return Refusal::invalid(subject, &[]);
    }
    if is("virtualclusters") && fault(&faults::SRC_UNKNOWN_VCLUSTER_500) {
        return Refusal::internal_error("the virtual cluster cannot be read");
    }
    if is("clusters") && variant(&variants::UNKNOWN_CLUSTER_403) {
        return Refusal::forbidden(subject, "the project may not use it");
    }
    refusal
}

/// The instance that an import makes.
pub(crate) fn instance(instance: &mut VirtualClusterInstance) {
    if let Some(reference) = instance
        .spec
        .as_mut()
        .and_then(|spec| spec.cluster_ref.as_mut())
    {
        if fault(&faults::IM_REF_SWAPPED) {
            std::mem::swap(&mut reference.namespace, &mut reference.virtual_cluster);
        }
        if fault(&faults::IM_REF_WITHOUT_CLUSTER) {
            reference.cluster = None;
        }
    }
    if let Some(status) = &mut instance.status {
        if fault(&faults::IM_PHASE) {
            status.phase = Some("Importing".to_owned());
        }
        if variant(&variants::PHASE_PENDING) {
            status.phase = Some("Pending".to_owned());
        }
        if variant(&variants::PHASE_ABSENT) {
            status.phase = None;
        }
    }
}
