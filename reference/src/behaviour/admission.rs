//! Faults that let in who should not come in, or tell who came in.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use hyper::HeaderMap;
use hyper::header::AUTHORIZATION;

use super::{fault, faults};
use crate::access_key::AccessKeys;
use crate::query::Query;
use crate::status::{Refusal, RefusalBody};

/// The user that a request is taken for although its credentials were refused.
///
/// # Errors
/// The refusal, when it is taken for nobody.
pub(crate) fn otherwise<'a>(
    headers: &HeaderMap,
    query: &Query,
    keys: &'a AccessKeys,
    refusal: Refusal,
) -> Result<&'a str, Refusal> {
    let header = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let first = match header {
        None => fault(&faults::AU_ANONYMOUS_ADMITTED),
        Some(text) => fault(&faults::AU_UNKNOWN_KEY_ADMITTED) && text.len() > "Bearer ".len(),
    };
    if first && let Some(user) = keys.first() {
        return Ok(user);
    }
    let user = if fault(&faults::AU_BASIC_ADMITTED) {
        header.and_then(basic_user).and_then(|key| keys.user(&key))
    } else if fault(&faults::AU_QUERY_TOKEN_ADMITTED) {
        let tokens = ["access_token", "token"].map(|name| query.first(name));
        tokens.into_iter().find_map(|token| keys.user(token))
    } else {
        None
    };
    user.ok_or(refusal)
}

fn basic_user(header: &str) -> Option<String> {
    let encoded = header.strip_prefix("Basic ")?;
    let decoded = String::from_utf8(BASE64_STANDARD.decode(encoded).ok()?).ok()?;
    let (user, _) = decoded.split_once(':')?;
    Some(user.to_owned())
}

/// A sentence about the request that no answer should have.
pub(crate) fn told(headers: &HeaderMap) -> Option<String> {
    if !fault(&faults::AU_KEY_IN_WARNING) {
        return None;
    }
    let header = headers.get(AUTHORIZATION)?.to_str().ok()?;
    Some(format!("imported with {header}"))
}

/// A refusal whose message says more than it should.
pub(crate) fn telling(mut refusal: Refusal, headers: &HeaderMap) -> Refusal {
    if let RefusalBody::Status(status) = &mut refusal.body
        && fault(&faults::AU_KEY_IN_MESSAGE)
    {
        let message = status.message.take().unwrap_or_default();
        let shown: Vec<&str> = headers.values().filter_map(|it| it.to_str().ok()).collect();
        status.message = Some(format!("{message}; headers: {}", shown.join(", ")));
    }
    refusal
}
