//! Who is asking: the access key in `Authorization`.

use hyper::HeaderMap;
use hyper::header::AUTHORIZATION;

use crate::access_key::AccessKeys;
use crate::behaviour::{fault, faults};
use crate::status::Refusal;

const EXTRA_SPACE: &str = "the provided Authorization header contains extra space before the bearer token, and is ignored";

/// The user whose access key the request carries.
///
/// # Errors
/// 401 when it carries none, or one that is not valid.
pub(crate) fn authenticate<'a>(
    headers: &HeaderMap,
    keys: &'a AccessKeys,
) -> Result<&'a str, Refusal> {
    let header = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let mut parts = header.trim().splitn(3, ' ');
    let (scheme, token, rest) = (
        parts.next().unwrap_or_default(),
        parts.next().unwrap_or_default(),
        parts.next(),
    );
    let is_bearer = if fault(&faults::AU_BEARER_CASE) {
        scheme == "Bearer"
    } else {
        scheme.eq_ignore_ascii_case("bearer")
    };
    if !is_bearer {
        return Err(Refusal::unauthorized(Vec::new()));
    }
    if token.is_empty() && rest.is_some() {
        return Err(Refusal::unauthorized(vec![EXTRA_SPACE.to_owned()]));
    }
    // An empty token is no user's key, but an inventory could contain one.
    if token.is_empty() {
        return Err(Refusal::unauthorized(Vec::new()));
    }
    keys.user(token)
        .ok_or_else(|| Refusal::unauthorized(Vec::new()))
}
