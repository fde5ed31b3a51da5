//! From nodes to the known fields of a shape, with a complaint for everything else.

use std::collections::{BTreeMap, HashSet};

use generated::runtime::{Kind, Path, Shape, datetime::is_rfc3339};
use serde_json::{Map, Number, Value};

use super::node::{Document, Node, NodeId};

/// How deep free-form content is kept. Nothing of a request's free-form content is used: the server replaces it.
const FREE_FORM_DEPTH: usize = 100;

/// The order in which fields are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// As they stand in the text; a field that stands twice is a complaint of its own.
    AsWritten,
    /// By name. The reader has reported fields that stand twice.
    Sorted,
}

/// The known fields, and what was left out of them.
#[derive(Debug)]
pub(super) struct Decoded {
    pub(super) value: Value,
    pub(super) complaints: Vec<String>,
}

/// Reads a document as an object of that shape. The error is the first wrong type, in the words of Go's decoder.
pub(super) fn decode(document: &Document, shape: &Shape, order: Order) -> Result<Decoded, String> {
    let mut decoder = Decoder {
        document,
        order,
        complaints: Vec::new(),
        seen: HashSet::new(),
    };
    let value = decoder.object(document.root(), shape, &Path::ROOT)?;
    Ok(Decoded {
        value,
        complaints: decoder.complaints,
    })
}

struct Decoder<'a> {
    document: &'a Document,
    order: Order,
    complaints: Vec<String>,
    seen: HashSet<String>,
}

/// Where a value stands, for messages about its type.
#[derive(Clone, Copy)]
struct Place<'a> {
    structure: &'static str,
    path: &'a Path<'a>,
}

impl Decoder<'_> {
    fn object(&mut self, node: &Node, shape: &Shape, path: &Path<'_>) -> Result<Value, String> {
        let Node::Map(members) = node else {
            return Ok(Value::Object(Map::new()));
        };
        if shape.open {
            return Ok(self.free_form(node, 0));
        }
        let mut object = Map::new();
        let mut given = HashSet::new();
        for (name, id) in self.ordered(members) {
            let at = path.field(name);
            let Some(field) = shape.field(name) else {
                self.complain(|| format!("unknown field \"{at}\""));
                continue;
            };
            if !given.insert(name) {
                self.complain(|| format!("duplicate field \"{at}\""));
            }
            let node = self.document.get(id);
            let value = match node {
                Node::Null => Value::Null,
                _ => self.value(
                    node,
                    field.kind,
                    Place {
                        structure: shape.name,
                        path: &at,
                    },
                )?,
            };
            object.insert(name.to_owned(), value);
        }
        Ok(Value::Object(object))
    }

    fn value(&mut self, node: &Node, kind: Kind, place: Place<'_>) -> Result<Value, String> {
        match (kind, node) {
            (Kind::Any, _) => Ok(self.free_form(node, 0)),
            (Kind::Text, Node::Text(text)) => Ok(Value::String(text.clone())),
            (Kind::DateTime, Node::Text(text)) if is_rfc3339(text) => {
                Ok(Value::String(text.clone()))
            }
            (Kind::DateTime, Node::Text(text)) => Err(format!(
                "parsing time {text:?} as \"2006-01-02T15:04:05Z07:00\": cannot parse {text:?} as RFC 3339"
            )),
            (Kind::Boolean, Node::Boolean(value)) => Ok(Value::Bool(*value)),
            (Kind::Int32 | Kind::Int64, Node::Number(number)) => match integer(number, kind) {
                Some(number) => Ok(Value::Number(number)),
                None => Err(wrong_type(&format!("number {number}"), kind, place)),
            },
            (Kind::Object(shape), Node::Map(_)) => self.object(node, shape, place.path),
            // Go keeps the bytes of a free-form value, whatever they are.
            (Kind::Object(shape), _) if shape.open => Ok(Value::Null),
            (Kind::List(item), Node::List(ids)) => self.list(ids, *item, place),
            (Kind::Map(value), Node::Map(members)) => self.map(members, *value, place),
            _ => Err(wrong_type(node.json_type(), kind, place)),
        }
    }

    fn list(&mut self, ids: &[NodeId], kind: Kind, place: Place<'_>) -> Result<Value, String> {
        let mut items = Vec::with_capacity(ids.len());
        for (index, id) in ids.iter().enumerate() {
            let at = place.path.index(index);
            items.push(match self.document.get(*id) {
                Node::Null => zero(kind),
                node => self.value(
                    node,
                    kind,
                    Place {
                        structure: place.structure,
                        path: &at,
                    },
                )?,
            });
        }
        Ok(Value::Array(items))
    }

    fn map(
        &mut self,
        members: &[(String, NodeId)],
        kind: Kind,
        place: Place<'_>,
    ) -> Result<Value, String> {
        let mut object = Map::new();
        for (name, id) in self.ordered(members) {
            let at = place.path.field(name);
            let value = match self.document.get(id) {
                Node::Null => zero(kind),
                node => self.value(node, kind, place)?,
            };
            if object.insert(name.to_owned(), value).is_some() {
                self.complain(|| format!("duplicate field \"{at}\""));
            }
        }
        Ok(Value::Object(object))
    }

    fn ordered<'m>(&self, members: &'m [(String, NodeId)]) -> Vec<(&'m str, NodeId)> {
        let as_written = members.iter().map(|(name, id)| (name.as_str(), *id));
        match self.order {
            Order::AsWritten => as_written.collect(),
            Order::Sorted => as_written.collect::<BTreeMap<_, _>>().into_iter().collect(),
        }
    }

    /// Each complaint is made once, and no more of them than are ever shown.
    fn complain(&mut self, complaint: impl FnOnce() -> String) {
        if self.complaints.len() < super::COMPLAINT_LIMIT {
            let complaint = complaint();
            if self.seen.insert(complaint.clone()) {
                self.complaints.push(complaint);
            }
        }
    }

    fn free_form(&self, node: &Node, depth: usize) -> Value {
        if depth > FREE_FORM_DEPTH {
            return Value::Null;
        }
        match node {
            Node::Null => Value::Null,
            Node::Boolean(value) => Value::Bool(*value),
            Node::Number(number) => number.parse().map_or(Value::Null, Value::Number),
            Node::Text(text) => Value::String(text.clone()),
            Node::List(ids) => ids
                .iter()
                .map(|id| self.free_form(self.document.get(*id), depth + 1))
                .collect(),
            Node::Map(members) => members
                .iter()
                .map(|(name, id)| {
                    (
                        name.clone(),
                        self.free_form(self.document.get(*id), depth + 1),
                    )
                })
                .collect(),
        }
    }
}

/// A whole number: digits alone, and inside the bounds of the type.
fn integer(text: &str, kind: Kind) -> Option<Number> {
    match kind {
        Kind::Int32 => text.parse::<i32>().ok().map(Number::from),
        _ => text.parse::<i64>().ok().map(Number::from),
    }
}

/// What `null` stands for in a list or a map, where it cannot stand for absence.
fn zero(kind: Kind) -> Value {
    match kind {
        Kind::Text => Value::String(String::new()),
        Kind::Boolean => Value::Bool(false),
        Kind::Int32 | Kind::Int64 => Value::Number(Number::from(0)),
        Kind::Object(_) => Value::Object(Map::new()),
        Kind::DateTime | Kind::List(_) | Kind::Map(_) | Kind::Any => Value::Null,
    }
}

fn wrong_type(found: &str, kind: Kind, place: Place<'_>) -> String {
    let Place { structure, path } = place;
    format!(
        "cannot unmarshal {found} into Go struct field {structure}.{path} of type {}",
        go_type(kind)
    )
}

fn go_type(kind: Kind) -> String {
    match kind {
        Kind::Text => "string".to_owned(),
        Kind::DateTime => "v1.Time".to_owned(),
        Kind::Boolean => "bool".to_owned(),
        Kind::Int32 => "int32".to_owned(),
        Kind::Int64 => "int64".to_owned(),
        Kind::Object(shape) => format!("v1.{}", shape.name),
        Kind::List(item) => format!("[]{}", go_type(*item)),
        Kind::Map(value) => format!("map[string]{}", go_type(*value)),
        Kind::Any => "interface {}".to_owned(),
    }
}
