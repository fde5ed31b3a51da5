//! What OpenAPI allows a schema to be, and a contract does not.

use super::super::{Lowering, Node};
use super::extension::EXTENSIONS;
use crate::model::Body;
use crate::runtime::Format;

impl Lowering<'_> {
    /// Reports a type that a contract leaves open: none at all, a whole number of no size, an unknown format, `null`.
    pub(in crate::lower) fn refuse_open_type(&mut self, nodes: &[Node], word: &str) {
        let Some(first) = nodes.first().filter(|_| self.is_contract()) else {
            return;
        };
        let format = self.format(nodes);
        match (word, format) {
            ("", _) => self.unsupported(first, "a schema of this kind"),
            ("integer", Some("int32" | "int64" | "uint32" | "uint64")) => {}
            ("integer", _) => self.unsupported(first, "an integer without format int32 or int64"),
            ("string", Some(name)) if name != "date-time" && Format::of_openapi(name).is_none() => {
                self.unsupported(&first.child("format"), "this format of a string");
            }
            _ => {}
        }
        if (word, format) != ("string", Some("date-time")) {
            self.refuse_null(nodes);
        }
    }

    /// Reports `nullable` on a type that reads `null` as absence anyway.
    pub(in crate::lower) fn refuse_null(&mut self, nodes: &[Node]) {
        for node in nodes {
            if self.is_contract() && self.flag(node, "nullable") {
                self.unsupported(
                    &node.child("nullable"),
                    "nullable on anything but a date-time",
                );
            }
        }
    }

    /// Reports a type that needs a name and stands where it has none. Returns whether it did.
    pub(in crate::lower) fn refuse_unnamed(&mut self, body: &Body, node: &Node) -> bool {
        if self.is_contract() {
            let what = match body {
                Body::Object(_) => "an object with members that is not a component",
                _ => "a union that is not a component",
            };
            self.unsupported(node, what);
        }
        self.is_contract()
    }

    /// Reports the extensions of members on the items of a list and the values of a map.
    pub(in crate::lower) fn refuse_extensions_inside(&mut self, parts: &[Node]) {
        if self.is_contract() {
            for part in parts {
                self.misplaced(part, EXTENSIONS, "list items and map values");
            }
        }
    }

    /// Reports a list that does not say of what.
    pub(in crate::lower) fn refuse_open_list(&mut self, nodes: &[Node], items: &[Node]) {
        if let (true, [], Some(first)) = (self.is_contract(), items, nodes.first()) {
            self.unsupported(&first.child("items"), "a list of anything");
        }
    }

    /// Reports an object that says neither which members it has nor that it may have any, or both.
    pub(in crate::lower) fn refuse_open_object(&mut self, nodes: &[Node], has_members: bool) {
        if !self.is_contract() {
            return;
        }
        let word = "additionalProperties";
        let said = nodes
            .iter()
            .find(|node| self.value(&node.child(word)).is_some());
        match (has_members, said, nodes.first()) {
            (true, Some(node), _) => {
                self.unsupported(&node.child(word), "additionalProperties beside properties");
            }
            (false, None, Some(first)) => self.unsupported(
                first,
                "an object without properties or `additionalProperties`",
            ),
            _ => {}
        }
    }
}
