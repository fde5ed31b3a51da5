//! One module per variant of the contract, and the list of platform releases.

use quote::quote;

use super::home::Home;
use super::literal::{ident, number};
use super::{operations, shapes, strategies, types};
use crate::model::{Model, Variant};
use crate::render::{Module, Tokens};

/// The modules of every variant, and `platforms.rs`. Nothing when the document speaks of no releases.
pub(super) fn modules(model: &Model) -> Vec<(String, Module)> {
    let variants = model.variants();
    let Some((newest, older)) = variants.split_last() else {
        return Vec::new();
    };
    let mut modules = vec![
        ("platforms.rs".to_owned(), list(&variants)),
        (
            format!("{}.rs", newest.module()),
            Module {
                origin: "spec/openapi.yaml#/x-platforms".to_owned(),
                docs: format!(
                    "{}: the newest contract, which stands at the root.",
                    title(newest)
                ),
                preamble: vec![quote! {
                    #[cfg(feature = "proptest")]
                    pub use crate::strategies;
                    pub use crate::{operations, shapes, types};
                }],
                items: Vec::new(),
            },
        ),
    ];
    for variant in older {
        let module = variant.module();
        let home = Home::older(&module, &variant.model, &newest.model);
        let types = types::modules(&variant.model, &home);
        let patterns = types
            .iter()
            .any(|(path, _)| *path == home.path("patterns.rs"));
        let patterns = patterns.then(|| quote! { mod patterns; });
        modules.push((
            format!("{module}/mod.rs"),
            Module {
                origin: "spec/openapi.yaml#/x-platforms".to_owned(),
                docs: format!(
                    "{}. What is the same as in the newest contract is taken over from there.",
                    title(variant)
                ),
                preamble: vec![quote! {
                    pub mod operations;
                    #patterns
                    pub mod shapes;
                    #[cfg(feature = "proptest")]
                    pub mod strategies;
                    pub mod types;
                }],
                items: Vec::new(),
            },
        ));
        modules.extend(types);
        modules.extend(shapes::modules(&variant.model, &home));
        modules.push((
            home.path("operations.rs"),
            operations::module(&variant.model, &home),
        ));
        modules.push((
            home.path("strategies.rs"),
            strategies::module(&variant.model),
        ));
    }
    modules
}

/// The names of the variants' modules.
pub(super) fn names(model: &Model) -> Vec<String> {
    model.variants().iter().map(Variant::module).collect()
}

fn title(variant: &Variant) -> String {
    match variant.releases.as_slice() {
        [first, .., last] => format!("Platform {first} to {last}"),
        [only] => format!("Platform {only}"),
        [] => String::new(),
    }
}

fn list(variants: &[Variant]) -> Module {
    let entries = variants.iter().flat_map(|variant| {
        let module = ident(&variant.module());
        variant.releases.iter().map(move |release| {
            let name = release.to_string();
            quote! { Platform { name: #name, operations: crate::#module::operations::ALL } }
        })
    });
    let releases: usize = variants.iter().map(|variant| variant.releases.len()).sum();
    let last = number(releases.saturating_sub(1));
    Module {
        origin: "spec/openapi.yaml#/x-platforms".to_owned(),
        docs: "The platform releases that the spec describes.".to_owned(),
        preamble: vec![quote! { use crate::runtime::Platform; }],
        items: Tokens::each([
            quote! {
                /// Every release, in rising order.
                pub static ALL: &[Platform] = &[ #( #entries ),* ];
            },
            quote! {
                /// The newest release.
                pub static NEWEST: &Platform = &ALL[#last];
            },
            quote! {
                /// The release with that name, such as `3.3`.
                pub fn find(name: &str) -> Option<&'static Platform> {
                    ALL.iter().find(|platform| platform.name == name)
                }
            },
        ]),
    }
}
