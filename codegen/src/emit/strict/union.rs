//! Unions: an enum, and the way a value finds its variant.

use proc_macro2::TokenStream;
use quote::quote;

use super::named::validate;
use super::{Context, docs};
use crate::emit::field::value_type;
use crate::emit::literal::ident;
use crate::model::{Alternative, Body, Kind, Schema, Union};

pub(super) fn items(context: &Context<'_>, schema: &Schema, union: &Union) -> Vec<TokenStream> {
    let docs = docs(schema);
    let name = ident(&schema.rust);
    let variants = union.variants.iter().map(|variant| {
        let rust = ident(&variant.rust);
        let value = value_type(context.model, &variant.of.kind);
        let value = if variant.boxed {
            quote!(Box<#value>)
        } else {
            value
        };
        let shown = match &variant.of.kind {
            Kind::Schema(index) => format!("A [`{}`].", context.model.schema(*index).rust),
            _ => format!("`{}`.", variant.rust),
        };
        let docs = doc_link(&shown);
        quote! { #docs #rust(#value) }
    });
    vec![
        quote! {
            #docs
            #[derive(Debug, Clone, PartialEq, Serialize)]
            #[serde(untagged)]
            pub enum #name {
                #( #variants ),*
            }
        },
        read(context, schema, union),
        validate(&schema.rust, &checks(context, union)),
    ]
}

fn doc_link(text: &str) -> TokenStream {
    let text = format!(" {text}");
    quote!(#[doc = #text])
}

fn checks(context: &Context<'_>, union: &Union) -> TokenStream {
    let mut arms = Vec::new();
    let mut silent = false;
    for Alternative { rust, of, .. } in &union.variants {
        let checks = context.checks(&of.keywords, &of.kind, &quote!(path));
        let rust = ident(rust);
        if checks.is_empty() {
            silent = true;
        } else {
            arms.push(quote! { Self::#rust(value) => { #checks } });
        }
    }
    if arms.is_empty() {
        return TokenStream::new();
    }
    let rest = silent.then(|| quote! { _ => {} });
    quote! { match self { #( #arms )* #rest } }
}

fn read(context: &Context<'_>, schema: &Schema, union: &Union) -> TokenStream {
    let name = ident(&schema.rust);
    let text = &schema.rust;
    let body = if let Some(property) = &union.discriminator {
        let arms = union.variants.iter().map(|variant| {
            let rust = ident(&variant.rust);
            let tags = &variant.tags;
            quote! { #( #tags )|* => union::read(&value).map(Self::#rust) }
        });
        let tags: Vec<&str> = union
            .variants
            .iter()
            .flat_map(|variant| &variant.tags)
            .map(String::as_str)
            .collect();
        let known = tags.join(", ");
        quote! {
            match union::tag(&value, #text, #property)? {
                #( #arms, )*
                other => Err(union::unknown(other, #text, #known)),
            }
        }
    } else {
        let exclusive = union.exclusive;
        let attempts = union.variants.iter().map(|variant| {
            let rust = ident(&variant.rust);
            let objects_only = is_object(context, &variant.of.kind);
            quote! { union::attempt(&value, Self::#rust, #objects_only) }
        });
        quote! { union::choose(#text, #exclusive, vec![ #( #attempts ),* ]) }
    };
    quote! {
        impl<'de> Deserialize<'de> for #name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = Value::deserialize(deserializer)?;
                #body
            }
        }
    }
}

fn is_object(context: &Context<'_>, kind: &Kind) -> bool {
    matches!(kind, Kind::Schema(index) if matches!(context.model.schema(*index).body, Body::Object(_)))
}
