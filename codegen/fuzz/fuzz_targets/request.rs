//! Any text as the request of the import endpoint, as JSON and as YAML, in every release of the platform.

#![no_main]

use generated::runtime;
use generated::runtime::decode::{Syntax, read};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

#[path = "../../../generated/tests/decode/property.rs"]
mod property;

fuzz_target!(|text: &[u8]| {
    for syntax in [Syntax::Json, Syntax::Yaml] {
        property::check::<generated::types::ProjectImportVirtualCluster>(text, syntax);
        property::check::<generated::v3_3::types::ProjectImportVirtualCluster>(text, syntax);
        property::check::<generated::v3_0::types::ProjectImportVirtualCluster>(text, syntax);
        property::check::<generated::types::DeleteOptions>(text, syntax);
    }
    // What another reader takes for JSON is JSON here.
    if serde_json::from_slice::<Value>(text).is_ok() {
        assert!(read(text, Syntax::Json).is_ok(), "JSON that is not read");
    }
});
