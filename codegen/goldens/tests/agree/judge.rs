//! The `jsonschema` crate as the judge of values.

use std::collections::BTreeSet;

use jsonschema::{Draft, Keyword, ValidationError, Validator};
use serde_json::Value;

use super::bundle::Bundle;
use super::translate;

pub(crate) fn of(bundle: &Bundle, component: &str) -> Validator {
    let schema = translate::component(bundle, component);
    let uuid = jsonschema::options()
        .with_draft(Draft::Draft202012)
        .should_validate_formats(true)
        .build(&serde_json::json!({ "format": "uuid" }))
        .unwrap();
    jsonschema::options()
        .with_draft(Draft::Draft4)
        .should_validate_formats(true)
        .with_format("uuid", move |text: &str| uuid.is_valid(&Value::from(text)))
        .with_format("byte", is_base64)
        .with_keyword("x-kubernetes-list-map-keys", |_, keys: &Value, _| {
            let keys = keys.as_array().into_iter().flatten();
            let keys = keys.filter_map(Value::as_str).map(str::to_owned).collect();
            Ok(Box::new(MapKeys(keys)))
        })
        .build(&schema)
        .unwrap_or_else(|error| panic!("{component}: {error}"))
}

/// RFC 4648 section 4: groups of four characters, the last of which may end in padding.
fn is_base64(text: &str) -> bool {
    let digits = text.trim_end_matches('=');
    let padding = text.len() - digits.len();
    let is_digit = |letter: char| letter.is_ascii_alphanumeric() || letter == '+' || letter == '/';
    text.len().is_multiple_of(4) && padding <= 2 && digits.chars().all(is_digit)
}

/// Kubernetes: no two items of a list of type map have the same values in these members.
struct MapKeys(Vec<String>);

impl<'i> Keyword<'i> for MapKeys {
    fn validate(&self, instance: &'i Value) -> Result<(), ValidationError<'i>> {
        if self.is_valid(instance) {
            Ok(())
        } else {
            Err(ValidationError::custom("two items have the same keys"))
        }
    }

    fn is_valid(&self, instance: &'i Value) -> bool {
        let mut seen = BTreeSet::new();
        instance.as_array().into_iter().flatten().all(|item| {
            let keys: Vec<String> = self
                .0
                .iter()
                .map(|key| item[key.as_str()].to_string())
                .collect();
            seen.insert(keys)
        })
    }
}
