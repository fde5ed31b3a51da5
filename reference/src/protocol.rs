//! What HTTP itself demands of a request and the HTTP library does not check.

use hyper::header::{EXPECT, HOST, HeaderValue};
use hyper::http::request::Parts;
use hyper::{StatusCode, Version};

use crate::status::Refusal;

/// The most bytes the headers of a request may have.
pub(crate) const HEADER_LIMIT: usize = 1024 * 1024;

/// Checks the request line and the headers.
///
/// # Errors
/// In plain text, as from below the API: 431 for headers that are too long (the library itself stops reading somewhat
/// later), 417 for an unknown expectation, 400 unless HTTP/1.1 comes with exactly one `Host`.
pub(crate) fn check(parts: &Parts) -> Result<(), Refusal> {
    let line = parts
        .uri
        .path_and_query()
        .map_or(0, |target| target.as_str().len());
    let headers: usize = parts
        .headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len())
        .sum();
    if line + headers > HEADER_LIMIT {
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
