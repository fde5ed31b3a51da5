//! From a document to the known fields of a shape, with a complaint in the words of Go's decoder for everything else.

use std::collections::HashSet;
use std::ops::ControlFlow;

use generated::runtime::decode::{Document, Loss, Node, Place, Report, walk};
use generated::runtime::{Kind, Shape, Union};
use serde_json::Value;

use crate::behaviour::lenience;

/// The known fields, and what was left out of them.
#[derive(Debug)]
pub(super) struct Decoded {
    pub(super) value: Value,
    pub(super) complaints: Vec<String>,
}

/// Reads a document as an object of that shape. The error is the first wrong type.
pub(super) fn decode(document: &Document<'_>, shape: &'static Shape) -> Result<Decoded, String> {
    let mut found = Found::new(true);
    match walk(document, Kind::Object(shape), &mut found) {
        ControlFlow::Continue(value) => Ok(Decoded {
            value,
            complaints: found.complaints,
        }),
        ControlFlow::Break(()) => Err(found.wrong_type),
    }
}

/// What a decoder would complain of that does not mind wrong types.
pub(super) fn complaints(document: &Document<'_>, shape: &'static Shape) -> Vec<String> {
    let mut found = Found::new(false);
    let _ = walk(document, Kind::Object(shape), &mut found);
    found.complaints
}

#[derive(Debug)]
struct Found {
    /// Whether a wrong type ends the walk.
    minds_types: bool,
    complaints: Vec<String>,
    seen: HashSet<String>,
    /// Why the walk broke off.
    wrong_type: String,
}

impl Found {
    fn new(minds_types: bool) -> Self {
        Self {
            minds_types,
            complaints: Vec::new(),
            seen: HashSet::new(),
            wrong_type: String::new(),
        }
    }

    /// Each complaint is made once, and no more of them than are ever shown.
    fn complain(&mut self, what: &str, place: Place<'_>) {
        if self.complaints.len() < super::COMPLAINT_LIMIT {
            let complaint = format!("{what} field \"{}\"", place.path.dotted());
            if self.seen.insert(complaint.clone()) {
                self.complaints.push(complaint);
            }
        }
    }
}

impl Report for Found {
    fn unknown_field(&mut self, _: &str, place: Place<'_>) {
        self.complain("unknown", place);
    }

    fn duplicate_field(&mut self, _: &str, place: Place<'_>) {
        self.complain("duplicate", place);
    }

    fn wrong_type(&mut self, expected: Kind, found: &Node, place: Place<'_>) -> ControlFlow<()> {
        if !self.minds_types || lenience::is_dropped(expected, found, place) {
            return ControlFlow::Continue(());
        }
        self.wrong_type = match (expected, found) {
            // Go keeps the bytes of a free-form value, whatever they are.
            (Kind::Object(shape), _) if shape.is_open() => return ControlFlow::Continue(()),
            (Kind::DateTime, Node::Text(text)) => format!(
                "parsing time {text:?} as \"2006-01-02T15:04:05Z07:00\": cannot parse {text:?} as RFC 3339"
            ),
            (Kind::Int32 | Kind::Int64, Node::Number(number)) => {
                cannot_unmarshal(&format!("number {number}"), expected, place)
            }
            _ => cannot_unmarshal(found.json_type(), expected, place),
        };
        ControlFlow::Break(())
    }

    fn no_variant(&mut self, _: &'static Union, reason: &str, _: Place<'_>) -> ControlFlow<()> {
        reason.clone_into(&mut self.wrong_type);
        ControlFlow::Break(())
    }

    /// Nothing of a request's free-form content is used: the server replaces it.
    fn lost(&mut self, _: Loss, _: Place<'_>) {}
}

fn cannot_unmarshal(found: &str, kind: Kind, place: Place<'_>) -> String {
    format!(
        "cannot unmarshal {found} into Go struct field {}.{} of type {}",
        place.shape.name,
        place.path.without_key(),
        go_type(kind)
    )
}

fn go_type(kind: Kind) -> String {
    match kind {
        Kind::Text | Kind::Enumeration(_) => "string".to_owned(),
        Kind::DateTime => "v1.Time".to_owned(),
        Kind::Boolean => "bool".to_owned(),
        Kind::Int32 => "int32".to_owned(),
        Kind::Int64 => "int64".to_owned(),
        Kind::Uint32 => "uint32".to_owned(),
        Kind::Uint64 => "uint64".to_owned(),
        Kind::Number => "float64".to_owned(),
        Kind::IntOrString => "intstr.IntOrString".to_owned(),
        Kind::AnyObject => "map[string]interface {}".to_owned(),
        Kind::Checked(of) => go_type(of.kind),
        Kind::Object(shape) => format!("v1.{}", shape.name),
        Kind::List(item) => format!("[]{}", go_type(*item)),
        Kind::Map(value) => format!("map[string]{}", go_type(*value)),
        Kind::Union(_) | Kind::Any => "interface {}".to_owned(),
    }
}
