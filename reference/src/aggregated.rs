//! Aggregated discovery: every group, version and resource in one answer at `/apis`, for clients that ask for it.

use std::collections::BTreeMap;

use generated::types::ProjectImportVirtualCluster;
use hyper::HeaderMap;
use hyper::header::ACCEPT;
use serde_json::{Value, json};

use crate::import::GROUP;
use crate::resource::Resource;
use crate::response::{Answer, Document};

/// A version of the discovery API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Version {
    V2Beta1,
    V2,
}

impl Version {
    const fn name(self) -> &'static str {
        match self {
            Self::V2Beta1 => "v2beta1",
            Self::V2 => "v2",
        }
    }

    const fn media_type(self) -> &'static str {
        match self {
            Self::V2Beta1 => {
                "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList"
            }
            Self::V2 => "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList",
        }
    }
}

/// The first version of the aggregated form in `Accept`, unless the plain form or another stands before it.
pub(crate) fn asked_for(headers: &HeaderMap) -> Option<Version> {
    let accept = headers.get(ACCEPT)?.to_str().ok()?;
    let first = accept.split(',').next()?;
    let mut parts = first.split(';').map(str::trim);
    if parts.next() != Some("application/json") {
        return None;
    }
    let parameters: Vec<&str> = parts.filter(|part| !part.starts_with("q=")).collect();
    let has = |parameter: &str| parameters.contains(&parameter);
    if !has("g=apidiscovery.k8s.io") || !has("as=APIGroupDiscoveryList") {
        return None;
    }
    [Version::V2, Version::V2Beta1]
        .into_iter()
        .find(|version| has(&format!("v={}", version.name())))
}

/// The one group, in that version of the aggregated form.
pub(crate) fn answer(resources: &BTreeMap<String, Resource>, version: Version) -> Answer {
    let whole = resources.iter().filter(|(name, _)| !name.contains('/'));
    let items: Vec<Value> = whole.map(|(name, it)| item(name, it, resources)).collect();
    let list = json!({
        "kind": "APIGroupDiscoveryList",
        "apiVersion": format!("apidiscovery.k8s.io/{}", version.name()),
        "metadata": {},
        "items": [{
            "metadata": {"name": GROUP, "creationTimestamp": null},
            "versions": [{
                "version": ProjectImportVirtualCluster::VERSION,
                "resources": items,
                "freshness": "Current",
            }],
        }],
    });
    Answer::document(Document {
        media_type: version.media_type(),
        text: format!("{list}\n"),
        headers: vec![("Vary", "Accept".to_owned())],
    })
}

fn item(name: &str, resource: &Resource, resources: &BTreeMap<String, Resource>) -> Value {
    let below = format!("{name}/");
    let subresources: Vec<Value> = resources
        .iter()
        .filter_map(|(other, it)| {
            let subresource = other.strip_prefix(&below)?;
            Some(json!({"subresource": subresource, "responseKind": kind(it), "verbs": it.verbs}))
        })
        .collect();
    let mut item = json!({
        "resource": name,
        "responseKind": kind(resource),
        "scope": if resource.namespaced { "Namespaced" } else { "Cluster" },
        "singularResource": resource.kind.to_lowercase(),
        "verbs": resource.verbs,
    });
    if !subresources.is_empty() {
        item["subresources"] = Value::Array(subresources);
    }
    item
}

fn kind(resource: &Resource) -> Value {
    json!({"group": GROUP, "version": ProjectImportVirtualCluster::VERSION, "kind": resource.kind})
}
