//! `use` items: found by looking at what the items of a file name, so that none is missing and none is left over.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::Context;
use crate::emit::literal::ident;
use crate::model::{Additional, Body, Kind, Schema};
use crate::render::{Kind as Token, Tokens};

/// Names by the module they come from; in the order that rustfmt gives them.
const STD: [(&str, &str); 2] = [
    ("BTreeMap", "std::collections::BTreeMap"),
    ("LazyLock", "std::sync::LazyLock"),
];
const CRATES: [(&str, &str); 7] = [
    ("Regex", "regex::Regex"),
    ("Deserialize", "serde::Deserialize"),
    ("Deserializer", "serde::Deserializer"),
    ("Serialize", "serde::Serialize"),
    ("Error", "serde::de::Error"),
    ("Map", "serde_json::Map"),
    ("Value", "serde_json::Value"),
];
const RUNTIME: [(&str, &str); 17] = [
    ("DateTime", "DateTime"),
    ("Format", "Format"),
    ("IntOrString", "IntOrString"),
    ("Path", "Path"),
    ("Validate", "Validate"),
    ("Violation", "Violation"),
    ("object", "object"),
    ("present", "present"),
    ("request", "request"),
    ("Request", "request::Request"),
    ("Unreadable", "request::Unreadable"),
    ("rule", "rule"),
    ("Cite", "rule::Cite"),
    ("Run", "rule::Run"),
    ("schema", "schema"),
    ("union", "union"),
    ("word", "word"),
];

/// The `use` items of a file with these items; `others` are types that stand in `types`.
pub(super) fn of(
    context: &Context<'_>,
    items: &[Tokens],
    types: &TokenStream,
    others: &BTreeSet<String>,
) -> Vec<TokenStream> {
    let mut names = BTreeSet::new();
    for item in items {
        collect(item, &mut names);
    }
    let mut uses = Vec::new();
    for table in [&STD[..], &CRATES[..]] {
        let found: Vec<&(&str, &str)> = table
            .iter()
            .filter(|(name, _)| names.contains(*name))
            .collect();
        let mut group = TokenStream::new();
        for crates in found.chunk_by(|a, b| folder(a.1) == folder(b.1)) {
            let module = super::path(folder(crates[0].1));
            let names: Vec<_> = crates.iter().map(|(name, _)| ident(name)).collect();
            group.extend(quote! { use #module::{ #( #names ),* }; });
        }
        if !group.is_empty() {
            uses.push(group);
        }
    }
    let mut own = TokenStream::new();
    let others: Vec<_> = others.iter().map(|name| ident(name)).collect();
    if !others.is_empty() {
        own.extend(quote! { use #types::{ #( #others ),* }; });
    }
    if names.contains("patterns") {
        let root = &context.root;
        own.extend(quote! { use #root::patterns; });
    }
    let found = RUNTIME.iter().filter(|(name, _)| names.contains(*name));
    let runtime: Vec<TokenStream> = found.map(|(_, path)| super::path(path)).collect();
    if !runtime.is_empty() {
        let path = &context.runtime;
        own.extend(quote! { use #path::{ #( #runtime ),* }; });
    }
    if !own.is_empty() {
        uses.push(own);
    }
    uses
}

/// The module of a path.
fn folder(path: &str) -> &str {
    path.rsplit_once("::").map_or(path, |(folder, _)| folder)
}

/// Names that are neither members (`.name`, `name: Type`) nor what follows `::`.
pub(super) fn collect<'t>(tokens: &'t Tokens, names: &mut BTreeSet<&'t str>) {
    for at in 0..tokens.len() {
        match tokens.kind(at) {
            Token::Word => {
                let before = at.checked_sub(1);
                let follows = before.is_some_and(|at| tokens.is(at, ".") || tokens.is(at, "::"));
                if follows || tokens.is(at + 1, ":") {
                    continue;
                }
                let name = tokens.text(at);
                // `request` and `union` are also the names of variables.
                let is_module = tokens.is(at + 1, "::");
                let lower = name.starts_with(|first: char| first.is_ascii_lowercase());
                if is_module || !lower {
                    names.insert(name);
                }
            }
            // Attributes of serde name functions in texts.
            Token::Literal => {
                let path = tokens.text(at).strip_prefix('"').unwrap_or_default();
                if let Some((module @ ("present" | "object"), _)) = path.split_once("::") {
                    names.insert(module);
                }
            }
            Token::Operator | Token::Open(_) | Token::Close => {}
        }
    }
}

/// The other types that a schema names.
pub(super) fn others(context: &Context<'_>, schema: &Schema) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    match &schema.body {
        Body::Object(object) => {
            object
                .fields
                .iter()
                .for_each(|field| named(context, &field.kind, &mut names));
            if let Additional::Kept(of) = &object.additional {
                named(context, &of.kind, &mut names);
            }
        }
        Body::Union(union) => union
            .variants
            .iter()
            .for_each(|variant| named(context, &variant.of.kind, &mut names)),
        Body::Named(of) => named(context, &of.kind, &mut names),
        Body::Enumeration(_) | Body::Free | Body::DateTime { .. } => {}
    }
    names.remove(&schema.rust);
    names
}

/// The types that a kind names.
pub(super) fn named(context: &Context<'_>, kind: &Kind, names: &mut BTreeSet<String>) {
    match kind {
        Kind::Schema(index) => {
            names.insert(context.model.schema(*index).rust.clone());
        }
        Kind::List(inner) | Kind::Map(inner) => named(context, inner, names),
        Kind::Checked(of) => named(context, &of.kind, names),
        _ => {}
    }
}
