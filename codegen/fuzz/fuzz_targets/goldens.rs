//! Any text as a value of a golden document: the first byte says of which type.

#![no_main]

use codegen_goldens::runtime;
use codegen_goldens::runtime::decode::Syntax;
use codegen_goldens::{
    access, all_of, arrays, corners, discriminator, enums, formats, inline, kubernetes, maps,
    names, nullable, numbers, one_of, operations, patterns, recursive, references, strings,
};
use libfuzzer_sys::fuzz_target;

#[path = "../../../generated/tests/decode/property.rs"]
mod property;

/// The types that no other of their document holds, and those that are read in a way of their own.
const TYPES: &[fn(&[u8], Syntax)] = &[
    property::check::<access::types::Profile>,
    property::check::<all_of::types::Holder>,
    property::check::<all_of::types::Named>,
    property::check::<arrays::types::Basket>,
    property::check::<corners::types::Based>,
    property::check::<corners::types::Beside>,
    property::check::<corners::types::Either>,
    property::check::<corners::types::Listed>,
    property::check::<corners::types::Loose>,
    property::check::<corners::types::Narrow>,
    property::check::<corners::types::Nulls>,
    property::check::<corners::types::Sets>,
    property::check::<corners::types::Sized>,
    property::check::<corners::types::Small>,
    property::check::<corners::types::Text>,
    property::check::<corners::types::Untyped>,
    property::check::<discriminator::types::Home>,
    property::check::<discriminator::types::Pet>,
    property::check::<enums::types::Paint>,
    property::check::<formats::types::Everything>,
    property::check::<inline::types::Person>,
    property::check::<kubernetes::types::Gateway>,
    property::check::<maps::types::Closed>,
    property::check::<maps::types::Free>,
    property::check::<maps::types::Labels>,
    property::check::<maps::types::Nested>,
    property::check::<maps::types::Open>,
    property::check::<names::types::Thing>,
    property::check::<nullable::types::Maybe>,
    property::check::<nullable::types::Note>,
    property::check::<numbers::types::Reading>,
    property::check::<one_of::types::Order>,
    property::check::<one_of::types::Payment>,
    property::check::<one_of::types::ValueType>,
    property::check::<operations::types::Toy>,
    property::check::<patterns::types::Codes>,
    property::check::<recursive::types::Expression>,
    property::check::<recursive::types::Forest>,
    property::check::<recursive::types::Ping>,
    property::check::<recursive::types::Tree>,
    property::check::<references::types::Invoice>,
    property::check::<references::types::Whole>,
    property::check::<strings::types::Account>,
];

fuzz_target!(|text: &[u8]| {
    let Some((which, text)) = text.split_first() else {
        return;
    };
    let check = TYPES[usize::from(*which) % TYPES.len()];
    for syntax in [Syntax::Json, Syntax::Yaml] {
        check(text, syntax);
    }
});
