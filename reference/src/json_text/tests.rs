//! What is written, beside what the library writes.

use serde_json::{Value, json};

use super::*;

#[test]
fn a_whole_is_what_the_library_writes() {
    let value = json!({"a": "\"\n\u{1f600}", "b": [1, -2, 0.5, null, true, {}], "c": {"d": []}});
    let text = whole(&value).unwrap();
    assert_eq!(text, serde_json::to_string(&value).unwrap());
    assert_eq!(text, outlined(&value, "a").unwrap().text);
}

fn outline(value: &Value) -> String {
    String::from_utf8(outlined(value, "m").unwrap().outline).unwrap()
}

#[test]
fn an_outline_has_no_values_but_those_in_lists() {
    let value = json!({
        "a": {"k": "v\n"}, "b": ["x\n", {"c": 1}, [null]], "d": null, "e": true, "f": {}, "g": -7, "h\"": 0.5,
    });
    assert_eq!(
        outline(&value),
        r#"{"a":{"k":0},"b":["x\n",{"c":1},[null]],"d":0,"e":0,"f":{},"g":0,"h\"":0}"#
    );
}

#[test]
fn the_end_of_a_member_is_that_of_the_whole() {
    for (value, expected) in [
        (
            json!({"a": {"m": {}}, "m": {"m": {"n": 1}, "o": [{}]}, "n": {}}),
            r#"{"a":{"m":{}},"m":{"m":{"n":1},"o":[{}]!},"n":{}}"#,
        ),
        (json!({"m": {}}), r#"{"m":{!}}"#),
        (json!({"m": 1, "n": {}}), r#"{"m":1,"n":{}}"#),
        (
            json!({"m": [{}], "mm": {}, "": {}, "m\n": {}}),
            r#"{"m":[{}],"mm":{},"":{},"m\n":{}}"#,
        ),
        (json!([{"m": {}}]), r#"[{"m":{}}]"#),
    ] {
        let Outlined { mut text, end, .. } = outlined(&value, "m").unwrap();
        if let Some(end) = end {
            text.insert(end, '!');
        }
        assert_eq!(text, expected);
    }
}
