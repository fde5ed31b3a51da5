//! Types: one file per schema, with its validator.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::field::{is_plain, member, read, value_type};
use super::home::Home;
use super::literal::ident;
use super::strict::Keywords;
use super::{shapes, validate};
use crate::doc;
use crate::model::{
    Body, Field, GroupVersionKind, Keyword, Kind, Matcher, Model, ObjectBody, Schema, Type,
};
use crate::render::{Module, Tokens};

/// `types/mod.rs` and one file per schema; `patterns.rs`, where their validators need one.
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
    let keywords = Keywords::of(model);
    let mut modules = vec![(home.path("types/mod.rs"), root)];
    for schema in sorted {
        let (preamble, items) = match &schema.body {
            Body::Object(object) => (
                uses(model, schema, object),
                object_items(model, &keywords, schema, object),
            ),
            Body::Free => free(schema),
            Body::DateTime { .. } => date_time(schema),
            Body::Named(of) => named(model, schema, of),
            // Lowering makes these of strict documents alone, which are written elsewhere.
            Body::Enumeration(_) | Body::Union(_) => (Vec::new(), Vec::new()),
        };
        let module = Module {
            origin: format!("spec/openapi.yaml#/components/schemas/{}", schema.name),
            docs: format!("`{}`.", schema.rust),
            preamble,
            items: Tokens::each(items),
        };
        modules.push((home.path(&format!("types/{}.rs", schema.module)), module));
    }
    let patterns = keywords.patterns();
    modules.extend(patterns.map(|(file, module)| (home.path(&file), module)));
    modules
}

/// A name for a type that Rust has. What the schema demands of its values stands where it is referred to.
fn named(model: &Model, schema: &Schema, of: &Type) -> (Vec<TokenStream>, Vec<TokenStream>) {
    let docs = doc::comment(&schema.description);
    let name = ident(&schema.rust);
    let value = value_type(model, &of.kind);
    let mut named = Named::default();
    named.kind(model, &of.kind);
    named.others.remove(schema.rust.as_str());
    let others = named.others.iter().map(|name| ident(name));
    let others = (!named.others.is_empty()).then(|| quote! { use super::{ #( #others ),* }; });
    let runtime = named.runtime.iter().map(|name| ident(name));
    let runtime =
        (!named.runtime.is_empty()).then(|| quote! { use crate::runtime::{ #( #runtime ),* }; });
    let mut uses = named.uses();
    uses.push(quote! { #others #runtime });
    uses.retain(|group| !group.is_empty());
    (uses, vec![quote! { #docs pub type #name = #value; }])
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

fn object_items(
    model: &Model,
    keywords: &Keywords<'_>,
    schema: &Schema,
    object: &ObjectBody,
) -> Vec<TokenStream> {
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
        validate::item(model, keywords, schema, object),
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

/// What the type of a value names.
#[derive(Default)]
struct Named<'m> {
    /// Names of `std` and of crates.
    foreign: BTreeSet<&'static str>,
    /// Names of the runtime.
    runtime: BTreeSet<&'static str>,
    /// Other types of the document.
    others: BTreeSet<&'m str>,
}

impl<'m> Named<'m> {
    fn kind(&mut self, model: &'m Model, kind: &'m Kind) {
        kind.each(&[], &mut |kind, _| match kind {
            Kind::Map(_) => {
                self.foreign.insert("BTreeMap");
            }
            Kind::AnyObject => self.foreign.extend(["Map", "Value"]),
            Kind::Any => {
                self.foreign.insert("Value");
            }
            Kind::DateTime => {
                self.runtime.insert("DateTime");
            }
            Kind::IntOrString => {
                self.runtime.insert("IntOrString");
            }
            Kind::Schema(index) => {
                self.others.insert(&model.schema(*index).rust);
            }
            _ => {}
        });
    }

    /// The `use` items of `std` and of `serde_json`.
    fn uses(&self) -> Vec<TokenStream> {
        let map = self.foreign.contains("BTreeMap");
        let map = map.then(|| quote! { use std::collections::BTreeMap; });
        let json: Vec<_> = ["Map", "Value"]
            .into_iter()
            .filter(|name| self.foreign.contains(name))
            .map(ident)
            .collect();
        let json = (!json.is_empty()).then(|| quote! { use serde_json::{ #( #json ),* }; });
        map.into_iter().chain(json).collect()
    }
}

/// Whether the validator of an object needs a compiled pattern.
fn needs_patterns(object: &ObjectBody) -> bool {
    let mut needs = false;
    for field in &object.fields {
        field.kind.each(&field.keywords, &mut |_, keywords| {
            needs |= keywords.iter().any(|keyword| {
                matches!(keyword, Keyword::Pattern(pattern) if matches!(pattern.matcher, Matcher::Regex(_)))
            });
        });
    }
    needs
}

fn uses(model: &Model, schema: &Schema, object: &ObjectBody) -> Vec<TokenStream> {
    let mut named = Named::default();
    for field in &object.fields {
        named.kind(model, &field.kind);
    }
    named.others.remove(schema.rust.as_str());
    let mut uses = named.uses();
    let derives = quote! { use schemars::JsonSchema; use serde::{Deserialize, Serialize}; };
    match uses.last_mut() {
        Some(json) if named.foreign.contains("Value") => *json = quote! { #derives #json },
        _ => uses.push(derives),
    }
    let others = named.others.iter().map(|name| ident(name));
    let (mut runtime, requirements) = validate::uses(object);
    runtime.extend(["Path", "Shape", "Shaped", "Validate", "Violation"]);
    let readers = object.fields.iter().filter_map(|field| read(model, field));
    runtime.extend(readers.filter_map(|path| path.split("::").next()));
    if object.fields.iter().any(|field| is_omitted(model, field)) {
        runtime.insert("omit");
    }
    runtime.extend(named.runtime);
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
    own.extend(quote! { use crate::runtime::{ #( #runtime ),* }; });
    if needs_patterns(object) {
        own.extend(quote! { use super::super::patterns; });
    }
    own.extend(quote! { use super::super::shapes; });
    uses.push(own);
    uses
}

fn is_omitted(model: &Model, field: &Field) -> bool {
    let has_rule_of_its_own = !matches!(field.kind, Kind::Schema(_) | Kind::DateTime);
    has_rule_of_its_own && !is_plain(model, field) && !field.always_written
}
