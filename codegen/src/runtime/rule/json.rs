//! When two values are the same JSON.

use serde_json::Value;

/// Whether two values are the same JSON; numbers are, however they are written.
pub(super) fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(a), Value::Number(b)) => {
            a == b || (a.is_f64() != b.is_f64() && a.as_f64() == b.as_f64())
        }
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            let member = |(name, a)| b.get(name).is_some_and(|b| same(a, b));
            a.len() == b.len() && a.iter().all(member)
        }
        (a, b) => a == b,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::same;

    #[test]
    fn numbers_are_compared_by_value() {
        assert!(same(&json!([1, {"a": 2.5}]), &json!([1.0, {"a": 2.5}])));
        for (one, other) in [
            (json!(1), json!(1.5)),
            (json!([1]), json!([1, 1])),
            (json!({"a": 1}), json!({"b": 1})),
            (json!(1), json!("1")),
            (json!(null), json!({})),
        ] {
            assert!(!same(&one, &other), "{one} {other}");
        }
    }
}
