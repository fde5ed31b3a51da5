//! Types: one file per schema, with its validator.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::field::{is_plain, member, read};
use super::home::Home;
use super::literal::ident;
use super::{shapes, validate};
use crate::doc;
use crate::model::{Body, Field, GroupVersionKind, Kind, Model, ObjectBody, Schema};
use crate::render::Module;

/// `types/mod.rs` and one file per schema.
pub(super) fn modules(model: &Model, home: &Home) -> Vec<(String, Module)> {
    let (mut sorted, shared): (Vec<&Schema>, Vec<&Schema>) =
        model.schemas.iter().partition(|schema| home.has(schema));
    sorted.sort_by(|a, b| a.module.cmp(&b.module));
    let shared = Home::taken_over("types", shared.iter().map(|schema| schema.rust.as_str()));
    let names: Vec<_> = sorted.iter().map(|schema| ident(&schema.module)).collect();
    let types = sorted.iter().map(|schema| ident(&schema.rust));
    let root = Module {
        origin: "spec/openapi.yaml#/components/schemas".to_owned(),
        docs: "The objects of the API. They read what the API reads: `null` and empty values stand for absence."
            .to_owned(),
        preamble: vec![
            quote! { #( mod #names; )* },
            quote! { #( pub use self::#names::#types; )* #shared },
        ],
        items: Vec::new(),
    };
    let mut modules = vec![(home.path("types/mod.rs"), root)];
    for schema in sorted {
        let (preamble, items) = match &schema.body {
            Body::Object(object) => (uses(model, object), object_items(model, schema, object)),
            Body::Free => free(schema),
            Body::DateTime { .. } => date_time(schema),
            // Lowering makes these of strict documents alone, which are written elsewhere.
            Body::Enumeration(_) | Body::Union(_) | Body::Named(_) => (Vec::new(), Vec::new()),
        };
        let module = Module {
            origin: format!("spec/openapi.yaml#/components/schemas/{}", schema.name),
            docs: format!("`{}`.", schema.rust),
            preamble,
            items,
        };
        modules.push((home.path(&format!("types/{}.rs", schema.module)), module));
    }
    modules
}

fn date_time(schema: &Schema) -> (Vec<TokenStream>, Vec<TokenStream>) {
    let docs = doc::comment(&schema.description);
    let name = ident(&schema.rust);
    (
        vec![quote! { use crate::runtime::DateTime; }],
        vec![quote! { #docs pub type #name = DateTime; }],
    )
}

fn free(schema: &Schema) -> (Vec<TokenStream>, Vec<TokenStream>) {
    let docs = doc::comment(&schema.description);
    let name = ident(&schema.rust);
    let shape = shapes::path(schema);
    let uses = quote! {
        use schemars::JsonSchema;
        use serde::{Deserialize, Serialize};
        use serde_json::{Map, Value};
    };
    let items = vec![
        quote! {
            #docs
            #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
            #[serde(transparent)]
            pub struct #name(
                /// The members as they came.
                pub Map<String, Value>,
            );
        },
        quote! {
            impl #name {
                /// The schema as data.
                pub const fn shape() -> &'static Shape {
                    #shape
                }
            }
        },
        shaped(&name),
    ];
    (
        vec![
            uses,
            quote! { use crate::runtime::{Shape, Shaped}; use super::super::shapes; },
        ],
        items,
    )
}

fn object_items(model: &Model, schema: &Schema, object: &ObjectBody) -> Vec<TokenStream> {
    let docs = doc::comment(&schema.description);
    let name = ident(&schema.rust);
    let members = object.fields.iter().map(|field| member(model, field));
    let identity = object.kind.as_ref().map(identity);
    let shape = shapes::path(schema);
    vec![
        quote! {
            #docs
            #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
            #[serde(rename_all = "camelCase")]
            pub struct #name {
                #( #members ),*
            }
        },
        quote! {
            impl #name {
                #identity

                /// The schema as data.
                pub const fn shape() -> &'static Shape {
                    #shape
                }
            }
        },
        shaped(&name),
        validate::item(model, schema, object),
    ]
}

fn shaped(name: &Ident) -> TokenStream {
    quote! {
        impl Shaped for #name {
            const SHAPE: &'static Shape = Self::shape();
        }
    }
}

pub(super) fn identity(kind: &GroupVersionKind) -> TokenStream {
    let GroupVersionKind {
        group,
        version,
        kind,
    } = kind;
    let api_version = if group.is_empty() {
        version.clone()
    } else {
        format!("{group}/{version}")
    };
    quote! {
        /// API group; empty for the core group.
        pub const GROUP: &'static str = #group;
        /// API version.
        pub const VERSION: &'static str = #version;
        /// Kind.
        pub const KIND: &'static str = #kind;
        /// Group and version as `apiVersion` has them.
        pub const API_VERSION: &'static str = #api_version;
    }
}

fn uses(model: &Model, object: &ObjectBody) -> Vec<TokenStream> {
    let mut uses = Vec::new();
    if object
        .fields
        .iter()
        .any(|field| matches!(field.kind, Kind::Map(_)))
    {
        uses.push(quote! { use std::collections::BTreeMap; });
    }
    uses.push(quote! { use schemars::JsonSchema; use serde::{Deserialize, Serialize}; });
    let mut others = BTreeSet::new();
    for field in &object.fields {
        let inner = match &field.kind {
            Kind::List(inner) | Kind::Map(inner) => inner,
            kind => kind,
        };
        if let Kind::Schema(index) = inner {
            others.insert(&model.schema(*index).rust);
        }
    }
    let others = others.into_iter().map(|name| ident(name));
    let (mut runtime, requirements) = validate::uses(object);
    runtime.extend(["Path", "Shape", "Shaped", "Validate", "Violation"]);
    let readers = object.fields.iter().filter_map(|field| read(model, field));
    runtime.extend(readers.filter_map(|path| path.split("::").next()));
    if object.fields.iter().any(|field| is_omitted(model, field)) {
        runtime.insert("omit");
    }
    if object
        .fields
        .iter()
        .any(|field| field.kind == Kind::DateTime)
    {
        runtime.insert("DateTime");
    }
    let runtime = runtime.into_iter().map(|path| {
        let path: syn::Path =
            syn::parse_str(path).unwrap_or_else(|_| syn::Path::from(ident("runtime")));
        quote!(#path)
    });
    let mut own = TokenStream::new();
    let others: Vec<_> = others.collect();
    if !others.is_empty() {
        own.extend(quote! { use super::{ #( #others ),* }; });
    }
    if !requirements.is_empty() {
        own.extend(quote! { use crate::requirements::{ #( #requirements ),* }; });
    }
    own.extend(quote! { use crate::runtime::{ #( #runtime ),* }; use super::super::shapes; });
    uses.push(own);
    uses
}

fn is_omitted(model: &Model, field: &Field) -> bool {
    let has_rule_of_its_own = !matches!(field.kind, Kind::Schema(_) | Kind::DateTime);
    has_rule_of_its_own && !is_plain(model, field) && !field.always_written
}
