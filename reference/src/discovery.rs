//! What clients look at before they use an API: its groups, resources, version and health.

use generated::operations;
use generated::runtime::Platform;
use generated::types::{Project, ProjectImportVirtualCluster, VirtualClusterInstance};
use serde_json::{Value, json};

use crate::import::GROUP;
use crate::negotiation::Choice;
use crate::response::{Answer, AnswerBody};
use crate::status::Refusal;

const HEALTH: [&str; 3] = ["/healthz", "/livez", "/readyz"];

/// Whether there is something to discover at that path.
pub(crate) fn serves(path: &str) -> bool {
    object(path).is_some() || is_health(path)
}

/// Whether the path is one of the health checks, which answer every method.
pub(crate) fn is_health(path: &str) -> bool {
    HEALTH.contains(&path.trim_end_matches('/'))
}

/// Answers a request for that path.
pub(crate) fn answer(path: &str, release: &Platform) -> Result<Answer, Refusal> {
    let body = if is_health(path) {
        AnswerBody::Text("ok")
    } else if path == "/version" {
        AnswerBody::Indented(version(release.name))
    } else {
        AnswerBody::Object(object(path).ok_or_else(Refusal::no_such_path)?)
    };
    Ok(Answer {
        code: hyper::StatusCode::OK,
        body,
        choice: Choice::default(),
        warnings: Vec::new(),
    })
}

/// The list of paths that stands at the root, and in the 404 of a path that is not known at all.
pub(crate) fn paths() -> Value {
    let group = format!("/apis/{GROUP}");
    let version = format!("{group}/{}", ProjectImportVirtualCluster::VERSION);
    let mut paths = vec!["/apis".to_owned(), group, version];
    paths.extend(HEALTH.map(str::to_owned));
    paths.push("/version".to_owned());
    json!({ "paths": paths })
}

fn object(path: &str) -> Option<Value> {
    let version = ProjectImportVirtualCluster::VERSION;
    match path
        .trim_end_matches('/')
        .split('/')
        .skip(1)
        .collect::<Vec<_>>()
        .as_slice()
    {
        [] => Some(paths()),
        // what it says depends on the release, which `answer` knows
        ["version"] => Some(Value::Null),
        ["apis"] => Some(json!({"kind": "APIGroupList", "apiVersion": "v1", "groups": [group()]})),
        ["apis", name] if *name == GROUP => {
            let mut object = json!({"kind": "APIGroup", "apiVersion": "v1"});
            if let (Value::Object(object), Value::Object(group)) = (&mut object, group()) {
                object.extend(group);
            }
            Some(object)
        }
        ["apis", name, number] if *name == GROUP && *number == version => Some(resources()),
        _ => None,
    }
}

fn group() -> Value {
    let version = json!({
        "groupVersion": ProjectImportVirtualCluster::API_VERSION,
        "version": ProjectImportVirtualCluster::VERSION,
    });
    json!({"name": GROUP, "versions": [version], "preferredVersion": version})
}

fn resources() -> Value {
    let last = |path: &'static str| {
        path.rsplit('/')
            .find(|part| !part.starts_with('{'))
            .unwrap_or_default()
    };
    json!({
        "kind": "APIResourceList",
        "apiVersion": "v1",
        "groupVersion": ProjectImportVirtualCluster::API_VERSION,
        "resources": [
            {
                "name": last(operations::LIST_PROJECTS.path),
                "singularName": Project::KIND.to_lowercase(),
                "namespaced": false,
                "kind": Project::KIND,
                "verbs": ["get", "list", "watch"],
            },
            {
                "name": format!("projects/{}", last(operations::IMPORT_VIRTUAL_CLUSTER.path)),
                "singularName": "",
                "namespaced": false,
                "kind": ProjectImportVirtualCluster::KIND,
                "verbs": ["create"],
            },
            {
                "name": last(operations::LIST_VIRTUAL_CLUSTER_INSTANCES.path),
                "singularName": VirtualClusterInstance::KIND.to_lowercase(),
                "namespaced": true,
                "kind": VirtualClusterInstance::KIND,
                "verbs": ["delete", "get", "list", "watch"],
            },
        ],
    })
}

fn version(platform: &str) -> Value {
    let (major, minor) = platform.split_once('.').unwrap_or((platform, ""));
    json!({
        "major": major,
        "minor": minor,
        "gitVersion": format!("v{platform}.0+reference"),
        "platform": format!("{}/{}", std::env::consts::OS, std::env::consts::ARCH),
    })
}
