//! How schemas are put together: allOf, oneOf, anyOf, recursion, names, references, Kubernetes.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use codegen_goldens::{
    access, all_of, discriminator, enums, kubernetes, names, one_of, recursive, references,
};
use serde_json::json;
use support::{accepts, breaks, refuses};

#[test]
fn enumerations_have_variants_and_other_enums_are_checked() {
    use enums::types::{Color, Paint};
    for text in ["red", "dark-blue", "IN_USE", "", "+1", "-1", "3d"] {
        accepts::<Paint>(&json!({"color": text}));
    }
    assert_eq!(Color::DarkBlue.to_string(), "dark-blue");
    refuses::<Paint>(&json!({"color": "blue"}), "unknown variant `blue`");
    accepts::<Paint>(
        &json!({"color": "red", "finish": "matt", "coats": 2, "dry": true, "anything": "two"}),
    );
    breaks::<Paint>(
        &json!({"color": "red", "coats": 3, "dry": false, "anything": 2}),
        &[("coats", "enum"), ("dry", "enum"), ("anything", "enum")],
    );
}

#[test]
fn the_parts_of_all_of_hold_together() {
    use all_of::types::{Holder, Item};
    accepts::<Item>(&json!({"id": "ab", "size": 9, "name": "x"}));
    breaks::<Item>(
        &json!({"id": "a", "size": 10, "name": "x"}),
        &[("id", "minLength"), ("size", "maximum")],
    );
    breaks::<Item>(
        &json!({"id": "ab", "size": 0, "name": "x", "weight": 1.5}),
        &[("size", "minimum")],
    );
    refuses::<Item>(&json!({"id": "ab"}), "missing field `name`");
    accepts::<Holder>(
        &json!({"item": {"id": "ab", "name": "x"}, "inline": {"id": "cd", "extra": true}}),
    );
    breaks::<Holder>(
        &json!({"inline": {"id": "c"}}),
        &[("inline.id", "minLength")],
    );
}

#[test]
fn one_of_takes_one_variant_and_any_of_the_first() {
    use one_of::types::{Order, Payment, ValueType};
    accepts::<Payment>(&json!({"number": "1234"}));
    accepts::<Payment>(&json!({"iban": "x"}));
    breaks::<Payment>(&json!({"number": "123"}), &[("number", "minLength")]);
    refuses::<Payment>(
        &json!({"number": "1234", "iban": "x"}),
        "fits 2 variants of Payment",
    );
    refuses::<Payment>(&json!({}), "fits no variant of Payment");
    refuses::<Payment>(&json!(["1234"]), "not an object");
    accepts::<ValueType>(&json!(1));
    accepts::<ValueType>(&json!("abc"));
    accepts::<ValueType>(&json!([true]));
    breaks::<ValueType>(&json!(-1), &[("", "minimum")]);
    refuses::<ValueType>(&json!([1]), "fits no variant of ValueType");
    accepts::<Order>(&json!({"payment": {"iban": "x"}, "value": 1, "shape": {"radius": 1.5}}));
    breaks::<Order>(
        &json!({"payment": {"number": "1"}, "value": "abcd"}),
        &[("payment.number", "minLength"), ("value", "maxLength")],
    );
}

#[test]
fn the_discriminator_says_which_variant_it_is() {
    use discriminator::types::{Home, Pet};
    accepts::<Pet>(&json!({"petType": "kitty", "lives": 9}));
    accepts::<Home>(&json!({"pets": [{"petType": "Dog", "name": "x"}]}));
    breaks::<Home>(
        &json!({"pets": [{"petType": "kitty", "lives": 10}]}),
        &[("pets[0].lives", "maximum")],
    );
    refuses::<Pet>(
        &json!({"petType": "Cat"}),
        "no variant \"Cat\"; it has: kitty, Dog",
    );
    refuses::<Pet>(&json!({"lives": 1}), "`petType`");
}

#[test]
fn types_contain_themselves() {
    use recursive::types::{Expression, Forest, Ping, Tree};
    accepts::<Tree>(&json!({"label": "a", "left": {"label": "b"}, "children": [{"label": "c"}]}));
    breaks::<Tree>(
        &json!({"label": "a", "left": {"label": ""}, "children": [{"label": "c", "left": {"label": ""}}]}),
        &[
            ("left.label", "minLength"),
            ("children[0].left.label", "minLength"),
        ],
    );
    accepts::<Ping>(&json!({"pong": {"ping": {"pong": {}}}}));
    breaks::<Ping>(
        &json!({"pong": {"ping": {"pong": {"count": -1}}}}),
        &[("pong.ping.pong.count", "minimum")],
    );
    accepts::<Expression>(&json!({"left": 1, "right": {"left": 2, "right": 3}}));
    refuses::<Expression>(&json!({"left": 1}), "fits no variant");
    accepts::<Forest>(&json!([[], [[]]]));
}

#[test]
fn names_that_rust_cannot_have_keep_their_json() {
    use names::types::{OptionType, PathType, Pet2, StringType, Thing, Type3dModel, V2Thing};
    accepts::<StringType>(
        &json!({"type": "a", "self": "b", "content-type": "c", "contentType": "d"}),
    );
    accepts::<Type3dModel>(
        &json!({"2fa": true, "@id": "a", "größe": 1, "日本": 2, "中国": 3, "_id": "b", "clusterIP": "c"}),
    );
    let names = json!({"path": "", "violations": "", "value": "", "at": ""});
    breaks::<Pet2>(
        &names,
        &[
            ("path", "minLength"),
            ("violations", "minLength"),
            ("value", "minLength"),
            ("at", "minLength"),
        ],
    );
    accepts::<Thing>(&json!({"rule": "x"}));
    accepts::<V2Thing>(&json!({"additional_properties": "x"}));
    for word in OptionType::ALL {
        accepts::<PathType>(&json!({"option": word.as_str()}));
    }
}

#[test]
fn references_lead_to_other_files() {
    use references::types::{Alias, Invoice};
    accepts::<Invoice>(
        &json!({"total": {"amount": 1, "currency": "EUR"}, "line": {"price": {"amount": 2}}, "again": {"deep": "ab"}}),
    );
    breaks::<Alias>(
        &json!({"total": {"amount": -1, "currency": "eur"}, "line": {"price": {"amount": -2}}, "nested": {"deep": "abc"}}),
        &[
            ("total.amount", "minimum"),
            ("total.currency", "pattern"),
            ("line.price.amount", "minimum"),
            ("nested.deep", "maxLength"),
        ],
    );
}

#[test]
fn kubernetes_extensions_mean_what_they_say() {
    use kubernetes::types::Gateway;
    assert_eq!(Gateway::API_VERSION, "example.org/v1");
    accepts::<Gateway>(&json!({
        "apiVersion": "example.org/v1", "kind": "Gateway", "port": 80, "target": "http", "hosts": ["a", "b"],
        "listeners": [{"name": "a", "port": 1}, {"name": "b", "port": 1}], "raw": {"x": [1]},
        "spec": {"replicas": 1, "unknown": {"kept": true}},
    }));
    breaks::<Gateway>(
        &json!({"listeners": [{"name": "a"}, {"name": "a", "port": 0}], "hosts": ["a", "a"], "spec": {"replicas": -1}}),
        &[
            ("listeners[1]", "x-kubernetes-list-map-keys"),
            ("listeners[1].port", "minimum"),
            ("hosts[1]", "uniqueItems"),
            ("spec.replicas", "minimum"),
        ],
    );
    refuses::<Gateway>(&json!({"port": 1.5}), "IntOrString");
}

#[test]
fn annotations_do_not_change_values() {
    use access::types::Profile;
    accepts::<Profile>(&json!({"id": "a", "password": "b", "nick": "c", "lang": "de"}));
}
