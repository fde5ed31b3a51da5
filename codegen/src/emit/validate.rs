//! Validators: one block per member, one call per rule.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::field::is_plain;
use super::literal::{ident, number, requirement};
use super::presence::{is_empty, is_set, is_there};
use super::rule::format;
use super::shapes::names_format;
use super::strict::{Keywords, count};
use crate::model::{Constraint, Field, Keyword, Kind, Matcher, Model, ObjectBody, Rule, Schema};
use crate::render::blank_line;

/// `impl Validate` of an object.
pub(super) fn item(
    model: &Model,
    keywords: &Keywords<'_>,
    schema: &Schema,
    object: &ObjectBody,
) -> TokenStream {
    let name = ident(&schema.rust);
    let mut blocks: Vec<TokenStream> = object
        .fields
        .iter()
        .filter_map(|field| block(model, keywords, field))
        .collect();
    blocks.extend(
        object
            .rules
            .iter()
            .map(|rule| object_rule(object, model, rule)),
    );
    blocks.extend(counted(object, model));
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
    let mut has_keywords = !object.keywords.is_empty();
    for field in &object.fields {
        requirements.extend(field.required_by().map(requirement));
        let cited = field.keywords.iter();
        let cited = cited.filter_map(|keyword| field.requirement(keyword.word()));
        requirements.extend(cited.map(requirement));
        field.kind.each(&field.keywords, &mut |_, keywords| {
            has_keywords |= !keywords.is_empty();
            runtime.extend(keywords.iter().filter_map(named));
        });
    }
    if has_keywords || !requirements.is_empty() {
        runtime.extend(["rule", "rule::Cite"]);
    }
    (runtime, requirements)
}

/// What the check of a keyword names of the runtime.
const fn named(keyword: &Keyword) -> Option<&'static str> {
    match keyword {
        Keyword::Format(_) => Some("Format"),
        Keyword::Pattern(pattern) => match &pattern.matcher {
            Matcher::Format(_) => Some("Format"),
            Matcher::Runs(_) => Some("rule::Run"),
            Matcher::Regex(_) => None,
        },
        _ => None,
    }
}

fn cite(rule: &Rule) -> TokenStream {
    let requirement = requirement(&rule.requirement);
    quote!(Cite::rule(&#requirement))
}

/// What the check of a keyword of a member belongs to.
fn cite_keyword(field: &Field, keyword: &Keyword) -> TokenStream {
    let Some(id) = field.requirement(keyword.word()) else {
        return quote!(Cite::KEYWORD);
    };
    let requirement = requirement(id);
    quote!(Cite::schema(&#requirement))
}

/// The rules of one member; `None` when it has none.
fn block(model: &Model, keywords: &Keywords<'_>, field: &Field) -> Option<TokenStream> {
    let json = &field.name;
    let mut demands = Vec::new();
    if let Some(id) = field.required_by() {
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
    let inside = descent(model, keywords, field);
    let checks: TokenStream = field
        .keywords
        .iter()
        .map(|keyword| keywords.call(keyword, &field.kind, &cite_keyword(field, keyword)))
        .collect();
    if demands.is_empty() && calls.is_empty() && checks.is_empty() && inside.is_none() {
        return None;
    }
    // Keywords bind values that are there, and an empty value is not.
    let there = is_there(&field.kind);
    let only_checks = calls.is_empty() && inside.is_none();
    if !checks.is_empty() {
        calls.push(match &there {
            Some(there) => quote! { if #there { #checks } },
            None => checks.clone(),
        });
    }
    calls.extend(inside);
    let member = ident(&field.rust);
    let body = match (&field.kind, is_plain(model, field)) {
        (Kind::Text, true) => quote! { let value = self.#member.as_str(); #required #( #calls )* },
        (Kind::Text, false) => {
            quote! { let value = self.#member.as_deref().unwrap_or_default(); #required #( #calls )* }
        }
        (_, _) if calls.is_empty() => required,
        (Kind::Schema(_), true) => quote! { #required #( #calls )* },
        (_, true) => quote! { #required let value = &self.#member; #( #calls )* },
        (_, false) if only_checks => {
            let there = there.map(|there| quote!(&& #there));
            quote! { #required if let Some(value) = &self.#member #there { #checks } }
        }
        (_, false) => quote! { #required if let Some(value) = &self.#member { #( #calls )* } },
    };
    Some(quote! { let at = path.field(#json); #body })
}

/// The rules inside a value, where it has any.
fn descent(model: &Model, keywords: &Keywords<'_>, field: &Field) -> Option<TokenStream> {
    if !keywords.are_inside(&field.kind) {
        return None;
    }
    let member = ident(&field.rust);
    match &field.kind {
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
        kind => Some(keywords.inside(kind)).filter(|inside| !inside.is_empty()),
    }
}

/// `minProperties` and `maxProperties` of an object with members: those that are set count.
fn counted(object: &ObjectBody, model: &Model) -> Option<TokenStream> {
    if object.keywords.is_empty() {
        return None;
    }
    let set = object.fields.iter().map(|field| {
        let set = is_set(model, field);
        quote!(usize::from(#set))
    });
    Some(count(&object.keywords, set))
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
