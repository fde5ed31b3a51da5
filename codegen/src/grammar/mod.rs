//! Which keys may stand where, looked at in the raw document.
//!
//! The typed OpenAPI model drops what it does not know: a misspelt keyword, a member beside `$ref`. This pass sees
//! them, and everything of OpenAPI that the generator does not support yet.

mod catalogue;
mod extension;
mod openapi;

use serde_json::{Map, Value};

pub(crate) use catalogue::{CATALOGUE, EXAMPLE_INDEX};
pub(crate) use extension::RULE_WORDS;
pub(crate) use openapi::DOCUMENT;

use crate::diagnostic::{Code, Diagnostic};
use crate::document::Document;
use crate::pointer::Pointer;
use crate::suggest;

/// An object of the grammar.
#[derive(Debug)]
pub(crate) struct Object {
    /// What it is called in messages, such as `schema`.
    name: &'static str,
    /// Keys it may have, and what stands below them.
    keys: &'static [(&'static str, Below)],
    /// Keys that OpenAPI has and this generator does not support yet.
    unsupported: &'static [&'static str],
    /// Vendor extensions it may have. `x-kubernetes-` is allowed everywhere.
    extensions: &'static [&'static str],
    /// Whether `{$ref: ...}` may stand in its place.
    reference: bool,
}

/// What stands below a key.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Below {
    /// A value this pass does not look into.
    Leaf,
    /// An object.
    One(&'static Object),
    /// A list of objects.
    List(&'static Object),
    /// Free names, each with an object.
    Map(&'static Object),
}

/// Reports every key of the document that the grammar has no place for.
pub(crate) fn check(document: &Document, grammar: &'static Object) -> Vec<Diagnostic> {
    let mut pass = Pass {
        document,
        found: Vec::new(),
    };
    pass.object(document.value(), &Pointer::root(), grammar);
    pass.found
}

/// The same findings for a document that was not written for this generator: nothing that OpenAPI has is unknown to it,
/// and what it does not know it ignores.
pub(crate) fn lenient(found: Vec<Diagnostic>) -> impl Iterator<Item = Diagnostic> {
    found
        .into_iter()
        .filter(|found| found.code != Code::Unsupported)
        .map(|found| Diagnostic {
            code: Code::Ignored,
            ..found
        })
}

struct Pass<'a> {
    document: &'a Document,
    found: Vec<Diagnostic>,
}

impl Pass<'_> {
    fn below(&mut self, value: &Value, at: &Pointer, below: Below) {
        match (below, value) {
            (Below::One(object), _) => self.object(value, at, object),
            (Below::List(object), Value::Array(items)) => {
                for (index, item) in items.iter().enumerate() {
                    self.object(item, &at.index(index), object);
                }
            }
            (Below::Map(object), Value::Object(entries)) => {
                for (key, entry) in entries {
                    self.object(entry, &at.child(key), object);
                }
            }
            // A wrong type is reported, with its place, when the document is read into types.
            (Below::Leaf | Below::List(_) | Below::Map(_), _) => {}
        }
    }

    fn object(&mut self, value: &Value, at: &Pointer, object: &'static Object) {
        let Value::Object(members) = value else {
            return;
        };
        if object.reference && members.contains_key("$ref") {
            self.siblings(members, at);
            return;
        }
        for (key, value) in members {
            let at = at.child(key);
            if let Some((_, below)) = object.keys.iter().find(|(name, _)| name == key) {
                self.below(value, &at, *below);
            } else if let Some(message) = unknown(key, object) {
                self.found
                    .push(self.document.at_key(message.0, &at, message.1, message.2));
            }
        }
    }

    fn siblings(&mut self, members: &Map<String, Value>, at: &Pointer) {
        for key in members.keys().filter(|key| *key != "$ref") {
            self.found.push(self.document.at_key(
                Code::ReferenceSibling,
                &at.child(key),
                format!("`{key}` stands beside $ref and would be ignored"),
                "write `allOf: [{$ref: ...}]` and put the other members beside allOf".to_owned(),
            ));
        }
    }
}

fn unknown(key: &str, object: &'static Object) -> Option<(Code, String, String)> {
    let name = object.name;
    if object.extensions.contains(&key) || key.starts_with("x-kubernetes-") {
        return None;
    }
    if object.unsupported.contains(&key) {
        let message = format!("`{key}` in a {name} is not supported yet");
        return Some((
            Code::Unsupported,
            message,
            "leave it out, or teach the generator first".to_owned(),
        ));
    }
    if key.starts_with("x-") {
        // Extensions of others are none of our business, unless they look like a slip for one of ours.
        let near = suggest::nearest(key, object.extensions.iter().copied())?;
        let message = format!("unknown extension `{key}` in a {name}");
        return Some((Code::UnknownKey, message, format!("did you mean `{near}`?")));
    }
    let known = object
        .keys
        .iter()
        .map(|(name, _)| *name)
        .chain(object.unsupported.iter().copied());
    Some((
        Code::UnknownKey,
        format!("unknown key `{key}` in a {name}"),
        suggest::help(key, known),
    ))
}
