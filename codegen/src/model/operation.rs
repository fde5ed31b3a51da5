//! An operation of the API.

use super::{Rule, SchemaIndex};

/// An operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Operation {
    /// `operationId`.
    pub(crate) id: String,
    /// Name of the Rust static, in upper snake case.
    pub(crate) rust: String,
    /// HTTP method, upper-case.
    pub(crate) method: String,
    /// Path template.
    pub(crate) path: String,
    /// One line.
    pub(crate) summary: String,
    /// More lines.
    pub(crate) description: String,
    /// Path parameters in the order of the template.
    pub(crate) path_parameters: Vec<Parameter>,
    /// Query parameters in the order of the document.
    pub(crate) query_parameters: Vec<Parameter>,
    /// Media types of the request.
    pub(crate) request_media_types: Vec<String>,
    /// Schema of the request.
    pub(crate) request: Option<SchemaIndex>,
    /// Media types of a success.
    pub(crate) response_media_types: Vec<String>,
    /// Answers by rising status, the default last.
    pub(crate) responses: Vec<Response>,
}

/// A parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Parameter {
    /// Name.
    pub(crate) name: String,
    /// Allowed values; empty when any text is.
    pub(crate) values: Vec<String>,
    /// The most bytes it may have.
    pub(crate) max_length: Option<usize>,
    /// Published keywords with a requirement.
    pub(crate) published: Vec<(String, String)>,
    /// Semantic rules.
    pub(crate) rules: Vec<Rule>,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Response {
    /// Status; `None` for the default.
    pub(crate) status: Option<u16>,
    /// When it is sent.
    pub(crate) description: String,
    /// Schema of the body, where it is one of the document.
    pub(crate) body: Option<SchemaIndex>,
}
