//! Why there is no answer, as the HTTP library has it.

use std::error::Error as _;
use std::io::ErrorKind;

use super::TransportError;

/// What a request without an answer came to.
pub(super) fn of(error: &reqwest::Error) -> TransportError {
    let kind = if error.is_timeout() {
        TransportError::TIMEOUT
    } else if error.is_connect() {
        "cannot connect"
    } else if is_closed(error) {
        TransportError::CLOSED
    } else {
        "connection failed"
    };
    TransportError {
        kind: kind.into(),
        detail: chain(error),
    }
}

/// Whether the connection ended before anything of an answer came.
fn is_closed(error: &reqwest::Error) -> bool {
    let mut causes = std::iter::successors(error.source(), |error| (*error).source());
    causes.any(|cause| {
        let http = cause.downcast_ref::<hyper::Error>();
        let system = cause
            .downcast_ref::<std::io::Error>()
            .map(std::io::Error::kind);
        http.is_some_and(hyper::Error::is_incomplete_message)
            || matches!(
                system,
                Some(
                    ErrorKind::ConnectionReset
                        | ErrorKind::ConnectionAborted
                        | ErrorKind::BrokenPipe
                )
            )
    })
}

/// A request that breaks the rules of the HTTP library.
pub(super) fn unsendable(detail: impl Into<String>) -> TransportError {
    TransportError {
        kind: "request cannot be sent".into(),
        detail: detail.into(),
    }
}

/// An error and its causes in one line, without repeating a cause that its parent already quotes.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let next = error.to_string();
        if !text.contains(&next) {
            text = format!("{text}: {next}");
        }
        cause = error.source();
    }
    text
}
