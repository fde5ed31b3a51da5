//! Text to typed objects, in two lanes.
//!
//! The fast lane reads JSON straight into the type and runs the validator. It is taken as an answer only where nothing
//! can be wrong. Everything else takes the slow lane: the text becomes a [`Document`], [`walk()`] compares that with the
//! schema, the validator runs on what is left, and every problem is found at once, with its path and its position.
//!
//! Both read what Kubernetes reads: JSON with lenient text encoding; of YAML the first document, with the words of
//! YAML 1.1 and merge keys; `null` as absence; the last of two members with one name.

mod alias;
mod encoding;
mod fault;
mod json;
mod json_string;
mod locate;
mod missing;
mod node;
mod position;
mod problem;
mod report;
mod scalar;
mod scan;
mod slow;
mod unreadable;
mod walk;
mod yaml;

use serde::de::DeserializeOwned;

use super::{Described, Kind, Shape, Validate};

pub use node::{Document, Member, Node, NodeId, RepeatedKey};
pub use position::Position;
pub use problem::{Problem, ProblemKind, Rejected};
pub use report::{Loss, Place, Report};
pub use unreadable::{Cause, Unreadable};
pub use walk::{KEPT_DEPTH, walk};

/// The deepest nesting of lists and objects that is read at all.
pub const DEPTH_LIMIT: usize = 10_000;

/// How many problems of a text are reported. A hostile text could have more of them than fit into memory.
pub const PROBLEM_LIMIT: usize = 1_000;

/// The language of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Syntax {
    /// RFC 8259.
    Json,
    /// YAML, the first document of the text; JSON is nearly always YAML too.
    Yaml,
}

/// What unknown and duplicate fields mean: the three values of Kubernetes' `fieldValidation`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Mode {
    /// Nothing. They are dropped.
    Ignore,
    /// They are dropped, with a warning each.
    Warn,
    /// The object is refused.
    #[default]
    Strict,
}

/// An object that was read, and valid.
#[derive(Debug, Clone, PartialEq)]
pub struct Decoded<T> {
    /// The object.
    pub value: T,
    /// Its unknown and duplicate fields, with [`Mode::Warn`].
    pub warnings: Vec<Problem>,
}

/// Reads a text as an object, and validates it.
///
/// # Errors
///
/// Everything that is wrong with the text: one problem where it cannot be read as JSON or YAML, otherwise every wrong
/// type and every violation, and with [`Mode::Strict`] every unknown and duplicate field; at most [`PROBLEM_LIMIT`].
pub fn decode<T>(text: &[u8], syntax: Syntax, mode: Mode) -> Result<Decoded<T>, Rejected>
where
    T: DeserializeOwned + Described + Validate,
{
    if syntax == Syntax::Json
        && let Some(value) = fast(text, mode)
    {
        return Ok(Decoded {
            value,
            warnings: Vec::new(),
        });
    }
    slow::decode(text, syntax, mode)
}

/// Reads a text of either syntax without looking for a meaning in it.
pub fn read(text: &[u8], syntax: Syntax) -> Result<Document<'_>, Unreadable> {
    match syntax {
        Syntax::Json => json::read(text),
        Syntax::Yaml => yaml::read(text),
    }
}

/// The object, if the text is plainly and entirely one; nothing where there is anything to say about it.
fn fast<T>(text: &[u8], mode: Mode) -> Option<T>
where
    T: DeserializeOwned + Described + Validate,
{
    // Without a look at the members, serde would drop unknown ones and read an object from a list.
    let value: T = match (T::SCHEMA, mode) {
        (Kind::Object(shape), Mode::Ignore) if !shape.strict => {
            if !text.trim_ascii_start().starts_with(b"{") {
                return None;
            }
            serde_json::from_slice(text).ok()?
        }
        (Kind::Object(shape), _) => plain(text, shape)?,
        (kind, _) => {
            if !scan::is_plain_value(text, kind) {
                return None;
            }
            serde_json::from_slice(text).ok()?
        }
    };
    value.validate().ok().map(|()| value)
}

/// The object, if a JSON text is plainly one of that shape, without unknown and duplicate members; it is not validated.
///
/// Nothing where there is anything else to say about the text: [`read()`] and [`walk()`] say it.
pub fn plain<T: DeserializeOwned>(text: &[u8], shape: &Shape) -> Option<T> {
    if !scan::is_plain(text, shape) {
        return None;
    }
    // Seen to be UTF-8 as a whole, and not each of its texts by itself.
    let text = std::str::from_utf8(text).ok()?;
    serde_json::from_str(text).ok()
}
