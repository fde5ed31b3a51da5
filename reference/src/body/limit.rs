//! Receiving a body of bounded size in bounded time.

use std::error::Error as _;
use std::io;
use std::time::Duration;

use http_body_util::BodyExt;
use hyper::body::{Body, Incoming};
use tokio::time::timeout;

use crate::behaviour::{fault, faults};
use crate::status::Refusal;

/// The most bytes a body may have.
const LIMIT: usize = 3 * 1024 * 1024;

/// How many bytes beyond the limit are read and thrown away before the refusal is sent.
///
/// A client that is still sending when the connection closes may lose the answer; reading on lets most of them see it.
const DRAINED: usize = 4 * LIMIT;

/// How long a body may take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Patience {
    /// From the first byte to the last.
    pub(crate) whole: Duration,
    /// Between two pieces of it.
    pub(crate) pause: Duration,
}

/// Receives a body.
///
/// # Errors
/// 413 when it has more than [`LIMIT`] bytes, 504 when it takes or pauses longer than there is patience for, 500
/// when its chunks are malformed (as observed), 400 when it breaks off.
pub(crate) async fn receive(body: Incoming, patience: Patience) -> Result<Vec<u8>, Refusal> {
    match timeout(patience.whole, collect(body, patience.pause)).await {
        Ok(result) => result,
        Err(_) => Err(Refusal::timeout()),
    }
}

async fn collect(mut body: Incoming, pause: Duration) -> Result<Vec<u8>, Refusal> {
    let announced = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    let mut bytes = Vec::with_capacity(announced.min(LIMIT));
    let mut received = 0_usize;
    loop {
        let next = timeout(pause, body.frame()).await;
        let Some(frame) = next.map_err(|_| Refusal::timeout())? else {
            break;
        };
        let frame = frame.map_err(|error| unfinished(&error))?;
        let Some(data) = frame.data_ref() else {
            continue;
        };
        received = received.saturating_add(data.len());
        if received <= LIMIT || fault(&faults::LM_ONE_MORE) && received == LIMIT + 1 {
            bytes.extend_from_slice(data);
        } else if received > DRAINED {
            break;
        }
    }
    too_large(Some(received))?;
    Ok(bytes)
}

/// Refuses a body of more than [`LIMIT`] bytes.
///
/// # Errors
/// 413.
pub(crate) fn too_large(length: Option<usize>) -> Result<(), Refusal> {
    let limit = if fault(&faults::LM_ONE_MORE) {
        LIMIT + 1
    } else if fault(&faults::LM_ONE_LESS) {
        LIMIT - 1
    } else if fault(&faults::LM_CUT) {
        usize::MAX
    } else {
        LIMIT
    };
    match length {
        Some(length) if length > limit => Err(Refusal::body_too_large(LIMIT)),
        _ => Ok(()),
    }
}

fn unfinished(error: &hyper::Error) -> Refusal {
    let cause = error
        .source()
        .and_then(|source| source.downcast_ref::<io::Error>());
    // That is what malformed chunks are to the HTTP library.
    if cause.is_some_and(|cause| cause.kind() == io::ErrorKind::InvalidInput) {
        return Refusal::plain_error("invalid byte in chunk length");
    }
    Refusal::bad_request(format!("the body broke off: {error}"))
}
