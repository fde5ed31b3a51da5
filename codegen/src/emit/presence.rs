//! Absence, where empty is absent: an empty text, false, zero, an empty list or map is no value.

use proc_macro2::TokenStream;
use quote::quote;

use super::field::{is_plain, value_type};
use super::literal::ident;
use crate::model::{Field, Kind, Model};

/// Whether the member is absent.
pub(super) fn is_empty(model: &Model, field: &Field) -> TokenStream {
    let member = ident(&field.rust);
    if is_plain(model, field) {
        return match &field.kind {
            Kind::Text | Kind::List(_) | Kind::Map(_) | Kind::AnyObject => {
                quote!(self.#member.is_empty())
            }
            Kind::Boolean => quote!(!self.#member),
            Kind::Int32 | Kind::Int64 | Kind::Uint32 | Kind::Uint64 => quote!(self.#member == 0),
            Kind::Number => quote!(self.#member == 0.0),
            Kind::Any => quote!(self.#member.is_null()),
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
        Kind::AnyObject => quote!(self.#member.as_ref().is_none_or(Map::is_empty)),
        Kind::Boolean => quote!(!self.#member.unwrap_or_default()),
        Kind::Int32 | Kind::Int64 | Kind::Uint32 | Kind::Uint64 => {
            quote!(self.#member.unwrap_or_default() == 0)
        }
        Kind::Number => quote!(self.#member.unwrap_or_default() == 0.0),
        _ => quote!(self.#member.is_none()),
    }
}

/// Whether `value`, a reference to what the member holds, is there; `None` where it always is.
pub(super) fn is_there(kind: &Kind) -> Option<TokenStream> {
    match kind {
        Kind::Text | Kind::List(_) | Kind::Map(_) | Kind::AnyObject => {
            Some(quote!(!value.is_empty()))
        }
        Kind::Boolean => Some(quote!(*value)),
        Kind::Int32 | Kind::Int64 | Kind::Uint32 | Kind::Uint64 => Some(quote!(*value != 0)),
        Kind::Number => Some(quote!(*value != 0.0)),
        Kind::Any => Some(quote!(!value.is_null())),
        Kind::DateTime | Kind::IntOrString | Kind::Checked(_) | Kind::Schema(_) => None,
    }
}

/// Whether the member is set: the opposite of absent.
pub(super) fn is_set(model: &Model, field: &Field) -> TokenStream {
    let member = ident(&field.rust);
    let plain = is_plain(model, field);
    match &field.kind {
        Kind::Boolean if plain => quote!(self.#member),
        Kind::Boolean => quote!(self.#member == Some(true)),
        Kind::Text if plain => quote!(!self.#member.is_empty()),
        Kind::Text => quote!(self.#member.as_deref().is_some_and(|text| !text.is_empty())),
        Kind::List(_) | Kind::Map(_) | Kind::AnyObject if plain => {
            quote!(!self.#member.is_empty())
        }
        Kind::List(_) | Kind::Map(_) | Kind::AnyObject => {
            quote!(self.#member.as_ref().is_some_and(|value| !value.is_empty()))
        }
        Kind::Int32 | Kind::Int64 | Kind::Uint32 | Kind::Uint64 if plain => {
            quote!(self.#member != 0)
        }
        Kind::Int32 | Kind::Int64 | Kind::Uint32 | Kind::Uint64 => {
            quote!(self.#member.unwrap_or_default() != 0)
        }
        Kind::Number if plain => quote!(self.#member != 0.0),
        Kind::Number => quote!(self.#member.unwrap_or_default() != 0.0),
        Kind::Any if plain => quote!(!self.#member.is_null()),
        _ if plain => {
            let value = value_type(model, &field.kind);
            quote!(self.#member != #value::default())
        }
        _ => quote!(self.#member.is_some()),
    }
}
