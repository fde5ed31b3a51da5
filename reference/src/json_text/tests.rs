//! What is written, beside what the library writes.

use generated::types::ProjectImportVirtualCluster;
use serde_json::{from_value, json};

use super::*;

#[test]
fn a_whole_is_what_the_library_writes() {
    let value = json!({"a": "\"\n\u{1f600}", "b": [1, -2, 0.5, null, true, {}], "c": {"d": []}});
    let text = whole(&value).unwrap();
    assert_eq!(text, serde_json::to_string(&value).unwrap());
}

#[test]
fn what_is_given_is_written_in_its_place() {
    let object: ProjectImportVirtualCluster = from_value(json!({
        "metadata": {"name": "n", "labels": {"fieldsV1": "x", "\nfieldsV1": "y"},
                     "managedFields": [{"manager": "m", "fieldsV1": {}, "subresource": "s"}]},
    }))
    .unwrap();
    let given = |member| {
        let json = r#"{"f:x":{}}"#;
        with_given(&object, Given { member, json }).unwrap()
    };
    let text = whole(&object).unwrap();
    let expected = text.replace(r#""fieldsV1":{}"#, r#""fieldsV1":{"f:x":{}}"#);
    assert_ne!(expected, text);
    assert_eq!(given("fieldsV1"), expected);
    assert_eq!(given("absent"), text);
}

#[test]
fn an_outline_has_no_values_but_those_in_lists() {
    let value = json!({
        "a": {"k": "v\n"}, "b": ["x", {"c": 1}, [null]], "d": null, "e": true, "f": {}, "g": -7, "h\"": 0.5,
    });
    assert_eq!(
        outline(&value).unwrap(),
        r#"{"a":{"k":0},"b":["x",{"c":1},[null]],"d":0,"e":0,"f":{},"g":0,"h\"":0}"#
    );
}
