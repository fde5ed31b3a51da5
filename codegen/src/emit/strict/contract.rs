//! The checks of keywords, for the validators of a contract.

use proc_macro2::TokenStream;
use quote::quote;

use super::Context;
use super::check::Checks;
use super::facts::Facts;
use crate::model::{Keyword, Kind, Model};
use crate::render::Module;

/// The origin of the patterns of a contract.
const ORIGIN: &str = "spec/openapi.yaml#/components/schemas";

/// Keywords as calls. In each, `at` is the place of the value, and `value` a reference to it.
pub(in crate::emit) struct Keywords<'m>(Context<'m>);

impl<'m> Keywords<'m> {
    pub(in crate::emit) fn of(model: &'m Model) -> Self {
        Self(Context {
            model,
            facts: Facts::of(model),
            checks: Checks::default(),
            // The types of a contract describe themselves.
            written: &[],
            root: quote!(crate),
            runtime: quote!(crate::runtime),
        })
    }

    /// The check of a keyword of a value that is there.
    pub(in crate::emit) fn call(
        &self,
        keyword: &Keyword,
        kind: &Kind,
        cite: &TokenStream,
    ) -> TokenStream {
        self.0.keyword(keyword, kind, &quote!(&at), cite)
    }

    /// Whether what a value holds can break a rule.
    pub(in crate::emit) fn are_inside(&self, kind: &Kind) -> bool {
        self.0.facts.is_checked(&[], kind)
    }

    /// The checks of what a value holds: items, entries, members.
    pub(in crate::emit) fn inside(&self, kind: &Kind) -> TokenStream {
        self.0.checks(&[], kind, &quote!(&at))
    }

    /// `patterns.rs`, where the calls written so far need any.
    pub(in crate::emit) fn patterns(&self) -> Option<(String, Module)> {
        self.0.checks.module(ORIGIN)
    }
}
