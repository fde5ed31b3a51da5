//! Wrong types, unknown fields, duplicate fields, violations: all at once, with path and position.

use std::ops::ControlFlow;

use generated::runtime::decode::{
    Loss, Mode, Node, Place, ProblemKind, Report, Syntax, read, walk,
};
use generated::runtime::{Described, Kind, Union};
use generated::types::ProjectImportVirtualCluster;

use super::{VALID, json, lines, yaml};

#[test]
fn every_problem_is_found_at_once_in_the_order_of_the_text() {
    let text = r#"{
  "kind": 5,
  "sourceVirtualCluster": {
    "name": "My VCluster",
    "import_name": "x",
    "namespace": ["b"],
    "owner": "me"
  },
  "upgradeToPro": "yes",
  "upgradeToPro": true,
  "zzz": null,
  "metadata": {
    "labels": {"a/b": 1, "c": "d", "c": "e", "é": "f"},
    "ownerReferences": [null, {"uid": true, "bad": 1}],
    "generation": 1.5,
    "creationTimestamp": "yesterday"
  }
}"#;
    assert_eq!(
        lines(json(text, Mode::Strict)),
        [
            "line 2, column 11: kind: expected a string, found 5 [tm.nonstring]",
            "line 3, column 27: sourceVirtualCluster.cluster: a value is required [src.cluster.required]",
            "line 4, column 13: sourceVirtualCluster.name: \"My VCluster\" is invalid: must be a DNS label: at most 63 lower-case letters, digits and dashes, a letter or digit at both ends [src.name.syntax]",
            "line 5, column 5: sourceVirtualCluster.import_name: unknown field; did you mean importName?",
            "line 6, column 18: sourceVirtualCluster.namespace: expected a string, found an array [src.strings]",
            "line 7, column 14: sourceVirtualCluster.owner: expected an object, found \"me\" [src.owner.shape]",
            "line 9, column 19: upgradeToPro: expected a boolean, found \"yes\" [opt.pro.boolean]",
            "line 10, column 3: upgradeToPro: duplicate field; the last one counts",
            "line 11, column 3: zzz: unknown field; ProjectImportVirtualCluster has none of that name",
            "line 13, column 23: metadata.labels[a/b]: expected a string, found 1 [meta.labels.map]",
            "line 13, column 36: metadata.labels[c]: duplicate field; the last one counts",
            "line 13, column 51: metadata.labels[é]: key \"é\" is invalid: must be a qualified name: an optional DNS subdomain and a slash, then at most 63 letters, digits, dashes, underscores and dots, a letter or digit at both ends [meta.labels.key]",
            "line 14, column 25: metadata.ownerReferences[0].apiVersion: a value is required [meta.ownerrefs.required-keys]",
            "line 14, column 25: metadata.ownerReferences[0].kind: a value is required [meta.ownerrefs.required-keys]",
            "line 14, column 25: metadata.ownerReferences[0].name: a value is required [meta.ownerrefs.required-keys]",
            "line 14, column 25: metadata.ownerReferences[0].uid: a value is required [meta.ownerrefs.required-keys]",
            "line 14, column 31: metadata.ownerReferences[1].apiVersion: a value is required [meta.ownerrefs.required-keys]",
            "line 14, column 31: metadata.ownerReferences[1].kind: a value is required [meta.ownerrefs.required-keys]",
            "line 14, column 31: metadata.ownerReferences[1].name: a value is required [meta.ownerrefs.required-keys]",
            "line 14, column 39: metadata.ownerReferences[1].uid: expected a string, found true [dec.type-error]",
            "line 14, column 45: metadata.ownerReferences[1].bad: unknown field; OwnerReference has none of that name",
            "line 15, column 19: metadata.generation: expected an integer of 64 bits, found 1.5 [meta.generation.integer]",
            "line 16, column 26: metadata.creationTimestamp: expected an RFC 3339 date and time such as 2024-01-31T12:00:00Z, found \"yesterday\" [meta.creationtimestamp.format]",
        ]
    );
}

#[test]
fn modes_decide_over_unknown_and_duplicate_fields_alone() {
    let text = format!("{VALID},\n \"zzz\":1,\n \"upgradeToPro\":false,\"upgradeToPro\":true}}");
    let ignored = json(&text, Mode::Ignore).unwrap();
    assert!(ignored.warnings.is_empty());
    assert_eq!(
        ignored.value.upgrade_to_pro,
        Some(true),
        "the last one counts"
    );

    let warned = json(&text, Mode::Warn).unwrap();
    assert_eq!(warned.value, ignored.value);
    let kinds: Vec<_> = warned.warnings.iter().map(|problem| problem.kind).collect();
    assert_eq!(
        kinds,
        [ProblemKind::UnknownField, ProblemKind::DuplicateField]
    );

    let refused = json(&text, Mode::Strict).unwrap_err();
    assert_eq!(refused.problems, warned.warnings);
    assert!(refused.warnings.is_empty());

    for mode in [Mode::Ignore, Mode::Warn, Mode::Strict] {
        let wrong = json(r#"{"zzz":1,"sourceVirtualCluster":5}"#, mode).unwrap_err();
        let last = wrong.problems.last().unwrap();
        assert_eq!(last.kind, ProblemKind::WrongType, "{mode:?}");
        assert_eq!(
            wrong.warnings.len(),
            usize::from(mode == Mode::Warn),
            "{mode:?}"
        );
    }
}

#[test]
fn null_is_absence_and_zero_in_collections() {
    let text = format!(
        r#"{VALID},"metadata":{{"labels":{{"a":null}},"managedFields":[null],"annotations":null}},"kind":null}}"#
    );
    for mode in [Mode::Ignore, Mode::Warn, Mode::Strict] {
        let read = json(&text, mode).unwrap().value;
        let metadata = read.metadata.unwrap();
        assert_eq!(metadata.labels.unwrap()["a"], "");
        assert_eq!(metadata.managed_fields.unwrap().len(), 1);
        assert_eq!(metadata.annotations, None);
        assert_eq!(read.kind, None);
    }
}

#[test]
fn a_member_that_is_the_wrong_thing_entirely_hides_what_it_lacks() {
    for (text, path) in [
        ("[]", ""),
        ("\"text\"", ""),
        (r#"{"sourceVirtualCluster":[1]}"#, "sourceVirtualCluster"),
    ] {
        let found = json(text, Mode::Strict).unwrap_err().problems;
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert_eq!(
            (found[0].kind, found[0].path.as_str()),
            (ProblemKind::WrongType, path)
        );
    }
    let absent = lines(json("null", Mode::Strict));
    assert_eq!(
        absent.len(),
        4,
        "an object, and three of its members: {absent:?}"
    );
}

#[test]
fn free_form_content_is_looked_through() {
    let text = format!(
        "{VALID},\"metadata\":{{\"managedFields\":[{{\"fieldsV1\":{{\"a\":1,\n\"a\":[1e999]}}}}]}}}}"
    );
    let found = lines(json(&text, Mode::Strict));
    let at = "metadata.managedFields[0].fieldsV1[a]";
    assert!(
        found.contains(&format!(
            "line 2, column 1: {at}: duplicate field; the last one counts"
        )),
        "{found:?}"
    );
    assert!(
        found.contains(&format!(
            "line 2, column 6: {at}[0]: a number beyond the range of a 64-bit float"
        )),
        "{found:?}"
    );
}

#[test]
fn a_position_counts_characters_and_the_byte_counts_bytes() {
    let text = "{\"metadata\":{\"annotations\":{\"é€😀\":5}}}";
    for outcome in [json(text, Mode::Ignore), yaml(text, Mode::Ignore)] {
        let problem = outcome.unwrap_err().problems;
        let problem = problem.last().unwrap();
        assert_eq!(problem.path, "metadata.annotations[é€😀]");
        let position = problem.position;
        assert_eq!((position.line, position.column, position.byte), (1, 35, 40));
        assert_eq!(&text[position.byte..=position.byte], "5");
    }
}

#[test]
fn violations_stand_at_their_value_even_when_names_are_written_like_paths() {
    let text = r#"{"metadata":{"labels":{
"a":"ok",
"a.b[c]":"-",
"a][b":"-",
"a":"-"}},"sourceVirtualCluster":{"name":"a","namespace":"b",
"cluster":""}}"#;
    let found = json(text, Mode::Ignore).unwrap_err().problems;
    let mut places: Vec<_> = found
        .iter()
        .map(|problem| (problem.path.as_str(), problem.position.line))
        .collect();
    places.dedup();
    assert_eq!(
        places,
        [
            ("metadata.labels[a.b[c]]", 3),
            ("metadata.labels[a][b]", 4),
            ("metadata.labels[a]", 5),
            ("sourceVirtualCluster.cluster", 6)
        ]
    );
}

#[test]
fn one_mistake_alone_keeps_a_text_from_the_fast_lane() {
    let metadata = |member: &str| format!("{VALID},\"metadata\":{{{member}}}}}");
    for (text, path) in [
        (format!("{VALID},\"zzz\":1}}"), "zzz"),
        (metadata("\"zzz\":1"), "metadata.zzz"),
        (metadata("\"name\":\"a\",\"name\":\"b\""), "metadata.name"),
        (
            metadata("\"labels\":{\"a\":\"b\",\"a\":\"c\"}"),
            "metadata.labels[a]",
        ),
        (
            metadata("\"labels\":{\"a\":\"b\",\"\\u0061\":\"c\"}"),
            "metadata.labels[a]",
        ),
        (
            metadata(
                "\"ownerReferences\":[{\"apiVersion\":\"v1\",\"kind\":\"a\",\"name\":\"b\",\"uid\":\"c\",\"d\":1}]",
            ),
            "metadata.ownerReferences[0].d",
        ),
    ] {
        let problems = json(&text, Mode::Strict).unwrap_err().problems;
        let paths: Vec<&str> = problems.iter().map(|it| it.path.as_str()).collect();
        assert_eq!(paths, [path], "{text}");
        assert!(json(&text, Mode::Ignore).is_ok(), "{text}");
        assert_eq!(json(&text, Mode::Warn).unwrap().warnings.len(), 1, "{text}");
    }
}

#[test]
fn members_in_a_list_are_no_object() {
    let text = r#"[null,null,null,{"name":"a","namespace":"b","cluster":"c"},true,false]"#;
    for mode in [Mode::Ignore, Mode::Warn, Mode::Strict] {
        let told = lines(json(text, mode));
        assert_eq!(
            told,
            ["line 1, column 1: expected an object, found an array"]
        );
    }
}

#[test]
fn the_name_that_was_meant_is_told() {
    for name in ["upgrade_to_pro", "Upgrade-To-Pro", "upgrade to pro"] {
        let told = lines(json(&format!("{VALID},\"{name}\":true}}"), Mode::Strict));
        assert!(told[0].ends_with("did you mean upgradeToPro?"), "{told:?}");
    }
}

#[test]
fn a_broken_rule_of_the_whole_stands_at_its_beginning() {
    let text = format!("{VALID},\n\"upgradeToPro\":true,\"skipHelmDeploy\":true,\"\":1}}");
    let problems = json(&text, Mode::Ignore).unwrap_err().problems;
    assert_eq!(
        (problems[0].path.as_str(), problems[0].position.byte),
        ("", 0)
    );
}

#[test]
fn a_wrong_type_has_its_keyword() {
    let keywords = |member: &str| -> Vec<Option<&'static str>> {
        let text = format!("{VALID},\"metadata\":{{{member}}}}}");
        let problems = json(&text, Mode::Strict).unwrap_err().problems;
        problems.iter().map(|it| it.keyword).collect()
    };
    assert_eq!(
        keywords("\"creationTimestamp\":\"yesterday\""),
        [Some("format")]
    );
    assert_eq!(keywords("\"creationTimestamp\":5"), [Some("type")]);
    assert_eq!(keywords("\"name\":5"), [Some("type")]);
}

/// Ends a walk at the first value of a wrong type.
#[derive(Default)]
struct First(Vec<(String, &'static str)>);

impl Report for First {
    fn unknown_field(&mut self, _: &str, _: Place<'_>) {}

    fn duplicate_field(&mut self, _: &str, _: Place<'_>) {}

    fn wrong_type(&mut self, _: Kind, _: &Node, place: Place<'_>) -> ControlFlow<()> {
        self.0.push((place.path.to_string(), place.shape.name));
        ControlFlow::Break(())
    }

    fn no_variant(&mut self, _: &'static Union, _: &str, _: Place<'_>) -> ControlFlow<()> {
        ControlFlow::Break(())
    }

    fn lost(&mut self, _: Loss, _: Place<'_>) {}
}

#[test]
fn a_walk_ends_where_the_report_says_so() {
    for (text, path, shape) in [
        ("[]", "", "ProjectImportVirtualCluster"),
        (
            r#"{"kind":1,"apiVersion":2}"#,
            "kind",
            "ProjectImportVirtualCluster",
        ),
        (
            r#"{"metadata":{"labels":{"a":1,"b":2}}}"#,
            "metadata.labels[a]",
            "ObjectMeta",
        ),
    ] {
        let document = read(text.as_bytes(), Syntax::Json).unwrap();
        let mut first = First::default();
        let end = walk(&document, ProjectImportVirtualCluster::SCHEMA, &mut first);
        assert!(end.is_break(), "{text}");
        assert_eq!(first.0, [(path.to_owned(), shape)], "{text}");
    }
}
