//! What `decode` says about text: everything that is wrong with it, in its place, in the three modes.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod document;
mod grammar;
mod hostile;
mod lanes;
mod limits;
mod made;
mod problems;
mod property;
mod words;
mod yaml;

use generated::runtime;
use generated::runtime::decode::{Decoded, Mode, Rejected, Syntax, decode};
use generated::types::ProjectImportVirtualCluster;

/// A request with everything it needs, and room for a line more.
const VALID: &str = r#"{"sourceVirtualCluster":{"name":"a","namespace":"b","cluster":"c"}"#;

type Outcome = Result<Decoded<ProjectImportVirtualCluster>, Rejected>;

fn json(text: &str, mode: Mode) -> Outcome {
    decode(text.as_bytes(), Syntax::Json, mode)
}

fn yaml(text: &str, mode: Mode) -> Outcome {
    decode(text.as_bytes(), Syntax::Yaml, mode)
}

/// The problems as they are shown.
fn lines(outcome: Outcome) -> Vec<String> {
    let problems = outcome.expect_err("the text is wrong").problems;
    problems.iter().map(ToString::to_string).collect()
}
