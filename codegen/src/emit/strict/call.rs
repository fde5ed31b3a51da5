//! Operations: a struct that makes a request, and an enum that its answers are read into.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::{Context, imports};
use crate::doc;
use crate::emit::field::value_type;
use crate::emit::literal::{ident, number};
use crate::model::{
    Body, Call, CallBody, CallParameter, CallResponse, Kind, Location, Outcome, Type,
};
use crate::render::{Module, Tokens};

/// `operations/mod.rs` and one file per operation.
pub(super) fn modules(
    context: &Context<'_>,
    calls: &[Call],
    source: &str,
) -> impl Iterator<Item = (String, Module)> {
    let mut sorted: Vec<&Call> = calls.iter().collect();
    sorted.sort_by(|a, b| a.module.cmp(&b.module));
    let names: Vec<_> = sorted.iter().map(|call| ident(&call.module)).collect();
    let types = sorted.iter().map(|call| {
        let (module, request, response) = (ident(&call.module), ident(&call.rust), answer(call));
        quote! { pub use self::#module::{#request, #response}; }
    });
    let root = Module {
        origin: format!("{source}#/paths"),
        docs: "The operations: requests to be sent with any HTTP library, and what is answered."
            .to_owned(),
        preamble: vec![quote! { #( mod #names; )* }, quote! { #( #types )* }],
        items: Vec::new(),
    };
    let root = (!sorted.is_empty()).then(|| ("operations/mod.rs".to_owned(), root));
    let modules = sorted.into_iter().map(move |call| {
        let items = Tokens::each([
            request(context, call),
            request_method(context, call),
            response(context, call),
            read(context, call),
        ]);
        let mut others = BTreeSet::new();
        let parameters = call.parameters.iter().map(|parameter| &parameter.of);
        let bodies = call
            .body
            .iter()
            .flat_map(|body| body.media.iter().filter_map(|(_, of)| of.as_ref()));
        let answers = call
            .responses
            .iter()
            .filter_map(|response| response.body.as_ref());
        for of in parameters.chain(bodies).chain(answers) {
            imports::named(context, &of.kind, &mut others);
        }
        let root = &context.root;
        let module = Module {
            origin: format!("{source}, `{} {}`", call.method, call.path),
            docs: format!("`{} {}`.", call.method, call.path),
            preamble: imports::of(context, &items, &quote!(#root::types), &others),
            items,
        };
        (format!("operations/{}.rs", call.module), module)
    });
    root.into_iter().chain(modules)
}

fn answer(call: &Call) -> proc_macro2::Ident {
    ident(&format!("{}Answer", call.rust))
}

fn held(context: &Context<'_>, of: &Type) -> TokenStream {
    let value = value_type(context.model, &of.kind);
    if of.nullable {
        quote!(Option<#value>)
    } else {
        value
    }
}

fn request(context: &Context<'_>, call: &Call) -> TokenStream {
    let docs = doc::comment(&format!(
        "{}\n\n`{} {}`",
        call.description, call.method, call.path
    ));
    let name = ident(&call.rust);
    let mut members: Vec<TokenStream> = call
        .parameters
        .iter()
        .map(|parameter| {
            let docs = doc::comment(&parameter.description);
            let name = ident(&parameter.rust);
            let value = value_type(context.model, &parameter.of.kind);
            let value = if parameter.required {
                value
            } else {
                quote!(Option<#value>)
            };
            quote! { #docs pub #name: #value }
        })
        .collect();
    if let Some(body) = &call.body {
        let docs = doc::comment(&body.description);
        let value = body_type(context, body);
        let value = if body.required {
            value
        } else {
            quote!(Option<#value>)
        };
        members.push(quote! { #docs pub body: #value });
    }
    quote! {
        #docs
        #[derive(Debug, Clone, PartialEq)]
        pub struct #name {
            #( #members ),*
        }
    }
}

/// The first JSON schema of a body, or bytes.
fn body_type(context: &Context<'_>, body: &CallBody) -> TokenStream {
    if let Some((_, Some(of))) = body.media.first() {
        held(context, of)
    } else {
        quote!(Vec<u8>)
    }
}

fn request_method(context: &Context<'_>, call: &Call) -> TokenStream {
    let name = ident(&call.rust);
    let method = &call.method;
    let mut steps = TokenStream::new();
    let mut rest = call.path.as_str();
    while let Some((before, after)) = rest.split_once('{') {
        let (template, tail) = after.split_once('}').unwrap_or((after, ""));
        if !before.is_empty() {
            steps.extend(quote! { request.literal(#before); });
        }
        let parameter = call
            .parameters
            .iter()
            .find(|parameter| parameter.location == Location::Path && parameter.name == template);
        if let Some(parameter) = parameter {
            let member = ident(&parameter.rust);
            let value = joined(context, &parameter.of, &quote!(&self.#member));
            steps.extend(quote! { request.segment(&#value); });
        }
        rest = tail;
    }
    if !rest.is_empty() {
        steps.extend(quote! { request.literal(#rest); });
    }
    for parameter in call
        .parameters
        .iter()
        .filter(|parameter| parameter.location != Location::Path)
    {
        steps.extend(parameter_step(context, parameter));
    }
    let (result, end) = if let Some(body) = &call.body {
        steps.extend(body_step(body));
        (
            quote!(Result<Request, serde_json::Error>),
            quote!(Ok(request)),
        )
    } else {
        (quote!(Request), quote!(request))
    };
    quote! {
        impl #name {
            /// The request, without the server's prefix.
            pub fn request(&self) -> #result {
                let mut request = Request::new(#method);
                #steps
                #end
            }
        }
    }
}

fn parameter_step(context: &Context<'_>, parameter: &CallParameter) -> TokenStream {
    let (json, member) = (&parameter.name, ident(&parameter.rust));
    let send = |value: TokenStream| match parameter.location {
        Location::Path => TokenStream::new(),
        Location::Query => quote! { request.query(#json, #value); },
        Location::Header => quote! { request.header(#json, #value); },
        Location::Cookie => quote! { request.cookie(#json, &#value); },
    };
    let step = match &parameter.of.kind {
        Kind::List(item) if parameter.explode && parameter.location == Location::Query => {
            let value = text(context, item, &quote!(item));
            let send = send(value);
            quote! { for item in value { #send } }
        }
        _ => send(joined(context, &parameter.of, &quote!(value))),
    };
    if parameter.required {
        quote! { let value = &self.#member; #step }
    } else {
        quote! { if let Some(value) = &self.#member { #step } }
    }
}

/// The text of a parameter; lists are joined with commas.
fn joined(context: &Context<'_>, of: &Type, value: &TokenStream) -> TokenStream {
    match &of.kind {
        Kind::List(item) => {
            let item = text(context, item, &quote!(item));
            let value = match value.to_string().strip_prefix('&') {
                Some(_) => quote!((#value)),
                None => value.clone(),
            };
            quote!(#value.iter().map(|item| #item).collect::<Vec<String>>().join(","))
        }
        kind => text(context, kind, value),
    }
}

/// The text of one value; what has no text of its own is written as JSON.
fn text(context: &Context<'_>, kind: &Kind, value: &TokenStream) -> TokenStream {
    let plain = match kind {
        Kind::Text
        | Kind::DateTime
        | Kind::Boolean
        | Kind::Int32
        | Kind::Int64
        | Kind::Uint32
        | Kind::Uint64
        | Kind::Number
        | Kind::IntOrString => true,
        Kind::Schema(index) => matches!(context.model.schema(*index).body, Body::Enumeration(_)),
        Kind::Checked(of) if !of.nullable => return text(context, &of.kind, value),
        _ => false,
    };
    if plain {
        quote!(ToString::to_string(#value))
    } else {
        quote!(request::text(#value))
    }
}

fn body_step(body: &CallBody) -> TokenStream {
    let (media_type, of) = body
        .media
        .first()
        .map_or(("application/octet-stream", None), |(media_type, of)| {
            (media_type.as_str(), of.as_ref())
        });
    let bytes = if of.is_some() {
        quote!(serde_json::to_vec(body)?)
    } else {
        quote!(body.clone())
    };
    if body.required {
        quote! { let body = &self.body; request.body(#media_type, #bytes); }
    } else {
        quote! { if let Some(body) = &self.body { request.body(#media_type, #bytes); } }
    }
}

fn variant(response: &CallResponse) -> proc_macro2::Ident {
    match response.outcome {
        Outcome::Status(status) => ident(&format!("Status{status}")),
        Outcome::Hundred(hundred) => ident(&format!("Status{hundred}xx")),
        Outcome::Default => ident("Other"),
    }
}

/// What a variant holds: the status where the variant does not say it, then the body.
fn fields(context: &Context<'_>, response: &CallResponse) -> Vec<TokenStream> {
    let mut fields = Vec::new();
    if !matches!(response.outcome, Outcome::Status(_)) {
        fields.push(quote!(u16));
    }
    if let Some(of) = &response.body {
        fields.push(held(context, of));
    } else if response.bytes {
        fields.push(quote!(Vec<u8>));
    }
    fields
}

fn response(context: &Context<'_>, call: &Call) -> TokenStream {
    let name = answer(call);
    let docs =
        doc::comment(&format!("What is answered to [`{}`].", call.rust).replace(['[', ']'], ""));
    let variants = call.responses.iter().map(|response| {
        let docs = doc::comment(&response.description);
        let variant = variant(response);
        let fields = fields(context, response);
        let fields = (!fields.is_empty()).then(|| quote!(( #( #fields ),* )));
        quote! { #docs #variant #fields }
    });
    quote! {
        #docs
        #[derive(Debug, Clone, PartialEq)]
        pub enum #name {
            #( #variants ),*
        }
    }
}

fn read(context: &Context<'_>, call: &Call) -> TokenStream {
    let name = answer(call);
    let arms = call.responses.iter().map(|response| {
        let variant = variant(response);
        let pattern = match response.outcome {
            Outcome::Status(status) => {
                let status = number(usize::from(status));
                quote!(#status)
            }
            Outcome::Hundred(hundred) => {
                let (from, to) = (
                    number(usize::from(hundred) * 100),
                    number(usize::from(hundred) * 100 + 99),
                );
                quote!(#from..=#to)
            }
            Outcome::Default => quote!(_),
        };
        let mut values = Vec::new();
        if !matches!(response.outcome, Outcome::Status(_)) {
            values.push(quote!(status));
        }
        if response.body.is_some() {
            values.push(quote!(serde_json::from_slice(body)?));
        } else if response.bytes {
            values.push(quote!(body.to_vec()));
        }
        let values = (!values.is_empty()).then(|| quote!(( #( #values ),* )));
        quote! { #pattern => Ok(Self::#variant #values) }
    });
    let has_default = call
        .responses
        .iter()
        .any(|response| response.outcome == Outcome::Default);
    let rest = (!has_default).then(|| quote! { _ => Err(Unreadable::Status(status)), });
    let reads = call.responses.iter().any(|response| {
        !fields(context, response).is_empty() && (response.body.is_some() || response.bytes)
    });
    let body = if reads { ident("body") } else { ident("_body") };
    quote! {
        impl #name {
            /// Reads an answer by its status.
            pub fn read(status: u16, #body: &[u8]) -> Result<Self, Unreadable> {
                match status {
                    #( #arms, )*
                    #rest
                }
            }
        }
    }
}
