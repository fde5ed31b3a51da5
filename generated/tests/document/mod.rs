//! `spec/openapi.yaml` as plain JSON, read without the generator.

use serde_json::Value;

/// The document, with YAML aliases written out.
pub(crate) fn openapi() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec/openapi.yaml");
    let text = std::fs::read_to_string(path).unwrap();
    serde_yaml::from_str(&text).unwrap()
}

/// The last part of a dotted schema name, or of a `$ref`.
#[allow(dead_code, reason = "not every test file needs it")]
pub(crate) fn last_part(name: &str) -> &str {
    name.rsplit(['.', '/']).next().unwrap()
}
