//! Why reading YAML ended, before the place is worked out.

use granit_parser::{ErrorKind, ScanError};

use super::{Cause, DEPTH_LIMIT};

/// The reason, at an offset of the text. The words are those of Go's YAML library, as far as it has any.
pub(super) struct Fault {
    pub(super) cause: Cause,
    pub(super) at: usize,
    pub(super) message: String,
}

impl Fault {
    /// No JSON value corresponds to what is there.
    pub(super) fn meaning(at: usize, message: String) -> Self {
        Self {
            cause: Cause::Meaning,
            at,
            message,
        }
    }

    /// The text is nested too deeply.
    pub(super) fn too_deep(at: usize) -> Self {
        Self {
            cause: Cause::Limit,
            at,
            message: format!("exceeded max depth of {DEPTH_LIMIT}"),
        }
    }

    /// The text is far bigger when its aliases are written out.
    pub(super) fn too_many_aliases(at: usize) -> Self {
        Self {
            cause: Cause::Limit,
            at,
            message: "document contains excessive aliasing".to_owned(),
        }
    }

    /// What the parser found in `text`.
    pub(super) fn scan(error: &ScanError, text: &str) -> Self {
        let at = error.marker().byte_offset().unwrap_or_default();
        match error.kind() {
            ErrorKind::UnknownAnchor => {
                let name = text.get(at..).unwrap_or_default().chars().skip(1);
                let name: String = name
                    .take_while(|c| c.is_alphanumeric() || "-_".contains(*c))
                    .collect();
                Self::meaning(at, format!("unknown anchor '{name}' referenced"))
            }
            ErrorKind::RecursionLimitExceeded => Self::too_deep(at),
            kind => Self {
                cause: Cause::Grammar,
                at,
                message: kind.to_string(),
            },
        }
    }
}
