//! Which keys may stand where, looked at in the raw document.
//!
//! The typed OpenAPI model drops what it does not know: a misspelt keyword, a member beside `$ref`. This pass sees
//! them, and everything of OpenAPI that the generator does not support yet.

mod catalogue;
mod extension;
mod files;
mod openapi;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

pub(crate) use catalogue::{CATALOGUE, EXAMPLE_INDEX, FAULTS, VARIANTS};
pub(crate) use extension::RULE_WORDS;
pub(crate) use files::ignored;
pub(crate) use openapi::DOCUMENT;

use crate::diagnostic::{Code, Diagnostic};
use crate::document::Document;
use crate::pointer::Pointer;
use crate::source::Source;
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

impl Object {
    /// An object that has these keys, and nothing else in their place.
    const fn closed(name: &'static str, keys: &'static [(&'static str, Below)]) -> Self {
        Self {
            name,
            keys,
            unsupported: &[],
            extensions: &[],
            reference: false,
        }
    }
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

/// Reads a file of the spec that is no OpenAPI document; reports keys that the grammar has no place for, or the first
/// value of a wrong type.
pub(crate) fn read<T: DeserializeOwned>(
    source: &Source,
    grammar: &'static Object,
) -> Result<(Document, T), Vec<Diagnostic>> {
    let document = Document::read(source)?;
    let unknown = check(&document, grammar);
    if !unknown.is_empty() {
        return Err(unknown);
    }
    let typed = document.typed()?;
    Ok((document, typed))
}

/// Reports every key of the document that the grammar has no place for.
pub(crate) fn check(document: &Document, grammar: &'static Object) -> Vec<Diagnostic> {
    let mut pass = Pass {
        document,
        lenience: Lenience::OfThisProject,
        found: Vec::new(),
        leads: Vec::new(),
    };
    pass.object(document.value(), &Pointer::root(), grammar);
    pass.found
}

/// For whom a document was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lenience {
    /// For this generator: everything without a meaning is a mistake.
    OfThisProject,
    /// For others: what is not known is ignored, with a warning; what is not supported yet is told where it is met.
    OfAnyOrigin,
}

struct Pass<'a> {
    document: &'a Document,
    lenience: Lenience,
    found: Vec<Diagnostic>,
    /// The references, and what may stand where they stand.
    leads: Vec<(String, &'static Object)>,
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
            if let Some(Value::String(reference)) = members.get("$ref") {
                self.leads.push((reference.clone(), object));
            }
            self.siblings(members, at);
            return;
        }
        for (key, value) in members {
            let at = at.child(key);
            if let Some((_, below)) = object.keys.iter().find(|(name, _)| name == key) {
                self.below(value, &at, *below);
            } else if let Some((code, message, help)) = unknown(key, object) {
                self.report(code, &at, message, help);
            }
        }
    }

    fn siblings(&mut self, members: &Map<String, Value>, at: &Pointer) {
        for key in members.keys().filter(|key| *key != "$ref") {
            self.report(
                Code::ReferenceSibling,
                &at.child(key),
                format!("`{key}` stands beside $ref and would be ignored"),
                "write `allOf: [{$ref: ...}]` and put the other members beside allOf".to_owned(),
            );
        }
    }

    fn report(&mut self, code: Code, at: &Pointer, message: String, help: String) {
        let code = match (self.lenience, code) {
            (Lenience::OfThisProject, code) => code,
            (Lenience::OfAnyOrigin, Code::Unsupported) => return,
            (Lenience::OfAnyOrigin, _) => Code::Ignored,
        };
        self.found
            .push(self.document.at_key(code, at, message, help));
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
