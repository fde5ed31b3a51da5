//! Operations as data.

use proc_macro2::TokenStream;
use quote::quote;

use super::home::Home;
use super::literal::{ident, number, option};
use super::shapes::{names_format, published};
use super::{rule, shapes};
use crate::doc;
use crate::model::{Model, Operation, Parameter, Response, SchemaIndex};
use crate::render::{Module, Tokens};

/// `operations.rs`: the operations whose bodies are written in this home; the others are taken over.
pub(super) fn module(model: &Model, home: &Home) -> Module {
    let (own, shared): (Vec<&Operation>, Vec<&Operation>) = model
        .operations
        .iter()
        .partition(|operation| is_own(model, home, operation));
    let shared = Home::taken_over(
        "operations",
        shared.iter().map(|operation| operation.rust.as_str()),
    );
    let mut items: Vec<TokenStream> = own
        .iter()
        .map(|operation| item(model, home, operation))
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
        preamble: uses(home, &own, shared),
        items: Tokens::each(items),
    }
}

/// Whether an operation is another one here than in the newest contract: releases differ in schemas alone.
fn is_own(model: &Model, home: &Home, operation: &Operation) -> bool {
    home.is_root() || bodies(operation).any(|index| home.has(model.schema(index)))
}

/// The schemas of its request and its answers.
fn bodies(operation: &Operation) -> impl Iterator<Item = SchemaIndex> {
    let answers = operation.responses.iter().map(|response| response.body);
    answers.chain([operation.request]).flatten()
}

fn uses(home: &Home, operations: &[&Operation], shared: TokenStream) -> Vec<TokenStream> {
    let parameters: Vec<&Parameter> = operations
        .iter()
        .filter(|_| home.is_root())
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
    if operations
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
    if operations
        .iter()
        .any(|operation| bodies(operation).next().is_some())
    {
        uses.extend(quote! { use super::shapes; });
    }
    uses.extend(shared);
    vec![uses]
}

fn item(model: &Model, home: &Home, operation: &Operation) -> TokenStream {
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
    let request = option(
        operation
            .request
            .map(|index| shapes::path(model.schema(index))),
    );
    let responses = operation.responses.iter().map(|item| response(model, item));
    let request = quote! { request: #request, };
    let responses = quote! { responses: &[ #( #responses ),* ], };
    // Releases differ in schemas alone, so that the rest is that of the newest contract.
    if !home.is_root() {
        return quote! {
            #docs
            pub static #name: Operation = Operation { #request #responses ..crate::operations::#name };
        };
    }
    let path_parameters = operation.path_parameters.iter().map(parameter);
    let query_parameters = operation.query_parameters.iter().map(parameter);
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
            #request
            response_media_types: &[ #( #response_media_types ),* ],
            #responses
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
