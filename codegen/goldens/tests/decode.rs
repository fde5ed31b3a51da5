//! Decoding: everything that is wrong with a text is reported at once, each with its path, keyword and position.

use codegen_goldens::runtime::decode::{
    KEPT_DEPTH, Mode, PROBLEM_LIMIT, ProblemKind, Syntax, decode,
};
use codegen_goldens::runtime::{Described, Validate};
use codegen_goldens::{
    arrays, corners, discriminator, enums, inline, kubernetes, maps, nullable, numbers, one_of,
    recursive,
};
use serde::de::DeserializeOwned;

/// What is reported of a text, a line each.
fn told<T>(text: &str, syntax: Syntax, mode: Mode) -> String
where
    T: DeserializeOwned + Described + Validate,
{
    match decode::<T>(text.as_bytes(), syntax, mode) {
        Ok(decoded) => {
            let warnings = decoded.warnings.iter();
            let lines = warnings.map(|warning| format!("warning: {warning}\n"));
            lines.collect::<Vec<String>>().concat()
        }
        Err(rejected) => format!("{rejected}\n"),
    }
}

fn json<T: DeserializeOwned + Described + Validate>(text: &str) -> String {
    told::<T>(text, Syntax::Json, Mode::Strict)
}

#[test]
fn wrong_types_unknown_and_repeated_fields_and_violations_come_together() {
    let text = "\
apples: [ab, c]
apples: [ab, c, 3, null]
tags: [x, yes, x]
grid:
- [1, 2, 30]
things:
- id: 0
- name: a
pears: 5
";
    assert_eq!(
        told::<arrays::types::Basket>(text, Syntax::Yaml, Mode::Strict),
        "\
line 2, column 1: apples: duplicate field; the last one counts
line 2, column 9: apples: must have at most 3 items, has 4
line 2, column 14: apples[1]: must have at least 2 characters, has 1
line 2, column 17: apples[2]: expected a string, found 3
line 2, column 20: apples[3]: expected a string, found null
line 3, column 11: tags[1]: expected a string, found true
line 3, column 16: tags[2]: repeats item 0
line 5, column 3: grid[0]: must have at most 2 items, has 3
line 5, column 10: grid[0][2]: must be at most 9, is 30
line 7, column 7: things[0].id: must be at least 1, is 0
line 8, column 3: things[1].name: unknown field; Thing has none of that name
line 8, column 3: things[1].id: a value is required
line 9, column 1: pears: unknown field; Basket has none of that name
"
    );
}

#[test]
fn modes_differ_in_unknown_and_repeated_fields_and_in_nothing_else() {
    type Thing = arrays::types::Thing;
    let text = r#"{"id":1,"id":2,"color":"red"}"#;
    let loose = "line 1, column 9: id: duplicate field; the last one counts\n\
                 line 1, column 16: color: unknown field; Thing has none of that name\n";
    assert_eq!(told::<Thing>(text, Syntax::Json, Mode::Strict), loose);
    let warnings = loose.replace("line 1", "warning: line 1");
    assert_eq!(told::<Thing>(text, Syntax::Json, Mode::Warn), warnings);
    assert_eq!(told::<Thing>(text, Syntax::Json, Mode::Ignore), "");
    for mode in [Mode::Strict, Mode::Warn, Mode::Ignore] {
        assert_eq!(
            told::<Thing>(r#"{"id":"1"}"#, Syntax::Json, mode),
            "line 1, column 7: id: expected an integer of 64 bits, found \"1\"\n"
        );
        // serde alone would take the members in order.
        assert_eq!(
            told::<Thing>("[1]", Syntax::Json, mode),
            "line 1, column 1: expected an object, found an array\n"
        );
    }
}

#[test]
fn refused_members_are_refused_in_every_mode() {
    for mode in [Mode::Strict, Mode::Warn, Mode::Ignore] {
        assert_eq!(
            told::<maps::types::Closed>(r#"{"a":"x","c":1}"#, Syntax::Json, mode),
            "line 1, column 10: c: unknown field; Closed has none of that name\n"
        );
    }
}

#[test]
fn members_that_are_kept_have_a_type() {
    assert_eq!(
        json::<maps::types::Open>(r#"{"name":"n","a":0,"b":"x","a.b":-1}"#),
        "\
line 1, column 17: [a]: must be at least 1, is 0
line 1, column 23: [b]: expected an integer of 64 bits, found \"x\"
line 1, column 33: [a.b]: must be at least 1, is -1
"
    );
}

#[test]
fn null_is_a_value_where_the_schema_says_so() {
    assert_eq!(
        json::<nullable::types::Note>(
            r#"{"text":null,"author":null,"reviewer":null,"lines":[null,"long"],"origin":{"place":""}}"#
        ),
        "\
line 1, column 23: author: expected a string, found null
line 1, column 58: lines[1]: must have at most 3 characters, has 4
line 1, column 84: origin.place: must have at least 1 characters, has 0
"
    );
    assert_eq!(json::<nullable::types::Maybe>("null"), "");
}

#[test]
fn a_union_says_what_was_tried() {
    assert_eq!(
        json::<one_of::types::Order>(r#"{"payment":{"number":7},"value":true}"#),
        "\
line 1, column 12: payment: fits no variant of Payment: no Card (number: expected a string, found 7); no Transfer (iban: a value is required)
line 1, column 33: value: fits no variant of ValueType: no Integer (expected an integer of 64 bits, found true); no Text (expected a string, found true); no Array (expected an array, found true)
"
    );
    assert_eq!(
        json::<one_of::types::Order>(r#"{"payment":{"number":"1234","iban":"x"}}"#),
        "line 1, column 12: payment: fits several variants of Payment, and may fit one alone: Card, Transfer\n"
    );
    // It is a card, though a bad one.
    assert_eq!(
        json::<one_of::types::Order>(r#"{"payment":{"number":"12","pin":1}}"#),
        "\
line 1, column 22: payment.number: must have at least 4 characters, has 2
line 1, column 27: payment.pin: unknown field; Card has none of that name
"
    );
}

#[test]
fn a_discriminator_says_what_it_knows() {
    assert_eq!(
        json::<discriminator::types::Home>(
            r#"{"pets":[{"petType":"fish"},{"name":"x"},{"petType":"kitty","lives":10},{"petType":"Dog","name":1}]}"#
        ),
        "\
line 1, column 10: pets[0]: Pet has no variant \"fish\"; it has: kitty, Dog
line 1, column 29: pets[1]: Pet needs a text in petType that says which variant it is: kitty, Dog
line 1, column 69: pets[2].lives: must be at most 9, is 10
line 1, column 97: pets[3].name: expected a string, found 1
"
    );
}

#[test]
fn words_are_listed_where_another_one_stands() {
    assert_eq!(
        json::<enums::types::Paint>(r#"{"color":"green","finish":3,"coats":5,"anything":[]}"#),
        "\
line 1, column 10: color: \"green\" is not supported; supported: red, dark-blue, IN_USE, , +1, -1, 3d
line 1, column 27: finish: expected a string, found 3
line 1, column 37: coats: 5 is not supported; supported: 1, 2
line 1, column 50: anything: [] is not supported; supported: 1, \"two\", null
"
    );
}

#[test]
fn free_form_content_is_kept_and_the_rest_is_not_forgotten() {
    let text = r#"{"port":"http","target":1.5,"raw":{"a":{"a":1,"a":2}},"hosts":["a","b","a"],
"listeners":[{"name":"x"},{"name":"x","port":1}],"spec":{"replicas":-1,"more":[]}}"#;
    assert_eq!(
        json::<kubernetes::types::Gateway>(text),
        "\
line 1, column 25: target: expected an integer or a string, found 1.5
line 1, column 47: raw[a][a]: duplicate field; the last one counts
line 1, column 72: hosts[2]: repeats item 0
line 2, column 27: listeners[1]: has the same keys as item 0
line 2, column 69: spec.replicas: must be at least 0, is -1
"
    );
}

#[test]
fn unions_inside_of_unions_come_to_an_end() {
    // Each level is a sum of two expressions, and each of them is a union.
    let mut text = "1".to_owned();
    for _ in 0..60 {
        text = format!(r#"{{"left":{text},"right":"no"}}"#);
    }
    let told = json::<recursive::types::Expression>(&text);
    assert!(told.contains("fits no variant of Expression"), "{told}");
}

#[test]
fn there_is_an_end_to_complaining() {
    let items = |item: &str| vec![item; PROBLEM_LIMIT + 1].join(",");
    let members: Vec<String> = (0..=PROBLEM_LIMIT).map(|n| format!("\"k{n}\":1")).collect();
    for told in [
        json::<discriminator::types::Home>(&format!(r#"{{"pets":[{}]}}"#, items("{}"))),
        json::<maps::types::Closed>(&format!("{{{}}}", members.join(","))),
        json::<arrays::types::Names>(&format!("[{}]", items("1"))),
        json::<arrays::types::Names>(&format!("[{}]", items("\"abcde\""))),
        json::<arrays::types::Thing>(&format!(r#"{{"id":1,{}}}"#, members.join(","))),
        json::<kubernetes::types::Gateway>(&format!(r#"{{"raw":{{"a":[{}]}}}}"#, items("1e999"))),
    ] {
        assert_eq!(told.lines().count(), PROBLEM_LIMIT, "{told:.200}");
    }
}

#[test]
fn values_of_a_type_end_at_the_depth_that_is_kept() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    for syntax in [Syntax::Json, Syntax::Yaml] {
        let forest = |depth| told::<recursive::types::Forest>(&nested(depth), syntax, Mode::Strict);
        assert_eq!(forest(KEPT_DEPTH + 1), "", "{syntax:?}");
        let place = format!(
            "line 1, column {}: {}",
            KEPT_DEPTH + 2,
            "[0]".repeat(KEPT_DEPTH + 1)
        );
        let lost = format!("{place}: nested deeper than {KEPT_DEPTH} levels\n");
        assert_eq!(forest(KEPT_DEPTH + 2), lost, "{syntax:?}");
    }
}

/// What kind each problem is of.
fn kinds<T: DeserializeOwned + Described + Validate>(text: &str) -> Vec<ProblemKind> {
    let rejected = decode::<T>(text.as_bytes(), Syntax::Json, Mode::Strict).err();
    let problems = rejected.map(|it| it.problems).unwrap_or_default();
    problems.iter().map(|problem| problem.kind).collect()
}

#[test]
fn what_has_no_place_in_a_type_is_of_a_wrong_type() {
    let wrong = [ProblemKind::WrongType];
    assert_eq!(kinds::<arrays::types::Names>("[null]"), wrong);
    assert_eq!(kinds::<enums::types::Paint>(r#"{"color":"green"}"#), wrong);
    assert_eq!(
        kinds::<nullable::types::Note>(r#"{"text":null,"author":null}"#),
        wrong
    );
    // What stands for the first of them repeats nothing.
    assert_eq!(
        kinds::<corners::types::Sets>(r#"{"numbers":["x",0,1]}"#),
        wrong
    );
}

#[test]
fn one_mistake_alone_keeps_a_text_from_the_fast_lane() {
    for (told, expected) in [
        (
            json::<maps::types::Labels>(r#"{"a":"b","a":"c"}"#),
            "line 1, column 10: [a]: duplicate field; the last one counts\n",
        ),
        (
            json::<maps::types::Open>(r#"{"a":1,"a":2}"#),
            "line 1, column 8: [a]: duplicate field; the last one counts\n",
        ),
        (
            json::<arrays::types::Thing>(r#"{"id":1,"zzz":2}"#),
            "line 1, column 9: zzz: unknown field; Thing has none of that name\n",
        ),
        (
            json::<arrays::types::Basket>(r#"{"apples":["ab"],"things":[{"id":1,"zzz":2}]}"#),
            "line 1, column 36: things[0].zzz: unknown field; Thing has none of that name\n",
        ),
    ] {
        assert_eq!(told, expected);
    }
    let merged = "a: 1\n<<: {a: 2}\n";
    assert_eq!(
        told::<maps::types::Open>(merged, Syntax::Yaml, Mode::Strict),
        "",
        "what is merged in repeats nothing"
    );
}

/// The fast lane is held to it only where `serde_json` has `float_roundtrip` from the workspace alone: in the builds of
/// the fuzz targets. In those of tests it has it from `jsonschema` too.
#[test]
fn floats_are_read_to_the_last_bit_in_both_lanes() {
    for step in 1..1000_u32 {
        let level = f64::from(step) / 700.0;
        // The second has a warning, which the fast lane leaves to the slow one.
        for (text, mode) in [
            (format!(r#"{{"port": 1, "level": {level}}}"#), Mode::Strict),
            (
                format!(r#"{{"port": 1, "level": {level}, "a": 1}}"#),
                Mode::Warn,
            ),
        ] {
            for syntax in [Syntax::Json, Syntax::Yaml] {
                let read = decode::<numbers::types::Reading>(text.as_bytes(), syntax, mode);
                let read = read.unwrap_or_else(|error| panic!("{text}: {error}"));
                assert_eq!(read.value.level.to_bits(), level.to_bits(), "{text}");
            }
        }
    }
}

#[test]
fn keys_that_look_like_paths_have_their_places() {
    let friend = |key: &str, since: u32| format!("\n\"{key}\":{{\"since\":{since}}}");
    let (whole, part) = (friend("a].since", 1), friend("a", 2000));
    for (members, line) in [
        (format!("{whole},{part}"), 2),
        (format!("{part},{whole}"), 3),
    ] {
        let told = json::<inline::types::Person>(&format!(
            r#"{{"address":{{"city":"x"}},"friends":{{{members}}}}}"#
        ));
        let begin = format!("line {line}, column 21: friends[a].since].since: must be");
        assert!(told.starts_with(&begin), "{told}");
    }
}
