//! Reading a request body: bytes, then nodes, then an object of the API.

mod decode;
mod limit;
mod type_meta;

pub(crate) use limit::receive;

use generated::runtime::Shape;
use generated::runtime::decode::{Cause, Syntax, Unreadable, plain};
use generated::types::ProjectImportVirtualCluster;

use crate::negotiation::Format;

/// How many of a body's unknown and duplicate fields are reported.
const COMPLAINT_LIMIT: usize = 100;

/// An object that was read.
#[derive(Debug)]
pub(crate) struct Read {
    /// The known fields.
    pub(crate) object: ProjectImportVirtualCluster,
    /// One sentence for each unknown or duplicate field.
    pub(crate) complaints: Vec<String>,
}

/// The object type a body is read as.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Expected {
    /// Its API group.
    pub(crate) group: &'static str,
    /// Its API version.
    pub(crate) version: &'static str,
    /// Its kind.
    pub(crate) kind: &'static str,
    /// Its fields.
    pub(crate) shape: &'static Shape,
}

/// Reads a body as an object. The error is the message of the 400 that refuses it.
///
/// Most bodies are plain JSON of the right kind. Those are read straight into the object; all others step by step.
pub(crate) fn read(bytes: &[u8], format: Format, expected: Expected) -> Result<Read, String> {
    if format == Format::Json
        && let Some(object) = plain::<ProjectImportVirtualCluster>(bytes, expected.shape)
        && type_meta::is_plain(&object, expected)
    {
        return Ok(Read {
            object,
            complaints: Vec::new(),
        });
    }
    step_by_step(bytes, format, expected)
}

fn step_by_step(bytes: &[u8], format: Format, expected: Expected) -> Result<Read, String> {
    let unrecognized = |error: String| {
        let kind = expected.kind;
        format!(
            "the object provided is unrecognized (must be of type {kind}): {error} ({})",
            beginning(bytes)
        )
    };
    let syntax = match format {
        Format::Json => Syntax::Json,
        Format::Yaml => Syntax::Yaml,
    };
    let mut document = generated::runtime::decode::read(bytes, syntax)
        .map_err(|error| unrecognized(in_go(&error, syntax)))?;
    type_meta::check(&document, expected).map_err(|error| match error {
        type_meta::Mismatch::Unreadable(error) => unrecognized(error),
        type_meta::Mismatch::OtherKind(message) => message,
    })?;
    let keys = document.repeated_keys().iter().take(COMPLAINT_LIMIT);
    let mut complaints: Vec<String> = keys
        .map(|key| format!("line {}: key {:?} already set in map", key.line, key.name))
        .collect();
    if syntax == Syntax::Yaml {
        document.sort_members();
    }
    let decoded = decode::decode(&document, expected.shape)
        .map_err(|error| cannot_be_handled(expected, &format!("json: {error}")))?;
    complaints.extend(decoded.complaints);
    complaints.truncate(COMPLAINT_LIMIT);
    let object = serde_json::from_value(decoded.value)
        .map_err(|error| format!("the object cannot be read: {error}"))?;
    Ok(Read { object, complaints })
}

/// Why a body cannot be read, as the API server says it: of YAML that breaks the grammar it tells the line.
fn in_go(error: &Unreadable, syntax: Syntax) -> String {
    let Unreadable {
        cause,
        position,
        message,
    } = error;
    match (syntax, cause) {
        (Syntax::Json, _) => format!("couldn't get version/kind; json parse error: {message}"),
        (Syntax::Yaml, Cause::Grammar) => format!("yaml: line {}: {message}", position.line),
        (Syntax::Yaml, _) => format!("yaml: {message}"),
    }
}

/// The message of the 400 that refuses unknown and duplicate fields.
pub(crate) fn strict_error(complaints: &[String], expected: Expected) -> String {
    cannot_be_handled(
        expected,
        &format!("strict decoding error: {}", complaints.join(", ")),
    )
}

fn cannot_be_handled(expected: Expected, why: &str) -> String {
    let Expected { kind, version, .. } = expected;
    format!("{kind} in version {version:?} cannot be handled as a {kind}: {why}")
}

/// The first bytes of a body for a message: as text where it looks like JSON, in hexadecimal otherwise.
fn beginning(bytes: &[u8]) -> String {
    const SHOWN: usize = 30;
    let shown = bytes.get(..SHOWN).unwrap_or(bytes);
    let more = if bytes.len() > SHOWN { " ..." } else { "" };
    if bytes.is_empty() {
        "<empty>".to_owned()
    } else if bytes.starts_with(b"{") {
        format!("{}{more}", String::from_utf8_lossy(shown))
    } else {
        use std::fmt::Write as _;
        let mut text = String::new();
        for byte in shown {
            // Writing into a string cannot fail.
            let _ = write!(text, "{byte:02x}");
        }
        text + more
    }
}
