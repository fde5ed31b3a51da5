//! Reading a request body: bytes, then nodes, then an object of the API.

mod decode;
mod leftover;
mod limit;
mod type_meta;

pub(crate) use leftover::{Rest, leave};
pub(crate) use limit::{Patience, receive, too_large};

use generated::runtime::Shape;
use generated::runtime::decode::{Cause, Syntax, Unreadable, plain};
use generated::types::ProjectImportVirtualCluster;
use serde::de::DeserializeOwned;

use crate::behaviour::{self, fault, faults, lenience};
use crate::negotiation::Format;

/// How many of a body's unknown and duplicate fields are reported.
const COMPLAINT_LIMIT: usize = 100;

/// An object that was read.
#[derive(Debug)]
pub(crate) struct Read<T> {
    /// The known fields.
    pub(crate) object: T,
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

/// Reads a body as an import. The error is the message of the 400 that refuses it.
///
/// Most bodies are plain JSON of the right kind. Those are read straight into the object; all others step by step.
pub(crate) fn read_import(
    bytes: &[u8],
    format: Format,
    expected: Expected,
) -> Result<Read<ProjectImportVirtualCluster>, String> {
    if format == Format::Json
        && !behaviour::deviates()
        && let Some(object) = plain::<ProjectImportVirtualCluster>(bytes, expected.shape)
        && type_meta::is_plain(&object, expected)
    {
        return Ok(Read {
            object,
            complaints: Vec::new(),
        });
    }
    read(bytes, format, expected)
}

/// Reads a body as an object of any type. The error is the message of the 400 that refuses it.
pub(crate) fn read<T: DeserializeOwned>(
    bytes: &[u8],
    format: Format,
    expected: Expected,
) -> Result<Read<T>, String> {
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
    let text = lenience::text(bytes, format).map_err(unrecognized)?;
    let mut document = generated::runtime::decode::read(&text, syntax)
        .map_err(|error| unrecognized(in_go(&error, syntax)))?;
    type_meta::check(&document, expected).map_err(|error| match error {
        type_meta::Mismatch::Unreadable(error) => unrecognized(error),
        type_meta::Mismatch::OtherKind(message) => message,
    })?;
    if let Some(why) = lenience::refuses(&document) {
        return Err(cannot_be_handled(expected, &why));
    }
    let keys = document.repeated_keys().iter().take(COMPLAINT_LIMIT);
    let mut complaints: Vec<String> = keys
        .map(|key| format!("line {}: key {:?} already set in map", key.line, key.name))
        .collect();
    if syntax == Syntax::Yaml {
        document.sort_members();
    }
    let decoded = decode::decode(&document, expected.shape);
    if fault(&faults::DEC_UNKNOWN_BEFORE_TYPE) && decoded.is_err() {
        return Err(strict_error(
            &decode::complaints(&document, expected.shape),
            expected,
        ));
    }
    let decoded =
        decoded.map_err(|error| cannot_be_handled(expected, &format!("json: {error}")))?;
    complaints.extend(decoded.complaints);
    complaints.truncate(COMPLAINT_LIMIT);
    lenience::complaints(&mut complaints);
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

#[cfg(test)]
mod tests {
    use super::*;

    fn expected(shape: &'static Shape) -> Expected {
        Expected {
            group: ProjectImportVirtualCluster::GROUP,
            version: ProjectImportVirtualCluster::VERSION,
            kind: ProjectImportVirtualCluster::KIND,
            shape,
        }
    }

    /// What is read at once is what is read step by step, for every release.
    #[test]
    fn the_short_way_leads_to_the_same() {
        let plain = r#"{"kind":"ProjectImportVirtualCluster","apiVersion":"management.loft.sh/v1","metadata":
            {"name":"n","labels":{"b":"1","a":"<"},"creationTimestamp":null,"generation":1,"finalizers":["x"],
            "ownerReferences":[{"apiVersion":"v1","kind":"K","name":"o","uid":"u"}],"managedFields":[{"fieldsV1":{"f:x":{}}}]},
            "sourceVirtualCluster":{"name":"v","owner":{"user":"u"}},"upgradeToPro":true,"skipHelmDeploy":false}"#;
        let changes = [
            ("", ""),
            ("\"ProjectImportVirtualCluster\"", "\"\""),
            ("\"ProjectImportVirtualCluster\"", "null"),
            ("\"ProjectImportVirtualCluster\"", "\"Project\""),
            ("loft.sh/v1", "loft.sh/"),
            ("loft.sh/v1", "loft.sh/v2"),
            ("\"management.loft.sh/v1\"", "\"/\""),
            ("\"management.loft.sh/v1\"", "\"\""),
            ("\"name\":\"v\"", "\"name\":null"),
            ("\"name\":\"v\"", "\"name\":5"),
            ("\"name\":\"v\"", "\"name\":\"a\",\"name\":\"v\""),
            ("\"name\":\"v\"", "\"Name\":\"v\""),
            ("\"name\":\"v\"", r#""n\u0061me":"\ud800""#),
            ("[\"x\"]", "[null]"),
            ("[\"x\"]", "null"),
            ("[{\"apiVersion\"", "[null,{\"apiVersion\""),
            ("\"labels\":{", "\"labels\":{\"c\":null,"),
            ("\"generation\":1", "\"generation\":1.0"),
            ("\"generation\":1", "\"generation\":9223372036854775808"),
            (
                "Timestamp\":null",
                "Timestamp\":\"2024-01-31T12:00:00+01:00\"",
            ),
            ("Timestamp\":null", "Timestamp\":\"\""),
            ("{\"f:x\":{}}", "5"),
            ("{\"user\":\"u\"}", "[\"u\"]"),
            ("\"upgradeToPro\":true", "\"upgradeToPro\":\"yes\""),
            ("false}", "false} "),
            ("false}", "false}}"),
            ("false}", "false,}"),
        ];
        let mut at_once = 0;
        for platform in generated::platforms::ALL {
            let operation = platform.operation(&generated::operations::IMPORT_VIRTUAL_CLUSTER);
            let expected = expected(operation.unwrap().request.unwrap());
            for (from, to) in changes {
                let text = plain.replacen(from, to, 1);
                assert!(from.is_empty() || text != plain, "{from}");
                let told = |result: Result<Read<ProjectImportVirtualCluster>, String>| match result
                {
                    Ok(read) => format!("{:?} {:?}", read.object, read.complaints),
                    Err(message) => message,
                };
                let short = told(read_import(text.as_bytes(), Format::Json, expected));
                let long = told(read::<ProjectImportVirtualCluster>(
                    text.as_bytes(),
                    Format::Json,
                    expected,
                ));
                assert_eq!(short, long, "{} {from} {to}", platform.name);
                at_once += u32::from(
                    super::plain::<ProjectImportVirtualCluster>(text.as_bytes(), expected.shape)
                        .is_some(),
                );
            }
        }
        assert!(at_once > 0);
    }
}
