//! Who is asking: the access key in `Authorization`.

use hyper::HeaderMap;
use hyper::header::AUTHORIZATION;

use crate::access_key::AccessKeys;
use crate::behaviour::{fault, faults, variant, variants};
use crate::status::{Refusal, Subject};

const EXTRA_SPACE: &str = "the provided Authorization header contains extra space before the bearer token, and is ignored";

/// What a 403 is about that is about no resource.
const NOBODY: Subject<'_> = Subject {
    group: "",
    kind: "",
    name: "",
};

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
    let header = header.trim();
    let mut parts = header.splitn(3, ' ');
    let (scheme, mut token, mut rest) = (
        parts.next().unwrap_or_default(),
        parts.next().unwrap_or_default(),
        parts.next(),
    );
    if fault(&faults::AU_SPACES_SKIPPED) && token.is_empty() {
        token = rest.take().unwrap_or_default().trim();
    }
    let is_bearer = if fault(&faults::AU_BEARER_CASE) {
        scheme == "Bearer"
    } else {
        scheme.eq_ignore_ascii_case("bearer")
    };
    if !is_bearer {
        return Err(if fault(&faults::AU_MISSING_KEY_400) {
            Refusal::bad_request("Authorization is missing".to_owned())
        } else if variant(&variants::ANONYMOUS_403) {
            Refusal::forbidden(NOBODY, "User \"system:anonymous\" cannot do this")
        } else {
            Refusal::unauthorized(Vec::new())
        });
    }
    if token.is_empty() && rest.is_some() {
        let warned = !fault(&faults::AU_EXTRA_SPACE_SILENT);
        let warning = warned.then(|| EXTRA_SPACE.to_owned());
        return Err(Refusal::unauthorized(warning.into_iter().collect()));
    }
    // An empty token is no user's key, but an inventory could contain one.
    if token.is_empty() {
        return Err(if fault(&faults::AU_EMPTY_TOKEN_400) {
            Refusal::bad_request("the token is empty".to_owned())
        } else if variant(&variants::ANONYMOUS_403) {
            Refusal::forbidden(NOBODY, "User \"system:anonymous\" cannot do this")
        } else {
            Refusal::unauthorized(Vec::new())
        });
    }
    keys.user(token).ok_or_else(|| {
        if fault(&faults::AU_UNKNOWN_KEY_IN_WARNING) {
            return Refusal::unauthorized(vec![format!("{token} is no access key")]);
        }
        if fault(&faults::AU_UNKNOWN_KEY_403) {
            return Refusal::forbidden(NOBODY, "the access key is not known");
        }
        Refusal::unauthorized(Vec::new())
    })
}
