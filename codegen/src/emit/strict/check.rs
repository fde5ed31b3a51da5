//! Keywords -> calls into the runtime.

use std::cell::RefCell;

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::{Number, Value};

use super::Context;
use super::patterns::Patterns;
use crate::emit::literal::{ident, number};
use crate::emit::rule::format;
use crate::model::{Keyword, Kind, Matcher, Pattern, Type};
use crate::render::Module;

/// The patterns that need the `regex` crate, gathered while validators are written.
#[derive(Debug, Default)]
pub(super) struct Checks(RefCell<Patterns>);

impl Checks {
    /// `patterns.rs`, where there are any.
    pub(super) fn module(&self, source: &str) -> Option<(String, Module)> {
        self.0.borrow().module(source)
    }

    /// The static of an expression in `patterns.rs`.
    pub(super) fn pattern(&self, regex: &str, source: &str) -> proc_macro2::Ident {
        self.0.borrow_mut().name(regex, source)
    }
}

impl Context<'_> {
    /// Every check of a value. `value` names a reference to it, `at` its place: an expression of type `&Path`.
    pub(super) fn checks(
        &self,
        keywords: &[Keyword],
        kind: &Kind,
        at: &TokenStream,
    ) -> TokenStream {
        let cite = quote!(Cite::KEYWORD);
        let mut calls: TokenStream = keywords
            .iter()
            .map(|keyword| self.keyword(keyword, kind, at, &cite))
            .collect();
        calls.extend(self.inside(kind, at));
        calls
    }

    /// The same for a value that may be `null`, as an item of a list or a value of a map.
    fn checks_of(&self, of: &Type, at: &TokenStream) -> TokenStream {
        let checks = self.checks(&of.keywords, &of.kind, at);
        if of.nullable {
            quote! { if let Some(value) = value { #checks } }
        } else {
            checks
        }
    }

    fn inside(&self, kind: &Kind, at: &TokenStream) -> TokenStream {
        if !self.facts.is_checked(&[], kind) {
            return TokenStream::new();
        }
        let inner = |kind: &Kind| match kind {
            Kind::Checked(of) => self.checks_of(of, &quote!(&at)),
            kind => self.checks(&[], kind, &quote!(&at)),
        };
        match kind {
            Kind::Schema(_) => quote! { value.validate_at(#at, violations); },
            Kind::List(item) => {
                let checks = inner(item);
                let place = place(at);
                quote! {
                    for (index, value) in value.iter().enumerate() {
                        let at = #place.index(index);
                        #checks
                    }
                }
            }
            Kind::Map(entry) => {
                let checks = inner(entry);
                let place = place(at);
                quote! {
                    for (key, value) in value {
                        let at = #place.key(key);
                        #checks
                    }
                }
            }
            _ => TokenStream::new(),
        }
    }

    /// The check of one keyword; `cite` says what it belongs to.
    pub(super) fn keyword(
        &self,
        keyword: &Keyword,
        kind: &Kind,
        at: &TokenStream,
        cite: &TokenStream,
    ) -> TokenStream {
        let end = quote!(#cite, violations);
        let size = |function: &str, limit: usize, value: TokenStream| {
            let (function, limit) = (ident(function), number(limit));
            quote! { rule::#function(#at, #value, #limit, #end); }
        };
        let (text, count) = (quote!(value), quote!(value.len()));
        match keyword {
            Keyword::MinLength(limit) => size("min_characters", *limit, text),
            Keyword::MaxLength(limit) => size("max_characters", *limit, text),
            Keyword::MinItems(limit) => size("min_items", *limit, count),
            Keyword::MaxItems(limit) => size("max_items", *limit, count),
            Keyword::MinProperties(limit) => size("min_properties", *limit, count),
            Keyword::MaxProperties(limit) => size("max_properties", *limit, count),
            Keyword::Minimum(limit, exclusive) => {
                limited("minimum", (limit, *exclusive), kind, at, &end)
            }
            Keyword::Maximum(limit, exclusive) => {
                limited("maximum", (limit, *exclusive), kind, at, &end)
            }
            Keyword::MultipleOf(step) => multiple_of(step, kind, at, &end),
            Keyword::Format(name) => {
                let name = format(*name);
                quote! { rule::has_format(#at, value, #name, #end); }
            }
            Keyword::Pattern(pattern) => self.pattern(pattern, at, &end),
            Keyword::UniqueItems if matches!(kind, Kind::List(item) if **item == Kind::Any) => {
                quote! { rule::unique_json(#at, value, #end); }
            }
            Keyword::UniqueItems => quote! { rule::unique_items(#at, value, #end); },
            Keyword::ListMapKeys(keys) => self.list_map_keys(keys, kind, at, &end),
            Keyword::Enum(values) => listed(values, kind, at, &end),
        }
    }

    fn pattern(&self, pattern: &Pattern, at: &TokenStream, end: &TokenStream) -> TokenStream {
        let source = &pattern.source;
        let matches = match &pattern.matcher {
            Matcher::Format(name) => {
                let name = format(*name);
                quote!(#name.accepts(value))
            }
            Matcher::Runs(runs) => {
                let runs = runs.iter().map(|run| {
                    let class = hexadecimal(run.class);
                    let min = number(run.min);
                    let max = run.max.map_or_else(
                        || quote!(usize::MAX),
                        |max| {
                            let max = number(max);
                            quote!(#max)
                        },
                    );
                    quote!(Run { class: #class, min: #min, max: #max })
                });
                quote!(rule::matches_runs(value, &[ #( #runs ),* ]))
            }
            Matcher::Regex(regex) => {
                let name = self.checks.pattern(regex, source);
                quote!(patterns::#name.is_match(value))
            }
        };
        quote! { rule::pattern(#at, value, #matches, #source, #end); }
    }

    /// Items are told apart by members that the items have; keys that they lack tell nothing apart.
    fn list_map_keys(
        &self,
        keys: &[String],
        kind: &Kind,
        at: &TokenStream,
        end: &TokenStream,
    ) -> TokenStream {
        let Kind::List(item) = kind else {
            return TokenStream::new();
        };
        let Some(object) = item.object(self.model) else {
            return TokenStream::new();
        };
        let members = keys.iter().filter_map(|key| object.field(key));
        let members = members.map(|field| {
            let name = ident(&field.rust);
            quote!(&item.#name)
        });
        // Pairs of pairs: Rust compares no tuple of more than twelve.
        let key = members
            .rev()
            .reduce(|rest, member| quote!((#member, #rest)));
        key.map_or_else(TokenStream::new, |key| {
            quote! { rule::list_map_keys(#at, value, |item| #key, #end); }
        })
    }
}

/// The place as something to call a method of.
fn place(at: &TokenStream) -> TokenStream {
    let text = at.to_string();
    let name = ident(text.trim_start_matches('&').trim());
    quote!(#name)
}

pub(super) fn is_whole(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::Int32 | Kind::Int64 | Kind::Uint32 | Kind::Uint64
    )
}

fn limited(
    function: &str,
    (limit, exclusive): (&Number, bool),
    kind: &Kind,
    at: &TokenStream,
    end: &TokenStream,
) -> TokenStream {
    let name = ident(function);
    if !is_whole(kind) {
        let limit = float(limit);
        return quote! { rule::#name(#at, *value, (#limit, #exclusive), #end); };
    }
    let (limit, exclusive) = whole_limit(limit, exclusive, function == "minimum");
    let limit = Literal::i128_unsuffixed(limit);
    quote! { rule::#name(#at, i128::from(*value), (#limit, #exclusive), #end); }
}

/// A limit of whole numbers: one between two of them is the nearer one inside.
pub(super) fn whole_limit(limit: &Number, exclusive: bool, lower: bool) -> (i128, bool) {
    if let Some(limit) = whole(limit) {
        return (limit, exclusive);
    }
    let limit = limit.as_f64().unwrap_or_default();
    let inside = if lower { limit.ceil() } else { limit.floor() };
    let exclusive = exclusive && inside.total_cmp(&limit).is_eq();
    (
        format!("{inside:.0}").parse().unwrap_or_default(),
        exclusive,
    )
}

fn multiple_of(step: &Number, kind: &Kind, at: &TokenStream, end: &TokenStream) -> TokenStream {
    match (is_whole(kind), whole(step)) {
        (true, Some(step)) => {
            let step = Literal::i128_unsuffixed(step);
            quote! { rule::multiple_of(#at, i128::from(*value), #step, #end); }
        }
        (true, None) => {
            let step = float(step);
            quote! { rule::multiple_of_number(#at, *value as f64, #step, #end); }
        }
        (false, _) => {
            let step = float(step);
            quote! { rule::multiple_of_number(#at, *value, #step, #end); }
        }
    }
}

fn listed(values: &[Value], kind: &Kind, at: &TokenStream, end: &TokenStream) -> TokenStream {
    match kind {
        // Only a contract has these: elsewhere a text with an `enum` is a Rust enum.
        Kind::Text => {
            let texts = values.iter().filter_map(Value::as_str);
            quote! { rule::one_of(#at, value, &[ #( #texts ),* ], #end); }
        }
        kind if is_whole(kind) => {
            let values = values.iter().filter_map(|value| match value {
                Value::Number(number) => whole(number).map(Literal::i128_unsuffixed),
                _ => None,
            });
            quote! { rule::listed(#at, &i128::from(*value), &[ #( #values ),* ], #end); }
        }
        Kind::Number => {
            let values = values.iter().filter_map(|value| match value {
                Value::Number(number) => Some(float(number)),
                _ => None,
            });
            quote! { rule::listed(#at, value, &[ #( #values ),* ], #end); }
        }
        Kind::Boolean => {
            let values = values.iter().filter_map(Value::as_bool);
            quote! { rule::listed(#at, value, &[ #( #values ),* ], #end); }
        }
        Kind::Any => {
            let values = values.iter().map(ToString::to_string);
            quote! { rule::listed_json(#at, value, &[ #( #values ),* ], #end); }
        }
        // Lists, maps and texts that are no enumeration; a schema of its own sees to its own.
        Kind::Schema(_) => TokenStream::new(),
        _ => {
            let values = values.iter().map(ToString::to_string);
            quote! { rule::listed_written(#at, value, &[ #( #values ),* ], #end); }
        }
    }
}

pub(super) fn whole(number: &Number) -> Option<i128> {
    let integer = number
        .as_i64()
        .map(i128::from)
        .or_else(|| number.as_u64().map(i128::from));
    integer.or_else(|| {
        let float = number
            .as_f64()
            .filter(|float| float.fract() == 0.0 && float.abs() < 1e30)?;
        format!("{float:.0}").parse().ok()
    })
}

pub(super) fn float(number: &Number) -> Literal {
    Literal::f64_unsuffixed(number.as_f64().unwrap_or_default())
}

pub(super) fn hexadecimal(class: u128) -> Literal {
    let digits = format!("{class:x}");
    let padded = format!("{digits:0>width$}", width = digits.len().div_ceil(4) * 4);
    let groups: Vec<&str> = (0..padded.len() / 4)
        .map(|at| &padded[at * 4..at * 4 + 4])
        .collect();
    let text = format!("0x{}", groups.join("_"));
    text.parse()
        .unwrap_or_else(|_| Literal::u128_unsuffixed(class))
}
