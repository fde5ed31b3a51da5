//! An example request of the spec.

/// A request body that people copy.
#[derive(Debug, Clone, Copy)]
pub struct Example {
    /// The file's name without its ending. The same request may stand there once in each media type.
    pub name: &'static str,
    /// Media type of `body`.
    pub media_type: &'static str,
    /// What it shows.
    pub description: &'static str,
    /// Where it comes from.
    pub source: &'static str,
    /// The text of the file.
    pub body: &'static str,
}
