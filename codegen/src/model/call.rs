//! An operation as something to call: typed parameters, bodies by media type, answers by status.

use super::Type;

/// An operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Call {
    /// Rust type of its request.
    pub(crate) rust: String,
    /// Rust module.
    pub(crate) module: String,
    /// HTTP method, upper-case.
    pub(crate) method: String,
    /// Path template.
    pub(crate) path: String,
    /// What it does.
    pub(crate) description: String,
    /// Parameters, in the order of the document.
    pub(crate) parameters: Vec<CallParameter>,
    /// The body of the request.
    pub(crate) body: Option<CallBody>,
    /// Answers by rising status, ranges after codes, the default last.
    pub(crate) responses: Vec<CallResponse>,
}

/// Where a parameter stands in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Location {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
}

/// A parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CallParameter {
    /// Name in the request.
    pub(crate) name: String,
    /// Rust name.
    pub(crate) rust: String,
    /// What it is.
    pub(crate) description: String,
    /// Where it stands.
    pub(crate) location: Location,
    /// Whether it must be given.
    pub(crate) required: bool,
    /// Whether each item of a list has a parameter of its own.
    pub(crate) explode: bool,
    /// Its type.
    pub(crate) of: Type,
}

/// The body of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CallBody {
    /// Whether it must be given.
    pub(crate) required: bool,
    /// What it is.
    pub(crate) description: String,
    /// Media types with their schemas; `None` stands for bytes.
    pub(crate) media: Vec<(String, Option<Type>)>,
}

/// Which statuses an answer has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Outcome {
    /// One status.
    Status(u16),
    /// All statuses of a hundred, such as 4 for `4XX`.
    Hundred(u16),
    /// Any other.
    Default,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CallResponse {
    /// Which statuses it has.
    pub(crate) outcome: Outcome,
    /// When it is sent.
    pub(crate) description: String,
    /// The media type and schema of its body, where it is JSON.
    pub(crate) body: Option<Type>,
    /// Whether it has a body that is no JSON.
    pub(crate) bytes: bool,
}
