//! Objects: a struct, and its validator with one block per member.

use proc_macro2::TokenStream;
use quote::quote;

use super::named::validate;
use super::{Context, docs};
use crate::doc;
use crate::emit::field::value_type;
use crate::emit::literal::{ident, number};
use crate::model::{Additional, Field, Keyword, ObjectBody, Schema, SchemaIndex};
use crate::name;

pub(super) fn items(
    context: &Context<'_>,
    index: SchemaIndex,
    schema: &Schema,
    object: &ObjectBody,
) -> Vec<TokenStream> {
    let docs = docs(schema);
    let name = ident(&schema.rust);
    let default = context.facts.default[index.0].then(|| quote!(Default,));
    let members = object.fields.iter().map(|field| member(context, field));
    let rename = object
        .fields
        .iter()
        .any(|field| field.rust != field.name && name::camel(&field.rust) == field.name);
    let rename = rename.then(|| quote!(rename_all = "camelCase"));
    let deny = (object.additional == Additional::Refused).then(|| quote!(deny_unknown_fields));
    let remote = [quote!(remote = "Self")];
    let container = remote.into_iter().chain(rename.clone()).chain(deny);
    let additional = match &object.additional {
        Additional::Kept(of) => {
            let value = value_type(context.model, &of.kind);
            let value = if of.nullable {
                quote!(Option<#value>)
            } else {
                value
            };
            Some(quote! {
                /// Members that the schema does not list.
                #[serde(flatten)]
                pub additional_properties: BTreeMap<String, #value>,
            })
        }
        Additional::Ignored | Additional::Refused => None,
    };
    let renames = rename.is_some();
    let members: Vec<TokenStream> = members.map(|member| member(renames)).collect();
    let mut items = vec![quote! {
        #docs
        #[derive(Debug, Clone, #default PartialEq, Serialize, Deserialize)]
        #[serde(#( #container ),*)]
        pub struct #name {
            #( #members, )*
            #additional
        }
    }];
    if let Some(kind) = &object.kind {
        let identity = crate::emit::types::identity(kind);
        items.push(quote! { impl #name { #identity } });
    }
    items.push(validate(&schema.rust, &body(context, object)));
    items
}

/// The member as it stands in the struct; whether the struct renames its members is known later.
fn member<'c>(
    context: &'c Context<'_>,
    field: &'c Field,
) -> impl Fn(bool) -> TokenStream + use<'c> {
    let docs = doc::comment(&field.description);
    let name = ident(&field.rust);
    let value = value_type(context.model, &field.kind);
    let value = if field.boxed {
        quote!(Box<#value>)
    } else {
        value
    };
    let is_plain = field.required && !field.nullable;
    move |renames: bool| {
        let mut serde = Vec::new();
        let json = &field.name;
        let called = if renames {
            name::camel(&field.rust)
        } else {
            field.rust.clone()
        };
        if called != *json {
            serde.push(quote!(rename = #json));
        }
        match (field.required, field.nullable) {
            (true, false) => {}
            (true, true) => serde.push(quote!(deserialize_with = "present::nullable")),
            (false, false) => serde.push(quote!(skip_serializing_if = "Option::is_none")),
            (false, true) => serde.push(quote!(
                default,
                deserialize_with = "present::nullable",
                skip_serializing_if = "Option::is_none"
            )),
        }
        let serde = (!serde.is_empty()).then(|| quote!(#[serde(#( #serde ),*)]));
        let field_type = if is_plain {
            quote!(#value)
        } else {
            quote!(Option<#value>)
        };
        quote! {
            #docs
            #serde
            pub #name: #field_type
        }
    }
}

fn body(context: &Context<'_>, object: &ObjectBody) -> TokenStream {
    let mut body = TokenStream::new();
    for field in &object.fields {
        let checks = context.checks(&field.keywords, &field.kind, &quote!(&at));
        if checks.is_empty() {
            continue;
        }
        let json = &field.name;
        let name = ident(&field.rust);
        if field.required && !field.nullable {
            body.extend(quote! { let at = path.field(#json); let value = &self.#name; #checks });
        } else {
            body.extend(
                quote! { if let Some(value) = &self.#name { let at = path.field(#json); #checks } },
            );
        }
    }
    if let Additional::Kept(of) = &object.additional {
        let checks = context.checks(&of.keywords, &of.kind, &quote!(&at));
        if !checks.is_empty() {
            let checks = if of.nullable {
                quote! { if let Some(value) = value { #checks } }
            } else {
                checks
            };
            body.extend(quote! {
                for (key, value) in &self.additional_properties {
                    let at = path.key(key);
                    #checks
                }
            });
        }
    }
    body.extend(counted(object));
    body
}

/// `minProperties` and `maxProperties`: members are counted only where there is a limit.
fn counted(object: &ObjectBody) -> Option<TokenStream> {
    if object.keywords.is_empty() {
        return None;
    }
    let always = object.fields.iter().filter(|field| field.required).count();
    let mut terms: Vec<TokenStream> = (always > 0)
        .then(|| number(always))
        .map(|always| quote!(#always))
        .into_iter()
        .collect();
    let optional = object
        .fields
        .iter()
        .filter(|field| !field.required)
        .map(|field| {
            let name = ident(&field.rust);
            quote!(usize::from(self.#name.is_some()))
        });
    terms.extend(optional);
    if matches!(object.additional, Additional::Kept(_)) {
        terms.push(quote!(self.additional_properties.len()));
    }
    if terms.is_empty() {
        terms.push(quote!(0));
    }
    Some(count(&object.keywords, terms))
}

/// The checks of how many members are there, which is the sum of the terms.
pub(in crate::emit) fn count(
    keywords: &[Keyword],
    terms: impl IntoIterator<Item = TokenStream>,
) -> TokenStream {
    let terms = terms.into_iter();
    let calls = keywords.iter().filter_map(|keyword| {
        let (function, limit) = match keyword {
            Keyword::MinProperties(limit) => ("min_properties", *limit),
            Keyword::MaxProperties(limit) => ("max_properties", *limit),
            _ => return None,
        };
        let (function, limit) = (ident(function), number(limit));
        Some(quote! { rule::#function(path, count, #limit, Cite::KEYWORD, violations); })
    });
    quote! { let count = #( #terms )+*; #( #calls )* }
}
