//! Numbers and texts that a schema describes, mostly on the borders of what it allows.

use serde_json::{Number, Value, json};

use super::draw::Draw;
use super::text;

/// Something of any type.
pub(crate) fn any(draw: &mut Draw) -> Value {
    let values = [
        json!(null),
        json!(true),
        json!(false),
        json!(0),
        json!(1),
        json!(-1),
        json!(1.0),
        json!(0.5),
        json!(-0.0),
        json!(i64::MAX),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(i64::from(i32::MAX) + 1),
        json!(1e300),
        json!(5e-324),
        json!(""),
        json!("a"),
        json!("two"),
        json!("1"),
        json!("null"),
        json!("日本"),
        json!([]),
        json!([1]),
        json!([null]),
        json!(["a", "b"]),
        json!({}),
        json!({"a": 1}),
        json!({"name": "a"}),
        json!({"": null}),
    ];
    draw.pick(&values).clone()
}

pub(crate) fn whole(schema: &Value, draw: &mut Draw) -> Value {
    let least = schema["minimum"]
        .as_f64()
        .map_or(-3, |least| integer(least.ceil()));
    let most = schema["maximum"]
        .as_f64()
        .map_or(least.saturating_add(9), |most| integer(most.floor()));
    let step = schema["multipleOf"].as_i64().unwrap_or(1);
    let inside = least
        .saturating_add(i64::try_from(draw.below(12)).unwrap())
        .min(most);
    let value = *draw.pick(&[least, most, inside, inside, 0, 1]);
    json!(if draw.one_in(8) {
        value
    } else {
        value / step * step
    })
}

/// The nearest `i64`.
fn integer(whole: f64) -> i64 {
    format!("{whole:.0}").parse().unwrap_or(i64::MAX)
}

pub(crate) fn number(schema: &Value, draw: &mut Draw) -> Value {
    let least = schema["minimum"].as_f64().unwrap_or(-2.0);
    let most = schema["maximum"].as_f64().unwrap_or(least + 20.0);
    let part = f64::from(u32::try_from(draw.below(1001)).unwrap()) / 1000.0;
    let inside = least + (most - least) * part;
    let value = match schema["multipleOf"].as_f64() {
        Some(step) => (inside / step).round() * step,
        None => inside,
    };
    let value = *draw.pick(&[
        least,
        most,
        value,
        value,
        value.round(),
        (value * 100.0).round() / 100.0,
    ]);
    if value.fract() == 0.0 && draw.one_in(2) {
        json!(integer(value))
    } else {
        Number::from_f64(value).map_or(json!(0), Value::Number)
    }
}

pub(crate) fn string(schema: &Value, draw: &mut Draw) -> String {
    if let Some(pattern) = schema["pattern"].as_str() {
        return text::of_pattern(pattern, draw);
    }
    let samples = schema["format"].as_str().map_or(&[][..], text::of_format);
    if !samples.is_empty() {
        return (*draw.pick(samples)).to_owned();
    }
    let (least, most) = limits(schema, "minLength", "maxLength", 6);
    let between = draw.between(least, most);
    let length = *draw.pick(&[least, most, between]);
    text::of_length(length, draw)
}

/// The two limits of a size; where there is no upper one, a usual size above the lower one.
pub(crate) fn limits(schema: &Value, least: &str, most: &str, usual: usize) -> (usize, usize) {
    let size = |word: &str| {
        schema[word]
            .as_u64()
            .map(|size| usize::try_from(size).unwrap())
    };
    let least = size(least).unwrap_or(0);
    (least, size(most).unwrap_or(least + usual))
}
