//! The JSON Schema of a type, as one line: it is for programs, and people have the document.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::emit::literal::ident;
use crate::lower::strict::Written;
use crate::model::Schema;

pub(super) fn item(schema: &Schema, written: &Written) -> TokenStream {
    let name = ident(&schema.rust);
    let text = raw(&written.schema.to_string());
    let types = written.types.iter().map(|name| ident(name));
    quote! { schema::of!(#name, #text, [ #( #types ),* ]); }
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
