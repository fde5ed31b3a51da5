//! Which operation a path and a method stand for.

use generated::operations;
use generated::runtime::Operation;
use hyper::{Method, StatusCode};
use percent_encoding::percent_decode_str;

use crate::behaviour::{fault, faults, variant, variants};
use crate::health::Probe;
use crate::query::is_well_formed;
use crate::status::Refusal;

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
pub(crate) fn inside(path: &str) -> Result<String, Refusal> {
    if !is_well_formed(path) {
        let message = "400 Bad Request: malformed escape in the path";
        return Err(Refusal::parser(StatusCode::BAD_REQUEST, message));
    }
    let decoded = if path.contains('%') && !fault(&faults::EP_PERCENT_ENCODED) {
        percent_decode_str(path).decode_utf8_lossy()
    } else {
        path.into()
    };
    match decoded.strip_prefix(generated::spec::PATH_PREFIX) {
        Some("") => Ok("/".to_owned()),
        Some(rest) if rest.starts_with('/') => Ok(rest.to_owned()),
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
    let segments: Vec<&str> = trimmed.split('/').skip(1).collect();
    let mut known = false;
    for operation in operations::ALL {
        if let Some(parameters) = match_template(operation.path, &segments) {
            if operation.method == method.as_str() {
                return Ok(Route::Operation(operation, parameters));
            }
            known = true;
        }
    }
    if *method == Method::POST
        && match_template(operations::LIST_PROJECTS.path, &segments).is_some()
    {
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
fn match_template(template: &str, segments: &[&str]) -> Option<Vec<String>> {
    let mut parameters = Vec::new();
    let mut rest = segments.iter();
    for expected in template.split('/').skip(1) {
        let given = rest.next()?;
        if expected.starts_with('{') {
            if given.is_empty() {
                return None;
            }
            parameters.push((*given).to_owned());
        } else if expected != *given {
            return None;
        }
    }
    rest.next().is_none().then_some(parameters)
}

/// Whether the path is that of the collection, or of the object, that an operation's sub-resource belongs to.
///
/// They exist on the platform, but their operations are no part of the spec.
fn is_parent(segments: &[&str]) -> bool {
    let template: Vec<&str> = operations::IMPORT_VIRTUAL_CLUSTER
        .path
        .split('/')
        .skip(1)
        .collect();
    (4..=5).any(|length| {
        let parent = template
            .get(..length)
            .map(|parent| format!("/{}", parent.join("/")));
        parent.is_some_and(|parent| match_template(&parent, segments).is_some())
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
