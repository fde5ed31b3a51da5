//! What a type has besides its definition: its JSON Schema, and readers that take no other type for it.
//!
//! The schema is one line, since it is for programs; people have the document.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::emit::literal::ident;
use crate::lower::Written;
use crate::model::{Body, Schema};

pub(super) fn item(schema: &Schema, written: &Written) -> TokenStream {
    let name = ident(&schema.rust);
    let text = raw(&written.schema);
    let types = written.types.iter().map(|name| ident(name));
    let read = match schema.body {
        Body::Object(_) => quote! { object::read!(#name); },
        Body::Enumeration(_) => quote! { word::read!(#name); },
        // serde's own readers take nothing else.
        _ => TokenStream::new(),
    };
    // Without commas this stays in one line.
    quote! { schema::of! { #name [ #( #types )* ] #text } #read }
}

/// A text as a raw literal, which leaves the quotes of JSON alone.
fn raw(text: &str) -> Literal {
    let mut fence = "#".to_owned();
    while text.contains(&format!("\"{fence}")) {
        fence.push('#');
    }
    let literal = format!("r{fence}\"{text}\"{fence}");
    literal.parse().unwrap_or_else(|_| Literal::string(text))
}
