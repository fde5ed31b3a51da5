//! The log: one line for every request, and one for what happens to the server, as events of `tracing`.
//!
//! They go nowhere until a program collects them; [`install`] does so for the command line. A line never holds an access
//! key, a header, a query, a path with its parameters, or a body.

use std::time::Duration;

use clap::ValueEnum;
use hyper::{Method, StatusCode};
use tracing::Level;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use uuid::Uuid;

/// What the events of the server are filed under.
const SERVER: &str = "reference";

/// What requests are filed under.
const REQUEST: &str = "reference::request";

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum LogFormat {
    /// No log.
    #[default]
    Off,
    /// A line of text for each event.
    Text,
    /// A JSON object for each event, on a line of its own.
    Json,
}

/// Writes the log of every server in this process to the standard error.
///
/// Of other libraries nothing is written: at their finest, some write headers.
pub fn install(format: LogFormat) {
    let own = Targets::new().with_target(SERVER, Level::INFO);
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let registry = tracing_subscriber::registry().with(own);
    // A program that has its own collector keeps it.
    let _ = match format {
        LogFormat::Off => Ok(()),
        LogFormat::Text => registry.with(lines.with_ansi(false)).try_init(),
        LogFormat::Json => registry
            .with(lines.json().flatten_event(true).with_current_span(false))
            .try_init(),
    };
}

/// What is written about a request.
pub(crate) struct Line<'a> {
    pub(crate) method: &'a Method,
    /// The template of its path; empty when there is nothing at its path.
    pub(crate) route: &'a str,
    /// Nothing when the client went before there was an answer.
    pub(crate) status: Option<StatusCode>,
    pub(crate) duration: Duration,
    /// Bytes of the answer's body.
    pub(crate) bytes: u64,
    pub(crate) user: &'a str,
    pub(crate) audit_id: Option<Uuid>,
    /// Whether the answer was handed over to its end.
    pub(crate) complete: bool,
}

/// Whether anybody reads about requests.
pub(crate) fn requests() -> bool {
    tracing::enabled!(target: REQUEST, Level::INFO)
}

/// Writes about a request that is over.
pub(crate) fn request(line: &Line<'_>) {
    let method = match *line.method {
        Method::GET
        | Method::HEAD
        | Method::POST
        | Method::PUT
        | Method::PATCH
        | Method::DELETE
        | Method::OPTIONS
        | Method::TRACE
        | Method::CONNECT => line.method.as_str(),
        // Any word may stand for a method, even a key.
        _ => "other",
    };
    let audit_id = line.audit_id.map(|id| id.hyphenated().to_string());
    tracing::info!(
        target: REQUEST,
        method,
        route = line.route,
        status = line.status.map_or(0, |code| code.as_u16()),
        seconds = line.duration.as_secs_f64(),
        bytes = line.bytes,
        user = line.user,
        audit_id = audit_id.as_deref(),
        complete = line.complete,
        "request"
    );
}

/// Writes about the server as a whole.
pub(crate) fn server(what: &str) {
    tracing::info!(target: SERVER, "{what}");
}

/// Writes about trouble that concerns more than one peer.
pub(crate) fn trouble(what: &str, error: &std::io::Error) {
    tracing::warn!(target: SERVER, %error, "{what}");
}
