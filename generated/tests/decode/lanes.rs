//! Whatever the text: no panic, an end, and one answer whichever way it is read.

use generated::examples;
use generated::runtime::decode::{Mode, Syntax, decode};
use generated::types::ProjectImportVirtualCluster;
use proptest::prelude::*;
use serde_json::Value;

use super::property::{self, MODES};

/// Checks all that must hold of any text that may be a request.
fn check(text: &[u8], syntax: Syntax) {
    property::check::<ProjectImportVirtualCluster>(text, syntax);
}

/// JSON text that is a request, or nearly: known and unknown members, once and twice, of right and wrong types.
fn nearly() -> impl Strategy<Value = String> {
    let scalar = prop_oneof![
        4 => "\"[a-c]{0,2}\"",
        1 => Just("\"2024-01-31T12:00:00Z\"".to_owned()),
        1 => "\"[ -!#-~é]{0,4}\"".prop_filter("escapes have their own", |text| !text.contains('\\')),
        1 => Just(r#""\u0061\n\ud83d\ude00""#.to_owned()),
        2 => Just("null".to_owned()),
        1 => any::<bool>().prop_map(|value| value.to_string()),
        1 => (-3_i64..3).prop_map(|value| value.to_string()),
        1 => Just("1.5".to_owned()),
        1 => Just("9223372036854775808".to_owned()),
    ];
    let key = prop_oneof![
        6 => prop::sample::select(vec!["name", "namespace", "cluster", "importName", "owner", "user", "team"]),
        3 => prop::sample::select(vec!["labels", "annotations", "finalizers", "ownerReferences", "managedFields"]),
        2 => prop::sample::select(vec!["fieldsV1", "generation", "creationTimestamp", "uid", "upgradeToPro"]),
        1 => prop::sample::select(vec!["zzz", "Name", "", "a.b[c]", "n\\u0061me"]),
    ];
    let member = move |value: BoxedStrategy<String>| {
        (key.clone(), value).prop_map(|(key, value)| format!("\"{key}\": {value}"))
    };
    let value = scalar.prop_recursive(4, 24, 4, move |value| {
        let members = prop::collection::vec(member(value.clone().boxed()), 0..4);
        prop_oneof![
            2 => members.prop_map(|members| format!("{{{}}}", members.join(", "))),
            1 => prop::collection::vec(value, 0..3).prop_map(|items| format!("[{}]", items.join(", "))),
        ]
    });
    let source = prop_oneof![
        4 => Just(r#"{"name": "a", "namespace": "b", "cluster": "c"}"#.to_owned()),
        1 => value.clone(),
    ];
    let rest = prop::collection::vec(
        (
            prop::sample::select(vec![
                "kind",
                "apiVersion",
                "metadata",
                "metadata",
                "metadata",
                "upgradeToPro",
                "skipHelmDeploy",
                "sourceVirtualCluster",
                "zzz",
            ]),
            value,
        ),
        0..4,
    );
    (source, rest).prop_map(|(source, rest)| {
        let start = format!("{{\"sourceVirtualCluster\": {source}");
        let text = rest.into_iter().fold(start, |text, (key, value)| {
            format!("{text},\n\"{key}\": {value}")
        });
        text + "}"
    })
}

/// A text of the spec's examples with a few bytes changed.
fn mutated() -> impl Strategy<Value = (Vec<u8>, Syntax)> {
    let byte = prop_oneof![
        any::<u8>(),
        prop::sample::select(b" \"{}[]:,&*-\n\t#!0e".to_vec())
    ];
    let edit = (any::<prop::sample::Index>(), 0..3, byte);
    let edits = prop::collection::vec(edit, 0..5);
    (prop::sample::select(examples::ALL), edits).prop_map(|(example, edits)| {
        let mut text = example.body.as_bytes().to_vec();
        for (place, what, byte) in edits {
            let at = place.index(text.len() + 1);
            match what {
                0 if at < text.len() => drop(text.remove(at)),
                1 => text.insert(at, byte),
                _ => text.extend_from_within(at..),
            }
        }
        let syntax = match example.media_type {
            "application/json" => Syntax::Json,
            _ => Syntax::Yaml,
        };
        (text, syntax)
    })
}

/// A value in lines and indentation, with every text in quotes, so that no reader takes one for another type.
fn block(value: &Value, indent: usize) -> String {
    let line = |start: &str, value: &Value| {
        format!(
            "\n{}{start}{}",
            " ".repeat(indent),
            block(value, indent + 2)
        )
    };
    match value {
        Value::Object(members) if !members.is_empty() => members
            .iter()
            .map(|(key, value)| line(&format!("{}: ", Value::from(key.as_str())), value))
            .collect(),
        Value::Array(items) if !items.is_empty() => {
            items.iter().map(|item| line("- ", item)).collect()
        }
        other => other.to_string(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn any_bytes_have_an_answer(text in prop::collection::vec(any::<u8>(), 0..200)) {
        check(&text, Syntax::Json);
        check(&text, Syntax::Yaml);
    }

    #[test]
    fn any_punctuation_has_an_answer(text in "[-\\[\\]{}:,&*!|>'\"%@`#?a0<~ \n\t\\\\]{0,60}") {
        check(text.as_bytes(), Syntax::Json);
        check(text.as_bytes(), Syntax::Yaml);
    }

    #[test]
    fn examples_with_a_few_bytes_changed_have_an_answer((text, syntax) in mutated()) {
        check(&text, syntax);
        check(&text, Syntax::Yaml);
    }

    #[test]
    fn both_lanes_and_both_syntaxes_agree(text in nearly()) {
        check(text.as_bytes(), Syntax::Json);
        check(text.as_bytes(), Syntax::Yaml);
        for mode in MODES {
            let json = decode::<ProjectImportVirtualCluster>(text.as_bytes(), Syntax::Json, mode);
            let yaml = decode::<ProjectImportVirtualCluster>(text.as_bytes(), Syntax::Yaml, mode);
            prop_assert_eq!(json, yaml);
        }
    }

    #[test]
    fn a_value_is_the_same_in_block_yaml(text in nearly()) {
        let value: Value = serde_json::from_str(&text).expect("it is JSON");
        let json = serde_json::to_vec(&value).expect("a value can be written");
        let yaml = block(&value, 0);
        let json = decode::<ProjectImportVirtualCluster>(&json, Syntax::Json, Mode::Ignore);
        let yaml = decode::<ProjectImportVirtualCluster>(yaml.as_bytes(), Syntax::Yaml, Mode::Ignore);
        match (json, yaml) {
            (Ok(json), Ok(yaml)) => prop_assert_eq!(json, yaml),
            (Err(json), Err(yaml)) => {
                let what = |problem: &generated::runtime::decode::Problem| {
                    (problem.path.clone(), problem.kind, problem.message.clone())
                };
                let json: Vec<_> = json.problems.iter().map(what).collect();
                prop_assert_eq!(json, yaml.problems.iter().map(what).collect::<Vec<_>>());
            }
            (json, yaml) => prop_assert!(false, "{:?}\n{:?}", json, yaml),
        }
    }
}
