//! What clients look at before they use an API: its groups, resources, version and description.

use std::collections::BTreeMap;

use generated::runtime::Platform;
use generated::types::ProjectImportVirtualCluster;
use hyper::HeaderMap;
use serde_json::{Value, json};

use crate::aggregated;
use crate::health;
use crate::import::GROUP;
use crate::negotiation::{self, Choice, Format};
use crate::openapi::{self, Served};
use crate::resource::{self, Resource};
use crate::response::{Answer, AnswerBody};
use crate::status::Refusal;

/// Media types that lists of groups and resources are written in.
const MEDIA_TYPES: [&str; 2] = [Format::Json.media_type(), Format::Yaml.media_type()];

/// What a platform release tells about itself.
#[derive(Debug)]
pub(crate) struct Discovery {
    resources: BTreeMap<String, Resource>,
    described: Served,
    release: &'static str,
}

impl Discovery {
    /// What that release serves, read from its description.
    pub(crate) fn new(release: &'static Platform) -> Self {
        let description = generated::openapi::find(release.name);
        let document = description.and_then(|it| serde_json::from_str(it.v3).ok());
        Self {
            resources: resource::read(&document.unwrap_or_default()),
            described: Served::new(description),
            release: release.name,
        }
    }

    /// Answers a request for that path.
    ///
    /// # Errors
    /// 404 where nothing is, 406 for a form that is not served.
    pub(crate) fn answer(&self, path: &str, headers: &HeaderMap) -> Result<Answer, Refusal> {
        if let Some(answer) = self.described.answer(path, headers) {
            return answer;
        }
        let place = Place::of(path).ok_or_else(Refusal::no_such_path)?;
        if let (Place::Groups, Some(version)) = (&place, aggregated::asked_for(headers)) {
            return Ok(aggregated::answer(&self.resources, version));
        }
        let (body, choice) = match place {
            Place::Root => (AnswerBody::Object(paths()), Choice::default()),
            Place::Version => (
                AnswerBody::Indented(version(self.release)),
                Choice::default(),
            ),
            Place::Groups => {
                let list = json!({"kind": "APIGroupList", "apiVersion": "v1", "groups": [group()]});
                (
                    AnswerBody::Object(list),
                    negotiation::choose_among(headers, &MEDIA_TYPES)?,
                )
            }
            Place::Group => {
                let mut object = json!({"kind": "APIGroup", "apiVersion": "v1"});
                if let (Value::Object(object), Value::Object(group)) = (&mut object, group()) {
                    object.extend(group);
                }
                (
                    AnswerBody::Object(object),
                    negotiation::choose_among(headers, &MEDIA_TYPES)?,
                )
            }
            Place::Resources => {
                let choice = negotiation::choose_among(headers, &MEDIA_TYPES)?;
                (AnswerBody::Object(self.resource_list()), choice)
            }
        };
        Ok(Answer {
            body,
            ..Answer::of(Value::Null, choice)
        })
    }

    fn resource_list(&self) -> Value {
        let resources = self.resources.iter().map(|(name, it)| {
            let singular = if name.contains('/') {
                String::new()
            } else {
                it.kind.to_lowercase()
            };
            json!({
                "name": name,
                "singularName": singular,
                "namespaced": it.namespaced,
                "kind": it.kind,
                "verbs": it.verbs,
            })
        });
        json!({
            "kind": "APIResourceList",
            "apiVersion": "v1",
            "groupVersion": ProjectImportVirtualCluster::API_VERSION,
            "resources": resources.collect::<Vec<_>>(),
        })
    }
}

/// A path at which something is told.
enum Place {
    Root,
    Version,
    Groups,
    Group,
    Resources,
}

impl Place {
    fn of(path: &str) -> Option<Self> {
        let segments: Vec<&str> = path.trim_end_matches('/').split('/').skip(1).collect();
        match segments.as_slice() {
            [] => Some(Self::Root),
            ["version"] => Some(Self::Version),
            ["apis"] => Some(Self::Groups),
            ["apis", name] if *name == GROUP => Some(Self::Group),
            ["apis", name, ProjectImportVirtualCluster::VERSION] if *name == GROUP => {
                Some(Self::Resources)
            }
            _ => None,
        }
    }
}

/// Whether there is something to discover at that path.
pub(crate) fn serves(path: &str) -> bool {
    Place::of(path).is_some()
        || openapi::paths()
            .iter()
            .any(|it| it == path.trim_end_matches('/'))
}

/// The list of paths that stands at the root, and in the 404 of a path that is not known at all.
pub(crate) fn paths() -> Value {
    let group = format!("/apis/{GROUP}");
    let version = format!("{group}/{}", ProjectImportVirtualCluster::VERSION);
    let mut paths = vec!["/apis".to_owned(), group, version, "/version".to_owned()];
    paths.extend(health::paths());
    paths.extend(openapi::paths());
    paths.sort();
    json!({ "paths": paths })
}

fn group() -> Value {
    let version = json!({
        "groupVersion": ProjectImportVirtualCluster::API_VERSION,
        "version": ProjectImportVirtualCluster::VERSION,
    });
    json!({"name": GROUP, "versions": [version], "preferredVersion": version})
}

/// The members of Kubernetes' version object; clients insist on all of them.
fn version(platform: &str) -> Value {
    let (major, minor) = platform.split_once('.').unwrap_or((platform, ""));
    json!({
        "major": major,
        "minor": minor,
        "gitVersion": format!("v{platform}.0+reference"),
        "gitCommit": "",
        "gitTreeState": "",
        "buildDate": "1970-01-01T00:00:00Z",
        "goVersion": "",
        "compiler": "rustc",
        "platform": format!("{}/{}", std::env::consts::OS, std::env::consts::ARCH),
    })
}
