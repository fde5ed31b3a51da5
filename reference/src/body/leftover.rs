//! What is left of a body when the answer to its request is there.

use std::time::Duration;

use http_body_util::BodyExt;
use hyper::body::{Body, Bytes, Incoming};
use hyper::header::EXPECT;
use hyper::http::request::Parts;
use hyper::{StatusCode, Version};
use tokio::time::timeout;

/// How many bytes of a body are read on, for the connection to be used again. The observed build reads as many.
const READ_ON: u64 = 256 * 1024;

/// How long that may take. The answer waits for it.
const PATIENCE: Duration = Duration::from_millis(500);

/// What became of the rest of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rest {
    /// It was read and thrown away, or need not be read.
    Over,
    /// It will not be read, so nothing can follow on the connection.
    Unread,
}

/// Reads what is left of a body, where that is little and comes soon.
///
/// Before HTTP/2 the next request comes after the body of this one. Where the rest is too long, or would only be sent if
/// somebody asked for it (`Expect`), or has been waited for long enough, the connection has to close.
pub(crate) async fn leave(parts: &Parts, body: &mut Incoming, answer: StatusCode) -> Rest {
    if parts.version >= Version::HTTP_2 {
        return Rest::Over;
    }
    if parts.headers.contains_key(EXPECT)
        || answer == StatusCode::GATEWAY_TIMEOUT
        || body.size_hint().lower() > READ_ON
    {
        return Rest::Unread;
    }
    let read_on = async {
        let mut length = 0_u64;
        while let Some(frame) = body.frame().await {
            // what is broken cannot be read to its end
            let Ok(frame) = frame else {
                return Rest::Unread;
            };
            let piece = frame.data_ref().map_or(0, Bytes::len);
            length = length.saturating_add(u64::try_from(piece).unwrap_or(u64::MAX));
            if length > READ_ON {
                return Rest::Unread;
            }
        }
        Rest::Over
    };
    timeout(PATIENCE, read_on).await.unwrap_or(Rest::Unread)
}
