//! A request as a value: checks build one, edit copies of it, and print it as a command.

use generated::operations::IMPORT_VIRTUAL_CLUSTER;
use generated::spec::PATH_PREFIX;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use serde_json::Value;

const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Percent-encodes everything outside RFC 3986 `unreserved`, as query parameters are written here.
pub fn encode(text: &str) -> String {
    utf8_percent_encode(text, UNRESERVED).to_string()
}

/// Which access key a request carries. The key itself is added when the request is sent, so that no copy of it lies
/// around in requests, reports and messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Credential {
    /// The key that may import.
    Allowed,
    /// The key that is valid but may not import.
    Denied,
    /// No `Authorization` header.
    Absent,
    /// This `Authorization` header; `{allowed}` stands for the key that may import.
    Header(String),
    /// The key that may import as user name and password of Basic authentication.
    Basic,
}

impl Credential {
    /// The `Authorization` header with `$ACCESS_KEY` or `$DENIED_KEY` in the place of the key, where there is one.
    pub fn placeholder(&self) -> Option<String> {
        match self {
            Self::Allowed => Some("Bearer $ACCESS_KEY".to_owned()),
            Self::Denied => Some("Bearer $DENIED_KEY".to_owned()),
            Self::Absent => None,
            Self::Header(text) => Some(text.replace("{allowed}", "$ACCESS_KEY")),
            Self::Basic => {
                Some("Basic $(printf %s:%s $ACCESS_KEY $ACCESS_KEY | base64 -w0)".to_owned())
            }
        }
    }
}

/// One HTTP request below the target's URL.
#[derive(Debug, Clone)]
pub struct Request {
    /// Method, exactly as sent.
    pub method: String,
    /// Path below the target's URL, percent-encoded, beginning with a slash.
    pub path: String,
    /// Query, percent-encoded, without the question mark; empty for none.
    pub query: String,
    /// Headers but `Authorization`, in order.
    pub headers: Vec<(String, String)>,
    /// Body; `None` sends none.
    pub body: Option<Vec<u8>>,
    /// Access key.
    pub credential: Credential,
    /// Whether it has a connection of its own, over HTTP/1.1, so that a server which ends the connection ends no other
    /// request with it.
    pub alone: bool,
}

impl Request {
    /// A request without body, with the allowed key and `Accept: application/json`.
    pub fn new(method: &str, path: &str) -> Self {
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            query: String::new(),
            headers: vec![("Accept".to_owned(), "application/json".to_owned())],
            body: None,
            credential: Credential::Allowed,
            alone: false,
        }
    }

    /// The import of `object`, as JSON, into `project`.
    pub fn import(project: &str, object: &Value) -> Self {
        Self::new(
            IMPORT_VIRTUAL_CLUSTER.method,
            &IMPORT_VIRTUAL_CLUSTER.path(&[project]),
        )
        .with_header("Content-Type", "application/json")
        .with_body(object.to_string())
    }

    /// The same request with another path.
    #[must_use]
    pub fn with_path(mut self, path: impl Into<String>) -> Self {
        self.path = path.into();
        self
    }

    /// The same request with another method.
    #[must_use]
    pub fn with_method(mut self, method: &str) -> Self {
        method.clone_into(&mut self.method);
        self
    }

    /// The same request with one header set, in place of any of that name.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self = self.without_header(name);
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same request without a header.
    #[must_use]
    pub fn without_header(mut self, name: &str) -> Self {
        self.headers
            .retain(|(existing, _)| !existing.eq_ignore_ascii_case(name));
        self
    }

    /// The same request with one more query parameter; name and value are encoded.
    #[must_use]
    pub fn with_query(mut self, name: &str, value: &str) -> Self {
        if !self.query.is_empty() {
            self.query.push('&');
        }
        self.query.push_str(&encode(name));
        self.query.push('=');
        self.query.push_str(&encode(value));
        self
    }

    /// The same request as a dry run, which has no effect.
    #[must_use]
    pub fn as_dry_run(self) -> Self {
        if self.is_dry_run() {
            self
        } else {
            self.with_query("dryRun", "All")
        }
    }

    /// Whether the query asks for a dry run, and never for anything else.
    pub fn is_dry_run(&self) -> bool {
        let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let mut values = self
            .query
            .split('&')
            .map(|parameter| parameter.split_once('=').unwrap_or((parameter, "")))
            .filter(|(name, _)| decoded(name) == "dryRun")
            .map(|(_, value)| decoded(value))
            .peekable();
        values.peek().is_some() && values.all(|value| value == "All")
    }

    /// The same request with another body.
    #[must_use]
    pub fn with_body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// The same request with another access key.
    #[must_use]
    pub fn with_credential(mut self, credential: Credential) -> Self {
        self.credential = credential;
        self
    }

    /// The same request without access key and body.
    #[must_use]
    pub fn bare(&self) -> Self {
        Self {
            credential: Credential::Absent,
            body: None,
            ..self.clone()
        }
    }

    /// The same request on a connection of its own.
    #[must_use]
    pub fn on_its_own(mut self) -> Self {
        self.alone = true;
        self
    }

    /// The address to send it to, for a target at `url`.
    pub fn address(&self, url: &str) -> String {
        format!("{}{}", url.trim_end_matches('/'), self.path_and_query())
    }

    /// The body as JSON; `Null` when it is none.
    pub fn json(&self) -> Value {
        self.body
            .as_deref()
            .and_then(|body| serde_json::from_slice(body).ok())
            .unwrap_or_default()
    }

    /// The same request with an edited JSON body.
    #[must_use]
    pub fn edited(self, edit: impl FnOnce(&mut Value)) -> Self {
        let mut object = self.json();
        edit(&mut object);
        self.with_body(object.to_string())
    }

    /// Path and query, as they go on the wire below the target's URL.
    pub fn path_and_query(&self) -> String {
        if self.query.is_empty() {
            self.path.clone()
        } else {
            format!("{}?{}", self.path, self.query)
        }
    }

    /// Whether the path prefix of the platform host stands at the end of `url`, as the documentation has it.
    pub fn is_below_platform_prefix(url: &str) -> bool {
        url.trim_end_matches('/').ends_with(PATH_PREFIX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_encoded_and_headers_replaced() {
        let request = Request::new("GET", "/x")
            .with_query("dryRun", "a&b c")
            .with_query("e", "")
            .with_header("accept", "text/html");
        assert_eq!(request.path_and_query(), "/x?dryRun=a%26b%20c&e=");
        assert_eq!(
            request.headers,
            [("accept".to_owned(), "text/html".to_owned())]
        );
    }

    #[test]
    fn an_address_is_below_the_url() {
        let request = Request::new("GET", "/apis");
        assert_eq!(
            request.address("https://h:1/kubernetes/management/"),
            "https://h:1/kubernetes/management/apis"
        );
        assert_eq!(request.address("https://h:1"), "https://h:1/apis");
    }
}
