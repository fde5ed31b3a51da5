//! Shapes of strict documents: every schema as data, for decoding and for test data.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::check::{float, hexadecimal, is_whole, whole, whole_limit};
use super::{Context, imports};
use crate::emit::literal::{ident, number};
use crate::emit::rule::format;
use crate::model::{
    Additional, Body, Field, Keyword, Kind, Matcher, ObjectBody, Pattern, Schema, SchemaIndex,
    Type, Union,
};
use crate::render::{Module, Tokens};

/// What the files name of the runtime, and where it stands there.
const RUNTIME: [(&str, &str); 15] = [
    ("Additional", "Additional"),
    ("Alternative", "Alternative"),
    ("Bound", "Bound"),
    ("Described", "Described"),
    ("Field", "Field"),
    ("Format", "Format"),
    ("Keyword", "Keyword"),
    ("Kind", "Kind"),
    ("Matcher", "Matcher"),
    ("Pattern", "Pattern"),
    ("Shape", "Shape"),
    ("Shaped", "Shaped"),
    ("Type", "Type"),
    ("Union", "Union"),
    ("Run", "rule::Run"),
];

/// `shapes/mod.rs` and one file per schema.
pub(super) fn modules(
    context: &Context<'_>,
    source: &str,
) -> impl Iterator<Item = (String, Module)> {
    let mut sorted: Vec<(SchemaIndex, &Schema)> = context
        .model
        .schemas
        .iter()
        .enumerate()
        .map(|(index, schema)| (SchemaIndex(index), schema))
        .collect();
    sorted.sort_by_key(|(_, schema)| &schema.module);
    let names: Vec<_> = sorted
        .iter()
        .map(|(_, schema)| ident(&schema.module))
        .collect();
    let statics = sorted.iter().map(|(_, schema)| name(schema));
    let root = Module {
        origin: format!("{source}#/components/schemas"),
        docs: "The schemas as data. Behind the features `decode` and `proptest`.".to_owned(),
        preamble: vec![
            quote! { #( mod #names; )* },
            quote! { #( pub use self::#names::#statics; )* },
        ],
        items: Vec::new(),
    };
    let root = (!sorted.is_empty()).then(|| ("shapes/mod.rs".to_owned(), root));
    let modules = sorted.into_iter().map(move |(index, schema)| {
        let items = Tokens::each(items(context, index, schema));
        let preamble = uses(context, &items);
        let module = Module {
            origin: format!("{source}, `{}`", schema.name.replace(['\n', '\r'], " ")),
            docs: format!("Shape of `{}`.", schema.rust),
            preamble,
            items,
        };
        (format!("shapes/{}.rs", schema.module), module)
    });
    root.into_iter().chain(modules)
}

/// The static of a schema. Modules have names of their own in any case, and types only in theirs.
pub(super) fn name(schema: &Schema) -> Ident {
    ident(&schema.module.trim_start_matches("r#").to_uppercase())
}

fn uses(context: &Context<'_>, items: &[Tokens]) -> Vec<TokenStream> {
    let mut names = BTreeSet::new();
    for item in items {
        imports::collect(item, &mut names);
    }
    let found = RUNTIME.iter().filter(|(name, _)| names.contains(*name));
    let found: Vec<TokenStream> = found.map(|(_, path)| super::path(path)).collect();
    let runtime = &context.runtime;
    vec![quote! { use #runtime::{ #( #found ),* }; }]
}

/// The file of one schema.
struct File<'c> {
    context: &'c Context<'c>,
    /// The schema, whose static needs no path here.
    index: SchemaIndex,
}

fn items(context: &Context<'_>, index: SchemaIndex, schema: &Schema) -> Vec<TokenStream> {
    let file = &File { context, index };
    let (name, rust) = (name(schema), ident(&schema.rust));
    let docs = format!(" Shape of [`{0}`](super::super::types::{0}).", schema.rust);
    let (of, value) = match &schema.body {
        Body::Object(object) => (quote!(Shape), shape(file, schema, object)),
        Body::Union(of) => (quote!(Union), union(file, schema, of)),
        Body::Named(named) => (quote!(Type), typed(file, named)),
        Body::Enumeration(words) => {
            let (count, words) = (number(words.len()), words.iter().map(|word| &word.text));
            (quote!([&str; #count]), quote!([ #( #words ),* ]))
        }
        // Lowering makes these of other documents alone.
        Body::Free | Body::DateTime { .. } => return Vec::new(),
    };
    let described = if let Body::Object(_) = &schema.body {
        quote! {
            impl Shaped for super::super::types::#rust {
                const SHAPE: &'static Shape = &#name;
            }
        }
    } else {
        let kind = kind(file, &Kind::Schema(index));
        quote! {
            impl Described for super::super::types::#rust {
                const SCHEMA: Kind = #kind;
            }
        }
    };
    vec![
        quote! { #[doc = #docs] pub static #name: #of = #value; },
        described,
    ]
}

fn shape(file: &File<'_>, schema: &Schema, object: &ObjectBody) -> TokenStream {
    let Schema { name, rust, .. } = schema;
    let fields = object.fields.iter().map(|item| field(file, item));
    let fields = (!object.fields.is_empty()).then(|| quote!(fields: &[ #( #fields ),* ],));
    let additional = match &object.additional {
        Additional::Ignored => None,
        Additional::Refused => Some(quote!(additional: Additional::Refused,)),
        Additional::Kept(of) => {
            let kind = checked(file, of);
            Some(quote!(additional: Additional::Kept(&#kind),))
        }
    };
    let keywords = keywords(file, &object.keywords, &Kind::AnyObject);
    quote! {
        Shape {
            name: #rust,
            schema: #name,
            #fields
            #additional
            #keywords
            strict: true,
            ..Shape::PLAIN
        }
    }
}

fn field(file: &File<'_>, field: &Field) -> TokenStream {
    let name = &field.name;
    let kind = kind(file, &field.kind);
    let required = field.required.then(|| quote!(required: true,));
    let nullable = field.nullable.then(|| quote!(nullable: true,));
    let keywords = keywords(file, &field.keywords, &field.kind);
    quote! {
        Field {
            name: #name,
            kind: #kind,
            #required
            #nullable
            #keywords
            ..Field::PLAIN
        }
    }
}

fn union(file: &File<'_>, schema: &Schema, union: &Union) -> TokenStream {
    let (name, exclusive) = (&schema.rust, union.exclusive);
    let discriminator = union
        .discriminator
        .as_ref()
        .map_or_else(|| quote!(None), |property| quote!(Some(#property)));
    let variants = union.variants.iter().map(|variant| {
        let (name, tags) = (&variant.rust, &variant.tags);
        let of = typed(file, &variant.of);
        quote!(Alternative { name: #name, of: #of, tags: &[ #( #tags ),* ] })
    });
    quote! {
        Union {
            name: #name,
            exclusive: #exclusive,
            discriminator: #discriminator,
            variants: &[ #( #variants ),* ],
        }
    }
}

fn typed(file: &File<'_>, of: &Type) -> TokenStream {
    let (kind, nullable) = (kind(file, &of.kind), of.nullable);
    let keywords = keywords(file, &of.keywords, &of.kind);
    let keywords = keywords.unwrap_or_else(|| quote!(keywords: &[],));
    quote!(Type { kind: #kind, nullable: #nullable, #keywords })
}

/// A type inside of another one; it is wrapped only where it has demands of its own.
fn checked(file: &File<'_>, of: &Type) -> TokenStream {
    if of.nullable || !of.keywords.is_empty() {
        let of = typed(file, of);
        quote!(Kind::Checked(&#of))
    } else {
        kind(file, &of.kind)
    }
}

fn kind(file: &File<'_>, of: &Kind) -> TokenStream {
    let named = |index: SchemaIndex| {
        let schema = file.context.model.schema(index);
        let name = name(schema);
        let path = if index == file.index {
            quote!(#name)
        } else {
            quote!(super::#name)
        };
        match &schema.body {
            Body::Object(_) => quote!(Kind::Object(&#path)),
            Body::Union(_) => quote!(Kind::Union(&#path)),
            Body::Named(_) => quote!(Kind::Checked(&#path)),
            Body::Enumeration(_) => quote!(Kind::Enumeration(&#path)),
            // Lowering makes these of other documents alone.
            Body::Free => quote!(Kind::AnyObject),
            Body::DateTime { .. } => quote!(Kind::DateTime),
        }
    };
    data(of, &named, &|of| checked(file, of))
}

/// A kind as data; `named` writes what a schema under a name is, and `checked` a type with demands of its own.
pub(in crate::emit) fn data(
    of: &Kind,
    named: &dyn Fn(SchemaIndex) -> TokenStream,
    checked: &dyn Fn(&Type) -> TokenStream,
) -> TokenStream {
    match of {
        Kind::Text => quote!(Kind::Text),
        Kind::DateTime => quote!(Kind::DateTime),
        Kind::Boolean => quote!(Kind::Boolean),
        Kind::Int32 => quote!(Kind::Int32),
        Kind::Int64 => quote!(Kind::Int64),
        Kind::Uint32 => quote!(Kind::Uint32),
        Kind::Uint64 => quote!(Kind::Uint64),
        Kind::Number => quote!(Kind::Number),
        Kind::Any => quote!(Kind::Any),
        Kind::AnyObject => quote!(Kind::AnyObject),
        Kind::IntOrString => quote!(Kind::IntOrString),
        Kind::Checked(of) => checked(of),
        Kind::Schema(index) => named(*index),
        Kind::List(item) => {
            let item = data(item, named, checked);
            quote!(Kind::List(&#item))
        }
        Kind::Map(value) => {
            let value = data(value, named, checked);
            quote!(Kind::Map(&#value))
        }
    }
}

/// `keywords: &[...],`, where there are any.
fn keywords(file: &File<'_>, keywords: &[Keyword], kind: &Kind) -> Option<TokenStream> {
    let data = keywords.iter().filter_map(|item| keyword(file, item, kind));
    let data: Vec<TokenStream> = data.collect();
    (!data.is_empty()).then(|| quote!(keywords: &[ #( Keyword::#data ),* ],))
}

/// A keyword as data; none for one that asks nothing of values of the type, as in the validator.
fn keyword(file: &File<'_>, keyword: &Keyword, kind: &Kind) -> Option<TokenStream> {
    let limit = |of: &serde_json::Number, exclusive: bool, lower: bool| {
        if is_whole(kind) {
            let (limit, exclusive) = whole_limit(of, exclusive, lower);
            let limit = Literal::i128_unsuffixed(limit);
            quote!((Bound::Whole(#limit), #exclusive))
        } else {
            let limit = float(of);
            quote!((Bound::Float(#limit), #exclusive))
        }
    };
    let size = |name: &str, limit: usize| {
        let (name, limit) = (ident(name), number(limit));
        quote!(#name(#limit))
    };
    Some(match keyword {
        Keyword::Minimum(of, exclusive) => {
            let limit = limit(of, *exclusive, true);
            quote!(Minimum #limit)
        }
        Keyword::Maximum(of, exclusive) => {
            let limit = limit(of, *exclusive, false);
            quote!(Maximum #limit)
        }
        Keyword::MultipleOf(step) => {
            let step = if let Some(step) = whole(step).filter(|_| is_whole(kind)) {
                let step = Literal::i128_unsuffixed(step);
                quote!(Bound::Whole(#step))
            } else {
                let step = float(step);
                quote!(Bound::Float(#step))
            };
            quote!(MultipleOf(#step))
        }
        Keyword::MinLength(limit) => size("MinLength", *limit),
        Keyword::MaxLength(limit) => size("MaxLength", *limit),
        Keyword::MinItems(limit) => size("MinItems", *limit),
        Keyword::MaxItems(limit) => size("MaxItems", *limit),
        Keyword::MinProperties(limit) => size("MinProperties", *limit),
        Keyword::MaxProperties(limit) => size("MaxProperties", *limit),
        Keyword::Format(name) => {
            let name = format(*name);
            quote!(Format(#name))
        }
        Keyword::Pattern(of) => {
            let pattern = pattern(file, of);
            quote!(Pattern(#pattern))
        }
        Keyword::UniqueItems => quote!(UniqueItems),
        Keyword::ListMapKeys(keys) => {
            let Kind::List(item) = kind else { return None };
            let object = item.object(file.context.model)?;
            let keys: Vec<&String> = keys
                .iter()
                .filter(|key| object.field(key).is_some())
                .collect();
            if keys.is_empty() {
                return None;
            }
            quote!(ListMapKeys(&[ #( #keys ),* ]))
        }
        Keyword::Enum(values) => {
            let texts: Vec<String> = values
                .iter()
                .filter_map(|value| match (kind, value) {
                    (Kind::Number, serde_json::Value::Number(number)) => {
                        Some(float(number).to_string())
                    }
                    (kind, serde_json::Value::Number(number)) if is_whole(kind) => {
                        whole(number).map(|number| number.to_string())
                    }
                    (_, value) => Some(value.to_string()),
                })
                .collect();
            quote!(Enum(&[ #( #texts ),* ]))
        }
    })
}

fn pattern(file: &File<'_>, pattern: &Pattern) -> TokenStream {
    let source = &pattern.source;
    let matcher = match &pattern.matcher {
        Matcher::Format(name) => {
            let name = format(*name);
            quote!(Format(#name))
        }
        Matcher::Runs(runs) => {
            let runs = runs.iter().map(|run| {
                let (class, min) = (hexadecimal(run.class), number(run.min));
                let max = run.max.map(number);
                let max = max.map_or_else(|| quote!(usize::MAX), |max| quote!(#max));
                quote!(Run { class: #class, min: #min, max: #max })
            });
            quote!(Runs(&[ #( #runs ),* ]))
        }
        Matcher::Regex(regex) => {
            let name = file.context.checks.pattern(regex, source);
            let root = &file.context.root;
            quote!(Regex(#regex, |text| #root::patterns::#name.is_match(text)))
        }
    };
    quote!(Pattern { source: #source, matcher: Matcher::#matcher })
}
