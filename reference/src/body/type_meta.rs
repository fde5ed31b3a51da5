//! Whether `kind` and `apiVersion` of a body fit the endpoint. Either may be left out.

use generated::runtime::decode::{Document, Node};
use generated::types::{
    Project, ProjectImportVirtualCluster, ProjectList, VirtualClusterInstance,
    VirtualClusterInstanceList,
};

use super::Expected;
use crate::behaviour::{fault, faults};

/// What the API server calls its list of kinds: the place in its source where that is made.
const SCHEME: &str = "pkg/builders/scheme.go:23";

/// Kinds of the endpoint's group that are known to be no other.
const REGISTERED: [&str; 5] = [
    ProjectImportVirtualCluster::KIND,
    Project::KIND,
    ProjectList::KIND,
    VirtualClusterInstance::KIND,
    VirtualClusterInstanceList::KIND,
];

/// The body is not an object of the endpoint.
#[derive(Debug)]
pub(super) enum Mismatch {
    /// It does not say what it is.
    Unreadable(String),
    /// It says that it is something else; the message of the 400.
    OtherKind(String),
}

/// Whether an object says exactly what the endpoint expects, or nothing; anything else is for [`check`] to judge.
pub(super) fn is_plain(object: &ProjectImportVirtualCluster, expected: Expected) -> bool {
    let api_version = object.api_version.as_deref().unwrap_or_default();
    let kind = object.kind.as_deref().unwrap_or_default();
    let fits =
        |api_version: &str| api_version.split_once('/') == Some((expected.group, expected.version));
    (api_version.is_empty() || fits(api_version)) && (kind.is_empty() || kind == expected.kind)
}

/// Checks the outermost value, its `kind` and its `apiVersion`.
pub(super) fn check(document: &Document<'_>, expected: Expected) -> Result<(), Mismatch> {
    match document.root() {
        Node::Null | Node::Map(_) => {}
        other => {
            let error = format!(
                "cannot unmarshal {} into Go value of type struct",
                other.json_type()
            );
            return Err(Mismatch::Unreadable(unreadable(&error)));
        }
    }
    let api_version = text(document, "apiVersion")?;
    let kind = text(document, "kind")?;
    let parts: Vec<&str> = api_version.split('/').collect();
    let (group, version) = match parts.as_slice() {
        ["" | "/"] | ["", ""] => (expected.group, expected.version),
        [version] => ("", *version),
        // A group without a version stands for the version of the endpoint.
        [group, ""] if *group == expected.group => (*group, expected.version),
        [group, version] => (*group, *version),
        _ if fault(&faults::TM_TWO_SLASHES) => (expected.group, expected.version),
        _ => {
            return Err(Mismatch::Unreadable(format!(
                "unexpected GroupVersion string: {api_version}"
            )));
        }
    };
    let kind = if kind.is_empty() { expected.kind } else { kind };
    let is_list = kind.ends_with("List") && fault(&faults::TM_LIST_ACCEPTED);
    let same = kind.eq_ignore_ascii_case(expected.kind) && fault(&faults::TM_KIND_ANY_CASE);
    let kind = if is_list || same || fault(&faults::TM_KIND_IGNORED) {
        expected.kind
    } else {
        kind
    };
    let (group, version) = if is_list || fault(&faults::TM_VERSION_IGNORED) {
        (expected.group, expected.version)
    } else if fault(&faults::TM_GROUP_IGNORED) {
        (expected.group, version)
    } else {
        (group, version)
    };
    if (group, version, kind) == (expected.group, expected.version, expected.kind) {
        return Ok(());
    }
    if (group, version) == (expected.group, "__internal") {
        return Err(Mismatch::OtherKind(format!(
            "the API version in the data ({api_version}) does not match the expected API version ({}/{})",
            expected.group, expected.version
        )));
    }
    if (group, version) == (expected.group, expected.version) && REGISTERED.contains(&kind) {
        return Err(Mismatch::OtherKind(format!(
            "{kind} in version {version:?} cannot be handled as a {0}: converting ({version}.{kind}) to ({version}.{0}): unknown conversion",
            expected.kind
        )));
    }
    let written = if group.is_empty() {
        version.to_owned()
    } else {
        format!("{group}/{version}")
    };
    Err(Mismatch::OtherKind(format!(
        "{kind} in version {version:?} cannot be handled as a {}: no kind {kind:?} is registered for version {written:?} in scheme {SCHEME:?}",
        expected.kind
    )))
}

fn text<'a>(document: &'a Document<'_>, name: &str) -> Result<&'a str, Mismatch> {
    match document.member(name) {
        None | Some(Node::Null) => Ok(""),
        Some(Node::Text(text)) => Ok(text),
        Some(_) if name == "kind" && fault(&faults::TM_KIND_NUMBER) => Ok(""),
        Some(_) if name == "apiVersion" && fault(&faults::TM_VERSION_BOOLEAN) => Ok(""),
        Some(other) => {
            let error = format!(
                "cannot unmarshal {} into Go struct field .{name} of type string",
                other.json_type()
            );
            Err(Mismatch::Unreadable(unreadable(&error)))
        }
    }
}

fn unreadable(error: &str) -> String {
    format!("couldn't get version/kind; json parse error: json: {error}")
}
