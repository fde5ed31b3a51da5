//! The one type, format and nullability of a conjunction.

use serde_json::Value;

use super::{Lowering, Node};
use crate::diagnostic::Code;

impl<'a> Lowering<'a> {
    /// The one type that a conjunction has.
    pub(super) fn type_word(&mut self, nodes: &[Node]) -> &'a str {
        let mut found: Option<&'a str> = None;
        for node in nodes {
            let at = node.child("type");
            let word = match self.value(&at) {
                None => continue,
                Some(Value::String(word)) => word.as_str(),
                Some(_) => {
                    self.wrong_type(&at, "one type (lists of types are OpenAPI 3.1)");
                    continue;
                }
            };
            if !["string", "integer", "number", "boolean", "array", "object"].contains(&word) {
                self.wrong_type(&at, "string, number, integer, boolean, array or object");
                continue;
            }
            found = match found {
                None | Some("number") if word == "integer" => Some(word),
                None => Some(word),
                Some("integer") if word == "number" => Some("integer"),
                Some(other) if other != word => {
                    let message =
                        format!("this is both {other} and {word}, so that no value has it");
                    self.report(
                        Code::Contradiction,
                        &at,
                        message,
                        "leave one of the two out of allOf",
                    );
                    Some(other)
                }
                same => same,
            };
        }
        if let Some(word) = found {
            return word;
        }
        let has = |words: &[&str]| {
            nodes
                .iter()
                .filter_map(|node| self.value(node))
                .any(|schema| words.iter().any(|word| schema.get(word).is_some()))
        };
        if has(&[
            "properties",
            "required",
            "additionalProperties",
            "x-kubernetes-preserve-unknown-fields",
        ]) {
            "object"
        } else if has(&["items"]) {
            "array"
        } else if self
            .enumeration(nodes)
            .is_some_and(|values| !values.is_empty() && values.iter().all(Value::is_string))
        {
            "string"
        } else {
            ""
        }
    }

    pub(super) fn format(&self, nodes: &[Node]) -> Option<&'a str> {
        nodes
            .iter()
            .find_map(|node| self.value(node)?.get("format")?.as_str())
    }

    /// `null` is allowed where the outermost schema says so, or every one of them.
    pub(super) fn nullable(&self, nodes: &[Node]) -> bool {
        let says = |node: &Node| self.flag(node, "nullable");
        nodes.first().is_some_and(says) || (!nodes.is_empty() && nodes.iter().all(says))
    }

    pub(super) fn any_flag(&self, nodes: &[Node], word: &str) -> bool {
        nodes.iter().any(|node| self.flag(node, word))
    }
}
