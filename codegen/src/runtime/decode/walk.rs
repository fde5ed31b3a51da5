//! A document along a shape: the known fields as they are, and a report of everything else.

use std::ops::ControlFlow;

use serde_json::{Map, Number, Value};

use super::super::datetime::is_rfc3339;
use super::super::shape::inspect::{Choice, EFFORT, choose};
use super::super::{Additional, Kind, Path, Shape, Type, Union};
use super::node::{Document, Member, Node, NodeId};
use super::report::{Loss, Place, Report, Silence};

/// How many levels of lists and objects an object of an API may have; what lies deeper is left out and reported.
///
/// The JSON reader of the other lane stops at the same depth.
pub const KEPT_DEPTH: usize = 127;

/// What is around a value that is in no object.
static NOTHING: Shape = Shape::PLAIN;

/// Walks through a document as a value of that type. Breaks off only if the report asks for it.
///
/// Unless the type is a strict one, `null` stands for absence, as Go reads it; in lists and maps, for the zero value.
pub fn walk(
    document: &Document<'_>,
    kind: Kind,
    report: &mut impl Report,
) -> ControlFlow<(), Value> {
    let place = Place {
        path: &Path::ROOT,
        at: document.offset(document.root_id()),
        shape: match kind {
            Kind::Object(shape) => shape,
            _ => &NOTHING,
        },
        field: None,
    };
    let strict = kind.is_strict();
    let mut walker = Walker {
        document,
        report,
        strict,
        effort: EFFORT,
    };
    let value = match document.root() {
        Node::Null if !strict => None,
        root => walker.value(root, kind, place, 0)?,
    };
    ControlFlow::Continue(value.unwrap_or_else(|| Value::Object(Map::new())))
}

struct Walker<'d, R> {
    document: &'d Document<'d>,
    report: &'d mut R,
    /// Whether `null` is a value and not absence.
    strict: bool,
    /// How many values may still be looked at to find out variants.
    effort: usize,
}

impl<R: Report> Walker<'_, R> {
    /// The value, if it has the type; none where it was reported.
    fn value(
        &mut self,
        node: &Node,
        kind: Kind,
        place: Place<'_>,
        depth: usize,
    ) -> ControlFlow<(), Option<Value>> {
        if depth > KEPT_DEPTH {
            self.report.lost(Loss::Depth, place);
            return ControlFlow::Continue(None);
        }
        let value = match (kind, node) {
            (Kind::Any, _) | (Kind::AnyObject, Node::Map(_)) => self.free_form(node, place, depth),
            (Kind::Checked(of), _) => return self.typed(node, of, place, depth),
            (Kind::Union(union), _) => return self.variant(node, union, place, depth),
            (Kind::Text | Kind::IntOrString, Node::Text(text)) => Value::String(text.clone()),
            (Kind::Enumeration(words), Node::Text(text)) if words.contains(&text.as_str()) => {
                Value::String(text.clone())
            }
            (Kind::DateTime, Node::Text(text)) if is_rfc3339(text) => Value::String(text.clone()),
            (Kind::Boolean, Node::Boolean(value)) => Value::Bool(*value),
            (
                Kind::Int32
                | Kind::Int64
                | Kind::Uint32
                | Kind::Uint64
                | Kind::Number
                | Kind::IntOrString,
                Node::Number(text),
            ) => match number(text, kind) {
                Some(number) => Value::Number(number),
                None => return self.refuse(kind, node, place),
            },
            (Kind::Object(shape), Node::Map(_)) if shape.is_open() => {
                self.free_form(node, place, depth)
            }
            (Kind::Object(shape), Node::Map(members)) => {
                self.object(members, shape, place, depth)?
            }
            (Kind::List(item), Node::List(ids)) => self.list(ids, *item, place, depth)?,
            (Kind::Map(value), Node::Map(members)) => self.map(members, *value, place, depth)?,
            (
                Kind::Text
                | Kind::DateTime
                | Kind::Boolean
                | Kind::Int32
                | Kind::Int64
                | Kind::Uint32
                | Kind::Uint64
                | Kind::Number
                | Kind::IntOrString
                | Kind::Enumeration(_)
                | Kind::Object(_)
                | Kind::AnyObject
                | Kind::List(_)
                | Kind::Map(_),
                _,
            ) => return self.refuse(kind, node, place),
        };
        ControlFlow::Continue(Some(value))
    }

    fn typed(
        &mut self,
        node: &Node,
        of: &'static Type,
        place: Place<'_>,
        depth: usize,
    ) -> ControlFlow<(), Option<Value>> {
        match node {
            Node::Null if of.nullable => ControlFlow::Continue(Some(Value::Null)),
            node => self.value(node, of.kind, place, depth),
        }
    }

    /// Looks at the value as a whole to find its variant, and then walks through it as that.
    fn variant(
        &mut self,
        node: &Node,
        union: &'static Union,
        place: Place<'_>,
        depth: usize,
    ) -> ControlFlow<(), Option<Value>> {
        let mut unheard = Walker {
            document: self.document,
            report: &mut Silence,
            strict: self.strict,
            effort: 0,
        };
        let whole = unheard.free_form(node, place, depth);
        let reason = match choose(&whole, union, &mut self.effort) {
            Choice::Variant(variant) => return self.typed(node, &variant.of, place, depth),
            Choice::Several(names) => union.several(&names),
            Choice::None(reason) => reason,
        };
        self.report.no_variant(union, &reason, place)?;
        ControlFlow::Continue(None)
    }

    fn refuse(
        &mut self,
        kind: Kind,
        node: &Node,
        place: Place<'_>,
    ) -> ControlFlow<(), Option<Value>> {
        self.report.wrong_type(kind, node, place)?;
        ControlFlow::Continue(None)
    }

    fn object(
        &mut self,
        members: &[Member],
        shape: &'static Shape,
        place: Place<'_>,
        depth: usize,
    ) -> ControlFlow<(), Value> {
        let mut object = Map::new();
        let mut given = vec![false; shape.fields.len()];
        for member in members {
            let path = place.path.field(&member.name);
            let mut fields = shape.fields.iter().zip(&mut given);
            let known = fields.find(|(field, _)| field.name == member.name);
            let key = Place {
                path: &path,
                at: member.at,
                shape,
                field: known.as_ref().map(|(field, _)| *field),
            };
            let Some((field, given)) = known else {
                if let Additional::Kept(kind) = shape.additional {
                    let path = place.path.key(&member.name);
                    let key = Place { path: &path, ..key };
                    let value = self.item(member.value, *kind, key, depth)?;
                    if object.insert(member.name.clone(), value).is_some() && !member.merged {
                        self.report.duplicate_field(&member.name, key);
                    }
                } else {
                    self.report.unknown_field(&member.name, key);
                }
                continue;
            };
            if std::mem::replace(given, true) && !member.merged {
                self.report.duplicate_field(&member.name, key);
            }
            let place = self.at(member.value, key);
            let value = match self.document.get(member.value) {
                Node::Null if field.nullable || !self.strict => Some(Value::Null),
                node => self.value(node, field.kind, place, depth + 1)?,
            };
            match value {
                Some(value) => object.insert(member.name.clone(), value),
                None => object.remove(&member.name),
            };
        }
        ControlFlow::Continue(Value::Object(object))
    }

    fn list(
        &mut self,
        ids: &[NodeId],
        kind: Kind,
        place: Place<'_>,
        depth: usize,
    ) -> ControlFlow<(), Value> {
        let mut items = Vec::with_capacity(ids.len());
        for (index, id) in ids.iter().enumerate() {
            let path = place.path.index(index);
            items.push(self.item(
                *id,
                kind,
                Place {
                    path: &path,
                    ..place
                },
                depth,
            )?);
        }
        ControlFlow::Continue(Value::Array(items))
    }

    fn map(
        &mut self,
        members: &[Member],
        kind: Kind,
        place: Place<'_>,
        depth: usize,
    ) -> ControlFlow<(), Value> {
        let mut object = Map::new();
        for member in members {
            let path = place.path.key(&member.name);
            let key = Place {
                path: &path,
                at: member.at,
                ..place
            };
            let value = self.item(member.value, kind, key, depth)?;
            if object.insert(member.name.clone(), value).is_some() && !member.merged {
                self.report.duplicate_field(&member.name, key);
            }
        }
        ControlFlow::Continue(Value::Object(object))
    }

    /// A value of a list or a map, which has to be something.
    fn item(
        &mut self,
        id: NodeId,
        kind: Kind,
        place: Place<'_>,
        depth: usize,
    ) -> ControlFlow<(), Value> {
        let place = self.at(id, place);
        let value = match self.document.get(id) {
            Node::Null if !self.strict => None,
            node => self.value(node, kind, place, depth + 1)?,
        };
        // What is wrong keeps its place, so that what follows keeps its index.
        let nothing = || if self.strict { Value::Null } else { zero(kind) };
        ControlFlow::Continue(value.unwrap_or_else(nothing))
    }

    fn free_form(&mut self, node: &Node, place: Place<'_>, depth: usize) -> Value {
        if depth > KEPT_DEPTH {
            self.report.lost(Loss::Depth, place);
            return Value::Null;
        }
        match node {
            Node::Null => Value::Null,
            Node::Boolean(value) => Value::Bool(*value),
            Node::Number(number) => number.parse().map_or_else(
                |_| {
                    self.report.lost(Loss::Number, place);
                    Value::Null
                },
                Value::Number,
            ),
            Node::Text(text) => Value::String(text.clone()),
            Node::List(ids) => {
                let items = ids.iter().enumerate().map(|(index, id)| {
                    let path = place.path.index(index);
                    let item = Place {
                        path: &path,
                        ..place
                    };
                    self.free_form(self.document.get(*id), self.at(*id, item), depth + 1)
                });
                items.collect()
            }
            Node::Map(members) => {
                let mut object = Map::new();
                for member in members {
                    let path = place.path.key(&member.name);
                    let key = Place {
                        path: &path,
                        at: member.at,
                        ..place
                    };
                    let node = self.document.get(member.value);
                    let value = self.free_form(node, self.at(member.value, key), depth + 1);
                    if object.insert(member.name.clone(), value).is_some() && !member.merged {
                        self.report.lost(Loss::Duplicate, key);
                    }
                }
                Value::Object(object)
            }
        }
    }

    fn at<'p>(&self, id: NodeId, place: Place<'p>) -> Place<'p> {
        Place {
            at: self.document.offset(id),
            ..place
        }
    }
}

/// A number inside the bounds of the type; a whole one is digits alone.
fn number(text: &str, kind: Kind) -> Option<Number> {
    match kind {
        Kind::Int32 => text.parse::<i32>().ok().map(Number::from),
        Kind::Uint32 => text.parse::<u32>().ok().map(Number::from),
        Kind::Uint64 => text.parse::<u64>().ok().map(Number::from),
        Kind::Number => text.parse::<Number>().ok(),
        Kind::Int64 | Kind::IntOrString => text.parse::<i64>().ok().map(Number::from),
        Kind::Text
        | Kind::DateTime
        | Kind::Boolean
        | Kind::Enumeration(_)
        | Kind::Object(_)
        | Kind::AnyObject
        | Kind::List(_)
        | Kind::Map(_)
        | Kind::Checked(_)
        | Kind::Union(_)
        | Kind::Any => None,
    }
}

/// What `null` stands for in a list or a map, where it cannot stand for absence.
fn zero(kind: Kind) -> Value {
    match kind {
        Kind::Text => Value::String(String::new()),
        Kind::Boolean => Value::Bool(false),
        Kind::Int32 | Kind::Int64 | Kind::Uint32 | Kind::Uint64 | Kind::Number => {
            Value::Number(Number::from(0))
        }
        Kind::Object(_) | Kind::AnyObject => Value::Object(Map::new()),
        Kind::Checked(of) => zero(of.kind),
        Kind::DateTime
        | Kind::List(_)
        | Kind::Map(_)
        | Kind::Any
        | Kind::IntOrString
        | Kind::Enumeration(_)
        | Kind::Union(_) => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn null_stands_for_the_zero_value() {
        static COUNT: Type = Type {
            kind: Kind::Int64,
            nullable: false,
            keywords: &[],
        };
        for (kind, value) in [
            (Kind::Text, json!("")),
            (Kind::Boolean, json!(false)),
            (Kind::Number, json!(0)),
            (Kind::Checked(&COUNT), json!(0)),
            (Kind::AnyObject, json!({})),
            (Kind::DateTime, json!(null)),
        ] {
            assert_eq!(zero(kind), value, "{kind:?}");
        }
    }
}
