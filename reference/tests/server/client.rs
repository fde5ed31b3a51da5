//! A server of one's own, and an HTTP client that sends exactly what it is told.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use reference::{Options, Server, Tls};
use serde_json::Value;

pub(crate) const BASE: &str = "/kubernetes/management/apis/management.loft.sh/v1";
pub(crate) const IMPORT: &str = "projects/my-project/importvirtualcluster";

/// A running server that speaks plain HTTP.
pub(crate) struct Fixture {
    pub(crate) server: Server,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) code: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

/// A request, header by header.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Fixture {
    pub(crate) fn start() -> Self {
        Self {
            server: Server::start(Options {
                tls: Tls::Off,
                ..Options::default()
            })
            .unwrap(),
        }
    }

    /// A server with the built-in inventory after a replacement in its text, which has to be there.
    pub(crate) fn edited(from: &str, to: &str) -> Self {
        let text = include_str!("../../inventory.yaml");
        assert!(text.contains(from), "{from}");
        Self::with(&text.replace(from, to))
    }

    /// A server with an inventory of its own.
    pub(crate) fn with(inventory: &str) -> Self {
        let options = Options {
            tls: Tls::Off,
            inventory: inventory.parse().unwrap(),
            ..Options::default()
        };
        Self {
            server: Server::start(options).unwrap(),
        }
    }

    pub(crate) fn key(&self, user: &str) -> &str {
        self.server.access_key(user).unwrap()
    }

    /// A request of the admin; `path` is below the group and version.
    pub(crate) fn call(&self, method: &str, path: &str) -> Call {
        let call = Call {
            method: method.to_owned(),
            target: format!("{BASE}/{path}"),
            headers: vec![
                ("Host".to_owned(), "localhost".to_owned()),
                ("Connection".to_owned(), "close".to_owned()),
            ],
            body: Vec::new(),
        };
        call.header("Authorization", &format!("Bearer {}", self.key("admin")))
    }

    /// An import of the built-in pool's virtual cluster `number`, as JSON.
    pub(crate) fn import(&self, number: usize) -> Call {
        self.call("POST", IMPORT)
            .json(&source(&format!("vc-{number}")))
    }

    pub(crate) fn send(&self, call: &Call) -> Reply {
        self.send_raw(&call.bytes())
    }

    /// Sends bytes and reads whatever comes back until the server closes.
    pub(crate) fn send_raw(&self, bytes: &[u8]) -> Reply {
        let mut stream = TcpStream::connect(self.server.address()).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .unwrap();
        // The server may refuse and close before it has read everything.
        let _ = stream.write_all(bytes);
        let mut received = Vec::new();
        let _ = stream.read_to_end(&mut received);
        Reply::parse(&received)
    }

    /// The names of the instances of `my-project`.
    pub(crate) fn instances(&self) -> Vec<String> {
        let reply = self.send(&self.call(
            "GET",
            "namespaces/loft-p-my-project/virtualclusterinstances",
        ));
        let items = reply.json()["items"].as_array().unwrap().clone();
        items
            .iter()
            .map(|item| item["metadata"]["name"].as_str().unwrap().to_owned())
            .collect()
    }
}

/// The body of an import of a virtual cluster of the built-in pool.
pub(crate) fn source(name: &str) -> String {
    format!(
        r#"{{"sourceVirtualCluster":{{"name":"{name}","namespace":"vc-pool","cluster":"connected-cluster"}}}}"#
    )
}

impl Call {
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(header, _)| header != name);
        self
    }

    pub(crate) fn authorization(self, value: &str) -> Self {
        self.without("Authorization").header("Authorization", value)
    }

    pub(crate) fn query(mut self, query: &str) -> Self {
        self.target = format!(
            "{}{}{query}",
            self.target,
            if self.target.contains('?') { '&' } else { '?' }
        );
        self
    }

    pub(crate) fn target(mut self, target: &str) -> Self {
        target.clone_into(&mut self.target);
        self
    }

    pub(crate) fn body(mut self, media_type: &str, body: &[u8]) -> Self {
        self.body = body.to_vec();
        let call = self.without("Content-Type");
        if media_type.is_empty() {
            call
        } else {
            call.header("Content-Type", media_type)
        }
    }

    pub(crate) fn json(self, body: &str) -> Self {
        self.body("application/json", body.as_bytes())
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut text = format!("{} {} HTTP/1.1\r\n", self.method, self.target);
        for (name, value) in &self.headers {
            text += &format!("{name}: {value}\r\n");
        }
        text += &format!("Content-Length: {}\r\n\r\n", self.body.len());
        [text.as_bytes(), &self.body].concat()
    }
}

impl Reply {
    fn parse(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let mut lines = head.lines();
        let status = lines
            .next()
            .and_then(|line| line.split(' ').nth(1))
            .and_then(|code| code.parse().ok());
        let headers = lines.filter_map(|line| line.split_once(": "));
        Self {
            code: status.unwrap_or_default(),
            headers: headers
                .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
                .collect(),
            body: body.to_owned(),
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(header, _)| header == name)
            .map(|(_, value)| value.as_str())
    }

    pub(crate) fn warnings(&self) -> Vec<&str> {
        self.headers
            .iter()
            .filter(|(header, _)| header == "warning")
            .map(|(_, value)| value.as_str())
            .collect()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The fields and reasons of a 422.
    pub(crate) fn causes(&self) -> Vec<String> {
        let body = self.json();
        let causes = body["details"]["causes"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        causes
            .iter()
            .map(|cause| {
                format!(
                    "{} {}",
                    cause["field"].as_str().unwrap(),
                    cause["reason"].as_str().unwrap()
                )
            })
            .collect()
    }
}
