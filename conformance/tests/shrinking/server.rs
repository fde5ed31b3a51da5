//! A tiny server inside the process: it imports each source once, and treats some objects in its own way.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::time::Duration;

use conformance::config::{Credentials, FixtureConfig, Secret, Sources};
use conformance::fixtures::Source;
use conformance::http::{Exchange, Request, Response};
use conformance::session::{Brief, Session, Step};
use conformance::verdict::Stop;
use generated::platforms;
use serde_json::{Value, json};

/// How the server treats an object that is sent as the nth request: status and body, or as an import like any other.
pub(crate) type Treat = Box<dyn Fn(&Value, usize) -> Option<(u16, Value)>>;

/// The server. What was sent stands in `sent`.
pub(crate) struct Server {
    treat: Treat,
    imported: RefCell<BTreeSet<String>>,
    handed_out: Cell<u32>,
    pub(crate) sent: RefCell<Vec<Value>>,
}

impl Server {
    pub(crate) fn new(treat: impl Fn(&Value, usize) -> Option<(u16, Value)> + 'static) -> Self {
        Self {
            treat: Box::new(treat),
            imported: RefCell::default(),
            handed_out: Cell::new(0),
            sent: RefCell::default(),
        }
    }

    /// The same where an earlier run has imported the first sources.
    pub(crate) fn used(self, sources: u32) -> Self {
        let names = (1..=sources).map(|number| format!("\"vc-{number}\""));
        self.imported.borrow_mut().extend(names);
        self
    }

    fn answer(&self, object: &Value) -> (u16, Value) {
        let number = self.sent.borrow().len();
        self.sent.borrow_mut().push(object.clone());
        let (status, body) = (self.treat)(object, number).unwrap_or_else(|| (201, object.clone()));
        let name = object["sourceVirtualCluster"]["name"].to_string();
        if status == 201 && !self.imported.borrow_mut().insert(name) {
            return (409, Value::Null);
        }
        (status, body)
    }
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Server({} requests)", self.sent.borrow().len())
    }
}

impl Session for Server {
    fn send(&self, requests: &[Request]) -> Vec<Exchange> {
        let exchange = |request: &Request| {
            let (status, body) = self.answer(&request.json());
            Exchange {
                request: request.clone(),
                outcome: Ok(Response {
                    http2: false,
                    status,
                    headers: Vec::new(),
                    body: body.to_string().into_bytes(),
                }),
                elapsed: Duration::ZERO,
            }
        };
        requests.iter().map(exchange).collect()
    }

    fn send_clear_text(&self, _: &str, request: &Request) -> Exchange {
        self.send(std::slice::from_ref(request)).remove(0)
    }

    fn source(&self) -> Result<Source, Stop> {
        let number = self.handed_out.get() + 1;
        self.handed_out.set(number);
        Ok(Source {
            name: format!("vc-{number}"),
            namespace: "n".to_owned(),
            cluster: "c".to_owned(),
            import_name: format!("i-{number}"),
        })
    }

    fn end(self: Box<Self>) -> Vec<Step> {
        Vec::new()
    }
}

/// Twenty cases.
pub(crate) fn brief() -> Brief {
    Brief {
        url: "https://target".to_owned(),
        credentials: Credentials {
            allowed: Secret::new("key"),
            denied: None,
        },
        fixtures: FixtureConfig::new("p", "c", "n", Sources::Names(Vec::new())),
        platform: platforms::NEWEST,
        run: "run".to_owned(),
        seed: 1,
        cases: 20,
    }
}

/// The label that stands in an object.
pub(crate) fn label(object: &Value) -> usize {
    let text = object["metadata"]["labels"]["x"].as_str();
    text.unwrap_or_default().len()
}

/// The same import with a label.
pub(crate) fn labelled(request: Request, text: &str) -> Request {
    request.edited(|object| object["metadata"]["labels"] = json!({ "x": text }))
}
