//! Near misses: edits that make a valid object break one constraint and nothing else. Boundaries are their neighbours on
//! the other side: edits after which the object is still valid, but only just.
//!
//! Both are made from the schema, so a constraint that is added to the spec has its near misses without new code.

mod bounds;
mod breaks;
mod text;
mod typed;
mod value;
mod walk;

use std::fmt;

use proptest::prelude::any;
use proptest::sample::select;
use proptest::strategy::{SBoxedStrategy, Strategy};
use serde_json::{Map, Value};

use super::strategy::draw::Draw;
use super::{Basis, Described, Requirement, Shape};
use walk::{Case, Found, Side, walk};

/// How long the texts around a mistake are at most.
const LONGEST: usize = 16;

/// A constraint at its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Last part of the name of the schema of the whole object.
    pub object: &'static str,
    /// Where the constrained value stands, as a violation says it: `metadata.ownerReferences[0].uid`.
    pub path: String,
    /// The same as a JSON pointer: `/metadata/ownerReferences/0/uid`.
    pub pointer: String,
    /// The word of the spec for the constraint, such as `type` or `maxLength`.
    pub keyword: &'static str,
    /// The requirement behind it, where there is one.
    pub requirement: Option<&'static Requirement>,
    /// Whether the published schema says so, or a semantic rule that it lacks.
    pub basis: Basis,
}

/// The ways to break one constraint.
#[derive(Debug, Clone)]
pub struct NearMiss {
    /// Which constraint.
    pub site: Site,
    /// Edits of a valid object that break the constraint: one strategy for each way to break it.
    pub cases: Vec<SBoxedStrategy<Edit>>,
}

/// The ways to obey a constraint narrowly.
#[derive(Debug, Clone)]
pub struct Boundary {
    /// Which constraint.
    pub site: Site,
    /// Edits of a valid object that leave it valid: one strategy for each way to do so.
    pub cases: Vec<SBoxedStrategy<Edit>>,
}

/// A change of a valid object that is about one constraint.
#[derive(Clone, PartialEq)]
pub struct Edit {
    /// What is special about the new value, such as `one byte too long`.
    pub case: &'static str,
    /// Where a validator reports it: the path of the site, or of the entry or item of it that is wrong.
    pub path: String,
    /// What to do with the object, in this order.
    pub changes: Vec<Change>,
}

/// One step of an edit. Places are JSON pointers.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Puts a value where none is, so that a later step finds something to change.
    Fill(String, Value),
    /// Puts a value in the place of whatever is there.
    Set(String, Value),
    /// Takes a member away.
    Remove(String),
}

/// The near misses of every constraint of an object, in the order of the schema.
pub fn near_misses(shape: &'static Shape) -> Vec<NearMiss> {
    missed(walk(shape, Side::Outside))
}

/// The near misses of every constraint of a type of a strict document, in the order of the schema.
///
/// Each edit puts a whole value in the place of another one. A constraint that cannot be broken alone has none.
pub fn near_misses_of<T: Described>() -> Vec<NearMiss> {
    missed(typed::walk(T::SCHEMA, Side::Outside))
}

fn missed(found: Vec<Found>) -> Vec<NearMiss> {
    let found = found.into_iter().map(strategies);
    found
        .map(|(site, cases)| NearMiss { site, cases })
        .collect()
}

/// The boundaries of every constraint of an object that has any, in the order of the schema.
pub fn boundaries(shape: &'static Shape) -> Vec<Boundary> {
    bounded(walk(shape, Side::Inside))
}

/// The boundaries of every constraint of a type of a strict document that has any, in the order of the schema.
///
/// Each edit puts a whole value in the place of another one.
pub fn boundaries_of<T: Described>() -> Vec<Boundary> {
    bounded(typed::walk(T::SCHEMA, Side::Inside))
}

fn bounded(found: Vec<Found>) -> Vec<Boundary> {
    let found = found.into_iter().map(strategies);
    found
        .map(|(site, cases)| Boundary { site, cases })
        .collect()
}

impl NearMiss {
    /// Any of its edits.
    pub fn edits(&self) -> SBoxedStrategy<Edit> {
        any_of(self.cases.clone())
    }
}

impl Boundary {
    /// Any of its edits.
    pub fn edits(&self) -> SBoxedStrategy<Edit> {
        any_of(self.cases.clone())
    }
}

fn strategies((site, cases): Found) -> (Site, Vec<SBoxedStrategy<Edit>>) {
    let strategy = |case: Case| {
        (1..=LONGEST, any::<u64>())
            .prop_map(move |(longest, seed)| case.edit(&mut Draw::new(seed).at_most(longest)))
            .sboxed()
    };
    (site, cases.into_iter().map(strategy).collect())
}

fn any_of(cases: Vec<SBoxedStrategy<Edit>>) -> SBoxedStrategy<Edit> {
    select(cases).prop_flat_map(|case| case).sboxed()
}

impl Edit {
    /// Changes an object.
    pub fn apply(&self, object: &mut Value) {
        for change in &self.changes {
            match change {
                Change::Fill(pointer, value) => {
                    if object.pointer(pointer).is_none_or(Value::is_null) {
                        set(object, pointer, value.clone());
                    }
                }
                Change::Set(pointer, value) => set(object, pointer, value.clone()),
                Change::Remove(pointer) => remove(object, pointer),
            }
        }
    }

    /// The object after the change.
    #[must_use]
    pub fn applied(&self, mut object: Value) -> Value {
        self.apply(&mut object);
        object
    }
}

impl fmt::Debug for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} {:?}", self.path, self.case, self.changes)
    }
}

/// Sets the member at a pointer; what is on the way and no object becomes one.
fn set(object: &mut Value, pointer: &str, value: Value) {
    let Some((parent, name)) = pointer.rsplit_once('/') else {
        *object = value;
        return;
    };
    if object
        .pointer(parent)
        .is_none_or(|place| !place.is_object())
    {
        set(object, parent, Value::Object(Map::new()));
    }
    if let Some(members) = object.pointer_mut(parent).and_then(Value::as_object_mut) {
        members.insert(unescaped(name), value);
    }
}

fn remove(object: &mut Value, pointer: &str) {
    if let Some((parent, name)) = pointer.rsplit_once('/')
        && let Some(members) = object.pointer_mut(parent).and_then(Value::as_object_mut)
    {
        members.remove(&unescaped(name));
    }
}

fn unescaped(name: &str) -> String {
    name.replace("~1", "/").replace("~0", "~")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_edit_fills_sets_and_removes() {
        let edit = Edit {
            case: "",
            path: String::new(),
            changes: vec![
                Change::Fill("/a".to_owned(), json!({ "needed": 1 })),
                Change::Fill("/b".to_owned(), json!("other")),
                Change::Set("/a/x~1y".to_owned(), json!(2)),
                Change::Set("/c/d".to_owned(), json!(3)),
                Change::Remove("/e".to_owned()),
                Change::Remove("/not/there".to_owned()),
            ],
        };
        assert_eq!(
            edit.applied(json!({ "a": null, "b": "kept", "e": true })),
            json!({ "a": { "needed": 1, "x/y": 2 }, "b": "kept", "c": { "d": 3 } })
        );
    }
}
