//! Operations.

use std::collections::BTreeMap;

use openapiv3::{Operation as ApiOperation, PathItem, ReferenceOr};

use super::Lowering;
use super::parameter::Location;
use crate::diagnostic::Code;
use crate::model::{Operation, Parameter};
use crate::name;
use crate::pointer::Pointer;

impl<'a> Lowering<'a> {
    /// Every operation, in the order of the document.
    pub(super) fn all_operations(&mut self) -> Vec<Operation> {
        let api = self.api;
        let mut operations: Vec<Operation> = Vec::new();
        let mut taken: BTreeMap<String, String> = BTreeMap::new();
        for (path, item) in &api.paths.paths {
            let at = Pointer::from_parts(&["paths", path]);
            let ReferenceOr::Item(item) = item else {
                self.unsupported(&at, "a path item that is a $ref");
                continue;
            };
            for (method, operation) in item.iter() {
                let at = at.child(method);
                let Some(lowered) = self.operation(path, item, method, operation, &at) else {
                    continue;
                };
                for name in [&lowered.id, &lowered.rust] {
                    if let Some(other) = taken.insert(name.clone(), path.clone()) {
                        let message =
                            format!("`{name}` is also the name of an operation of {other}");
                        let help = "give each operation its own operationId and x-rust-name";
                        self.report(Code::NameCollision, &at, message, help);
                    }
                }
                operations.push(lowered);
            }
        }
        operations
    }

    fn operation(
        &mut self,
        path: &str,
        item: &'a PathItem,
        method: &str,
        operation: &'a ApiOperation,
        at: &Pointer,
    ) -> Option<Operation> {
        let Some(id) = operation.operation_id.clone() else {
            self.report(
                Code::Missing,
                at,
                "the operation has no operationId",
                "add `operationId`",
            );
            return None;
        };
        let rust = self.rust_name(operation, &id, at)?;
        let summary = operation
            .summary
            .as_deref()
            .or(operation.description.as_deref());
        let summary = self.described(summary, at);
        let (in_path, query_parameters) = self.parameters(item, operation, at);
        let path_parameters = self.in_template_order(path, in_path, at);
        let (request, request_media_types) = match &operation.request_body {
            None => (None, Vec::new()),
            Some(ReferenceOr::Item(body)) => {
                let at = at.child("requestBody").child("content");
                (
                    self.content(&body.content, &at),
                    body.content.keys().cloned().collect(),
                )
            }
            Some(ReferenceOr::Reference { .. }) => {
                self.unsupported(&at.child("requestBody"), "a request body that is a $ref");
                (None, Vec::new())
            }
        };
        let (responses, response_media_types) =
            self.responses(&operation.responses, &at.child("responses"));
        Some(Operation {
            id,
            rust,
            method: method.to_ascii_uppercase(),
            path: path.to_owned(),
            summary,
            description: operation
                .description
                .as_deref()
                .unwrap_or_default()
                .trim()
                .to_owned(),
            path_parameters,
            query_parameters,
            request_media_types,
            request,
            response_media_types,
            responses,
        })
    }

    /// The name of the static: `x-rust-name`, or the operationId.
    fn rust_name(&mut self, operation: &ApiOperation, id: &str, at: &Pointer) -> Option<String> {
        let word = "x-rust-name";
        let (given, at) = match operation.extensions.get(word) {
            Some(given) => (given.as_str().unwrap_or_default(), at.child(word)),
            None => (id, at.child("operationId")),
        };
        let usable = name::can_be_member(&name::snake(given));
        if !usable {
            let help = "write words joined by dashes, such as read-pod";
            self.report_value(Code::InvalidRule, &at, "this cannot be a Rust name", help);
        }
        usable.then(|| name::upper(given))
    }

    fn parameters(
        &mut self,
        item: &'a PathItem,
        operation: &'a ApiOperation,
        at: &Pointer,
    ) -> (Vec<Parameter>, Vec<Parameter>) {
        let shared_at = at.parent().unwrap_or_default().child("parameters");
        let shared = item
            .parameters
            .iter()
            .enumerate()
            .map(|(index, item)| (item, shared_at.index(index)));
        let own_at = at.child("parameters");
        let own = operation
            .parameters
            .iter()
            .enumerate()
            .map(|(index, item)| (item, own_at.index(index)));
        let (mut in_path, mut in_query): (Vec<Parameter>, Vec<Parameter>) =
            (Vec::new(), Vec::new());
        for (parameter, at) in shared.chain(own) {
            let Some((location, parameter)) = self.parameter(parameter, &at) else {
                continue;
            };
            let list = if location == Location::Path {
                &mut in_path
            } else {
                &mut in_query
            };
            if list.iter().any(|other| other.name == parameter.name) {
                let message = format!("the parameter `{}` is declared twice", parameter.name);
                self.report_value(Code::DuplicateKey, &at, message, "remove one of the two");
            }
            list.push(parameter);
        }
        (in_path, in_query)
    }

    /// Path parameters in the order of the template; both must name the same ones.
    fn in_template_order(
        &mut self,
        path: &str,
        mut declared: Vec<Parameter>,
        at: &Pointer,
    ) -> Vec<Parameter> {
        let mut ordered = Vec::new();
        for name in path
            .split('{')
            .skip(1)
            .filter_map(|part| part.split_once('}'))
            .map(|(name, _)| name)
        {
            if let Some(index) = declared.iter().position(|parameter| parameter.name == name) {
                ordered.push(declared.remove(index));
            } else {
                let message = format!("the path parameter `{name}` is not declared");
                self.report(Code::Missing, at, message, "add it under `parameters`");
            }
        }
        for parameter in declared {
            let message = format!("the path has no `{{{}}}`", parameter.name);
            self.report(
                Code::Contradiction,
                at,
                message,
                "remove the parameter, or put it into the path",
            );
        }
        ordered
    }
}
