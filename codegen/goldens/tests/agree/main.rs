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
mod text;
mod translate;
mod valid;

use document::Document;

/// One test per document, over all of its components.
macro_rules! agree {
    ($($document:ident: $($component:literal $rust:ident),* $(,)?;)*) => {$(
        #[test]
        fn $document() {
            let mut document = Document::read(stringify!($document));
            $(document.component::<codegen_goldens::$document::types::$rust>($component);)*
            document.finish();
        }
    )*};
}

agree! {
    access: "Profile" Profile;
    all_of: "Base" Base, "Named" Named, "Item" Item, "Holder" Holder;
    arrays: "Basket" Basket, "Thing" Thing, "Names" Names;
    corners: "Sized" Sized, "Loose" Loose, "Untyped" Untyped, "Sets" Sets, "Listed" Listed, "Nulls" Nulls, "Based" Based, "Either" Either, "Narrow" Narrow, "Text" Text,
        "Small" Small;
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
