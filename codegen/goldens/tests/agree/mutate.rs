//! Values made a little different somewhere.

use serde_json::{Number, Value, json};

use super::draw::Draw;
use super::{scalar, text};

/// Changes one value somewhere inside, the whole included.
pub(crate) fn mutate(value: &mut Value, draw: &mut Draw) {
    let mut at = value;
    // Two of three steps lead further in, so that members are changed more often than what holds them.
    loop {
        let count = match &*at {
            Value::Object(members) => members.len(),
            Value::Array(items) => items.len(),
            _ => 0,
        };
        if count == 0 || draw.one_in(3) {
            break change(at, draw);
        }
        let index = draw.below(count);
        at = match at {
            Value::Object(members) => members.values_mut().nth(index).unwrap(),
            Value::Array(items) => &mut items[index],
            _ => unreachable!("only lists and objects have parts"),
        };
    }
}

fn change(value: &mut Value, draw: &mut Draw) {
    match draw.below(10) {
        0 => *value = scalar::any(draw),
        1 => *value = Value::Null,
        // Ways in which serde's own readers take other types for the one they want.
        2 => *value = as_list(value),
        3 => *value = as_key(value),
        4 => *value = as_text(value),
        _ => nearby(value, draw),
    }
}

/// The members of an object without their names; any other value as a list of itself.
fn as_list(value: &Value) -> Value {
    match value {
        Value::Object(members) => members.values().cloned().collect(),
        other => json!([other]),
    }
}

fn as_key(value: &Value) -> Value {
    match value {
        Value::String(text) => json!({ text.as_str(): null }),
        other => json!({ "": other }),
    }
}

fn as_text(value: &Value) -> Value {
    json!(value.to_string())
}

/// A value of the same type, a step away.
fn nearby(value: &mut Value, draw: &mut Draw) {
    match value {
        Value::Null => *value = scalar::any(draw),
        Value::Bool(flag) => *flag = !*flag,
        Value::String(old) => *old = text::edited(old, draw),
        Value::Number(number) => *value = near_number(number, draw),
        Value::Array(items) => match draw.below(3) {
            0 if !items.is_empty() => {
                items.remove(draw.below(items.len()));
            }
            1 if !items.is_empty() => items.push(items[draw.below(items.len())].clone()),
            _ => items.insert(draw.below(items.len() + 1), scalar::any(draw)),
        },
        Value::Object(members) => {
            let name = members.keys().nth(draw.below(members.len())).cloned();
            match (draw.below(3), name) {
                (0, Some(name)) => {
                    members.shift_remove(&name);
                }
                (1, Some(name)) => {
                    let member = members.shift_remove(&name).unwrap();
                    members.insert(text::edited(&name, draw), member);
                }
                _ => {
                    let names = [
                        "",
                        "unknown",
                        "additional_properties",
                        "additionalProperties",
                        "0",
                        "name",
                        "a",
                    ];
                    members.insert((*draw.pick(&names)).to_owned(), scalar::any(draw));
                }
            }
        }
    }
}

fn near_number(number: &Number, draw: &mut Draw) -> Value {
    let whole = number.as_i64().unwrap_or(7);
    let float = number.as_f64().unwrap();
    let values = [
        json!(whole.saturating_add(1)),
        json!(whole.saturating_sub(1)),
        json!(whole.saturating_neg()),
        json!(float),
        json!(float + 0.5),
        json!(float - 0.01),
        json!(float * 1.000_000_001),
        json!(-float),
        json!(-0.0),
        json!(0),
        json!(float.next_up()),
        json!(float.next_down()),
        json!(i32::MAX),
        json!(i64::from(i32::MAX) + 1),
        json!(i64::from(i32::MIN) - 1),
        json!(i64::MAX),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(1e19),
        json!(1e300),
        json!(5e-324),
    ];
    draw.pick(&values).clone()
}
