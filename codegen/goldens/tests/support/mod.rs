//! What every test of the goldens does with a type.

use codegen_goldens::runtime::Validate;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Reads, checks and writes a valid value; what is written is what was read.
pub(crate) fn accepts<T: DeserializeOwned + Serialize + Validate>(value: &Value) {
    let read: T =
        serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("{value}: {error}"));
    if let Err(violations) = read.validate() {
        panic!("{value}: {violations:?}");
    }
    assert_eq!(serde_json::to_value(&read).unwrap(), *value);
}

/// Reads a value of the right types and expects exactly these violations, as (path, keyword).
pub(crate) fn breaks<T: DeserializeOwned + Validate>(value: &Value, expected: &[(&str, &str)]) {
    let read: T =
        serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("{value}: {error}"));
    let violations = read.validate().err().unwrap_or_default();
    let found: Vec<(&str, &str)> = violations
        .iter()
        .map(|violation| (violation.path.as_str(), violation.keyword))
        .collect();
    assert_eq!(found, expected, "{value}");
}

/// Expects that a value cannot be read, for a reason that contains this.
pub(crate) fn refuses<T: DeserializeOwned>(value: &Value, reason: &str) {
    match serde_json::from_value::<T>(value.clone()) {
        Ok(_) => panic!("{value} was read"),
        Err(error) => assert!(error.to_string().contains(reason), "{value}: {error}"),
    }
}
