//! What holds of any text, whatever it was to be: for the property tests of this crate, and for the fuzz targets of the
//! generator, which hold the golden documents to it too. `runtime` is that of whoever includes this file.

use std::fmt::Debug;
use std::ops::ControlFlow;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::runtime::decode::{
    Document, Loss, Mode, Node, PROBLEM_LIMIT, Place, Report, Syntax, decode, read, walk,
};
use super::runtime::{Additional, Described, Kind, Union, Validate};

/// All that `fieldValidation` can say.
pub(crate) const MODES: [Mode; 3] = [Mode::Ignore, Mode::Warn, Mode::Strict];

/// Counts what a walk has to say.
#[derive(Debug, Default)]
pub(crate) struct Count {
    wrong: usize,
    loose: usize,
}

impl Report for Count {
    fn unknown_field(&mut self, _: &str, place: Place<'_>) {
        match place.shape.additional {
            Additional::Refused => self.wrong += 1,
            Additional::Unknown | Additional::Kept(_) => self.loose += 1,
        }
    }

    fn duplicate_field(&mut self, _: &str, _: Place<'_>) {
        self.loose += 1;
    }

    fn wrong_type(&mut self, _: Kind, _: &Node, _: Place<'_>) -> ControlFlow<()> {
        self.wrong += 1;
        ControlFlow::Continue(())
    }

    fn no_variant(&mut self, _: &'static Union, _: &str, _: Place<'_>) -> ControlFlow<()> {
        self.wrong += 1;
        ControlFlow::Continue(())
    }

    fn lost(&mut self, loss: Loss, _: Place<'_>) {
        match loss {
            Loss::Duplicate => self.loose += 1,
            Loss::Depth | Loss::Number => self.wrong += 1,
        }
    }
}

/// The answer without the fast lane: the object if it is one and valid, and how much there is to say in either case.
fn slowly<T>(document: &Document<'_>) -> (Option<T>, Count)
where
    T: DeserializeOwned + Described + Validate,
{
    let mut count = Count::default();
    let ControlFlow::Continue(value) = walk(document, T::SCHEMA, &mut count) else {
        panic!("this report ends no walk");
    };
    let value = serde_json::from_value::<T>(value).ok();
    let valid = value.filter(|value| count.wrong == 0 && value.validate().is_ok());
    (valid, count)
}

/// Reads a text as an object in all modes.
///
/// # Panics
///
/// Where the answers do not belong together: the two lanes, the modes, the places, and the object written and read again.
pub(crate) fn check<T>(text: &[u8], syntax: Syntax)
where
    T: DeserializeOwned + Serialize + Described + Validate + PartialEq + Debug,
{
    let document = read(text, syntax);
    for mode in MODES {
        let outcome = decode::<T>(text, syntax, mode);
        let Ok(document) = &document else {
            let problems = outcome.expect_err("unreadable text is no object").problems;
            assert_eq!(problems.len(), 1, "unreadable text has one problem");
            continue;
        };
        let (expected, count) = slowly::<T>(document);
        let refused = mode == Mode::Strict && count.loose > 0;
        match outcome {
            Ok(decoded) => {
                assert!(!refused, "{mode:?} of {count:?}");
                let warned = if mode == Mode::Warn { count.loose } else { 0 };
                assert_eq!(decoded.warnings.len(), warned.min(PROBLEM_LIMIT));
                // Not the object itself is compared: empty lists and maps of Kubernetes objects are not written.
                let written = serde_json::to_vec(&decoded.value).expect("an object can be written");
                let again = decode::<T>(&written, Syntax::Json, mode);
                let again = again.expect("what was written can be read").value;
                let twice = serde_json::to_vec(&again).expect("an object can be written");
                assert_eq!(twice, written, "written, read and written again");
                assert_eq!(Some(decoded.value), expected, "the lanes differ");
            }
            Err(rejected) => {
                assert!(refused || expected.is_none(), "{rejected}");
                assert!(!rejected.problems.is_empty(), "refused without a reason");
                for problem in rejected.problems.iter().chain(&rejected.warnings) {
                    assert!(problem.position.byte <= text.len() * 2, "{problem}");
                    assert!(
                        problem.position.line >= 1 && problem.position.column >= 1,
                        "{problem}"
                    );
                }
            }
        }
    }
}
