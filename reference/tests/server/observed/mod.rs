//! What was observed of the platform's own stack, table by table and row by row.
//!
//! Texts are compared as they were observed, except where they only show how Go words something: then status, reason and
//! the part that says what is wrong. Rows about bodies stand in `body`, rows about discovery in `discovery`; the rows that
//! this server answers differently are listed in the README.

mod accept;
mod authentication;
mod body;
mod content_type;
mod http;
mod limits;
mod metadata;
mod query;
mod routing;

use serde_json::{Value, json};

use crate::client::Reply;

/// A Status as every error of the API is, by what differs.
fn status(code: u16, reason: &str, message: &str, details: Option<Value>) -> Value {
    let mut status = json!({
        "kind": "Status",
        "apiVersion": "v1",
        "metadata": {},
        "status": "Failure",
        "message": message,
        "reason": reason,
    });
    if let Some(details) = details {
        status["details"] = details;
    }
    status["code"] = json!(code);
    status
}

/// Whether an answer is that Status, byte for byte.
fn assert_status(reply: &Reply, expected: &Value, what: &str) {
    assert_eq!(json!(reply.code), expected["code"], "{what}: {reply:?}");
    assert_eq!(reply.body, format!("{expected}\n"), "{what}");
    assert_eq!(
        reply.header("content-type"),
        Some("application/json"),
        "{what}"
    );
}

fn not_found() -> Value {
    let message = "the server could not find the requested resource";
    status(404, "NotFound", message, Some(json!({})))
}

fn not_allowed() -> Value {
    let message = "the server does not allow this method on the requested resource";
    status(405, "MethodNotAllowed", message, Some(json!({})))
}
