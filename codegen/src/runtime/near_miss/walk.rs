//! From a schema to the cases of each constraint in it, at every depth.

use std::fmt;
use std::sync::Arc;

use serde_json::{Value, json};

use super::super::strategy::draw::Draw;
use super::super::strategy::value::{is_set, minimal, minimal_object};
use super::super::{Basis, Constraint, Field, Kind, Rule, Shape};
use super::value::{Made, field_constraints};
use super::{Change, Edit, Site};

/// On which side of a constraint values are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// Just beyond it.
    Outside,
    /// Just within it.
    Inside,
}

/// One way to make an edit, from random decisions.
#[derive(Clone)]
pub(super) struct Case(Arc<dyn Fn(&mut Draw) -> Edit + Send + Sync>);

/// A constraint that was found, with its cases.
pub(super) type Found = (Site, Vec<Case>);

impl Case {
    pub(super) fn new(make: impl Fn(&mut Draw) -> Edit + Send + Sync + 'static) -> Self {
        Self(Arc::new(make))
    }

    /// The edit that follows from these decisions.
    pub(super) fn edit(&self, draw: &mut Draw) -> Edit {
        (self.0)(draw)
    }
}

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Case({})", self.edit(&mut Draw::new(0)).case)
    }
}

/// Every constraint of an object that has cases on that side, in the order of the schema.
pub(super) fn walk(shape: &'static Shape, side: Side) -> Vec<Found> {
    let mut found = object(shape, side, &mut Vec::new());
    for (site, _) in &mut found {
        site.object = shape.name;
    }
    found
}

/// The constraints of an object; places are relative to it.
fn object(shape: &'static Shape, side: Side, around: &mut Vec<&'static str>) -> Vec<Found> {
    // a schema within itself has no constraint that it does not have further out
    if around.contains(&shape.schema) {
        return Vec::new();
    }
    around.push(shape.schema);
    let mut found = Vec::new();
    for field in shape.fields {
        found.extend(member(shape, field, side));
        found.extend(within(field, side, around));
    }
    found.extend(
        shape
            .rules
            .iter()
            .filter_map(|rule| object_rule(shape, rule, side)),
    );
    around.pop();
    found
}

/// The constraints of a member itself.
fn member(shape: &'static Shape, field: &'static Field, side: Side) -> Vec<Found> {
    let pointer = format!("/{}", escaped(field.name));
    let rivals = rivals(shape, field);
    let company = company(shape, field);
    let constraints = field_constraints(field, side).into_iter();
    constraints
        .map(|constraint| {
            let at = Site {
                object: shape.name,
                path: field.name.to_owned(),
                pointer: pointer.clone(),
                keyword: constraint.keyword,
                requirement: constraint.requirement,
                basis: constraint.basis,
            };
            // an object without anything in it would be absent as a whole
            let beside = (constraint.keyword == "required").then(|| company.clone());
            let cases = constraint.cases.into_iter().map(|make| {
                let (pointer, rivals) = (pointer.clone(), rivals.clone());
                let beside = beside.clone().flatten();
                Case::new(move |draw| {
                    let Made {
                        case,
                        value,
                        at: part,
                    } = make(draw);
                    let mut changes = Vec::from_iter(beside.clone());
                    if value.as_ref().is_some_and(is_set) {
                        changes.extend(rivals.iter().cloned());
                    }
                    changes.push(match value {
                        Some(value) => Change::Set(pointer.clone(), value),
                        None => Change::Remove(pointer.clone()),
                    });
                    let path = format!("{}{part}", field.name);
                    Edit {
                        case,
                        path,
                        changes,
                    }
                })
            });
            (at, cases.collect())
        })
        .collect()
}

/// What has to go when a member is set, since it would break another rule.
fn rivals(shape: &Shape, field: &Field) -> Vec<Change> {
    let mut rivals = Vec::new();
    for rule in shape.rules {
        if let Constraint::AtMostOneOf(names) = rule.constraint
            && names.contains(&field.name)
        {
            let others = names.iter().filter(|name| **name != field.name);
            rivals.extend(others.map(|name| Change::Remove(format!("/{}", escaped(name)))));
        }
    }
    rivals
}

/// Another member, so that the object is not empty without this one; none that excludes others.
fn company(shape: &Shape, field: &Field) -> Option<Change> {
    let other = shape
        .fields
        .iter()
        .find(|other| other.name != field.name && rivals(shape, other).is_empty())?;
    let value = minimal(other.kind, other.rules);
    Some(Change::Fill(format!("/{}", escaped(other.name)), value))
}

/// The constraints inside a member.
fn within(field: &'static Field, side: Side, around: &mut Vec<&'static str>) -> Vec<Found> {
    let place = format!("/{}", escaped(field.name));
    match field.kind {
        Kind::Object(inner) => {
            let frame = Frame::Member(place, field.name.to_owned(), minimal_object(inner));
            lifted(object(inner, side, around), &frame)
        }
        Kind::List(Kind::Object(inner)) => {
            let frame = Frame::List(place, format!("{}[0]", field.name), minimal_object(inner));
            lifted(object(inner, side, around), &frame)
        }
        Kind::Map(Kind::Object(inner)) => {
            let frame = Frame::Map(place, format!("{}[a]", field.name), minimal_object(inner));
            lifted(object(inner, side, around), &frame)
        }
        _ => Vec::new(),
    }
}

/// What is around an object: where it stands, how its place reads, and the smallest valid object for it.
#[derive(Debug, Clone)]
enum Frame {
    Member(String, String, Value),
    List(String, String, Value),
    Map(String, String, Value),
}

impl Frame {
    fn place(&self) -> (String, &str) {
        match self {
            Self::Member(pointer, path, _) => (pointer.clone(), path),
            Self::List(pointer, path, _) => (format!("{pointer}/0"), path),
            Self::Map(pointer, path, _) => (format!("{pointer}/a"), path),
        }
    }

    /// The same edit, as one of the object around.
    fn lift(&self, edit: Edit) -> Edit {
        let path = joined(self.place().1, &edit.path);
        let changes = match self {
            Self::Member(pointer, _, smallest) => {
                let inside = |place: String| format!("{pointer}{place}");
                let lifted = edit.changes.into_iter().map(|change| match change {
                    Change::Fill(place, value) => Change::Fill(inside(place), value),
                    Change::Set(place, value) => Change::Set(inside(place), value),
                    Change::Remove(place) => Change::Remove(inside(place)),
                });
                let fill = Change::Fill(pointer.clone(), smallest.clone());
                std::iter::once(fill).chain(lifted).collect()
            }
            Self::List(pointer, _, smallest) => {
                let items = json!([edit.applied(smallest.clone())]);
                vec![Change::Set(pointer.clone(), items)]
            }
            Self::Map(pointer, _, smallest) => {
                let entries = json!({ "a": edit.applied(smallest.clone()) });
                vec![Change::Set(pointer.clone(), entries)]
            }
        };
        Edit {
            case: edit.case,
            path,
            changes,
        }
    }
}

fn lifted(found: Vec<Found>, frame: &Frame) -> Vec<Found> {
    let lift = |(mut site, cases): Found| {
        let (pointer, path) = frame.place();
        site.path = joined(path, &site.path);
        site.pointer = pointer + &site.pointer;
        let cases = cases.into_iter().map(|case| {
            let frame = frame.clone();
            Case::new(move |draw| frame.lift(case.edit(draw)))
        });
        (site, cases.collect())
    };
    found.into_iter().map(lift).collect()
}

/// The cases of a rule about an object as a whole.
fn object_rule(shape: &'static Shape, rule: &'static Rule, side: Side) -> Option<Found> {
    let (keyword, cases) = match (rule.constraint, side) {
        (Constraint::AtMostOneOf(names), Side::Outside) => (
            "atMostOneOf",
            vec![Case::new(move |draw| two_of(shape, names, draw))],
        ),
        (Constraint::Banned(pairs), Side::Outside) => {
            ("banned", vec![Case::new(move |_| all_of(pairs))])
        }
        (Constraint::AtMostOneOf(names), Side::Inside) => {
            let only = names
                .iter()
                .copied()
                .map(|name| Case::new(move |_| one_of(shape, names, name)));
            ("atMostOneOf", only.collect())
        }
        _ => return None,
    };
    let at = Site {
        object: shape.name,
        path: String::new(),
        pointer: String::new(),
        keyword,
        requirement: Some(rule.requirement),
        basis: Basis::SemanticRule,
    };
    Some((at, cases))
}

/// Sets exactly two of the members that exclude each other.
fn two_of(shape: &Shape, names: &[&str], draw: &mut Draw) -> Edit {
    let first = draw.below(names.len());
    let second = (first + 1 + draw.below(names.len().saturating_sub(1))) % names.len().max(1);
    let changes = names.iter().enumerate().map(|(index, name)| {
        if index == first || index == second {
            given(shape, name)
        } else {
            Change::Remove(format!("/{}", escaped(name)))
        }
    });
    Edit {
        case: "both given",
        path: String::new(),
        changes: changes.collect(),
    }
}

/// Sets exactly one of the members that exclude each other.
fn one_of(shape: &Shape, names: &[&str], only: &str) -> Edit {
    let changes = names.iter().map(|name| {
        if *name == only {
            given(shape, name)
        } else {
            Change::Remove(format!("/{}", escaped(name)))
        }
    });
    Edit {
        case: "only one given",
        path: String::new(),
        changes: changes.collect(),
    }
}

fn given(shape: &Shape, name: &str) -> Change {
    let value = shape
        .field(name)
        .map_or(Value::Null, |field| minimal(field.kind, field.rules));
    Change::Set(format!("/{}", escaped(name)), value)
}

/// Gives every member the value that must not come together with the others.
fn all_of(pairs: &[(&str, &str)]) -> Edit {
    let changes = pairs
        .iter()
        .map(|(name, value)| Change::Set(format!("/{}", escaped(name)), json!(value)));
    Edit {
        case: "the banned combination",
        path: String::new(),
        changes: changes.collect(),
    }
}

/// `a` and `b` as `a.b`, `a` and `[0]` as `a[0]`.
fn joined(outer: &str, inner: &str) -> String {
    match inner.chars().next() {
        None => outer.to_owned(),
        Some('[') => format!("{outer}{inner}"),
        Some(_) => format!("{outer}.{inner}"),
    }
}

fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
