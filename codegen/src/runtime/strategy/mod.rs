//! Strategies of valid values. A value is made in one walk over the schema, and is made smaller member by member.

pub(crate) mod characters;
pub(crate) mod draw;
pub(crate) mod limits;
mod shrink;
pub(crate) mod text;
pub(crate) mod typed;
pub(crate) mod value;

use std::fmt;
use std::marker::PhantomData;

use proptest::prelude::Rng;
use proptest::strategy::{NewTree, Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Described, Kind, Shape, Validate};
use draw::Draw;
use limits::Limits;
use shrink::Shrinking;
use value::Style;

/// How often a value that breaks a rule is made again before it counts as rejected.
const ATTEMPTS: usize = 8;

/// Valid values of a type.
pub struct Valid<T> {
    kind: Kind,
    style: Style,
    accepts: fn(&T) -> bool,
}

/// Valid values of a type, as the JSON documents people send: `false` and `null` stand in them too.
#[derive(Debug, Clone)]
pub struct Documents<T>(Valid<T>);

/// A valid value on its way to a smaller one.
#[derive(Debug)]
pub struct ValidTree<T> {
    shrinking: Shrinking,
    accepts: fn(&T) -> bool,
    made: PhantomData<fn() -> T>,
}

/// The same as a document.
#[derive(Debug)]
pub struct DocumentTree<T>(ValidTree<T>);

impl<T: Validate> Valid<T> {
    /// Values of an object that pass its validator.
    pub fn object(shape: &'static Shape) -> Self {
        Self {
            kind: Kind::Object(shape),
            style: Style::Plain,
            accepts: |value| value.validate().is_ok(),
        }
    }
}

impl<T: Described + Validate> Valid<T> {
    /// Values of a type that pass its validator.
    pub fn described() -> Self {
        Self {
            kind: T::SCHEMA,
            style: Style::Plain,
            accepts: |value| value.validate().is_ok(),
        }
    }
}

impl<T> Valid<T> {
    /// Values of a type without rules.
    pub fn any(kind: Kind) -> Self {
        Self {
            kind,
            style: Style::Plain,
            accepts: |_| true,
        }
    }

    /// The values as documents.
    pub fn documents(mut self) -> Documents<T> {
        self.style = Style::Spelled;
        Documents(self)
    }
}

impl<T: DeserializeOwned + fmt::Debug> Valid<T> {
    /// How many of that many values are rejected, and made again. Schemas whose constraints hinder each other have many.
    pub fn rejects(&self, count: usize, runner: &mut TestRunner) -> usize {
        let rejected = (0..count).filter(|_| {
            let value = self.value(&mut Draw::new(runner.rng().next_u64()));
            !T::deserialize(&value).is_ok_and(|value| (self.accepts)(&value))
        });
        rejected.count()
    }

    fn value(&self, draw: &mut Draw) -> Value {
        if self.kind.is_strict() {
            typed::value(self.kind, &Limits::NONE, draw, 0)
        } else {
            value::value(self.kind, &[], self.style, draw)
        }
    }

    fn tree(&self, runner: &mut TestRunner) -> Result<ValidTree<T>, proptest::test_runner::Reason> {
        let mut draw = Draw::new(runner.rng().next_u64());
        for _ in 0..ATTEMPTS {
            let value = self.value(&mut draw);
            if T::deserialize(&value).is_ok_and(|value| (self.accepts)(&value)) {
                return Ok(ValidTree {
                    shrinking: Shrinking::new(value),
                    accepts: self.accepts,
                    made: PhantomData,
                });
            }
        }
        Err("the rules of this type leave hardly any value".into())
    }
}

impl<T: DeserializeOwned + fmt::Debug> Strategy for Valid<T> {
    type Tree = ValidTree<T>;
    type Value = T;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        self.tree(runner)
    }
}

impl<T: DeserializeOwned + fmt::Debug> ValueTree for ValidTree<T> {
    type Value = T;

    #[expect(
        clippy::expect_used,
        reason = "the value was read once before it became the current one"
    )]
    fn current(&self) -> T {
        T::deserialize(self.shrinking.current()).expect("a value that was read before")
    }

    fn simplify(&mut self) -> bool {
        let accepts = self.accepts;
        self.shrinking
            .simplify(|value| T::deserialize(value).is_ok_and(|value| accepts(&value)))
    }

    fn complicate(&mut self) -> bool {
        let accepts = self.accepts;
        self.shrinking
            .complicate(|value| T::deserialize(value).is_ok_and(|value| accepts(&value)))
    }
}

impl<T: DeserializeOwned + fmt::Debug> Strategy for Documents<T> {
    type Tree = DocumentTree<T>;
    type Value = Value;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        self.0.tree(runner).map(DocumentTree)
    }
}

impl<T: DeserializeOwned + fmt::Debug> ValueTree for DocumentTree<T> {
    type Value = Value;

    fn current(&self) -> Value {
        self.0.shrinking.current().clone()
    }

    fn simplify(&mut self) -> bool {
        self.0.simplify()
    }

    fn complicate(&mut self) -> bool {
        self.0.complicate()
    }
}

impl<T> Clone for Valid<T> {
    fn clone(&self) -> Self {
        Self {
            kind: self.kind,
            style: self.style,
            accepts: self.accepts,
        }
    }
}

impl<T> fmt::Debug for Valid<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Valid({})", std::any::type_name::<T>())
    }
}
