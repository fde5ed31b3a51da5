//! The Rust type of a member, and the serde and schemars attributes that give it the JSON it has in the spec.

use proc_macro2::TokenStream;
use quote::quote;

use super::literal::ident;
use crate::doc;
use crate::model::{Body, Field, Kind, Model};
use crate::name;

/// The type of a value that is there.
pub(super) fn value_type(model: &Model, kind: &Kind) -> TokenStream {
    match kind {
        Kind::Text => quote!(String),
        Kind::DateTime => quote!(DateTime),
        Kind::Boolean => quote!(bool),
        Kind::Int32 => quote!(i32),
        Kind::Int64 => quote!(i64),
        Kind::Uint32 => quote!(u32),
        Kind::Uint64 => quote!(u64),
        Kind::Number => quote!(f64),
        Kind::Any => quote!(Value),
        Kind::AnyObject => quote!(Map<String, Value>),
        Kind::IntOrString => quote!(IntOrString),
        Kind::Checked(of) => {
            let value = value_type(model, &of.kind);
            if of.nullable {
                quote!(Option<#value>)
            } else {
                value
            }
        }
        Kind::Schema(index) => {
            let name = ident(&model.schema(*index).rust);
            quote!(#name)
        }
        Kind::List(item) => {
            let item = value_type(model, item);
            quote!(Vec<#item>)
        }
        Kind::Map(value) => {
            let value = value_type(model, value);
            quote!(BTreeMap<String, #value>)
        }
    }
}

/// Whether the member is a plain value and not an `Option`.
///
/// A required member is: empty stands for absent, and the validator reports it. So is an object that is always written.
pub(super) fn is_plain(model: &Model, field: &Field) -> bool {
    has_default(model, &field.kind) && (field.required || (field.always_written && !field.nullable))
}

/// Whether the type has an empty value, which stands for absence.
fn has_default(model: &Model, kind: &Kind) -> bool {
    *kind != Kind::IntOrString && !is_date_time(model, kind)
}

/// Whether values of this type are RFC 3339 texts.
pub(super) fn is_date_time(model: &Model, kind: &Kind) -> bool {
    match kind {
        Kind::DateTime => true,
        Kind::Schema(index) => matches!(model.schema(*index).body, Body::DateTime { .. }),
        _ => false,
    }
}

/// The member as it stands in the struct.
pub(super) fn member(model: &Model, field: &Field) -> TokenStream {
    let docs = doc::comment(&field.description);
    let name = ident(&field.rust);
    let value = value_type(model, &field.kind);
    let plain = is_plain(model, field);
    let field_type = if plain {
        quote!(#value)
    } else {
        quote!(Option<#value>)
    };
    let mut serde = Vec::new();
    if name::camel(&field.rust) != field.name {
        let json = &field.name;
        serde.push(quote!(rename = #json));
    }
    serde.push(quote!(default));
    serde.extend(read(model, field).map(|read| quote!(deserialize_with = #read)));
    if !plain && !field.always_written {
        let omit = omit(&field.kind);
        serde.push(quote!(skip_serializing_if = #omit));
    }
    let mut schemars = Vec::new();
    if field.required {
        // The type reads an absent value; the published schema demands it all the same.
        schemars.push(quote!(!default));
    }
    if !plain && !field.nullable {
        // Without this, schemars would allow null, which the published schema does not.
        let value = value.to_string().replace(' ', "");
        let value = value.replace(',', ", ");
        schemars.push(quote!(with = #value));
    }
    let schemars = (!schemars.is_empty()).then(|| quote!(#[schemars(#(#schemars),*)]));
    quote! {
        #docs
        #[serde(#(#serde),*)]
        #schemars
        pub #name: #field_type
    }
}

/// The function that leaves an absent value out.
const fn omit(kind: &Kind) -> &'static str {
    match kind {
        Kind::Text => "omit::text",
        Kind::Boolean => "omit::flag",
        Kind::Int32 | Kind::Int64 | Kind::Uint32 | Kind::Uint64 | Kind::Number => "omit::number",
        Kind::List(_) => "omit::list",
        Kind::Map(_) => "omit::map",
        Kind::AnyObject => "omit::object",
        Kind::DateTime | Kind::Schema(_) | Kind::Any | Kind::IntOrString | Kind::Checked(_) => {
            "Option::is_none"
        }
    }
}

/// The function that reads the value, where serde's own way takes too much or too little.
pub(super) fn read(model: &Model, field: &Field) -> Option<&'static str> {
    let plain = is_plain(model, field);
    match &field.kind {
        kind if kind.object(model).is_some() => Some(if plain {
            "object::or_default"
        } else {
            "object::optional"
        }),
        Kind::List(item) if item.object(model).is_some() => Some(if plain {
            "object::list"
        } else {
            "object::optional_list"
        }),
        _ => plain.then_some("null::as_default"),
    }
}
