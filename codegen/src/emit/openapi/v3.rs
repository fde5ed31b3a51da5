//! OpenAPI 3.0: what is served, with the answers' media types and the schemas as the spec has them.

use serde_json::Value;

/// The document; an operation without parameters of its own has no list of them.
pub(super) fn document(served: &Value) -> Value {
    let mut document = served.clone();
    let paths = document["paths"]
        .as_object_mut()
        .into_iter()
        .flat_map(|paths| paths.values_mut());
    for operation in paths
        .filter_map(Value::as_object_mut)
        .flat_map(|item| item.values_mut())
    {
        if let Some(operation) = operation.as_object_mut() {
            let none = |list: &Value| list.as_array().is_some_and(Vec::is_empty);
            if operation.get("parameters").is_some_and(none) {
                operation.shift_remove("parameters");
            }
        }
    }
    document
}
