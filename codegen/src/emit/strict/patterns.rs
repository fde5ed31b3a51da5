//! `patterns.rs`: regular expressions, each compiled once and for all.

use proc_macro2::Ident;
use quote::quote;

use crate::doc;
use crate::emit::literal::ident;
use crate::render::{Module, Tokens};

/// Expressions in the order in which they were first needed.
#[derive(Debug, Default)]
pub(super) struct Patterns(Vec<(String, String)>);

impl Patterns {
    /// The static of an expression; equal expressions share one.
    pub(super) fn name(&mut self, regex: &str, source: &str) -> Ident {
        let known = self.0.iter().position(|(other, _)| other == regex);
        let index = known.unwrap_or_else(|| {
            self.0.push((regex.to_owned(), source.to_owned()));
            self.0.len() - 1
        });
        ident(&format!("PATTERN_{}", index + 1))
    }

    pub(super) fn module(&self, source: &str) -> Option<(String, Module)> {
        if self.0.is_empty() {
            return None;
        }
        let mut items: Vec<_> = self
            .0
            .iter()
            .enumerate()
            .map(|(index, (regex, source))| {
                let name = ident(&format!("PATTERN_{}", index + 1));
                let docs = doc::comment(&format!("`{}`", source.replace('`', "'")));
                quote! {
                    #docs
                    pub(super) static #name: LazyLock<Regex> = LazyLock::new(|| compiled(#regex));
                }
            })
            .collect();
        items.push(quote! {
            /// The generator compiled each of them before it wrote them down.
            fn compiled(pattern: &str) -> Regex {
                Regex::new(pattern).unwrap_or_else(|error| panic!("{error}"))
            }
        });
        let module = Module {
            origin: source.to_owned(),
            docs: "Patterns that are no plain scans of bytes, compiled once.".to_owned(),
            preamble: vec![
                quote! { use std::sync::LazyLock; },
                quote! { use regex::Regex; },
            ],
            items: Tokens::each(items),
        };
        Some(("patterns.rs".to_owned(), module))
    }
}
