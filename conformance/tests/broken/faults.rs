//! The faults: each one way in which an answer does not arrive.

use super::proxy::Message;

/// How an answer is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Delivery {
    /// Half of the body that was announced, and then the end of the connection.
    Cut,
    /// Not at all, for longer than the suite waits.
    Never,
    /// Not at all: the connection ends.
    Closed,
}

/// Answers that do not arrive.
pub(crate) struct Fault {
    /// What is broken, in a word or two.
    pub id: &'static str,
    /// The requirement of which nothing good can be said then.
    pub doubts: &'static str,
    /// Which answers: to these requests, with these answers behind the proxy.
    pub hits: fn(&Message, &Message) -> bool,
    /// What becomes of them.
    pub delivery: Delivery,
}

/// Every fault.
pub(crate) const FAULTS: &[Fault] = &[
    Fault {
        id: "accepted-cut-off",
        doubts: "rs.created",
        hits: |_, answer| answer.status == 201,
        delivery: Delivery::Cut,
    },
    Fault {
        id: "yaml-cut-off",
        doubts: "cn.resp.yaml",
        hits: |request, _| request.header("accept") == Some("application/yaml"),
        delivery: Delivery::Cut,
    },
    Fault {
        id: "malformed-hangs",
        doubts: "dec.json.malformed",
        hits: |request, answer| {
            let body = serde_json::from_slice::<serde_json::Value>(&request.body);
            answer.status == 400 && body.is_err()
        },
        delivery: Delivery::Never,
    },
    Fault {
        id: "not-acceptable-closes",
        doubts: "cn.resp.406",
        hits: |_, answer| answer.status == 406,
        delivery: Delivery::Closed,
    },
];
