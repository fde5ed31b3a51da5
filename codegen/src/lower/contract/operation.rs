//! Operations of a contract, as data.

use std::collections::BTreeMap;

use super::super::{Lowering, Node};
use super::parameter::Parameters;
use crate::diagnostic::Code;
use crate::model::Operation;
use crate::name;

impl Lowering<'_> {
    /// Every operation, in the order of the document.
    pub(in crate::lower) fn operations(&mut self) -> Vec<Operation> {
        let mut operations: Vec<Operation> = Vec::new();
        let mut taken: BTreeMap<String, String> = BTreeMap::new();
        for (path, method, item, node) in self.operation_nodes() {
            let Some(lowered) = self.operation(&path, method, &item, &node) else {
                continue;
            };
            for name in [&lowered.id, &lowered.rust] {
                if let Some(other) = taken.insert(name.clone(), path.clone()) {
                    let message = format!("`{name}` is also the name of an operation of {other}");
                    let help = "give each operation its own operationId and x-rust-name";
                    self.report(Code::NameCollision, &node, message, help);
                }
            }
            operations.push(lowered);
        }
        operations
    }

    fn operation(
        &mut self,
        path: &str,
        method: &str,
        item: &Node,
        node: &Node,
    ) -> Option<Operation> {
        let Some(id) = self.text_at(node, "operationId") else {
            let message = "the operation has no operationId";
            self.report(Code::Missing, node, message, "add `operationId`");
            return None;
        };
        let rust = self.operation_name(node, &id)?;
        let description = self.text_at(node, "description").unwrap_or_default();
        let summary = self
            .text_at(node, "summary")
            .or_else(|| self.text_at(node, "description"));
        let summary = self.described(summary, node);
        let Parameters { in_path, in_query } = self.contract_parameters(item, node);
        let path_parameters = self.in_template_order(path, in_path, node);
        let body = node.child("requestBody");
        let content = self.followed(&body).map(|body| body.child("content"));
        let (request, request_media_types) = match content {
            Some(content) => (self.content(&content), self.keys(&content)),
            None => (None, Vec::new()),
        };
        let (responses, response_media_types) = self.contract_responses(&node.child("responses"));
        Some(Operation {
            id,
            rust,
            method: method.to_ascii_uppercase(),
            path: path.to_owned(),
            summary,
            description,
            path_parameters,
            query_parameters: in_query,
            request_media_types,
            request,
            response_media_types,
            responses,
        })
    }

    /// The name of the static: `x-rust-name`, or the operationId.
    fn operation_name(&mut self, node: &Node, id: &str) -> Option<String> {
        let word = "x-rust-name";
        let (given, at) = match self.value(&node.child(word)) {
            Some(given) => (given.as_str().unwrap_or_default(), node.child(word)),
            None => (id, node.child("operationId")),
        };
        let usable = name::can_be_member(&name::snake(given));
        if !usable {
            let help = "write words joined by dashes, such as read-pod";
            self.report_value(Code::InvalidRule, &at, "this cannot be a Rust name", help);
        }
        usable.then(|| name::upper(given))
    }
}
