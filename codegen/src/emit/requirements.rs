//! The requirement table: one static per row, one file per area.

use std::collections::BTreeMap;

use quote::quote;

use super::literal::{ident, requirement};
use crate::doc;
use crate::model::{Model, Observation, Requirement};
use crate::render::{Module, Tokens};

/// `requirements/mod.rs` and one file per area.
pub(super) fn modules(model: &Model) -> Vec<(String, Module)> {
    let mut areas: BTreeMap<&str, Vec<&Requirement>> = BTreeMap::new();
    for requirement in &model.requirements {
        areas
            .entry(requirement.area())
            .or_default()
            .push(requirement);
    }
    let names: Vec<_> = areas.keys().map(|area| ident(area)).collect();
    let all = model.requirements.iter().map(|row| requirement(&row.id));
    let root = Module {
        origin: "spec/requirements.yaml".to_owned(),
        docs: "The requirements catalogue, one static per requirement.".to_owned(),
        preamble: vec![
            quote! { #( mod #names; )* },
            quote! { #( pub use self::#names::*; )* },
            quote! { use crate::runtime::Requirement; },
        ],
        items: Tokens::each([
            quote! {
                /// Every requirement, in the order of the catalogue.
                pub static ALL: &[&Requirement] = &[ #( &#all ),* ];
            },
            quote! {
                /// The requirement with that id.
                pub fn find(id: &str) -> Option<&'static Requirement> {
                    ALL.iter().copied().find(|requirement| requirement.id == id)
                }
            },
        ]),
    };
    let mut modules = vec![("requirements/mod.rs".to_owned(), root)];
    for (area, rows) in areas {
        modules.push((format!("requirements/{area}.rs"), module(area, &rows)));
    }
    modules
}

fn module(area: &str, rows: &[&Requirement]) -> Module {
    Module {
        origin: "spec/requirements.yaml".to_owned(),
        docs: format!("Requirements whose id begins with `{area}`."),
        preamble: vec![quote! {
            use crate::runtime::{EnforcedBy, Level, Observation, Origin, Requirement};
        }],
        items: Tokens::each(rows.iter().map(|row| item(row))),
    }
}

fn item(row: &Requirement) -> proc_macro2::TokenStream {
    let Requirement {
        id,
        level,
        origin,
        enforced_by,
        versions,
        statement,
        source,
        observation,
    } = row;
    let docs = doc::comment(statement);
    let name = requirement(id);
    let level = ident(&format!("{level:?}"));
    let origin = ident(&format!("{origin:?}"));
    let enforced_by = ident(&format!("{enforced_by:?}"));
    let observation = match observation {
        Observation::Probe(probe) => quote!(Probe(#probe)),
        Observation::Exempt(reason) => quote!(Exempt(#reason)),
    };
    quote! {
        #docs
        pub static #name: Requirement = Requirement {
            id: #id,
            level: Level::#level,
            origin: Origin::#origin,
            enforced_by: EnforcedBy::#enforced_by,
            versions: #versions,
            statement: #statement,
            source: #source,
            observation: Observation::#observation,
        };
    }
}
