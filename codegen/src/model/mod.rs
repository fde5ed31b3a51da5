//! The contract as plain data, between reading the spec and writing Rust.
//!
//! Nothing here knows YAML or tokens. Everything is ordered, so equal specs make equal models and equal files.

mod call;
mod deviation;
mod keyword;
mod operation;
mod release;
mod requirement;
mod rule;
mod schema;

pub(crate) use call::{Call, CallBody, CallParameter, CallResponse, Location, Outcome};
pub(crate) use deviation::{Deviation, Deviations, Unbroken};
pub(crate) use keyword::{Keyword, Matcher, Pattern, Run};
pub(crate) use operation::{Operation, Parameter, Response};
pub(crate) use release::{Release, Variant};
pub use requirement::{Observation, Requirement};
pub(crate) use rule::{Constraint, Rule};
pub(crate) use schema::{
    Additional, Alternative, Body, Field, GroupVersionKind, Kind, ObjectBody, Schema, SchemaIndex,
    Type, Union, Word,
};

/// The whole contract.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Model {
    /// `info.version`.
    pub(crate) version: String,
    /// The platform releases the document describes, in rising order; none when it speaks of none.
    pub(crate) releases: Vec<Release>,
    /// Path of the server's URL, before every operation's path.
    pub(crate) path_prefix: String,
    /// SHA-256 over all files of the spec, in hex.
    pub(crate) digest: String,
    /// The catalogue, in its own order.
    pub(crate) requirements: Vec<Requirement>,
    /// What the reference server can be made to do otherwise.
    pub(crate) deviations: Deviations,
    /// Component schemas, in the order of the document.
    pub(crate) schemas: Vec<Schema>,
    /// Operations, in the order of the document.
    pub(crate) operations: Vec<Operation>,
    /// Examples, in the order of their list.
    pub(crate) examples: Vec<Example>,
}

/// An example request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Example {
    /// File name without its ending.
    pub(crate) name: String,
    /// Media type of the body.
    pub(crate) media_type: String,
    /// What it shows.
    pub(crate) description: String,
    /// Where it comes from.
    pub(crate) source: String,
    /// The text of the file.
    pub(crate) body: String,
}

impl Model {
    /// The schema at an index that lowering handed out.
    pub(crate) fn schema(&self, index: SchemaIndex) -> &Schema {
        &self.schemas[index.0]
    }

    /// What is sent with POST, each schema once. Examples, near misses and boundaries are of these; what other methods
    /// send is about objects that are there already.
    pub(crate) fn created(&self) -> Vec<SchemaIndex> {
        let posts = self
            .operations
            .iter()
            .filter(|operation| operation.method == "POST");
        let mut created: Vec<SchemaIndex> = posts.filter_map(|post| post.request).collect();
        created.sort_unstable();
        created.dedup();
        created
    }
}
