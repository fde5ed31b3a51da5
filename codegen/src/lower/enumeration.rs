//! `enum`.

use indexmap::IndexSet;
use serde_json::Value;

use super::naming::variant_name;
use super::schema::Shape;
use super::taken::Taken;
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
        let mut taken = Taken::exact();
        for value in &values {
            let Some(text) = value.as_str() else {
                continue;
            };
            let rust = taken.distinct(&variant_name(text), "");
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
        let mut values: Option<IndexSet<Value>> = None;
        for node in nodes {
            let at = node.child("enum");
            match self.value(&at) {
                None => {}
                Some(Value::Array(items)) => {
                    let listed = items.iter().filter(|item| !item.is_null()).cloned();
                    let list: IndexSet<Value> = listed.collect();
                    values = Some(match values {
                        None => list,
                        Some(mut before) => {
                            before.retain(|value| list.contains(value));
                            before
                        }
                    });
                }
                Some(_) => self.wrong_type(&at, "a list"),
            }
        }
        values.map(|values| values.into_iter().collect())
    }
}
