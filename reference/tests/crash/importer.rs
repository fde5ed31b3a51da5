//! A client that imports virtual clusters by number, and remembers what it was told.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use reqwest::blocking::{Client, RequestBuilder};
use serde_json::{Value, json};

/// The access key of the tests' inventory.
pub(crate) const KEY: &str = "0123456789abcdef0123456789abcdef";

const BASE: &str = "/kubernetes/management/apis/management.loft.sh/v1";

/// How long an answer may take: longer than any store may.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long to wait when the server has too much to do.
const PAUSE: Duration = Duration::from_millis(3);

/// What the client was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The import was acknowledged.
    Created,
    /// It was answered with that status.
    Refused(u16),
    /// There was no answer.
    NoAnswer,
}

/// Speaks to one server.
#[derive(Clone)]
pub(crate) struct Importer {
    client: Client,
    base: String,
}

impl Importer {
    pub(crate) fn new(address: SocketAddr) -> Self {
        // Somebody else may have been first; then there is one, which is all that counts.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self {
            client: Client::builder().timeout(PATIENCE).build().unwrap(),
            base: format!("http://{address}{BASE}"),
        }
    }

    /// Imports a virtual cluster under its own name; comes again while the server has too much to do.
    pub(crate) fn import(&self, number: usize) -> Outcome {
        self.post("", &body(number, None))
    }

    /// Tries out whether a virtual cluster could be imported under another name.
    pub(crate) fn try_elsewhere(&self, number: usize) -> Outcome {
        let name = format!("elsewhere-{number}");
        self.post("?dryRun=All", &body(number, Some(&name)))
    }

    /// The sources of all instances, by name; both as the numbers they were made from.
    pub(crate) fn instances(&self) -> BTreeMap<usize, usize> {
        let list = self.reading("namespaces/loft-p-my-project/virtualclusterinstances");
        let list = list.send().unwrap().text().unwrap();
        let list: Value = serde_json::from_str(&list).unwrap();
        let items = list["items"].as_array().unwrap();
        let instances: BTreeMap<usize, usize> = items.iter().map(numbers).collect();
        assert_eq!(instances.len(), items.len(), "every name is there once");
        instances
    }

    /// The source of an instance, if there is one of that name.
    pub(crate) fn source_of(&self, number: usize) -> Option<usize> {
        let path = format!("namespaces/loft-p-my-project/virtualclusterinstances/vc-{number}");
        let response = self.reading(&path).send().unwrap();
        match response.status().as_u16() {
            200 => {
                let instance = serde_json::from_str(&response.text().unwrap()).unwrap();
                Some(numbers(&instance).1)
            }
            404 => None,
            other => panic!("{other} for {path}"),
        }
    }

    /// Whether the server says that it is ready, and what else it says.
    pub(crate) fn readiness(&self) -> (u16, String) {
        self.health("readyz")
    }

    /// What the server says about its health at that path.
    pub(crate) fn health(&self, path: &str) -> (u16, String) {
        let root = self.base.split("/kubernetes").next().unwrap();
        let url = format!("{root}/kubernetes/management/{path}");
        let response = self.client.get(url).bearer_auth(KEY).send().unwrap();
        (response.status().as_u16(), response.text().unwrap())
    }

    /// A request to read something.
    pub(crate) fn reading(&self, path: &str) -> RequestBuilder {
        let request = self.client.get(format!("{}/{path}", self.base));
        request.bearer_auth(KEY)
    }

    fn post(&self, query: &str, body: &Value) -> Outcome {
        let url = format!(
            "{}/projects/my-project/importvirtualcluster{query}",
            self.base
        );
        loop {
            let request = self.client.post(&url).bearer_auth(KEY);
            let request = request.header("Content-Type", "application/json");
            let Ok(response) = request.body(body.to_string()).send() else {
                return Outcome::NoAnswer;
            };
            match response.status().as_u16() {
                201 => return Outcome::Created,
                429 => std::thread::sleep(PAUSE),
                code => return Outcome::Refused(code),
            }
        }
    }
}

fn body(number: usize, name: Option<&str>) -> Value {
    let source = format!("vc-{number}");
    let mut body = json!({
        "sourceVirtualCluster": {"cluster": "c", "namespace": "pool", "name": source},
    });
    if let Some(name) = name {
        body["sourceVirtualCluster"]["importName"] = name.into();
    }
    body
}

/// Name and source of an instance, which has to be whole.
fn numbers(instance: &Value) -> (usize, usize) {
    let number = |text: &Value| text.as_str()?.strip_prefix("vc-")?.parse().ok();
    let source = &instance["spec"]["clusterRef"];
    let is_whole = source["cluster"] == "c"
        && source["namespace"] == "pool"
        && instance["metadata"]["uid"].is_string()
        && instance["status"]["phase"] == "Ready";
    assert!(is_whole, "{instance}");
    let name = number(&instance["metadata"]["name"]);
    let of = number(&source["virtualCluster"]);
    name.zip(of).unwrap_or_else(|| panic!("{instance}"))
}
