//! YAML as Kubernetes reads it, with places.

use generated::runtime::decode::{Cause, Mode, ProblemKind, Syntax, decode};
use generated::types::ProjectImportVirtualCluster;

use super::{lines, yaml};

const VALID: &str = "sourceVirtualCluster:\n  name: a\n  namespace: b\n  cluster: c\n";

#[test]
fn problems_have_the_places_of_the_yaml_text() {
    let text = "sourceVirtualCluster:\n  name: 5\n  cluster: c\n  cluster: d\nmetadata:\n  finalizers:\n  - a/b\n  - {x: y}\n  labels: {on: yes}\nzzz: 1\n";
    assert_eq!(
        lines(yaml(text, Mode::Strict)),
        [
            "line 2, column 3: sourceVirtualCluster.namespace: a value is required [src.namespace.required]",
            "line 2, column 9: sourceVirtualCluster.name: expected a string, found 5 [src.strings]",
            "line 4, column 3: sourceVirtualCluster.cluster: duplicate field; the last one counts",
            "line 8, column 5: metadata.finalizers[1]: expected a string, found an object [meta.finalizers.strings]",
            "line 9, column 16: metadata.labels[true]: expected a string, found true [meta.labels.map]",
            "line 10, column 1: zzz: unknown field; ProjectImportVirtualCluster has none of that name",
        ]
    );
}

#[test]
fn words_are_those_of_yaml_1_1() {
    for (word, value) in [
        ("yes", true),
        ("on", true),
        ("y", true),
        ("True", true),
        ("off", false),
        ("N", false),
    ] {
        let read = yaml(&format!("{VALID}upgradeToPro: {word}\n"), Mode::Strict).unwrap();
        assert_eq!(read.value.upgrade_to_pro, Some(value), "{word}");
    }
    let octal = yaml(
        &format!("{VALID}metadata: {{generation: 0755}}\n"),
        Mode::Strict,
    )
    .unwrap();
    assert_eq!(octal.value.metadata.unwrap().generation, Some(493));
}

#[test]
fn merge_keys_are_followed_and_repeat_nothing() {
    let text = "sourceVirtualCluster:\n  name: a\n  <<: [{name: x, cluster: c}, {namespace: b}]\n";
    let read = yaml(text, Mode::Strict)
        .unwrap()
        .value
        .source_virtual_cluster;
    assert_eq!(read.namespace.as_deref(), Some("b"));
    assert_eq!(
        read.name.as_deref(),
        Some("x"),
        "what is merged in later counts, as in Kubernetes"
    );

    let aliased =
        "metadata: {name: &n a}\nsourceVirtualCluster: {name: *n, namespace: *n, cluster: *n}\n";
    let read = yaml(aliased, Mode::Strict).unwrap().value;
    assert_eq!(read.source_virtual_cluster.cluster.as_deref(), Some("a"));
}

#[test]
fn a_tag_says_whether_a_key_merges() {
    let read = |key: &str| {
        let text = format!("metadata:\n  labels:\n    {key}: {{a: b}}\n");
        lines(yaml(&text, Mode::Strict))
    };
    let required = lines(yaml("metadata: {labels: {a: b}}", Mode::Strict));
    assert_eq!(read("<<"), required);
    assert_eq!(read("!!merge <<"), required);
    for text in ["!!str <<", "!own <<", "'<<'"] {
        let lines = read(text).join("\n");
        assert!(
            lines.contains("metadata.labels[<<]: expected a string, found an object"),
            "{lines}"
        );
    }
}

#[test]
fn a_byte_order_mark_counts_in_bytes_and_not_in_columns() {
    for (text, byte) in [("a: [", 3), ("\u{feff}a: [", 6)] {
        let problems = yaml(text, Mode::Strict).unwrap_err().problems;
        let position = problems[0].position;
        assert_eq!(
            (position.byte, position.line, position.column),
            (byte, 1, 4)
        );
    }
}

#[test]
fn a_text_without_a_document_is_null_from_its_first_byte() {
    for text in ["", "# nothing\n"] {
        let problems = yaml(text, Mode::Strict).unwrap_err().problems;
        assert!(
            problems.iter().all(|it| it.position.byte == 0),
            "{problems:?}"
        );
    }
}

#[test]
fn only_the_first_document_counts() {
    for rest in ["---\n]garbage: [", "...\n]garbage", "---\nzzz: 1\n"] {
        assert!(
            yaml(&format!("{VALID}{rest}"), Mode::Strict).is_ok(),
            "{rest}"
        );
    }
}

#[test]
fn text_may_come_with_a_byte_order_mark() {
    let wrong = format!("kind: 5\n{VALID}");
    let utf8 = [b"\xef\xbb\xbf".as_slice(), wrong.as_bytes()].concat();
    let utf16 = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        "\u{feff}"
            .encode_utf16()
            .chain(wrong.encode_utf16())
            .flat_map(bytes)
            .collect()
    };
    for (text, byte) in [
        (wrong.clone().into_bytes(), 6),
        (utf8, 9),
        (utf16(u16::to_le_bytes), 6),
        (utf16(u16::to_be_bytes), 6),
    ] {
        let outcome = decode::<ProjectImportVirtualCluster>(&text, Syntax::Yaml, Mode::Strict);
        let problem = outcome.unwrap_err().problems.remove(0);
        assert_eq!(problem.kind, ProblemKind::WrongType);
        let position = problem.position;
        assert_eq!(
            (position.line, position.column, position.byte),
            (1, 7, byte)
        );
    }
}

#[test]
fn text_that_means_nothing_is_one_problem_in_its_place() {
    for (text, cause, line, column, message) in [
        (
            "a:\n  b: *nope\n",
            Cause::Meaning,
            2,
            6,
            "unknown anchor 'nope' referenced",
        ),
        (
            "a: &s\n  b: *s\n",
            Cause::Meaning,
            2,
            6,
            "anchor 's' value contains itself",
        ),
        (
            "a: *no-pe_x\n",
            Cause::Meaning,
            1,
            4,
            "unknown anchor 'no-pe_x' referenced",
        ),
        ("a:\n  b: .inf\n", Cause::Meaning, 2, 6, "unsupported value"),
        (
            "a:\n  <<: 5\n",
            Cause::Meaning,
            2,
            7,
            "map merge requires map",
        ),
        (
            "a:\n  {[b]: c}\n",
            Cause::Meaning,
            2,
            4,
            "unsupported map key",
        ),
        ("a: [\n", Cause::Grammar, 1, 4, "unclosed bracket"),
        ("a:\n\t- b", Cause::Grammar, 2, 2, "tabs"),
    ] {
        let mut found = yaml(text, Mode::Ignore).unwrap_err().problems;
        assert_eq!(found.len(), 1, "{text}");
        let problem = found.remove(0);
        assert_eq!(problem.kind, ProblemKind::Unreadable(cause), "{text}");
        assert_eq!(
            (problem.position.line, problem.position.column),
            (line, column),
            "{text}: {problem}"
        );
        assert!(problem.message.contains(message), "{text}: {problem}");
    }
}
