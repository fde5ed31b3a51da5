//! `enum`.

use serde_json::Value;

use super::naming::{distinct, variant_name};
use super::schema::Shape;
use super::{Lowering, Node};
use crate::diagnostic::Code;
use crate::model::{Body, Kind, Type, Word};

impl Lowering<'_> {
    pub(super) fn text(&mut self, nodes: &[Node], nullable: bool) -> Shape {
        match self.format(nodes) {
            Some("date-time") => return self.plain(Kind::DateTime, nullable, nodes),
            Some("int-or-string") => return self.plain(Kind::IntOrString, nullable, nodes),
            _ => {}
        }
        let Some(values) = self.enumeration(nodes).filter(|_| !self.is_contract()) else {
            return self.plain(Kind::Text, nullable, nodes);
        };
        let mut words: Vec<Word> = Vec::new();
        for value in &values {
            let Some(text) = value.as_str() else {
                continue;
            };
            let rust = distinct(variant_name(text), "", |name| {
                words.iter().any(|word| word.rust == name)
            });
            words.push(Word {
                text: text.to_owned(),
                rust,
            });
        }
        if words.is_empty() {
            if let Some(first) = nodes.first() {
                // Real documents write `enum: [true]` and mean the text; what is sent to them must not be refused.
                let (code, message) = if values.is_empty() {
                    (Code::Contradiction, "no text is allowed here")
                } else {
                    let message = "no value of this list is a text; every text is let through";
                    (Code::NotEnforced, message)
                };
                let help = "list at least one text, in quotes";
                self.report(code, &first.child("enum"), message, help);
            }
            return Shape::Type(Type::plain(Kind::Text));
        }
        // The other keywords (a pattern, a length) can only make words of the list impossible.
        Shape::Body(Body::Enumeration(words), nullable)
    }

    /// The values that every `enum` of a conjunction has, `null` left out.
    pub(super) fn enumeration(&mut self, nodes: &[Node]) -> Option<Vec<Value>> {
        let mut values: Option<Vec<Value>> = None;
        for node in nodes {
            let at = node.child("enum");
            match self.value(&at) {
                None => {}
                Some(Value::Array(items)) => {
                    let mut list: Vec<Value> = Vec::new();
                    for item in items.iter().filter(|item| !item.is_null()) {
                        if !list.contains(item) {
                            list.push(item.clone());
                        }
                    }
                    values = Some(match values {
                        None => list,
                        Some(before) => before
                            .into_iter()
                            .filter(|value| list.contains(value))
                            .collect(),
                    });
                }
                Some(_) => self.wrong_type(&at, "a list"),
            }
        }
        values
    }
}
