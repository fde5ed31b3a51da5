//! Identifiers and literals.

use std::str::FromStr;

use proc_macro2::{Ident, Literal, Span, TokenStream, TokenTree};
use quote::quote;

use crate::name;

/// An identifier. Names were checked when the spec was lowered.
pub(super) fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

/// The static of a requirement.
pub(super) fn requirement(id: &str) -> Ident {
    ident(&name::upper(id))
}

/// The static of a shape.
pub(super) fn shape(rust: &str) -> Ident {
    ident(&name::upper(rust))
}

/// A text on many lines, as a raw string that looks like the file it comes from.
pub(super) fn block(text: &str) -> TokenTree {
    let hashes = "#".repeat(hashes_needed(text));
    let raw = format!("r{hashes}\"{text}\"{hashes}");
    // A carriage return cannot stand in a raw string; then the text is escaped.
    let literal = if text.contains('\r') {
        None
    } else {
        Literal::from_str(&raw).ok()
    };
    TokenTree::Literal(literal.unwrap_or_else(|| Literal::string(text)))
}

/// One more than follow any quote in the text; none when there is no quote.
fn hashes_needed(text: &str) -> usize {
    let after_quotes = text.split('"').skip(1);
    after_quotes
        .map(|rest| 1 + rest.chars().take_while(|c| *c == '#').count())
        .max()
        .unwrap_or(0)
}

/// A number without a type suffix, in groups of three digits when it is long.
pub(super) fn number(number: usize) -> Literal {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) && digits.len() > 4 {
            grouped.push('_');
        }
        grouped.push(digit);
    }
    Literal::from_str(&grouped).unwrap_or_else(|_| Literal::usize_unsuffixed(number))
}

/// `Some(...)` or `None`.
pub(super) fn option(value: Option<TokenStream>) -> TokenStream {
    value.map_or_else(|| quote!(None), |value| quote!(Some(#value)))
}
