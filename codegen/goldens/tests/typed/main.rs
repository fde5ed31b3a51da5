//! Every type of every golden, from both sides: valid values and those on a boundary pass the decoder and the
//! validator, and each near miss is reported by them with the path and the keyword it is labelled with, and with
//! nothing else.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod each;
mod sites;

use std::fmt::Debug;

use codegen_goldens::runtime::decode::{Mode, Rejected, Syntax, decode};
use codegen_goldens::runtime::near_miss::{boundaries_of, near_misses_of};
use codegen_goldens::runtime::strategy::Valid;
use codegen_goldens::runtime::{Described, Validate};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Valid values of each type, and edits of each way to break one of its constraints.
const VALUES: usize = 200;
const EDITS: usize = 12;

/// Its pattern and its format say different things: few texts made for the one have the other, and the strategy says so.
const TWO_GRAMMARS: &str = "corners::text";

/// What every type of a golden can do.
trait Golden:
    Described + Validate + Serialize + DeserializeOwned + Clone + Debug + PartialEq + 'static
{
}

impl<T> Golden for T where
    T: Described + Validate + Serialize + DeserializeOwned + Clone + Debug + PartialEq + 'static
{
}

/// Looks at a type from both sides. Returns the near misses and the boundaries, each as a line: path and keyword.
fn both_sides<T: Golden>(name: &str, valid: &Valid<T>) -> Vec<String> {
    let mut runner = TestRunner::deterministic();
    let rejects = valid.rejects(VALUES, &mut runner);
    if name == TWO_GRAMMARS {
        let made = (0..VALUES).find_map(|_| valid.new_tree(&mut runner).err());
        assert!(made.is_some(), "{name} is no exception any more");
        return Vec::new();
    }
    assert!(rejects * 20 <= VALUES, "{name}: {rejects} of {VALUES}");
    for _ in 0..VALUES {
        let value = valid.new_tree(&mut runner).unwrap().current();
        let text = serde_json::to_string(&value).unwrap();
        assert_eq!(accepted::<T>(name, &text), value, "{name}: {text}");
    }
    let mut sites = Vec::new();
    for near_miss in near_misses_of::<T>() {
        let site = &near_miss.site;
        for case in &near_miss.cases {
            for _ in 0..EDITS {
                let edit = case.new_tree(&mut runner).unwrap().current();
                let value = edit.applied(Value::Null);
                let found = reported::<T>(&value, edit.case);
                let expected = vec![(edit.path.clone(), Some(site.keyword))];
                assert_eq!(found, expected, "{name}, {}: {value}", edit.case);
            }
        }
        sites.push(format!("{} {}", site.path, site.keyword));
    }
    for boundary in boundaries_of::<T>() {
        let site = &boundary.site;
        for case in &boundary.cases {
            for _ in 0..EDITS {
                let edit = case.new_tree(&mut runner).unwrap().current();
                accepted::<T>(name, &edit.applied(Value::Null).to_string());
            }
        }
        sites.push(format!("{} {} boundary", site.path, site.keyword));
    }
    sites
}

/// The value of a text, which the validator accepts, and the decoder in every mode and syntax.
fn accepted<T: Golden>(name: &str, text: &str) -> T {
    let value: T =
        serde_json::from_str(text).unwrap_or_else(|error| panic!("{name}: {text}\n{error}"));
    assert_eq!(value.validate(), Ok(()), "{name}: {text}");
    for (mode, syntax) in [
        (Mode::Strict, Syntax::Json),
        (Mode::Ignore, Syntax::Json),
        (Mode::Strict, Syntax::Yaml),
    ] {
        match decode::<T>(text.as_bytes(), syntax, mode) {
            Ok(decoded) => assert_eq!(decoded.value, value, "{name}: {text}"),
            Err(rejected) => panic!("{name}, {mode:?}, {syntax:?}: {text}\n{rejected}"),
        }
    }
    value
}

/// What the decoder says, and the validator too where the type can be made.
fn reported<T: Golden>(value: &Value, case: &str) -> Vec<(String, Option<&'static str>)> {
    let text = serde_json::to_string(value).unwrap();
    let Rejected { problems, .. } =
        decode::<T>(text.as_bytes(), Syntax::Json, Mode::Strict).expect_err(case);
    let found: Vec<_> = problems
        .into_iter()
        .map(|problem| (problem.path, problem.keyword))
        .collect();
    // serde by itself also reads a struct from a list of its members in order, which the decoder refuses.
    let is_type = found.iter().any(|(_, keyword)| *keyword == Some("type"));
    if let Ok(typed) = T::deserialize(value)
        && !is_type
    {
        let violations = typed.validate().expect_err("a near miss is refused");
        let violations: Vec<_> = violations
            .into_iter()
            .map(|violation| (violation.path, Some(violation.keyword)))
            .collect();
        assert_eq!(violations, found, "{value}");
    }
    found
}
