//! Which operation a path and a method stand for.

use std::borrow::Cow;
use std::sync::LazyLock;

use generated::operations;
use generated::runtime::Operation;
use hyper::{Method, StatusCode};
use percent_encoding::percent_decode_str;

use crate::behaviour::{fault, faults, variant, variants};
use crate::health::Probe;
use crate::query::is_well_formed;
use crate::status::Refusal;

/// Every operation with the segments of its path.
static TEMPLATES: LazyLock<Vec<(&Operation, Vec<&str>)>> = LazyLock::new(|| {
    let cut = |operation: &'static Operation| (operation, cut(operation.path));
    operations::ALL.iter().copied().map(cut).collect()
});

/// What a request is routed to.
#[derive(Debug)]
pub(crate) enum Route {
    /// An operation of the spec, with the values of its path parameters in order.
    Operation(&'static Operation, Vec<String>),
    /// Making a project, which is known and not served.
    ProjectCreation,
    /// A question about the server's health.
    Health(Probe),
    /// Version or discovery.
    Discovery,
}

/// The path below the prefix of the API, decoded.
///
/// It is decoded before it is cut into segments, so an encoded slash separates segments (`ep.path.percent-decoding`).
///
/// # Errors
/// 404 outside of the prefix, 400 for a malformed escape; both in plain text, since they stand outside of the API.
pub(crate) fn inside(path: &str) -> Result<Cow<'_, str>, Refusal> {
    if !path.as_bytes().contains(&b'%') {
        return below_prefix(path).map(Cow::Borrowed);
    }
    if !is_well_formed(path) {
        let message = "400 Bad Request: malformed escape in the path";
        return Err(Refusal::parser(StatusCode::BAD_REQUEST, message));
    }
    let decoded = if fault(&faults::EP_PERCENT_ENCODED) {
        path.into()
    } else {
        percent_decode_str(path).decode_utf8_lossy()
    };
    below_prefix(&decoded).map(|path| Cow::Owned(path.to_owned()))
}

fn below_prefix(path: &str) -> Result<&str, Refusal> {
    match path.strip_prefix(generated::spec::PATH_PREFIX) {
        Some("") => Ok("/"),
        Some(rest) if rest.starts_with('/') => Ok(rest),
        _ => {
            let prefix = generated::spec::PATH_PREFIX;
            let message = format!("404 page not found: the API is served below {prefix}\n");
            Err(Refusal::text(StatusCode::NOT_FOUND, message))
        }
    }
}

/// Finds what is behind a path; `path` is decoded and without prefix.
///
/// # Errors
/// 404 where nothing is, 405 where something is that does not know the method.
pub(crate) fn find(method: &Method, path: &str) -> Result<Route, Refusal> {
    // Slashes at the end are tolerated, empty segments in between are not.
    let trimmed = if variant(&variants::NO_TRAILING_SLASH) {
        path
    } else {
        path.trim_end_matches('/')
    };
    let segments = cut(trimmed);
    let mut known = false;
    for (operation, template) in TEMPLATES.iter() {
        if let Some(parameters) = match_template(template, &segments) {
            if operation.method == method.as_str() {
                return Ok(Route::Operation(operation, parameters));
            }
            known = true;
        }
    }
    let projects = || cut(operations::LIST_PROJECTS.path);
    if *method == Method::POST && match_template(&projects(), &segments).is_some() {
        return Ok(Route::ProjectCreation);
    }
    if known || is_parent(&segments) {
        return Err(Refusal::method_not_allowed());
    }
    if let Some(probe) = Probe::of(path) {
        return Ok(Route::Health(probe));
    }
    if crate::discovery::serves(path) {
        return if *method == Method::GET {
            Ok(Route::Discovery)
        } else {
            Err(Refusal::method_not_allowed())
        };
    }
    let group = segments
        .get(..2)
        .is_some_and(|start| start == ["apis", crate::import::GROUP]);
    Err(if group || variant(&variants::UNKNOWN_GROUP_AS_STATUS) {
        Refusal::no_such_route()
    } else {
        Refusal::no_such_path()
    })
}

/// The values of the parameters where the segments fit the template.
fn match_template(template: &[&str], segments: &[&str]) -> Option<Vec<String>> {
    if template.len() != segments.len() {
        return None;
    }
    let mut parameters = Vec::new();
    for (expected, given) in template.iter().zip(segments) {
        if expected.starts_with('{') {
            if given.is_empty() {
                return None;
            }
            parameters.push((*given).to_owned());
        } else if expected != given {
            return None;
        }
    }
    Some(parameters)
}

/// The segments of a path that begins with a slash.
fn cut(path: &str) -> Vec<&str> {
    path.split('/').skip(1).collect()
}

/// Whether the path is that of the collection, or of the object, that an operation's sub-resource belongs to.
///
/// They exist on the platform, but their operations are no part of the spec.
fn is_parent(segments: &[&str]) -> bool {
    let template = cut(operations::IMPORT_VIRTUAL_CLUSTER.path);
    (4..=5).any(|length| {
        let parent = template.get(..length);
        parent.is_some_and(|parent| match_template(parent, segments).is_some())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(method: &str, path: &str) -> String {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        match inside(&format!("{}{path}", generated::spec::PATH_PREFIX))
            .and_then(|path| find(&method, &path))
        {
            Ok(Route::Operation(operation, parameters)) => {
                format!("{} {parameters:?}", operation.method)
            }
            Ok(Route::Discovery) => "discovery".to_owned(),
            Ok(Route::Health(_)) => "health".to_owned(),
            Ok(Route::ProjectCreation) => "project".to_owned(),
            Err(refusal) => refusal.code.as_str().to_owned(),
        }
    }

    #[test]
    fn routes_are_those_of_the_observed_build() {
        let base = "/apis/management.loft.sh/v1/projects";
        for (method, path, expected) in [
            (
                "POST",
                format!("{base}/p/importvirtualcluster"),
                "POST [\"p\"]",
            ),
            (
                "POST",
                format!("{base}/p/importvirtualcluster//"),
                "POST [\"p\"]",
            ),
            (
                "POST",
                format!("{base}/%6dy%2dp/importvirtualcluster"),
                "POST [\"my-p\"]",
            ),
            (
                "POST",
                format!("{base}/p%2Fimportvirtualcluster"),
                "POST [\"p\"]",
            ),
            (
                "POST",
                format!("{base}/../importvirtualcluster"),
                "POST [\"..\"]",
            ),
            ("POST", format!("{base}/p%2Fx/importvirtualcluster"), "404"),
            ("POST", format!("{base}//importvirtualcluster"), "404"),
            ("POST", format!("{base}/p//importvirtualcluster"), "404"),
            ("POST", format!("{base}/p/importVirtualCluster"), "404"),
            ("POST", format!("{base}/p/importvirtualcluster/x"), "404"),
            ("GET", format!("{base}/p/importvirtualcluster"), "405"),
            ("post", format!("{base}/p/importvirtualcluster"), "405"),
            ("POST", format!("{base}/p"), "405"),
            ("POST", format!("{base}/%zz/importvirtualcluster"), "400"),
            (
                "POST",
                "/apis/management.loft.sh/v2/projects/p/importvirtualcluster".to_owned(),
                "404",
            ),
            ("POST", base.to_owned(), "project"),
            ("PUT", base.to_owned(), "405"),
            ("POST", "/nosuch".to_owned(), "404"),
            ("GET", "/version".to_owned(), "discovery"),
            ("POST", "/version".to_owned(), "405"),
            ("POST", "/healthz".to_owned(), "health"),
            ("GET", "/readyz/store/".to_owned(), "health"),
            ("GET", "/livez/store".to_owned(), "404"),
        ] {
            assert_eq!(answer(method, &path), expected, "{method} {path}");
        }
        assert_eq!(inside("/apis").unwrap_err().code, StatusCode::NOT_FOUND);
    }
}
