//! Text that was made to hurt ends in a clear error, soon.

use generated::runtime::decode::{Cause, Mode, PROBLEM_LIMIT, ProblemKind, Syntax, decode};
use generated::types::ProjectImportVirtualCluster;

use super::{VALID, json, yaml};

fn cause(text: &[u8], syntax: Syntax) -> (Cause, String) {
    let outcome = decode::<ProjectImportVirtualCluster>(text, syntax, Mode::Ignore);
    let mut problems = outcome.unwrap_err().problems;
    assert_eq!(problems.len(), 1, "{problems:?}");
    let problem = problems.remove(0);
    match problem.kind {
        ProblemKind::Unreadable(cause) => (cause, problem.to_string()),
        kind => panic!("{kind:?}: {problem}"),
    }
}

#[test]
fn nesting_ends_somewhere() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    for syntax in [Syntax::Json, Syntax::Yaml] {
        let text = format!("{{\"zzz\":{}}}", nested(10_001));
        let (cause, message) = cause(text.as_bytes(), syntax);
        assert_eq!(cause, Cause::Limit, "{message}");
        assert!(message.contains("exceeded max depth"), "{message}");

        let text = format!("{VALID},\"zzz\":{}}}", nested(9_999));
        let read = decode::<ProjectImportVirtualCluster>(text.as_bytes(), syntax, Mode::Warn);
        assert_eq!(
            read.unwrap().warnings.len(),
            1,
            "depth in an unknown field is no matter"
        );
    }
    let fields = format!(
        "{{\"metadata\":{{\"managedFields\":[{{\"fieldsV1\":{{\"a\":{}}}}}]}}}}",
        nested(200)
    );
    for outcome in [json(&fields, Mode::Ignore), yaml(&fields, Mode::Ignore)] {
        let problems = outcome.unwrap_err().problems;
        assert!(
            problems
                .iter()
                .any(|found| found.kind == ProblemKind::OutOfRange),
            "{problems:?}"
        );
    }
}

#[test]
fn a_look_at_what_is_nested_far_too_deep_ends_soon() {
    for open in ["[", "{\"a\":"] {
        let deep = open.repeat(200_000);
        let text = format!("{{\"metadata\":{{\"managedFields\":[{{\"fieldsV1\":{{\"a\":{deep}");
        let (cause, message) = cause(text.as_bytes(), Syntax::Json);
        assert_eq!(cause, Cause::Limit, "{message}");
    }
}

#[test]
fn aliases_do_not_explode() {
    let first = "a: &a [x,x,x,x,x,x,x,x,x]\n".to_owned();
    let bomb = ('a'..='h')
        .zip('b'..='i')
        .fold(first, |text, (before, name)| {
            let nine = vec![format!("*{before}"); 9].join(",");
            format!("{text}{name}: &{name} [{nine}]\n")
        });
    let merges = ('b'..='z').fold("a: &a {k: v}\n".to_owned(), |text, name| {
        let before = char::from(u8::try_from(name).unwrap() - 1);
        format!(
            "{text}{name}: &{name} {{<<: [{}]}}\n",
            vec![format!("*{before}"); 9].join(",")
        )
    });
    for text in [bomb, merges] {
        let (cause, message) = cause(text.as_bytes(), Syntax::Yaml);
        assert_eq!(cause, Cause::Limit, "{message}");
        assert!(message.contains("excessive aliasing"), "{message}");
    }
}

#[test]
fn bytes_that_are_no_text_are_refused_in_yaml_and_replaced_in_json() {
    let (cause, message) = cause(b"a: b\nc: \xff", Syntax::Yaml);
    assert_eq!(cause, Cause::Encoding);
    assert!(message.starts_with("line 2, column 4: "), "{message}");

    let text = [
        VALID.as_bytes(),
        b",\"metadata\":{\"name\":\"a\xff\\ud800\"}}",
    ]
    .concat();
    let read = decode::<ProjectImportVirtualCluster>(&text, Syntax::Json, Mode::Strict).unwrap();
    let name = read.value.metadata.unwrap().name;
    assert_eq!(name.as_deref(), Some("a\u{fffd}\u{fffd}"));
}

#[test]
fn json_is_read_strictly() {
    for (text, line, column) in [
        ("", 1, 1),
        ("{", 1, 2),
        ("{\"a\":1,}", 1, 8),
        ("{\"a\":01}", 1, 7),
        ("{}\n{}", 2, 1),
        ("\u{feff}{}", 1, 1),
        ("{'a':1}", 1, 2),
        ("{\n\"a\":\n tru}", 3, 5),
        ("// no\n{}", 1, 1),
    ] {
        let (cause, message) = cause(text.as_bytes(), Syntax::Json);
        assert_eq!(cause, Cause::Grammar, "{text}");
        assert!(
            message.starts_with(&format!("line {line}, column {column}: ")),
            "{text}: {message}"
        );
    }
}

#[test]
fn there_is_an_end_to_complaining() {
    let items = vec!["5"; 2 * PROBLEM_LIMIT].join(",");
    let wrong = json(
        &format!("{{\"metadata\":{{\"finalizers\":[{items}]}}}}"),
        Mode::Strict,
    );
    assert_eq!(wrong.unwrap_err().problems.len(), PROBLEM_LIMIT);

    let unknown: Vec<String> = (0..2 * PROBLEM_LIMIT)
        .map(|n| format!("\"x{n}\":0"))
        .collect();
    let warned = json(&format!("{VALID},{}}}", unknown.join(",")), Mode::Warn);
    assert_eq!(warned.unwrap().warnings.len(), PROBLEM_LIMIT);

    let labels: Vec<String> = (0..2 * PROBLEM_LIMIT)
        .map(|n| format!("\"-{n}\":\"\""))
        .collect();
    let broken = json(
        &format!(
            "{VALID},\"metadata\":{{\"labels\":{{{}}}}}}}",
            labels.join(",")
        ),
        Mode::Strict,
    );
    assert_eq!(broken.unwrap_err().problems.len(), PROBLEM_LIMIT);
}

fn refused_at(text: &str) -> usize {
    let problems = yaml(text, Mode::Ignore).unwrap_err().problems;
    assert_eq!(
        problems[0].kind,
        ProblemKind::Unreadable(Cause::Limit),
        "{}",
        problems[0]
    );
    problems[0].position.line
}

#[test]
fn a_million_members_are_merged_and_no_more() {
    let members = |count: usize| {
        let members: Vec<String> = (0..count).map(|n| format!("k{n}: 1")).collect();
        members.join(", ")
    };
    let merges = "  <<: *many\n".repeat(1000);
    let text = format!(
        "many: &many {{{}}}\none: &one {{{}}}\nall:\n{merges}  <<: *one\n",
        members(1000),
        members(1)
    );
    assert_eq!(refused_at(&text), 1004);
}

/// Go's YAML library refuses what consists of aliases by more than 99 in 100.
#[test]
fn aliases_may_have_their_share() {
    let text = |count: usize| {
        let aliases = vec!["*a"; count].join(", ");
        format!("a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1]\nb: [{aliases}]\n")
    };
    // 10 values for each alias, and 14 beside them: 1980 / 99 is more than 1994 / 100, both without their fractions.
    for (count, is_refused) in [(88, false), (162, false), (197, false), (198, true)] {
        let kind = yaml(&text(count), Mode::Ignore).unwrap_err().problems[0].kind;
        let limit = ProblemKind::Unreadable(Cause::Limit);
        assert_eq!(kind == limit, is_refused, "{count}");
    }
    let problems = yaml(&text(198), Mode::Ignore).unwrap_err().problems;
    assert_eq!(problems[0].position.byte, 0, "it is about the whole");
}
