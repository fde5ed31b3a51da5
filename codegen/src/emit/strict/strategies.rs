//! `strategies.rs` of a strict document: one function per type, and its near misses.

use proc_macro2::TokenStream;
use quote::quote;

use super::Context;
use crate::emit::literal::ident;
use crate::model::Schema;
use crate::render::{Module, Tokens};

/// `strategies.rs`.
pub(super) fn module(context: &Context<'_>, source: &str) -> Option<(String, Module)> {
    let mut sorted: Vec<&Schema> = context.model.schemas.iter().collect();
    sorted.sort_by_key(|schema| &schema.module);
    if sorted.is_empty() {
        return None;
    }
    let runtime = &context.runtime;
    let module = Module {
        origin: source.to_owned(),
        docs: "Random test data: valid values of every type. Behind the feature `proptest`; \
               `near_misses_of::<T>()` of the runtime breaks each constraint of one, and `boundaries_of::<T>()` obeys \
               it narrowly."
            .to_owned(),
        preamble: vec![quote! {
            use #runtime::strategy::Valid;
            use super::types;
        }],
        items: Tokens::each(sorted.into_iter().map(strategy)),
    };
    Some(("strategies.rs".to_owned(), module))
}

fn strategy(schema: &Schema) -> TokenStream {
    let docs = format!(" Valid values of [`{0}`](types::{0}).", schema.rust);
    let (name, rust) = (ident(&schema.module), ident(&schema.rust));
    quote! {
        #[doc = #docs]
        pub fn #name() -> Valid<types::#rust> {
            Valid::described()
        }
    }
}
