//! Strategies: one function per type, and the near misses and boundaries of every request.

use proc_macro2::TokenStream;
use quote::quote;

use super::literal::ident;
use super::shapes;
use crate::model::{Body, Model, Schema};
use crate::render::{Module, Tokens};

/// `strategies.rs`.
pub(super) fn module(model: &Model) -> Module {
    let mut sorted: Vec<&Schema> = model.schemas.iter().collect();
    sorted.sort_by(|a, b| a.module.cmp(&b.module));
    let requests: Vec<TokenStream> = model
        .created()
        .into_iter()
        .map(|index| model.schema(index))
        .filter(|schema| schema.object().is_some())
        .map(shapes::path)
        .collect();
    let mut items = vec![
        collected(
            "The near misses of every constraint of every request.",
            "near_misses",
            "NearMiss",
            &requests,
        ),
        collected(
            "The boundaries of every constraint of every request.",
            "boundaries",
            "Boundary",
            &requests,
        ),
    ];
    items.extend(sorted.iter().filter_map(|schema| strategy(schema)));
    let is_object = |schema: &&Schema| schema.object().is_some();
    let kind = (!sorted.iter().all(is_object)).then(|| quote! { use crate::runtime::Kind; });
    Module {
        origin: "spec/openapi.yaml".to_owned(),
        docs: "Random test data: valid values of every type, and near misses of every constraint. Behind the feature \
               `proptest`."
            .to_owned(),
        preamble: vec![quote! {
            #kind
            use crate::runtime::near_miss::{self, Boundary, NearMiss};
            use crate::runtime::strategy::Valid;
            use super::{shapes, types};
        }],
        items: Tokens::each(items),
    }
}

fn collected(docs: &str, name: &str, item: &str, requests: &[TokenStream]) -> TokenStream {
    let docs = format!(" {docs}");
    let (name, item) = (ident(name), ident(item));
    quote! {
        #[doc = #docs]
        pub fn #name() -> Vec<#item> {
            [ #( #requests ),* ].into_iter().flat_map(near_miss::#name).collect()
        }
    }
}

/// The strategy of a type; none for one whose values the runtime cannot make.
fn strategy(schema: &Schema) -> Option<TokenStream> {
    let made = if schema.object().is_some() {
        let shape = shapes::path(schema);
        quote!(Valid::object(#shape))
    } else if schema.body == Body::Free {
        let shape = shapes::path(schema);
        quote!(Valid::any(Kind::Object(#shape)))
    } else if matches!(schema.body, Body::DateTime { .. }) {
        quote!(Valid::any(Kind::DateTime))
    } else {
        return None;
    };
    let docs = format!(" Valid values of [`{0}`](types::{0}).", schema.rust);
    let (name, rust) = (ident(&schema.module), ident(&schema.rust));
    Some(quote! {
        #[doc = #docs]
        pub fn #name() -> Valid<types::#rust> {
            #made
        }
    })
}
