//! Operations as data.

use proc_macro2::TokenStream;
use quote::quote;

use super::literal::{ident, number, option};
use super::shapes::{names_format, published};
use super::{rule, shapes};
use crate::doc;
use crate::model::{Model, Operation, Parameter, Response};
use crate::render::Module;

/// `operations.rs`.
pub(super) fn module(model: &Model) -> Module {
    let mut items: Vec<TokenStream> = model
        .operations
        .iter()
        .map(|operation| item(model, operation))
        .collect();
    let names = model
        .operations
        .iter()
        .map(|operation| ident(&operation.rust));
    items.push(quote! {
        /// Every operation, in the order of the spec.
        pub static ALL: &[&Operation] = &[ #( &#names ),* ];
    });
    Module {
        origin: "spec/openapi.yaml#/paths".to_owned(),
        docs: "The operations of the API as data; no HTTP library is imposed.".to_owned(),
        preamble: uses(model),
        items,
    }
}

fn uses(model: &Model) -> Vec<TokenStream> {
    let parameters: Vec<&Parameter> = model
        .operations
        .iter()
        .flat_map(|operation| {
            operation
                .path_parameters
                .iter()
                .chain(&operation.query_parameters)
        })
        .collect();
    let rules: Vec<_> = parameters
        .iter()
        .flat_map(|parameter| &parameter.rules)
        .collect();
    let mut runtime = vec![ident("Operation")];
    if !parameters.is_empty() {
        runtime.push(ident("Parameter"));
    }
    if model
        .operations
        .iter()
        .any(|operation| !operation.responses.is_empty())
    {
        runtime.push(ident("Response"));
    }
    if !rules.is_empty() {
        runtime.extend([ident("Constraint"), ident("Rule")]);
    }
    if rules.iter().any(|rule| names_format(&rule.constraint)) {
        runtime.push(ident("Format"));
    }
    let mut uses = TokenStream::new();
    if !rules.is_empty()
        || parameters
            .iter()
            .any(|parameter| !parameter.published.is_empty())
    {
        uses.extend(quote! { use crate::requirements; });
    }
    uses.extend(quote! { use crate::runtime::{ #( #runtime ),* }; });
    let bodies = model.operations.iter().flat_map(|operation| {
        operation
            .responses
            .iter()
            .map(|response| response.body)
            .chain([operation.request])
    });
    if bodies.flatten().next().is_some() {
        uses.extend(quote! { use super::shapes; });
    }
    vec![uses]
}

fn item(model: &Model, operation: &Operation) -> TokenStream {
    let Operation {
        id,
        method,
        path,
        summary,
        request_media_types,
        response_media_types,
        ..
    } = operation;
    let text = format!(
        "{summary}\n\n`{method} {path}`\n\n{}",
        operation.description
    );
    let docs = doc::comment(&text);
    let name = ident(&operation.rust);
    let path_parameters = operation.path_parameters.iter().map(parameter);
    let query_parameters = operation.query_parameters.iter().map(parameter);
    let request = option(
        operation
            .request
            .map(|index| shapes::path(model.schema(index))),
    );
    let responses = operation.responses.iter().map(|item| response(model, item));
    quote! {
        #docs
        pub static #name: Operation = Operation {
            id: #id,
            method: #method,
            path: #path,
            summary: #summary,
            path_parameters: &[ #( #path_parameters ),* ],
            query_parameters: &[ #( #query_parameters ),* ],
            request_media_types: &[ #( #request_media_types ),* ],
            request: #request,
            response_media_types: &[ #( #response_media_types ),* ],
            responses: &[ #( #responses ),* ],
        };
    }
}

fn parameter(parameter: &Parameter) -> TokenStream {
    let Parameter { name, values, .. } = parameter;
    let max_length = option(parameter.max_length.map(|limit| {
        let limit = number(limit);
        quote!(#limit)
    }));
    let requirements = published(&parameter.published);
    let rules = parameter.rules.iter().map(rule::data);
    quote! {
        Parameter {
            name: #name,
            values: &[ #( #values ),* ],
            max_length: #max_length,
            requirements: #requirements,
            rules: &[ #( #rules ),* ],
        }
    }
}

fn response(model: &Model, response: &Response) -> TokenStream {
    let status = option(response.status.map(|status| {
        let status = number(usize::from(status));
        quote!(#status)
    }));
    let description = &response.description;
    let body = option(response.body.map(|index| shapes::path(model.schema(index))));
    quote!(Response { status: #status, description: #description, body: #body })
}
