//! The generated types and validators, and the `jsonschema` crate with the schema as it is written, give the same
//! verdict on values that neither has seen.
//!
//! `AGREE_CASES=100000 cargo test -p codegen-goldens --test agree` looks at that many values of each document.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod bundle;
mod differences;
mod document;
mod draw;
mod judge;
mod mutate;
mod scalar;
mod schema;
mod text;
mod translate;
mod valid;

use std::collections::BTreeSet;

use bundle::Bundle;
use document::Document;
use schema::{Comparison, DIFFERENCES};
use schemars::schema_for;
use serde_json::Value;

/// One test per document, over all of its components.
macro_rules! agree {
    ($($document:ident: $($component:literal $rust:ident),* $(,)?;)*) => {$(
        #[test]
        fn $document() {
            let mut document = Document::read(stringify!($document));
            $(document.component::<codegen_goldens::$document::types::$rust>($component);)*
            document.finish();
        }
    )*

    /// What schemars says of every type: document, component, schema.
    fn schemas() -> Vec<(&'static str, &'static str, Value)> {
        vec![$($((
            stringify!($document),
            $component,
            schema_for!(codegen_goldens::$document::types::$rust).to_value(),
        )),*),*]
    }
    };
}

agree! {
    access: "Profile" Profile;
    all_of: "Base" Base, "Named" Named, "Item" Item, "Holder" Holder;
    arrays: "Basket" Basket, "Thing" Thing, "Names" Names;
    corners: "Sized" Sized, "Loose" Loose, "Untyped" Untyped, "Sets" Sets, "Listed" Listed, "Nulls" Nulls, "Based" Based, "Either" Either, "Narrow" Narrow, "Text" Text,
        "Small" Small, "Beside" Beside;
    discriminator: "Cat" Cat, "Dog" Dog, "Pet" Pet, "Home" Home;
    enums: "Color" Color, "Paint" Paint;
    formats: "Everything" Everything;
    inline: "Person" Person;
    kubernetes: "org.example.v1.Gateway" Gateway, "org.example.v1.Listener" Listener;
    maps: "Labels" Labels, "Closed" Closed, "Open" Open, "Free" Free, "Nested" Nested;
    names: "String" StringType, "3d-model" Type3dModel, "pet" Pet, "Pet" Pet2, "com.example.v1.Thing" Thing,
        "com.example.v2.Thing" V2Thing, "Path" PathType, "Option" OptionType;
    nullable: "Note" Note, "Origin" Origin, "Maybe" Maybe;
    numbers: "Reading" Reading;
    one_of: "Card" Card, "Transfer" Transfer, "Payment" Payment, "Value" ValueType, "Order" Order;
    operations: "Toy" Toy;
    patterns: "Codes" Codes;
    recursive: "Tree" Tree, "Ping" Ping, "Pong" Pong, "Expression" Expression, "Sum" Sum, "Forest" Forest;
    references: "Invoice" Invoice, "Alias" Alias;
    strings: "Account" Account;
}

#[test]
fn schemas_of_types_are_those_of_the_documents() {
    let (mut occurred, mut mismatches) = (BTreeSet::new(), Vec::new());
    for (document, component, schema) in schemas() {
        let bundle = Bundle::read(document);
        let mut comparison = Comparison::new(&bundle, &schema);
        comparison.component(component);
        occurred.extend(comparison.occurred);
        mismatches.extend(
            comparison
                .mismatches
                .into_iter()
                .map(|mismatch| format!("{document}: {mismatch}")),
        );
    }
    assert!(mismatches.is_empty(), "{}", mismatches.join("\n"));
    assert_eq!(occurred, DIFFERENCES.map(|(name, _)| name).into());
}

#[test]
fn every_change_of_a_schema_is_seen() {
    for (document, component, schema) in schemas() {
        let bundle = Bundle::read(document);
        let (mut leaves, mut unseen) = (Vec::new(), Vec::new());
        schema::leaves(&schema, &mut String::new(), &mut leaves);
        for pointer in leaves {
            let mut other = schema.clone();
            *other.pointer_mut(&pointer).unwrap() = Value::from("another");
            let mut comparison = Comparison::new(&bundle, &other);
            comparison.component(component);
            if comparison.mismatches.is_empty() {
                unseen.push(pointer);
            }
        }
        unseen.retain(|pointer| !["/$schema", "/title"].contains(&pointer.as_str()));
        assert!(unseen.is_empty(), "{document}, {component}: {unseen:?}");
    }
}
