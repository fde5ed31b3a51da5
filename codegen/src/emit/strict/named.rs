//! Types under a name of their own: a text with a pattern, a list, a map, anything.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Context, docs};
use crate::emit::field::value_type;
use crate::emit::literal::ident;
use crate::model::{Schema, SchemaIndex, Type};

pub(super) fn items(
    context: &Context<'_>,
    index: SchemaIndex,
    schema: &Schema,
    of: &Type,
) -> Vec<TokenStream> {
    let docs = docs(schema);
    let name = ident(&schema.rust);
    let value = value_type(context.model, &of.kind);
    let value = if of.nullable {
        quote!(Option<#value>)
    } else {
        value
    };
    let default = context.facts.default[index.0].then(|| quote!(Default,));
    let checks = context.checks(&of.keywords, &of.kind, &quote!(path));
    let body = match (checks.is_empty(), of.nullable) {
        (true, _) => TokenStream::new(),
        (false, true) => quote! { if let Some(value) = &self.0 { #checks } },
        (false, false) => quote! { let value = &self.0; #checks },
    };
    vec![
        quote! {
            #docs
            #[derive(Debug, Clone, #default PartialEq, Serialize, Deserialize)]
            #[serde(transparent)]
            pub struct #name(
                /// The value.
                pub #value,
            );
        },
        validate(&schema.rust, &body),
    ]
}

/// `impl Validate` with that body.
pub(super) fn validate(rust: &str, body: &TokenStream) -> TokenStream {
    let name = ident(rust);
    let (path, violations) = if body.is_empty() {
        ("_path", "_violations")
    } else {
        ("path", "violations")
    };
    let (path, violations) = (ident(path), ident(violations));
    quote! {
        impl Validate for #name {
            fn validate_at(&self, #path: &Path<'_>, #violations: &mut Vec<Violation>) {
                #body
            }
        }
    }
}
