//! Values that are no schema of a document: dates and times, and numbers that may be texts.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use codegen_goldens::runtime::{DateTime, IntOrString};
use schemars::{JsonSchema, schema_for};
use serde_json::json;

/// A member of each type.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only described")]
struct Both {
    at: DateTime,
    port: IntOrString,
}

#[test]
fn a_time_is_the_text_that_it_was() {
    let text = "2024-01-31T12:00:00.50Z";
    let time: DateTime = text.parse().unwrap();
    assert_eq!(time.as_str(), text);
    assert_eq!(time.to_string(), text);
    let error = "2024-01-31".parse::<DateTime>().unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("\"2024-01-31\" is not an RFC 3339")
    );
}

#[test]
fn values_describe_themselves_where_they_stand() {
    let both = schema_for!(Both).to_value();
    assert_eq!(
        both["properties"],
        json!({
            "at": {"type": "string", "format": "date-time"},
            "port": {"x-kubernetes-int-or-string": true},
        })
    );
    assert_eq!(schema_for!(DateTime).to_value()["title"], "DateTime");
    assert_eq!(schema_for!(IntOrString).to_value()["title"], "IntOrString");
}
