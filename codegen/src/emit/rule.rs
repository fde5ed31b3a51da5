//! A semantic rule: as a call in a validator, and as data in a shape.

use proc_macro2::TokenStream;
use quote::quote;

use super::literal::{ident, number, requirement};
use crate::model::{Constraint, Rule};
use crate::runtime::Format;

/// The rule as a value of the runtime's `Rule`.
pub(super) fn data(rule: &Rule) -> TokenStream {
    let requirement = requirement(&rule.requirement);
    let constraint = constraint(&rule.constraint);
    quote!(Rule { requirement: &requirements::#requirement, constraint: Constraint::#constraint })
}

fn constraint(constraint: &Constraint) -> TokenStream {
    match constraint {
        Constraint::Required => quote!(Required),
        Constraint::Format(name) => {
            let name = format(*name);
            quote!(Format(#name))
        }
        Constraint::MaxLength(limit) => {
            let limit = number(*limit);
            quote!(MaxLength(#limit))
        }
        Constraint::OneOf(texts) => quote!(OneOf(&[#(#texts),*])),
        Constraint::Keys(name, fold_case) => {
            let name = format(*name);
            quote!(Keys(#name, #fold_case))
        }
        Constraint::Values(name) => {
            let name = format(*name);
            quote!(Values(#name))
        }
        Constraint::Items(name) => {
            let name = format(*name);
            quote!(Items(#name))
        }
        Constraint::MaxTotalBytes(limit) => {
            let limit = number(*limit);
            quote!(MaxTotalBytes(#limit))
        }
        Constraint::AtMostOneOf(members) => quote!(AtMostOneOf(&[#(#members),*])),
        Constraint::AtMostOneItem(member) => quote!(AtMostOneItem(#member)),
        Constraint::ExclusiveItems([a, b]) => quote!(ExclusiveItems([#a, #b])),
        Constraint::Banned(pairs) => {
            let pairs = pairs
                .iter()
                .map(|(member, value)| quote!((#member, #value)));
            quote!(Banned(&[#(#pairs),*]))
        }
    }
}

/// `Format::Name`.
pub(super) fn format(format: Format) -> TokenStream {
    let name = ident(&format!("{format:?}"));
    quote!(Format::#name)
}
