//! Faults in what the server says about itself.

use std::collections::BTreeMap;

use super::{fault, faults};
use crate::resource::Resource;

/// The resources of discovery.
pub(crate) fn resources(resources: &mut BTreeMap<String, Resource>) {
    let Some(import) = resources.get_mut("projects/importvirtualcluster") else {
        return;
    };
    if fault(&faults::EP_GET_IN_DISCOVERY) {
        import.verbs.extend(["get", "list"]);
    }
    if fault(&faults::DI_NAMESPACED) {
        import.namespaced = true;
    }
    if fault(&faults::DI_OTHER_KIND) {
        "Project".clone_into(&mut import.kind);
    }
}

/// A served description.
pub(crate) fn text(text: &str) -> String {
    let operation = "createManagementLoftShV1ProjectImportvirtualcluster";
    let required = "\"required\":[\"sourceVirtualCluster\"]";
    let yaml = "\"application/yaml\"";
    if fault(&faults::DI_PATH_MISSING) {
        text.replace("/importvirtualcluster\":", "/importcluster\":")
    } else if fault(&faults::DI_OPERATION_RENAMED) {
        text.replace(operation, "importVirtualCluster")
    } else if fault(&faults::DI_NOTHING_REQUIRED) {
        text.replace(required, "\"required\":[]")
    } else if fault(&faults::DI_MORE_REQUIRED) {
        text.replace(
            required,
            "\"required\":[\"metadata\",\"sourceVirtualCluster\"]",
        )
    } else if fault(&faults::DI_MORE_PRODUCED) {
        let protobuf = "\"application/vnd.kubernetes.protobuf\"";
        let list = format!("{yaml},{protobuf}]");
        let map = format!("{protobuf}:{{}},{yaml}:");
        text.replace(&format!("{yaml}]"), &list)
            .replace(&format!("{yaml}:"), &map)
    } else {
        text.to_owned()
    }
}
