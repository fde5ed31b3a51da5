//! Model -> Rust. One file per kind of output.

mod deviations;
mod documents;
mod field;
mod home;
mod literal;
mod openapi;
mod operations;
mod platforms;
mod presence;
mod requirements;
mod rule;
mod runtime;
mod shapes;
mod strategies;
pub(crate) mod strict;
mod types;
mod validate;

use quote::quote;
use serde_json::Value;

use crate::model::{Model, Schema};
use crate::render::{Module, NotRust};

/// A file of the generated crate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Path below `src/`, with slashes.
    pub path: String,
    /// Its text, formatted.
    pub text: String,
}

/// Writes the whole crate, sorted by path; `document` is the one that the model was made from.
pub(crate) fn emit(model: &Model, document: &Value) -> Result<Vec<File>, NotRust> {
    let root_home = home::Home::root(model);
    let mut files = runtime::files();
    let mut modules = types::modules(model, &root_home);
    modules.push(("lib.rs".to_owned(), root(model, &modules)));
    modules.extend(shapes::modules(model, &root_home));
    modules.extend(requirements::modules(model));
    modules.extend(deviations::modules(model));
    modules.extend(platforms::modules(model));
    modules.extend(openapi::modules(model, document));
    modules.push(("strategies.rs".to_owned(), strategies::module(model)));
    modules.push((
        "operations.rs".to_owned(),
        operations::module(model, &root_home),
    ));
    modules.push(("examples.rs".to_owned(), documents::examples(model)));
    modules.push(("spec.rs".to_owned(), documents::spec(model)));
    for (path, module) in modules {
        files.push(File {
            path,
            text: module.render()?,
        });
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

/// The runtime alone.
pub(crate) fn runtime_files() -> Vec<File> {
    runtime::files()
}

/// Whether any member has a constraint keyword.
fn has_keywords(model: &Model) -> bool {
    let objects = model.schemas.iter().filter_map(Schema::object);
    let mut has = false;
    for field in objects.flat_map(|object| &object.fields) {
        field.kind.each(&field.keywords, &mut |_, keywords| {
            has |= !keywords.is_empty();
        });
    }
    has
}

fn root(model: &Model, types: &[(String, Module)]) -> Module {
    let variants: Vec<_> = platforms::names(model)
        .iter()
        .map(|name| literal::ident(name))
        .collect();
    let list = (!variants.is_empty()).then(|| quote! { pub mod platforms; });
    let patterns = types.iter().any(|(path, _)| path == "patterns.rs");
    let patterns = patterns.then(|| quote! { mod patterns; });
    let numbers = has_keywords(model).then(|| {
        quote! {
            #![allow(clippy::unreadable_literal, reason = "limits are written as the document has them")]
        }
    });
    let faults = model.deviations.faults.is_some();
    let faults = faults.then(|| quote! { pub mod faults; });
    let unusual = model.deviations.variants.is_some();
    let unusual = unusual.then(|| quote! { pub mod variants; });
    let documents = (!variants.is_empty()).then(|| quote! { pub mod openapi; });
    let allowed = quote! {
        #![allow(clippy::too_many_lines, reason = "a validator has one block for each member of its object")]
        #numbers
    };
    Module {
        origin: String::new(),
        docs: "The contract of the import endpoint as Rust: types, validators, shapes, requirements and operations.\n\n\
               Everything here but `runtime` is data and one call per rule into `runtime`."
            .to_owned(),
        preamble: vec![allowed, quote! {
            pub mod examples;
            #faults
            #documents
            pub mod operations;
            #patterns
            #list
            pub mod requirements;
            pub mod runtime;
            pub mod shapes;
            pub mod spec;
            #[cfg(feature = "proptest")]
            pub mod strategies;
            pub mod types;
            #unusual
            #( pub mod #variants; )*
        }],
        items: Vec::new(),
    }
}
