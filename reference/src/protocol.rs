//! What HTTP itself demands of a request and the HTTP library does not check.

use hyper::header::{EXPECT, HOST, HeaderValue};
use hyper::http::request::Parts;
use hyper::{StatusCode, Version};

use crate::behaviour::{variant, variants};
use crate::limits::Limits;
use crate::status::Refusal;

/// Checks the request line and the headers.
///
/// # Errors
/// In plain text, as from below the API: 431 for headers that are too long (the library itself stops reading somewhat
/// later), 417 for an unknown expectation, 400 unless HTTP/1.1 comes with exactly one `Host`.
pub(crate) fn check(parts: &Parts, limits: &Limits) -> Result<(), Refusal> {
    let line = parts
        .uri
        .path_and_query()
        .map_or(0, |target| target.as_str().len());
    let headers: usize = parts
        .headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len())
        .sum();
    let limit = usize::try_from(limits.max_header_bytes).unwrap_or(usize::MAX);
    let limit = if variant(&variants::SMALL_HEADERS) {
        limit.min(64 * 1024)
    } else {
        limit
    };
    if line + headers > limit {
        let code = StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE;
        return Err(Refusal::parser(code, "431 Request Header Fields Too Large"));
    }
    let expects = parts.headers.get(EXPECT).map(HeaderValue::as_bytes);
    if expects.is_some_and(|expects| !expects.eq_ignore_ascii_case(b"100-continue")) {
        let code = StatusCode::EXPECTATION_FAILED;
        return Err(Refusal::parser(code, "417 Expectation Failed"));
    }
    let message = match (parts.version, parts.headers.get_all(HOST).iter().count()) {
        (Version::HTTP_11, 0) => "400 Bad Request: missing required Host header",
        (_, 0 | 1) => return Ok(()),
        _ => "400 Bad Request: too many Host headers",
    };
    Err(Refusal::parser(StatusCode::BAD_REQUEST, message))
}
