//! The requests of the load: one import each, alike but for a number of fixed width, so that making one is free.

/// The first of the numbers that name virtual clusters. All have as many digits.
const FIRST: u64 = 100_000_000;

/// How many there are. More than any run imports.
const COUNT: u64 = 900_000_000;

/// The access key of the only user.
const KEY: &str = "the-key-of-the-load-generator-000";

/// The resource that imports are made of.
const IMPORT: &str =
    "/kubernetes/management/apis/management.loft.sh/v1/projects/load/importvirtualcluster";

/// The resource that they become.
const INSTANCES: &str = "/kubernetes/management/apis/management.loft.sh/v1/namespaces/loft-p-load/virtualclusterinstances";

/// What the server has to know for these requests to succeed.
pub(super) fn inventory() -> String {
    let last = FIRST + COUNT;
    format!(
        r#"{{"projects": [{{"name": "load"}}],
 "clusters": [{{"name": "connected-cluster", "virtualClusters": [{{"namespace": "pool", "name": "vc-{{n}}", "count": {last}}}]}}],
 "users": [{{"name": "admin", "key": {{"value": "{KEY}"}}, "rights": [{{"verbs": ["*"], "resources": ["*"]}}]}}]}}
"#
    )
}

/// What bodies are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Syntax {
    /// As the typed Go client writes it.
    Json,
    /// As the command of the reference page writes it.
    Yaml,
}

/// One request, and where its number stands in it.
#[derive(Debug, Clone)]
pub(super) struct Request {
    text: Vec<u8>,
    numbers: Vec<usize>,
}

impl Request {
    /// An import of a virtual cluster.
    pub(super) fn import(syntax: Syntax) -> Self {
        let (media_type, body) = match syntax {
            Syntax::Json => (
                "application/json",
                format!(
                    r#"{{"kind":"ProjectImportVirtualCluster","apiVersion":"management.loft.sh/v1","metadata":{{"creationTimestamp":null}},"sourceVirtualCluster":{{"name":"vc-{FIRST}","namespace":"pool","cluster":"connected-cluster","owner":{{"user":"admin"}},"importName":"vc-{FIRST}"}},"upgradeToPro":true}}"#
                ),
            ),
            Syntax::Yaml => (
                "application/yaml",
                format!(
                    "kind: ProjectImportVirtualCluster\napiVersion: management.loft.sh/v1\nmetadata:\n  creationTimestamp: null\n\
                     sourceVirtualCluster:\n  name: vc-{FIRST}\n  namespace: pool\n  cluster: connected-cluster\n  owner:\n    user: admin\n  \
                     importName: vc-{FIRST}\nupgradeToPro: true\n"
                ),
            ),
        };
        Self::new("POST", IMPORT, media_type, &body)
    }

    /// The deletion of the instance that an import made.
    pub(super) fn deletion() -> Self {
        let path = format!("{INSTANCES}/vc-{FIRST}");
        Self::new("DELETE", &path, "application/json", "")
    }

    fn new(method: &str, path: &str, media_type: &str, body: &str) -> Self {
        let length = body.len();
        let text = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: load/1.0\r\nAuthorization: Bearer {KEY}\r\n\
             Accept: application/json\r\nContent-Type: {media_type}\r\nContent-Length: {length}\r\n\r\n{body}"
        );
        let first = FIRST.to_string();
        let numbers = text.match_indices(&first).map(|(at, _)| at).collect();
        Self {
            text: text.into_bytes(),
            numbers,
        }
    }

    /// The bytes of the request with that number; numbers count from 0.
    pub(super) fn numbered(&mut self, number: u64) -> &[u8] {
        let digits = (FIRST + number % COUNT).to_string();
        for at in &self.numbers {
            if let Some(place) = self.text.get_mut(*at..at + digits.len()) {
                place.copy_from_slice(digits.as_bytes());
            }
        }
        &self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_differ_in_their_number_alone() {
        for mut request in [
            Request::import(Syntax::Json),
            Request::import(Syntax::Yaml),
            Request::deletion(),
        ] {
            let first = String::from_utf8(request.numbered(0).to_vec()).unwrap();
            let other = String::from_utf8(request.numbered(COUNT - 1).to_vec()).unwrap();
            assert_eq!(first.replace("100000000", "999999999"), other);
            assert_ne!(first, other);
        }
    }
}
