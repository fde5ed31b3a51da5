//! Where limits are, to the last value that is allowed and the first that is not.

use generated::runtime::decode::{
    DEPTH_LIMIT, KEPT_DEPTH, Mode, PROBLEM_LIMIT, ProblemKind, Syntax, read,
};

use super::{Outcome, VALID, json, yaml};

fn nested(depth: usize) -> String {
    "[".repeat(depth) + &"]".repeat(depth)
}

#[test]
fn depth_of_a_text() {
    for syntax in [Syntax::Json, Syntax::Yaml] {
        assert!(
            read(nested(DEPTH_LIMIT).as_bytes(), syntax).is_ok(),
            "{syntax:?}"
        );
        assert!(
            read(nested(DEPTH_LIMIT + 1).as_bytes(), syntax).is_err(),
            "{syntax:?}"
        );
        let objects = "{\"a\":".repeat(DEPTH_LIMIT + 1) + "1" + &"}".repeat(DEPTH_LIMIT + 1);
        assert!(read(objects.as_bytes(), syntax).is_err(), "{syntax:?}");
    }
}

/// The two styles of YAML have limits of their own in the parser, and one together here.
#[test]
fn depth_of_a_text_in_both_styles() {
    let half = DEPTH_LIMIT / 2;
    for (open, close) in [("[", "]"), ("{a: ", "}")] {
        for (more, is_read) in [(0, true), (1, false)] {
            let inside = half + more;
            let text = format!(
                "{}{}1{}",
                "- ".repeat(half),
                open.repeat(inside),
                close.repeat(inside)
            );
            let read = read(text.as_bytes(), Syntax::Yaml);
            assert_eq!(read.is_ok(), is_read, "{:?}", read.err());
        }
    }
}

#[test]
fn depth_of_what_is_kept() {
    // The object, the metadata, the list and its item are around, and fieldsV1 is the first level of what is kept.
    let around = 4;
    let text = |depth: usize| {
        let inner = nested(depth);
        format!("{VALID},\"metadata\":{{\"managedFields\":[{{\"fieldsV1\":{{\"a\":{inner}}}}}]}}}}")
    };
    for read in [json, yaml] {
        let kept = read(&text(KEPT_DEPTH - around), Mode::Strict);
        assert!(kept.is_ok(), "{:?}", kept.err());
        let lost = read(&text(KEPT_DEPTH - around + 1), Mode::Strict)
            .unwrap_err()
            .problems;
        let kinds: Vec<_> = lost.iter().map(|problem| problem.kind).collect();
        assert_eq!(kinds, [ProblemKind::OutOfRange]);
        assert!(lost[0].message.contains("nested deeper"), "{}", lost[0]);
    }
}

fn many(item: impl Fn(usize) -> String) -> String {
    let items: Vec<String> = (0..=PROBLEM_LIMIT).map(item).collect();
    items.join(",")
}

fn refused(outcome: Outcome) -> usize {
    outcome.unwrap_err().problems.len()
}

#[test]
fn number_of_problems() {
    let labels = many(|n| format!("\"k{n}\":5"));
    let wrong = format!("{VALID},\"metadata\":{{\"labels\":{{{labels}}}}}}}");
    assert_eq!(refused(json(&wrong, Mode::Ignore)), PROBLEM_LIMIT);

    let numbers = many(|_| "1e999".to_owned());
    let lost = format!(
        "{VALID},\"metadata\":{{\"managedFields\":[{{\"fieldsV1\":{{\"a\":[{numbers}]}}}}]}}}}"
    );
    assert_eq!(refused(json(&lost, Mode::Ignore)), PROBLEM_LIMIT);

    let unknown = many(|n| format!("\"zzz{n}\":5"));
    let loose = format!("{VALID},{unknown}}}");
    assert_eq!(refused(json(&loose, Mode::Strict)), PROBLEM_LIMIT);
    assert_eq!(
        json(&loose, Mode::Warn).unwrap().warnings.len(),
        PROBLEM_LIMIT
    );
}

#[test]
fn length_of_a_quoted_value() {
    let said = |value: &str, quoted: &str| {
        let wrong_type = format!("{{\"upgradeToPro\":{quoted}}}");
        let broken = format!("{VALID},\"metadata\":{{\"namespace\":{quoted}}}}}");
        for text in [wrong_type, broken] {
            let problems = json(&text, Mode::Ignore).unwrap_err().problems;
            assert!(
                problems.iter().any(|it| it.message.contains(value)),
                "{value}: {problems:?}"
            );
        }
    };
    for letter in ["A", "é"] {
        let (longest, longer) = (letter.repeat(80), letter.repeat(81));
        said(&format!("\"{longest}\""), &format!("\"{longest}\""));
        said(&format!("\"{longest}\"..."), &format!("\"{longer}\""));
    }
    said(r#""a\"b""#, r#""a\"b""#);
    said(r#""~\\ !}""#, r#""~\\ !}""#);
    said(r#""\u{1f}""#, "\"\\u001f\"");
    said(r#""\u{7f}""#, "\"\\u007f\"");
    let long = "1".repeat(81);
    let problems = json(&format!("{{\"kind\":{long}}}"), Mode::Ignore)
        .unwrap_err()
        .problems;
    let shown = format!("found {}", "1".repeat(80));
    assert!(
        problems.iter().any(|it| it.message.ends_with(&shown)),
        "{problems:?}"
    );
}
