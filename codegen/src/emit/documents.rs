//! The examples, and what the document says about itself.

use quote::quote;

use super::literal::block;
use crate::model::{Example, Model, Release};
use crate::render::{Module, Tokens};

/// `examples.rs`.
pub(super) fn examples(model: &Model) -> Module {
    let items = model.examples.iter().map(|example| {
        let Example {
            name,
            media_type,
            description,
            source,
            ..
        } = example;
        let body = block(&example.body);
        quote! {
            Example {
                name: #name,
                media_type: #media_type,
                description: #description,
                source: #source,
                body: #body,
            }
        }
    });
    Module {
        origin: "spec/examples/".to_owned(),
        docs: "Requests that people copy.".to_owned(),
        preamble: vec![quote! { use crate::runtime::Example; }],
        items: Tokens::each([
            quote! {
                /// Every example, in the order of the spec.
                pub static ALL: &[Example] = &[ #( #items ),* ];
            },
            quote! {
                /// The first example with that name.
                pub fn find(name: &str) -> Option<&'static Example> {
                    ALL.iter().find(|example| example.name == name)
                }
            },
        ]),
    }
}

/// `spec.rs`.
pub(super) fn spec(model: &Model) -> Module {
    let Model {
        version,
        releases,
        path_prefix,
        digest,
        ..
    } = model;
    // a document that speaks of no releases is versioned together with what it describes
    let platform = releases.last().map_or_else(
        || {
            let parts = version.rsplit_once('.');
            parts
                .map_or(version.as_str(), |(platform, _)| platform)
                .to_owned()
        },
        Release::to_string,
    );
    Module {
        origin: "spec/openapi.yaml".to_owned(),
        docs: "Which spec this crate was generated from.".to_owned(),
        preamble: Vec::new(),
        items: Tokens::each([
            quote! {
                /// Version of the spec.
                pub const VERSION: &str = #version;
            },
            quote! {
                /// The platform release that the spec describes.
                pub const PLATFORM: &str = #platform;
            },
            quote! {
                /// SHA-256, in hex, over the name and text of every file of the spec that the generator reads.
                pub const DIGEST: &str = #digest;
            },
            quote! {
                /// What stands before the path of every operation on the platform's host.
                pub const PATH_PREFIX: &str = #path_prefix;
            },
        ]),
    }
}
