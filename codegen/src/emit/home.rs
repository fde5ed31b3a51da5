//! Where the modules of one variant of the contract stand, and what they take over from the newest.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::literal::ident;
use crate::model::{Model, ObjectBody, Schema};

/// The folder of a variant. Its files name their neighbours by relative paths, so that the same text fits every folder.
#[derive(Debug)]
pub(super) struct Home {
    /// What stands before the path of each file: nothing, or `v3_3/`.
    folder: String,
    /// Names of the schemas that are written here; the others are taken over.
    own: BTreeSet<String>,
}

impl Home {
    /// The crate's root, where the newest contract stands.
    pub(super) fn root(model: &Model) -> Self {
        Self {
            folder: String::new(),
            own: model
                .schemas
                .iter()
                .map(|schema| schema.name.clone())
                .collect(),
        }
    }

    /// The folder of an older variant: it has the schemas that differ from the newest, and those that lead to them.
    pub(super) fn older(module: &str, model: &Model, newest: &Model) -> Self {
        let mut own: BTreeSet<String> = model
            .schemas
            .iter()
            .zip(&newest.schemas)
            .filter(|(old, new)| old != new)
            .map(|(old, _)| old.name.clone())
            .collect();
        loop {
            let leading: Vec<String> = model
                .schemas
                .iter()
                .filter(|schema| !own.contains(&schema.name))
                .filter(|schema| refers(model, schema.object(), &own))
                .map(|schema| schema.name.clone())
                .collect();
            if leading.is_empty() {
                break;
            }
            own.extend(leading);
        }
        Self {
            folder: format!("{module}/"),
            own,
        }
    }

    /// The path of a file of this variant.
    pub(super) fn path(&self, file: &str) -> String {
        format!("{}{file}", self.folder)
    }

    /// Whether it is the crate's root.
    pub(super) const fn is_root(&self) -> bool {
        self.folder.is_empty()
    }

    /// Whether a schema is written here.
    pub(super) fn has(&self, schema: &Schema) -> bool {
        self.own.contains(&schema.name)
    }

    /// `pub use crate::types::{…};` for the names that are taken over; nothing at the root.
    pub(super) fn taken_over<'n>(from: &str, names: impl Iterator<Item = &'n str>) -> TokenStream {
        let from = ident(from);
        let names: Vec<_> = names.map(ident).collect();
        if names.is_empty() {
            TokenStream::new()
        } else {
            quote! { pub use crate::#from::{ #( #names ),* }; }
        }
    }
}

fn refers(model: &Model, object: Option<&ObjectBody>, own: &BTreeSet<String>) -> bool {
    let fields = object.into_iter().flat_map(|object| &object.fields);
    let mut components = fields.filter_map(|field| field.kind.component());
    components.any(|index| own.contains(&model.schema(index).name))
}
