//! Shapes: the schemas as data.

use proc_macro2::TokenStream;
use quote::quote;

use super::home::Home;
use super::literal::{ident, requirement, shape};
use super::rule;
use super::strict::data;
use crate::model::{
    Body, Constraint, Field, Kind, Model, ObjectBody, Rule, Schema, SchemaIndex, Type,
};
use crate::name;
use crate::render::{Module, Tokens};

/// `shapes/mod.rs` and one file per object schema.
pub(super) fn modules(model: &Model, home: &Home) -> Vec<(String, Module)> {
    let (own, others): (Vec<&Schema>, Vec<&Schema>) = model
        .schemas
        .iter()
        .filter(|schema| matches!(schema.body, Body::Object(_) | Body::Free))
        .partition(|schema| home.has(schema));
    let others: Vec<String> = others
        .iter()
        .map(|schema| name::upper(&schema.rust))
        .collect();
    let shared = Home::taken_over("shapes", others.iter().map(String::as_str));
    let mut names: Vec<_> = own.iter().map(|schema| &schema.module).collect();
    names.sort();
    let names: Vec<_> = names.into_iter().map(|name| ident(name)).collect();
    let root = Module {
        origin: "spec/openapi.yaml#/components/schemas".to_owned(),
        docs: "The schemas as data, for code that reads requests member by member.".to_owned(),
        preamble: vec![
            quote! { #( mod #names; )* },
            quote! { #( pub use self::#names::*; )* #shared },
        ],
        items: Vec::new(),
    };
    let mut modules = vec![(home.path("shapes/mod.rs"), root)];
    for schema in own {
        modules.push((
            home.path(&format!("shapes/{}.rs", schema.module)),
            module(model, schema),
        ));
    }
    modules
}

fn module(model: &Model, schema: &Schema) -> Module {
    let empty = ObjectBody::default();
    let object = schema.object().unwrap_or(&empty);
    let Schema {
        name: full, rust, ..
    } = schema;
    let docs = format!(" Shape of [`{rust}`](super::super::types::{rust}).");
    let static_name = shape(rust);
    let fields = object.fields.iter().map(|item| field(model, item));
    let rules = object.rules.iter().map(rule::data);
    let additional = matches!(schema.body, Body::Free)
        .then(|| quote!(additional: Additional::Kept(&Kind::Any),));
    let items = Tokens::each([quote! {
            #[doc = #docs]
            pub static #static_name: Shape = Shape {
                name: #rust,
                schema: #full,
                fields: &[ #( #fields ),* ],
                rules: &[ #( #rules ),* ],
                #additional
                ..Shape::PLAIN
            };
    }]);
    Module {
        origin: format!("spec/openapi.yaml#/components/schemas/{full}"),
        docs: format!("Shape of `{rust}`."),
        preamble: uses(&items, object, matches!(schema.body, Body::Free)),
        items,
    }
}

fn field(model: &Model, field: &Field) -> TokenStream {
    let Field {
        name,
        required,
        nullable,
        ..
    } = field;
    let kind = kind(model, &field.kind);
    let published = published(&field.published);
    let rules = field.rules.iter().map(rule::data);
    quote! {
        Field {
            name: #name,
            kind: #kind,
            required: #required,
            nullable: #nullable,
            published: #published,
            rules: &[ #( #rules ),* ],
            keywords: &[],
        }
    }
}

/// Published keywords with their requirements, as data.
pub(super) fn published(published: &[(String, String)]) -> TokenStream {
    let pairs = published.iter().map(|(keyword, id)| {
        let requirement = requirement(id);
        quote!((#keyword, &requirements::#requirement))
    });
    quote!(&[ #( #pairs ),* ])
}

fn kind(model: &Model, of: &Kind) -> TokenStream {
    let named = |index: SchemaIndex| {
        let schema = model.schema(index);
        match &schema.body {
            Body::Object(_) | Body::Free => {
                let shape = path(schema);
                quote!(Kind::Object(#shape))
            }
            Body::DateTime { .. } => quote!(Kind::DateTime),
            Body::Named(of) => checked(model, of),
            // Lowering makes these of strict documents alone.
            Body::Enumeration(_) | Body::Union(_) => quote!(Kind::Any),
        }
    };
    data(of, &named, &|of| checked(model, of))
}

/// A type inside of another one. Its keywords are the validator's.
fn checked(model: &Model, of: &Type) -> TokenStream {
    let kind = kind(model, &of.kind);
    if of.nullable {
        quote!(Kind::Checked(&Type { kind: #kind, nullable: true, keywords: &[] }))
    } else {
        kind
    }
}

fn uses(items: &[Tokens], object: &ObjectBody, open: bool) -> Vec<TokenStream> {
    let names = |name: &str| {
        let mut words = items
            .iter()
            .flat_map(|item| (0..item.len()).map(move |at| (item, at)));
        words.any(|(item, at)| item.is(at, name))
    };
    let rules: Vec<&Rule> = object
        .fields
        .iter()
        .flat_map(|field| &field.rules)
        .chain(&object.rules)
        .collect();
    let mut runtime = vec![ident("Shape")];
    if open {
        runtime.extend([ident("Additional"), ident("Kind")]);
    }
    if !object.fields.is_empty() {
        runtime.extend([ident("Field"), ident("Kind")]);
    }
    if !rules.is_empty() {
        runtime.extend([ident("Constraint"), ident("Rule")]);
    }
    if rules.iter().any(|rule| names_format(&rule.constraint)) {
        runtime.push(ident("Format"));
    }
    if names("Type") {
        runtime.push(ident("Type"));
    }
    let cites = !rules.is_empty()
        || object
            .fields
            .iter()
            .any(|field| !field.published.is_empty());
    let mut uses = TokenStream::new();
    if cites {
        uses.extend(quote! { use crate::requirements; });
    }
    uses.extend(quote! { use crate::runtime::{ #( #runtime ),* }; });
    if names("shapes") {
        uses.extend(quote! { use super::super::shapes; });
    }
    vec![uses]
}

/// Whether a constraint is written with the name of a format.
pub(super) const fn names_format(constraint: &Constraint) -> bool {
    matches!(
        constraint,
        Constraint::Format(_) | Constraint::Keys(..) | Constraint::Values(_) | Constraint::Items(_)
    )
}

/// The path of a schema's shape, from outside of `shapes`.
pub(super) fn path(schema: &Schema) -> TokenStream {
    let shape = ident(&name::upper(&schema.rust));
    quote!(&shapes::#shape)
}
