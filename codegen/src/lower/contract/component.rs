//! Components of a contract: their names, their descriptions, and the rules of objects.

use serde_json::Value;

use super::super::naming::same_module;
use super::super::schema::Shape;
use super::super::{Lowering, Node};
use crate::diagnostic::Code;
use crate::model::{Body, Kind, Type};
use crate::name;

impl Lowering<'_> {
    /// The Rust name of a component: the last part of its name, or a mistake.
    pub(in crate::lower) fn contract_name(&mut self, full: &str, node: &Node) -> String {
        let rust = name::type_name(full).to_owned();
        if !name::can_be_type(&rust) {
            let message = format!("`{rust}` cannot be the name of a Rust type");
            let help = "end the name in another word, with a capital letter";
            self.report(Code::NameCollision, node, message, help);
        } else if self.names.claim(std::slice::from_ref(&rust)) != rust {
            let other = self.indices.iter().find_map(|((file, at), index)| {
                same_module(&self.claimed[index.0], &rust).then(|| {
                    let node = Node {
                        file: *file,
                        at: at.clone(),
                        branched: false,
                    };
                    node.name()
                })
            });
            let message = format!(
                "`{rust}` is also the Rust name of `{}`",
                other.unwrap_or_default()
            );
            let help = "give one of the two another last part";
            self.report(Code::NameCollision, node, message, help);
        }
        rust
    }

    /// What a component consists of, with the rules of an object as a whole.
    pub(in crate::lower) fn contract_body(
        &mut self,
        shape: Shape,
        nodes: &[Node],
        node: &Node,
    ) -> Body {
        self.misplaced(node, &["x-requirements", "x-always-written"], "a component");
        let place = match &shape {
            Shape::Body(Body::Object(_), _) => None,
            Shape::Type(of) if of.kind == Kind::AnyObject => Some("a free-form object"),
            _ => Some("a component that is no object"),
        };
        if let Some(place) = place {
            self.misplaced(node, &["x-semantic-rules"], place);
        }
        match shape {
            Shape::Body(Body::Object(mut object), _) => {
                object.rules = nodes.iter().flat_map(|node| self.rules(node)).collect();
                Body::Object(object)
            }
            Shape::Body(body, _) => body,
            Shape::Type(Type {
                kind: Kind::DateTime,
                nullable,
                ..
            }) => Body::DateTime { nullable },
            Shape::Type(Type { kind, keywords, .. })
                if kind == Kind::AnyObject && keywords.is_empty() =>
            {
                Body::Free
            }
            Shape::Type(of) => Body::Named(of),
        }
    }

    /// The schemas behind a `$ref` to a component that is a text, a number, a list or a map.
    ///
    /// In a contract the type itself stands in the place of such a reference, so that an empty value of it is absent
    /// like any other.
    pub(in crate::lower) fn stands_in(&mut self, node: &Node) -> Option<Vec<Node>> {
        if !self.is_contract() {
            return None;
        }
        self.followed(node)?;
        let nodes = self.conjunction(node);
        let word = self.type_word(&nodes);
        let has = |words: &[&str]| {
            let mut schemas = nodes.iter().filter_map(|node| self.value(node));
            schemas.any(|schema| words.iter().any(|word| schema.get(word).is_some()))
        };
        let values = |node: &Node| self.value(&node.child("additionalProperties"));
        let is_map = nodes.iter().filter_map(values).any(Value::is_object);
        let stays = match word {
            "object" => {
                has(&["properties"]) || !(is_map || has(&["minProperties", "maxProperties"]))
            }
            "string" => self.format(&nodes) == Some("date-time"),
            word => word.is_empty(),
        };
        (!stays).then_some(nodes)
    }

    /// Reports a component that only stands for another.
    pub(in crate::lower) fn refuse_alias(&mut self, node: &Node) {
        if self.is_contract() {
            self.unsupported(node, "a component that is a $ref");
        }
    }

    /// A description, which everything public needs.
    pub(in crate::lower) fn described(&mut self, text: Option<String>, node: &Node) -> String {
        if text.is_none() {
            let help = "add `description`; it becomes the documentation of the Rust item";
            self.report(Code::Missing, node, "a description is missing", help);
        }
        text.unwrap_or_default()
    }

    /// Reports an identity that is none; other documents have objects of several.
    pub(in crate::lower) fn refuse_identity(&mut self, node: &Node, word: &str) {
        if self.is_contract() {
            let help = "write `- {group: ..., version: ..., kind: ...}`";
            let message = format!("{word} is a list of one entry");
            self.report(Code::InvalidRule, &node.child(word), message, help);
        }
    }
}
