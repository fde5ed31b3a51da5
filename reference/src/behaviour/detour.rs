//! Faults on the way to an operation: other paths and methods that lead there, and what is looked at too early.

use std::borrow::Cow;
use std::io::Read as _;

use flate2::read::GzDecoder;
use generated::operations::IMPORT_VIRTUAL_CLUSTER;
use hyper::body::Bytes;
use hyper::header::{ACCEPT, CONTENT_ENCODING, CONTENT_TYPE, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Method, StatusCode};
use serde_json::{Value, json};

use super::{fault, faults, variant, variants};
use crate::body::too_large;
use crate::import::GROUP;
use crate::inventory::Inventory;
use crate::negotiation::{Choice, Format};
use crate::query::Query;
use crate::response::Answer;
use crate::status::Refusal;
use crate::{deadline, media_type, options, projects, route};

/// The last segment of an import's path.
const SUBRESOURCE: &str = "importvirtualcluster";

/// The path that is meant.
pub(crate) fn path(path: Cow<'_, str>) -> Cow<'_, str> {
    if !super::deviates() {
        return path;
    }
    let mut segments: Vec<&str> = path.split('/').collect();
    let is_import = path.ends_with(SUBRESOURCE);
    if let ["", "apis", group, version, ..] = segments.as_mut_slice() {
        let same = group.eq_ignore_ascii_case(GROUP) && fault(&faults::EP_GROUP_ANY_CASE);
        if is_import && (fault(&faults::EP_ANY_GROUP) || same) {
            *group = GROUP;
        }
        if fault(&faults::EP_ANY_VERSION) {
            *version = "v1";
        }
    }
    if let [_, _, _, _, "namespaces", _, "projects", ..] = segments.as_slice()
        && fault(&faults::EP_NAMESPACE_IN_PATH)
        && is_import
    {
        segments.drain(4..6);
    }
    if let [_, _, _, _, resource, _, subresource, rest @ ..] = segments.as_mut_slice() {
        if fault(&faults::EP_RESOURCE_ANY_CASE) && resource.eq_ignore_ascii_case("projects") {
            *resource = "projects";
        }
        let any_case = fault(&faults::EP_SUBRESOURCE_ANY_CASE)
            && subresource.eq_ignore_ascii_case(SUBRESOURCE);
        let plural =
            fault(&faults::EP_SUBRESOURCE_PLURAL) && *subresource == "importvirtualclusters";
        if any_case || plural {
            *subresource = SUBRESOURCE;
        }
        if *subresource == SUBRESOURCE && !rest.is_empty() && fault(&faults::EP_EXTRA_SEGMENT) {
            segments.truncate(7);
        }
    }
    Cow::Owned(segments.join("/"))
}

/// The method that is meant.
pub(crate) fn method(parts: &Parts) -> Method {
    let method = &parts.method;
    if !super::deviates() {
        return method.clone();
    }
    let over = parts.headers.get("x-http-method-override");
    if let Some(over) = over.and_then(|name| Method::from_bytes(name.as_bytes()).ok())
        && fault(&faults::EP_METHOD_OVERRIDE)
    {
        return over;
    }
    let is_post = (*method == Method::PUT && fault(&faults::EP_PUT_IMPORTS))
        || (*method == Method::PATCH && fault(&faults::EP_PATCH_IMPORTS))
        || (method.as_str().eq_ignore_ascii_case("POST") && fault(&faults::EP_METHOD_ANY_CASE));
    if is_post {
        Method::POST
    } else {
        method.clone()
    }
}

/// An answer where there should be a refusal.
pub(crate) fn answer(method: &Method, path: &str) -> Option<Answer> {
    if !super::deviates() {
        return None;
    }
    let is_import = path.ends_with(SUBRESOURCE);
    let empty = || {
        let list = json!({"kind": "List", "apiVersion": "v1", "metadata": {}, "items": []});
        Answer::of(list, Choice::default())
    };
    if is_import && *method == Method::GET && fault(&faults::EP_GET_EMPTY)
        || is_import && *method == Method::HEAD && fault(&faults::EP_HEAD_ANSWERED)
    {
        return Some(empty());
    }
    if is_import && *method == Method::OPTIONS && fault(&faults::EP_OPTIONS_ANSWERED) {
        return Some(Answer {
            code: StatusCode::NO_CONTENT,
            ..Answer::of(Value::Null, Choice::default())
        });
    }
    (path.ends_with("/nosuch") && fault(&faults::EP_UNKNOWN_ROUTE_ACCEPTED)).then(empty)
}

/// What is looked at before the access key.
pub(crate) fn before_authentication(
    parts: &Parts,
    path: &str,
    inventory: &Inventory,
) -> Result<(), Refusal> {
    if !super::deviates() {
        return Ok(());
    }
    let is_known = (["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
        .contains(&parts.method.as_str());
    if !is_known && variant(&variants::UNKNOWN_METHOD_501) {
        let message = "501 Not Implemented".to_owned();
        return Err(Refusal::text(StatusCode::NOT_IMPLEMENTED, message));
    }
    if fault(&faults::AU_AFTER_ROUTE) {
        route::find(&parts.method, path)?;
    }
    if fault(&faults::AU_AFTER_MEDIA_TYPE) {
        media_type::of(&parts.headers, &IMPORT_VIRTUAL_CLUSTER)?;
    }
    if fault(&faults::AU_AFTER_PROJECT) {
        projects::read(inventory, project(path))?;
    }
    Ok(())
}

/// What is looked at before the rights of the user.
pub(crate) fn before_authorization(
    parts: &Parts,
    query: &Query,
    path: &str,
    inventory: &Inventory,
) -> Result<(), Refusal> {
    if fault(&faults::QP_TIMEOUT_AFTER_KEY) {
        deadline::of(query)?;
    }
    if fault(&faults::AU_EXISTENCE_LEAKED) && path.ends_with(SUBRESOURCE) {
        projects::read(inventory, project(path))?;
    }
    if fault(&faults::AU_403_AFTER_MEDIA_TYPE) && path.ends_with(SUBRESOURCE) {
        media_type::of(&parts.headers, &IMPORT_VIRTUAL_CLUSTER)?;
    }
    if fault(&faults::AU_405_BEFORE_403) && path.ends_with(SUBRESOURCE) {
        route::find(&parts.method, path)?;
    }
    Ok(())
}

/// What is looked at before the route.
pub(crate) fn before_routing(parts: &Parts, path: &str) -> Result<(), Refusal> {
    if fault(&faults::ER_415_BEFORE_ROUTE) && path.contains("/projects/") {
        media_type::of(&parts.headers, &IMPORT_VIRTUAL_CLUSTER)?;
    }
    Ok(())
}

/// What is looked at before `Accept`.
pub(crate) fn before_negotiation(parts: &Parts, path: &str) -> Result<(), Refusal> {
    if fault(&faults::CN_415_BEFORE_406) && path.ends_with(SUBRESOURCE) {
        media_type::of(&parts.headers, &IMPORT_VIRTUAL_CLUSTER)?;
    }
    Ok(())
}

/// What is looked at before `Content-Type`.
pub(crate) fn before_media_type(parts: &Parts, query: &Query) -> Result<(), Refusal> {
    if fault(&faults::ER_OPTIONS_BEFORE_TYPE) {
        options::read(query, &IMPORT_VIRTUAL_CLUSTER)?;
    }
    let header = |name: &str| {
        parts
            .headers
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    if !super::deviates() {
        return Ok(());
    }
    parameters(query)?;
    if fault(&faults::LM_SIZE_BEFORE_TYPE) {
        let length = header("content-length").and_then(|length| length.parse().ok());
        too_large(length.unwrap_or_default())?;
    }
    if fault(&faults::CL_HEADER_REFUSED) && header("x-sleep-mode-ignore").is_some() {
        return Err(Refusal::bad_request("unknown header".to_owned()));
    }
    if fault(&faults::CL_CHUNKED_REFUSED) && header("content-length").is_none() {
        let message = "the length of the body is not known".to_owned();
        return Err(Refusal::text(StatusCode::LENGTH_REQUIRED, message));
    }
    Ok(())
}

/// The form of the answer to an import, where a fault chooses it.
pub(crate) fn choice(negotiated: Choice, parts: &Parts, request: Format) -> Choice {
    if !fault(&faults::CN_RESPONSE_MIRRORS_REQUEST) {
        return negotiated;
    }
    let accept = parts
        .headers
        .get(ACCEPT)
        .map_or(b"*/*".as_slice(), HeaderValue::as_bytes);
    if accept == b"*/*" {
        return Choice {
            format: request,
            ..negotiated
        };
    }
    negotiated
}

/// The body without its compression.
pub(crate) fn inflated(parts: &Parts, bytes: Bytes) -> Bytes {
    if !fault(&faults::CN_GZIP_INFLATED) {
        return bytes;
    }
    let is_gzip = parts
        .headers
        .get(CONTENT_ENCODING)
        .is_some_and(|it| it == "gzip");
    if !is_gzip {
        return bytes;
    }
    let mut inflated = Vec::new();
    // What cannot be decompressed is decoded as it is, and refused.
    let read = GzDecoder::new(&*bytes).read_to_end(&mut inflated);
    read.map_or(bytes.clone(), |_| inflated.into())
}

/// What the body is read as, where a fault guesses.
pub(crate) fn format(parts: &Parts, declared: Format, bytes: &[u8]) -> Format {
    if !super::deviates() {
        return declared;
    }
    let guesses = if parts.headers.contains_key(CONTENT_TYPE) {
        fault(&faults::CN_MISLABELLED_GUESSED)
    } else {
        fault(&faults::CN_MISSING_TYPE_GUESSED)
    };
    if guesses && !bytes.starts_with(b"{") {
        Format::Yaml
    } else {
        declared
    }
}

/// Refuses a query with parameters that nobody knows.
fn parameters(query: &Query) -> Result<(), Refusal> {
    let known = [
        "dryRun",
        "fieldManager",
        "fieldValidation",
        "pretty",
        "timeout",
    ];
    if fault(&faults::QP_UNKNOWN_REFUSED) && query.names().any(|name| !known.contains(&name)) {
        return Err(Refusal::bad_request("unknown query parameter".to_owned()));
    }
    Ok(())
}

/// The project in a path.
fn project(path: &str) -> &str {
    path.split('/').nth(5).unwrap_or_default()
}
