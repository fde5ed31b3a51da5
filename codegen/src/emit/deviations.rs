//! The catalogues of faults and variants: one static for each entry.

use proc_macro2::TokenStream;
use quote::quote;

use super::literal::{ident, option, requirement};
use crate::doc;
use crate::model::{Deviation, Model, Unbroken};
use crate::name;
use crate::render::{Module, Tokens};

/// `faults.rs` and `variants.rs`, as far as the spec has such catalogues.
pub(super) fn modules(model: &Model) -> Vec<(String, Module)> {
    let faults = model.deviations.faults.as_ref();
    let faults =
        faults.map(|(faults, unbroken)| ("faults.rs".to_owned(), faults_module(faults, unbroken)));
    let variants = model.deviations.variants.as_ref();
    let variants = variants.map(|variants| ("variants.rs".to_owned(), variants_module(variants)));
    faults.into_iter().chain(variants).collect()
}

fn faults_module(faults: &[Deviation], unbroken: &[Unbroken]) -> Module {
    let mut items = vec![quote! {
        /// A deliberate violation that the reference server can be made to commit.
        #[derive(Debug)]
        pub struct Fault {
            /// What it is called, in words joined by dashes.
            pub id: &'static str,
            /// What a server with it does.
            pub sentence: &'static str,
            /// The requirements that it breaks.
            pub breaks: &'static [&'static Requirement],
            /// The platform release that shows it; the newest when absent.
            pub platform: Option<&'static str>,
        }
    }];
    let unbroken = unbroken.iter().map(|row| {
        let (requirement, reason) = (requirement(&row.requirement), &row.reason);
        quote!((&requirements::#requirement, #reason))
    });
    items.extend([
        list("Fault", faults),
        quote! {
            /// Requirements that can be observed and that no fault breaks, with the reason.
            pub static EXEMPT: &[(&Requirement, &str)] = &[ #( #unbroken ),* ];
        },
    ]);
    items.push(find("Fault"));
    items.extend(faults.iter().map(|fault| {
        let platform = option(fault.platform.as_ref().map(|platform| quote!(#platform)));
        let breaks = cited(&fault.requirements);
        entry(
            "Fault",
            fault,
            &quote!(breaks: #breaks, platform: #platform),
        )
    }));
    module(
        "spec/faults.yaml",
        "Deliberate violations: what a conformance suite has to find.",
        items,
    )
}

fn variants_module(variants: &[Deviation]) -> Module {
    let mut items = vec![quote! {
        /// A way to conform that is unusual, and that the reference server can be made to take.
        #[derive(Debug)]
        pub struct Variant {
            /// What it is called, in words joined by dashes.
            pub id: &'static str,
            /// What a server of this kind does.
            pub sentence: &'static str,
            /// The requirements that leave it free.
            pub free: &'static [&'static Requirement],
            /// The requirements of level SHOULD that it does not follow.
            pub departs: &'static [&'static Requirement],
        }
    }];
    items.push(list("Variant", variants));
    items.push(find("Variant"));
    items.extend(variants.iter().map(|variant| {
        let (free, departs) = (cited(&variant.requirements), cited(&variant.departs));
        entry("Variant", variant, &quote!(free: #free, departs: #departs))
    }));
    module(
        "spec/variants.yaml",
        "Unusual ways to conform: what a conformance suite has to let pass.",
        items,
    )
}

fn module(origin: &str, docs: &str, items: Vec<TokenStream>) -> Module {
    Module {
        origin: origin.to_owned(),
        docs: docs.to_owned(),
        preamble: vec![quote! { use crate::requirements; use crate::runtime::Requirement; }],
        items: Tokens::each(items),
    }
}

fn list(of: &str, rows: &[Deviation]) -> TokenStream {
    let (of, all) = (
        ident(of),
        rows.iter().map(|row| ident(&name::upper(&row.id))),
    );
    quote! {
        /// Every one of them, in the order of the catalogue.
        pub static ALL: &[&#of] = &[ #( &#all ),* ];
    }
}

fn find(of: &str) -> TokenStream {
    let of = ident(of);
    quote! {
        /// The one with that id.
        pub fn find(id: &str) -> Option<&'static #of> {
            ALL.iter().copied().find(|known| known.id == id)
        }
    }
}

fn entry(of: &str, row: &Deviation, rest: &TokenStream) -> TokenStream {
    let (docs, name, of) = (
        doc::comment(&row.sentence),
        ident(&name::upper(&row.id)),
        ident(of),
    );
    let (id, sentence) = (&row.id, &row.sentence);
    quote! {
        #docs
        pub static #name: #of = #of { id: #id, sentence: #sentence, #rest };
    }
}

fn cited(ids: &[String]) -> TokenStream {
    let ids = ids.iter().map(|id| requirement(id));
    quote!(&[ #( &requirements::#ids ),* ])
}
