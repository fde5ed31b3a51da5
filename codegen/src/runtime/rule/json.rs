//! When two values are the same JSON.

use serde_json::{Number, Value};

/// Whether two values are the same JSON; numbers are, however they are written.
pub(super) fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(a), Value::Number(b)) => {
            a == b || (whole(a).is_some() && whole(a) == whole(b))
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

/// The first power of two that is no integer of JSON here.
const BEYOND: f64 = 18_446_744_073_709_551_616.0;

/// A whole number by its value, however it is written.
pub(super) fn whole(number: &Number) -> Option<i128> {
    let integer = number.as_i64().map(i128::from);
    let integer = integer.or_else(|| number.as_u64().map(i128::from));
    integer.or_else(|| {
        let float = number.as_f64()?;
        let is_whole = float.fract() == 0.0 && float.abs() < BEYOND;
        #[allow(clippy::cast_possible_truncation, reason = "a whole number below 2^64")]
        is_whole.then_some(float as i128)
    })
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
            (json!(0.25), json!(0.75)),
            (json!(1e300), json!(2e300)),
            // One text of digits more than a float has.
            (
                json!(9_007_199_254_740_993_u64),
                json!(9_007_199_254_740_992.0),
            ),
        ] {
            assert!(!same(&one, &other), "{one} {other}");
        }
    }
}
