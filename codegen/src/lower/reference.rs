//! `$ref`s, followed.

use openapiv3::{Parameter, ReferenceOr, Response};

use super::Lowering;
use crate::diagnostic::Code;
use crate::model::SchemaIndex;
use crate::pointer::Pointer;
use crate::suggest;

const SCHEMAS: &str = "#/components/schemas/";
const PARAMETERS: &str = "#/components/parameters/";
const RESPONSES: &str = "#/components/responses/";

impl<'a> Lowering<'a> {
    /// The schema that a `$ref` at `at` names.
    pub(super) fn schema_reference(
        &mut self,
        reference: &str,
        at: &Pointer,
    ) -> Option<SchemaIndex> {
        let found = reference
            .strip_prefix(SCHEMAS)
            .and_then(|name| self.schemas.get(name).copied());
        if found.is_none() {
            let known: Vec<String> = self
                .schemas
                .keys()
                .map(|name| format!("{SCHEMAS}{name}"))
                .collect();
            self.dangling(reference, at, &known);
        }
        found
    }

    /// A parameter, with the place it is written in.
    pub(super) fn parameter_item(
        &mut self,
        item: &'a ReferenceOr<Parameter>,
        at: &Pointer,
    ) -> Option<(&'a Parameter, Pointer)> {
        let components = self
            .api
            .components
            .as_ref()
            .map(|components| &components.parameters);
        match item {
            ReferenceOr::Item(parameter) => Some((parameter, at.clone())),
            ReferenceOr::Reference { reference } => {
                let name = reference.strip_prefix(PARAMETERS).unwrap_or_default();
                match components.and_then(|components| components.get(name)) {
                    Some(ReferenceOr::Item(parameter)) => Some((
                        parameter,
                        Pointer::from_parts(&["components", "parameters", name]),
                    )),
                    Some(ReferenceOr::Reference { .. }) => {
                        self.unsupported(at, "a $ref to a $ref");
                        None
                    }
                    None => {
                        let known: Vec<String> = components
                            .into_iter()
                            .flat_map(|components| components.keys())
                            .map(|name| format!("{PARAMETERS}{name}"))
                            .collect();
                        self.dangling(reference, at, &known);
                        None
                    }
                }
            }
        }
    }

    /// A response, with the place it is written in.
    pub(super) fn response_item(
        &mut self,
        item: &'a ReferenceOr<Response>,
        at: &Pointer,
    ) -> Option<(&'a Response, Pointer)> {
        let components = self
            .api
            .components
            .as_ref()
            .map(|components| &components.responses);
        match item {
            ReferenceOr::Item(response) => Some((response, at.clone())),
            ReferenceOr::Reference { reference } => {
                let name = reference.strip_prefix(RESPONSES).unwrap_or_default();
                match components.and_then(|components| components.get(name)) {
                    Some(ReferenceOr::Item(response)) => Some((
                        response,
                        Pointer::from_parts(&["components", "responses", name]),
                    )),
                    Some(ReferenceOr::Reference { .. }) => {
                        self.unsupported(at, "a $ref to a $ref");
                        None
                    }
                    None => {
                        let known: Vec<String> = components
                            .into_iter()
                            .flat_map(|components| components.keys())
                            .map(|name| format!("{RESPONSES}{name}"))
                            .collect();
                        self.dangling(reference, at, &known);
                        None
                    }
                }
            }
        }
    }

    fn dangling(&mut self, reference: &str, at: &Pointer, known: &[String]) {
        let help = match suggest::nearest(reference, known.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!(
                "define it under {}",
                reference
                    .rsplit_once('/')
                    .map_or("#/components", |(folder, _)| folder)
            ),
        };
        self.report_value(
            Code::DanglingReference,
            &at.child("$ref"),
            format!("`{reference}` is not defined"),
            help,
        );
    }
}
