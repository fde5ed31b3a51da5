//! What the description says there is: resources, their sub-resources, and the verbs on them.

use std::collections::{BTreeMap, BTreeSet};

use generated::types::ProjectImportVirtualCluster;
use serde_json::Value;

use crate::behaviour;

/// A resource, or a sub-resource.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Resource {
    /// Its kind.
    pub(crate) kind: String,
    /// Whether its objects are in namespaces.
    pub(crate) namespaced: bool,
    /// What can be done with it.
    pub(crate) verbs: BTreeSet<&'static str>,
}

/// The resources by name, sub-resources as `resource/subresource`, of a document in OpenAPI 3.0.
pub(crate) fn read(document: &Value) -> BTreeMap<String, Resource> {
    let mut resources = BTreeMap::<String, Resource>::new();
    let paths = document["paths"].as_object();
    for (path, item) in paths.into_iter().flatten() {
        let Some((name, namespaced)) = name(path) else {
            continue;
        };
        let shared = &item["parameters"];
        for operation in item.as_object().into_iter().flat_map(|item| item.values()) {
            let verbs: &[&str] = match operation["x-kubernetes-action"].as_str() {
                Some("post") => &["create"],
                Some("delete") => &["delete"],
                Some("get") => &["get"],
                Some("list") if watches(shared) || watches(&operation["parameters"]) => {
                    &["list", "watch"]
                }
                Some("list") => &["list"],
                _ => continue,
            };
            let resource = resources.entry(name.clone()).or_default();
            let kind = &operation["x-kubernetes-group-version-kind"]["kind"];
            kind.as_str()
                .unwrap_or_default()
                .clone_into(&mut resource.kind);
            resource.namespaced |= namespaced;
            resource.verbs.extend(verbs);
        }
    }
    behaviour::description::resources(&mut resources);
    resources
}

/// The resource of a path of the group, and whether a namespace stands before it.
fn name(path: &str) -> Option<(String, bool)> {
    let base = format!("/apis/{}/", ProjectImportVirtualCluster::API_VERSION);
    let path = path.strip_prefix(&base)?;
    let (path, namespaced) = match path.strip_prefix("namespaces/{namespace}/") {
        Some(rest) => (rest, true),
        None => (path, false),
    };
    let words: Vec<&str> = path
        .split('/')
        .filter(|part| !part.starts_with('{'))
        .collect();
    Some((words.join("/"), namespaced))
}

fn watches(parameters: &Value) -> bool {
    parameters
        .as_array()
        .into_iter()
        .flatten()
        .any(|parameter| parameter["name"] == "watch")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resources_are_those_of_the_description() {
        let description = generated::openapi::find(generated::spec::PLATFORM).unwrap();
        let resources = read(&serde_json::from_str(description.v3).unwrap());
        let shown: Vec<String> = resources
            .iter()
            .map(|(name, it)| format!("{name} {} {} {:?}", it.kind, it.namespaced, it.verbs))
            .collect();
        assert_eq!(
            shown,
            [
                "projects Project false {\"get\", \"list\", \"watch\"}",
                "projects/importvirtualcluster ProjectImportVirtualCluster false {\"create\"}",
                "virtualclusterinstances VirtualClusterInstance true {\"delete\", \"get\", \"list\", \"watch\"}",
            ]
        );
    }
}
