//! Validators: one block per member, one call per rule.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::field::{is_date_time, is_plain, value_type};
use super::literal::{ident, number, requirement};
use super::rule::format;
use super::shapes::names_format;
use crate::model::{Constraint, Field, Kind, Model, ObjectBody, Rule, Schema};
use crate::render::blank_line;

/// `impl Validate` of an object.
pub(super) fn item(model: &Model, schema: &Schema, object: &ObjectBody) -> TokenStream {
    let name = ident(&schema.rust);
    let mut blocks: Vec<TokenStream> = object
        .fields
        .iter()
        .filter_map(|field| block(model, field))
        .collect();
    blocks.extend(
        object
            .rules
            .iter()
            .map(|rule| object_rule(object, model, rule)),
    );
    let (path, violations) = if blocks.is_empty() {
        ("_path", "_violations")
    } else {
        ("path", "violations")
    };
    let (path, violations) = (ident(path), ident(violations));
    let blank = blank_line();
    let mut body = TokenStream::new();
    for (index, block) in blocks.into_iter().enumerate() {
        if index > 0 {
            body.extend(blank.clone());
        }
        body.extend(block);
    }
    quote! {
        impl Validate for #name {
            fn validate_at(&self, #path: &Path<'_>, #violations: &mut Vec<Violation>) {
                #body
            }
        }
    }
}

/// What the validator of an object needs from the runtime, and the requirements it cites.
pub(super) fn uses(object: &ObjectBody) -> (BTreeSet<&'static str>, BTreeSet<Ident>) {
    let (mut runtime, mut requirements) = (BTreeSet::new(), BTreeSet::new());
    let rules = object
        .fields
        .iter()
        .flat_map(|field| &field.rules)
        .chain(&object.rules);
    for rule in rules {
        requirements.insert(requirement(&rule.requirement));
        if names_format(&rule.constraint) {
            runtime.insert("Format");
        }
    }
    let required = object
        .fields
        .iter()
        .filter(|field| field.required)
        .filter_map(|field| field.requirement("required"));
    requirements.extend(required.map(requirement));
    if !requirements.is_empty() {
        runtime.extend(["rule", "rule::Cite"]);
    }
    (runtime, requirements)
}

fn cite(rule: &Rule) -> TokenStream {
    let requirement = requirement(&rule.requirement);
    quote!(Cite::rule(&#requirement))
}

/// The rules of one member; `None` when it has none.
fn block(model: &Model, field: &Field) -> Option<TokenStream> {
    let json = &field.name;
    let mut demands = Vec::new();
    if let (true, Some(id)) = (field.required, field.requirement("required")) {
        let requirement = requirement(id);
        demands.push(quote!(Cite::schema(&#requirement)));
    }
    demands.extend(
        field
            .rules
            .iter()
            .filter(|rule| rule.constraint == Constraint::Required)
            .map(cite),
    );
    let empty = if field.kind == Kind::Text {
        quote!(value.is_empty())
    } else {
        is_empty(model, field)
    };
    let required = quote! { #( rule::required(&at, #empty, #demands, violations); )* };

    let others = field
        .rules
        .iter()
        .filter(|rule| rule.constraint != Constraint::Required);
    let mut calls: Vec<TokenStream> = others.map(|rule| call(field, model, rule)).collect();
    calls.extend(descent(model, field));
    if demands.is_empty() && calls.is_empty() {
        return None;
    }
    let member = ident(&field.rust);
    let body = match (&field.kind, is_plain(model, field)) {
        (Kind::Text, true) => quote! { let value = self.#member.as_str(); #required #( #calls )* },
        (Kind::Text, false) => {
            quote! { let value = self.#member.as_deref().unwrap_or_default(); #required #( #calls )* }
        }
        (_, _) if calls.is_empty() => required,
        (Kind::Schema(_), true) => quote! { #required #( #calls )* },
        (_, true) => quote! { #required let value = &self.#member; #( #calls )* },
        (_, false) => quote! { #required if let Some(value) = &self.#member { #( #calls )* } },
    };
    Some(quote! { let at = path.field(#json); #body })
}

/// Whether the member is absent, where empty is absent.
fn is_empty(model: &Model, field: &Field) -> TokenStream {
    let member = ident(&field.rust);
    if is_plain(model, field) {
        return match &field.kind {
            Kind::Text | Kind::List(_) | Kind::Map(_) => quote!(self.#member.is_empty()),
            Kind::Boolean => quote!(!self.#member),
            Kind::Int32 | Kind::Int64 => quote!(self.#member == 0),
            _ => {
                let value = value_type(model, &field.kind);
                quote!(self.#member == #value::default())
            }
        };
    }
    match &field.kind {
        Kind::Text | Kind::List(_) => {
            quote!(self.#member.as_deref().unwrap_or_default().is_empty())
        }
        Kind::Map(_) => quote!(self.#member.as_ref().is_none_or(BTreeMap::is_empty)),
        Kind::Boolean => quote!(!self.#member.unwrap_or_default()),
        Kind::Int32 | Kind::Int64 => quote!(self.#member.unwrap_or_default() == 0),
        _ => quote!(self.#member.is_none()),
    }
}

/// The rules inside a value, where it has any.
fn descent(model: &Model, field: &Field) -> Option<TokenStream> {
    let member = ident(&field.rust);
    match &field.kind {
        kind if is_date_time(model, kind) => None,
        kind @ Kind::Schema(_) => kind.object(model).map(|_| {
            let value = if is_plain(model, field) {
                quote!(self.#member)
            } else {
                quote!(value)
            };
            quote! { #value.validate_at(&at, violations); }
        }),
        Kind::List(item) if item.object(model).is_some() => Some(quote! {
            for (index, item) in value.iter().enumerate() {
                item.validate_at(&at.index(index), violations);
            }
        }),
        _ => None,
    }
}

/// The call for a rule about a present value.
fn call(field: &Field, model: &Model, rule: &Rule) -> TokenStream {
    let cite = cite(rule);
    match &rule.constraint {
        Constraint::Format(name) => {
            let name = format(*name);
            quote! { rule::format(&at, value, #name, #cite, violations); }
        }
        Constraint::MaxLength(limit) => {
            let limit = number(*limit);
            quote! { rule::max_length(&at, value, #limit, #cite, violations); }
        }
        Constraint::OneOf(texts) => {
            quote! { rule::one_of(&at, value, &[#(#texts),*], #cite, violations); }
        }
        Constraint::Keys(name, fold_case) => {
            let name = format(*name);
            quote! { rule::keys(&at, value, #name, #fold_case, #cite, violations); }
        }
        Constraint::Values(name) => {
            let name = format(*name);
            quote! { rule::values(&at, value, #name, #cite, violations); }
        }
        Constraint::Items(name) => {
            let name = format(*name);
            quote! { rule::items(&at, value, #name, #cite, violations); }
        }
        Constraint::MaxTotalBytes(limit) => {
            let limit = number(*limit);
            quote! { rule::max_total_bytes(&at, value, #limit, #cite, violations); }
        }
        Constraint::ExclusiveItems([a, b]) => {
            quote! { rule::exclusive_items(&at, value, [#a, #b], #cite, violations); }
        }
        Constraint::AtMostOneItem(member) => {
            let flag = item_flag(field, model, member);
            quote! {
                let count = value.iter().filter(|item| #flag).count();
                rule::at_most_one_item(&at, #member, count, #cite, violations);
            }
        }
        // `Required` is written before the value is taken apart, the others stand at objects: the check pass saw to it.
        Constraint::Required | Constraint::AtMostOneOf(_) | Constraint::Banned(_) => {
            TokenStream::new()
        }
    }
}

fn item_flag(field: &Field, model: &Model, member: &str) -> TokenStream {
    let Kind::List(item) = &field.kind else {
        return quote!(false);
    };
    let Some(flag) = item.object(model).and_then(|object| object.field(member)) else {
        return quote!(false);
    };
    let name = ident(&flag.rust);
    if is_plain(model, flag) {
        quote!(item.#name)
    } else {
        quote!(item.#name == Some(true))
    }
}

/// The call for a rule about the object as a whole.
fn object_rule(object: &ObjectBody, model: &Model, rule: &Rule) -> TokenStream {
    let cite = cite(rule);
    match &rule.constraint {
        Constraint::AtMostOneOf(members) => {
            let set = members.iter().filter_map(|member| {
                let set = is_set(model, object.field(member)?);
                Some(quote!((#member, #set)))
            });
            quote! { rule::at_most_one_of(path, &[#(#set),*], #cite, violations); }
        }
        Constraint::Banned(pairs) => {
            let tests = pairs.iter().filter_map(|(member, value)| {
                let field = object.field(member)?;
                let name = ident(&field.rust);
                Some(if is_plain(model, field) {
                    quote!(self.#name == #value)
                } else {
                    quote!(self.#name.as_deref() == Some(#value))
                })
            });
            let words: Vec<String> = pairs
                .iter()
                .map(|(member, value)| format!("{member} {value}"))
                .collect();
            let what = words.join(" with ");
            quote! { rule::banned(path, #( #tests )&&*, #what, #cite, violations); }
        }
        _ => TokenStream::new(),
    }
}

/// Whether a member is set: a flag that is true, a text that is not empty, anything else that is there.
fn is_set(model: &Model, field: &Field) -> TokenStream {
    let member = ident(&field.rust);
    match (&field.kind, is_plain(model, field)) {
        (Kind::Boolean, true) => quote!(self.#member),
        (Kind::Boolean, false) => quote!(self.#member == Some(true)),
        (Kind::Text, true) => quote!(!self.#member.is_empty()),
        (Kind::Text, false) => quote!(self.#member.as_deref().is_some_and(|text| !text.is_empty())),
        (_, true) => {
            let empty = is_empty(model, field);
            quote!(!(#empty))
        }
        (_, false) => quote!(self.#member.is_some()),
    }
}
