//! The document itself, as API servers serve it: one OpenAPI 2.0 and one 3.0 text for each variant of the contract.
//!
//! What is served is less than what the spec says, the way the platform publishes it (`di.openapi`): successes alone,
//! any media type for requests, no rule that only this project has, and no member before the release it came with.

mod served;
mod v2;
mod v3;

use quote::quote;
use serde_json::Value;

use super::literal::{block, ident};
use crate::model::{Model, Variant};
use crate::render::{Module, Tokens};

/// `openapi/`. Nothing when the document speaks of no releases.
pub(super) fn modules(model: &Model, document: &Value) -> Vec<(String, Module)> {
    let variants = model.variants();
    if variants.is_empty() {
        return Vec::new();
    }
    let mut modules = vec![("openapi/mod.rs".to_owned(), index(&variants))];
    for variant in &variants {
        let Some(newest) = variant.releases.last() else {
            continue;
        };
        let served = served::document(document, *newest);
        let (v2, v3) = (
            block(&text(&v2::convert(&served))),
            block(&text(&v3::document(&served))),
        );
        let module = Module {
            origin: "spec/openapi.yaml".to_owned(),
            docs: format!("The description that platform {newest} serves."),
            preamble: Vec::new(),
            items: Tokens::each([
                quote! {
                    /// In OpenAPI 2.0.
                    pub const V2: &str = #v2;
                },
                quote! {
                    /// In OpenAPI 3.0.
                    pub const V3: &str = #v3;
                },
            ]),
        };
        modules.push((format!("openapi/{}.rs", variant.module()), module));
    }
    modules
}

fn index(variants: &[Variant]) -> Module {
    let names: Vec<_> = variants
        .iter()
        .map(|variant| ident(&variant.module()))
        .collect();
    let arms = variants.iter().map(|variant| {
        let module = ident(&variant.module());
        let releases = variant.releases.iter().map(ToString::to_string);
        quote! { #( #releases )|* => Some(Description { v2: #module::V2, v3: #module::V3 }), }
    });
    Module {
        origin: "spec/openapi.yaml".to_owned(),
        docs: "The spec as JSON documents, as an API server serves them.".to_owned(),
        preamble: vec![quote! { #( pub mod #names; )* }],
        items: Tokens::each([
            quote! {
                /// What a platform release serves about itself.
                #[derive(Debug, Clone, Copy)]
                pub struct Description {
                    /// OpenAPI 2.0, as at `/openapi/v2`.
                    pub v2: &'static str,
                    /// OpenAPI 3.0 of the one group and version, as below `/openapi/v3`.
                    pub v3: &'static str,
                }
            },
            quote! {
                /// The description of the release with that name, such as `3.3`.
                pub fn find(platform: &str) -> Option<Description> {
                    match platform {
                        #( #arms )*
                        _ => None,
                    }
                }
            },
        ]),
    }
}

/// JSON with one line for each path and each schema: small, and a change shows in a diff as what it is.
fn text(document: &Value) -> String {
    let mut text = String::new();
    write(document, 0, &mut text);
    text
}

fn write(value: &Value, depth: usize, text: &mut String) {
    // `paths` and `definitions` are objects of lines; so is what stands below `components`.
    const DEEPEST: usize = 1;
    match value {
        Value::Object(members) if depth <= DEEPEST && members.values().any(Value::is_object) => {
            for (index, (name, member)) in members.iter().enumerate() {
                text.push_str(if index == 0 { "{" } else { ",\n" });
                text.extend([Value::from(name.as_str()).to_string().as_str(), ":"]);
                let deeper = if matches!(name.as_str(), "components") {
                    depth
                } else {
                    depth + 1
                };
                write(member, deeper, text);
            }
            text.push('}');
        }
        _ => text.push_str(&value.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    #[test]
    fn the_text_is_the_document_and_has_a_line_for_each_path() {
        let document = json!({"swagger": "2.0", "paths": {"/a": {"get": {"x": {}}}, "/b": {"get": {"x": 1}}}, "definitions": {}});
        let text = super::text(&document);
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), document);
        assert_eq!(
            text.lines().filter(|line| line.contains("\"/")).count(),
            2,
            "{text}"
        );
    }
}
