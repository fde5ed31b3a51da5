//! Strategies: one function per type, and the near misses and boundaries of every request.

use proc_macro2::TokenStream;
use quote::quote;

use super::literal::ident;
use super::shapes;
use crate::model::{Body, Model, Schema, SchemaIndex};
use crate::render::Module;

/// `strategies.rs`.
pub(super) fn module(model: &Model) -> Module {
    let mut sorted: Vec<&Schema> = model.schemas.iter().collect();
    sorted.sort_by(|a, b| a.module.cmp(&b.module));
    let mut requests: Vec<SchemaIndex> = model
        .operations
        .iter()
        .filter_map(|operation| operation.request)
        .collect();
    requests.sort_unstable();
    requests.dedup();
    let requests: Vec<TokenStream> = requests
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
    items.extend(sorted.iter().map(|schema| strategy(schema)));
    let kind = sorted
        .iter()
        .any(|schema| schema.object().is_none())
        .then(|| quote!(Kind,));
    let shapes = sorted
        .iter()
        .any(|schema| !matches!(schema.body, Body::DateTime { .. }))
        .then(|| quote! { use crate::shapes; });
    Module {
        origin: "spec/openapi.yaml".to_owned(),
        docs: "Random test data: valid values of every type, and near misses of every constraint. Behind the feature \
               `proptest`."
            .to_owned(),
        preamble: vec![quote! {
            use crate::runtime::near_miss::{self, Boundary, NearMiss};
            use crate::runtime::strategy::Valid;
            use crate::runtime::{#kind};
            #shapes
            use crate::types;
        }],
        items,
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

fn strategy(schema: &Schema) -> TokenStream {
    let docs = format!(" Valid values of [`{0}`](types::{0}).", schema.rust);
    let (name, rust) = (ident(&schema.module), ident(&schema.rust));
    let made = match &schema.body {
        Body::Object(_) => {
            let shape = shapes::path(schema);
            quote!(Valid::object(#shape))
        }
        Body::Free => {
            let shape = shapes::path(schema);
            quote!(Valid::any(Kind::Object(#shape)))
        }
        Body::DateTime { .. } => quote!(Valid::any(Kind::DateTime)),
        // Lowering makes these of strict documents alone, which are written elsewhere.
        Body::Enumeration(_) | Body::Union(_) | Body::Named(_) => quote!(Valid::any(Kind::Any)),
    };
    quote! {
        #[doc = #docs]
        pub fn #name() -> Valid<types::#rust> {
            #made
        }
    }
}
