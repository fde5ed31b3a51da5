//! Why a text cannot be read at all.

use std::fmt;

use super::Position;

/// The text is no JSON or YAML that could mean anything, or too much of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// What kind of reason.
    pub cause: Cause,
    /// Where reading ended.
    pub position: Position,
    /// The reason, in the words of Kubernetes' decoders as far as they have any.
    pub message: String,
}

/// Why reading ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// The bytes are no text.
    Encoding,
    /// The text breaks the grammar.
    Grammar,
    /// The text is nested too deeply, or its aliases stand for too much.
    Limit,
    /// The grammar allows it, and no JSON value corresponds to it: an alias without an anchor, an infinite number.
    Meaning,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.position, self.message)
    }
}

impl std::error::Error for Unreadable {}
