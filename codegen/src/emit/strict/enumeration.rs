//! Enumerations of texts.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::docs;
use super::named::validate;
use crate::doc;
use crate::emit::literal::ident;
use crate::model::{Schema, Word};

pub(super) fn items(schema: &Schema, words: &[Word]) -> Vec<TokenStream> {
    let docs = docs(schema);
    let name = ident(&schema.rust);
    let count = Literal::usize_unsuffixed(words.len());
    let variants = words.iter().map(|word| {
        let Word { text, rust } = word;
        let rust = ident(rust);
        let shown = if text.is_empty() {
            "The empty text.".to_owned()
        } else {
            format!("`{}`.", text.replace('`', "'"))
        };
        let docs = doc::comment(&shown);
        quote! { #docs #rust }
    });
    let all = words.iter().map(|word| ident(&word.rust));
    let arms = words.iter().map(|word| {
        let rust = ident(&word.rust);
        let text = &word.text;
        quote!(Self::#rust => #text)
    });
    vec![
        quote! {
            #docs
            #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub enum #name {
                #( #variants ),*
            }
        },
        quote! {
            impl #name {
                /// Every value, in the order of the document.
                pub const ALL: [Self; #count] = [ #( Self::#all ),* ];

                /// The text.
                pub const fn as_str(self) -> &'static str {
                    match self {
                        #( #arms ),*
                    }
                }
            }
        },
        quote! {
            impl std::fmt::Display for #name {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str(self.as_str())
                }
            }
        },
        // It has no rules beyond its type; what takes any type asks for them all the same.
        validate(&schema.rust, &TokenStream::new()),
    ]
}
