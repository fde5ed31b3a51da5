//! What every generated module calls: paths, violations, formats, shapes, requirements, operations.
//!
//! This folder is written by hand once, under `codegen/src/runtime`, compiled and tested there, and copied verbatim
//! into the generated crate. Generated code is data plus one call per rule into here.

pub mod datetime;
#[cfg(feature = "decode")]
pub mod decode;
pub mod example;
pub mod format;
pub mod int_or_string;
#[cfg(feature = "proptest")]
pub mod near_miss;
pub mod null;
pub mod object;
pub mod omit;
pub mod operation;
pub mod path;
pub mod platform;
pub mod present;
pub mod request;
pub mod requirement;
pub mod rule;
pub mod scan;
pub mod schema;
pub mod shape;
#[cfg(feature = "proptest")]
pub mod strategy;
pub mod union;
pub mod uri;
pub mod violation;
pub mod word;

pub use datetime::DateTime;
pub use example::Example;
pub use format::Format;
pub use int_or_string::IntOrString;
pub use operation::{Operation, Parameter, Response};
pub use path::Path;
pub use platform::Platform;
pub use requirement::{EnforcedBy, Level, Observation, Origin, Requirement};
pub use shape::{
    Additional, Alternative, Bound, Constraint, Described, Field, Keyword, Kind, Matcher, Pattern,
    Rule, Shape, Shaped, Type, Union,
};
pub use violation::{Basis, CauseReason, Validate, Violation};
