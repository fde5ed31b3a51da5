//! What an exchange may have imported.

use std::collections::BTreeSet;

use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::fixtures::Source;
use crate::http::Exchange;
use crate::session::Held;

/// The virtual cluster that an import names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// Its name.
    pub name: String,
    /// Its namespace.
    pub namespace: String,
    /// Its cluster.
    pub cluster: String,
}

/// An import that took effect, or may have.
#[derive(Debug, Clone)]
pub struct Import {
    /// The project, as the path names it.
    pub project: String,
    /// What was imported.
    pub imported: Imported,
    /// The names that its instance may have, the likeliest first.
    pub names: Vec<String>,
    /// The source it was imported from; `None` where the request named another virtual cluster.
    pub source: Option<Source>,
    /// Whether it was accepted. What failed half way or was to be a dry run may have taken effect all the same.
    pub is_accepted: bool,
}

impl Import {
    /// The import that an exchange of a session with these sources may have brought about.
    pub fn of(exchange: &Exchange, sources: &[Source]) -> Option<Self> {
        let request = &exchange.request;
        // a broken target may take any method for a POST
        let body = request.body.as_deref()?;
        let project = project_of(&request.path)?;
        let unclear =
            exchange.status().is_none_or(|status| status >= 500) && Held::of(exchange).is_none();
        if !exchange.is_success() && !unclear {
            return None;
        }
        let sent: Value = serde_json::from_slice(body)
            .ok()
            .or_else(|| serde_yaml::from_slice(body).ok())
            .unwrap_or_default();
        let answered = exchange.object();
        // what only a server can read, such as a second YAML document, is repeated in its answer
        let asked_for = [&sent, &answered]
            .into_iter()
            .map(|object| &object["sourceVirtualCluster"])
            .find(|source| source.is_object())
            .unwrap_or(&Value::Null);
        let wanted = &asked_for["importName"];
        let answer = &answered["sourceVirtualCluster"]["importName"];
        // the name of the virtual cluster may be that of somebody else's instance, where another was asked for
        let names = match wanted.as_str() {
            Some(name) if !name.is_empty() => vec![wanted, answer],
            _ => vec![answer, &sent["metadata"]["name"], &asked_for["name"]],
        };
        let mut names: Vec<String> = names
            .into_iter()
            .filter_map(Value::as_str)
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect();
        let mut seen = BTreeSet::new();
        names.retain(|name| seen.insert(name.clone()));
        let text = |member: &str| asked_for[member].as_str().unwrap_or_default().to_owned();
        let imported = Imported {
            name: text("name"),
            namespace: text("namespace"),
            cluster: text("cluster"),
        };
        let source = sources.iter().find(|source| {
            source.name == imported.name
                && source.namespace == imported.namespace
                && source.cluster == imported.cluster
        });
        Some(Self {
            project,
            names,
            source: source.cloned(),
            imported,
            is_accepted: exchange.is_success() && !request.is_dry_run(),
        })
    }
}

impl Imported {
    /// Whether an instance stands for this virtual cluster.
    pub fn is_of(&self, instance: &Value) -> bool {
        let reference = &instance["spec"]["clusterRef"];
        [
            ("virtualCluster", &self.name),
            ("namespace", &self.namespace),
            ("cluster", &self.cluster),
        ]
        .into_iter()
        // what the request did not name identifies nothing
        .all(|(member, wanted)| !wanted.is_empty() && reference[member] == wanted.as_str())
    }
}

/// The project in the path of an import, decoded.
fn project_of(path: &str) -> Option<String> {
    let mut segments = path.split('/').skip_while(|segment| *segment != "projects");
    let (_, project, operation) = (segments.next()?, segments.next()?, segments.next()?);
    operation
        .eq_ignore_ascii_case("importvirtualcluster")
        .then(|| percent_decode_str(project).decode_utf8_lossy().into_owned())
}
