//! What a parsed text says of itself, before anything is known about its meaning.

use generated::runtime::decode::{Document, Node, Position, RepeatedKey, Syntax, read};

fn document(text: &str, syntax: Syntax) -> Document<'_> {
    read(text.as_bytes(), syntax).expect(text)
}

#[test]
fn a_member_is_found_by_its_name_and_the_last_counts() {
    let object = document(r#"{"a":1,"b":2,"a":"x"}"#, Syntax::Json);
    assert!(matches!(object.member("a"), Some(Node::Text(text)) if text == "x"));
    assert!(matches!(object.member("b"), Some(Node::Number(number)) if number == "2"));
    assert!(object.member("c").is_none());
    assert!(document(r#"["a"]"#, Syntax::Json).member("a").is_none());
}

#[test]
fn types_have_the_words_of_kubernetes() {
    for (text, word) in [
        ("null", "null"),
        ("true", "bool"),
        ("1", "number"),
        ("\"a\"", "string"),
        ("[]", "array"),
        ("{}", "object"),
    ] {
        assert_eq!(document(text, Syntax::Json).root().json_type(), word);
    }
}

/// The members of an object, each with its value where that is a number.
fn members(document: &Document<'_>, node: &Node) -> Vec<String> {
    let Node::Map(members) = node else {
        panic!("{node:?} has no members");
    };
    let shown = members.iter().map(|member| {
        let value = match document.get(member.value) {
            Node::Number(number) => number,
            _ => "",
        };
        format!("{}={value}", member.name)
    });
    shown.collect()
}

#[test]
fn sorted_members_are_there_once() {
    for syntax in [Syntax::Json, Syntax::Yaml] {
        let mut read = document(
            r#"{"b":1,"a":1,"c":{"z":1,"y":2,"z":3},"a":2,"d":[{"f":1,"e":1}]}"#,
            syntax,
        );
        read.sort_members();
        assert_eq!(members(&read, read.root()), ["a=2", "b=1", "c=", "d="]);
        let inner = read.member("c").unwrap();
        assert_eq!(members(&read, inner), ["y=2", "z=3"]);
        let Some(Node::List(items)) = read.member("d") else {
            panic!("the list is gone");
        };
        assert_eq!(members(&read, read.get(items[0])), ["e=1", "f=1"]);
    }
}

#[test]
fn repeated_keys_of_yaml_are_noted_with_their_lines() {
    let repeated = |text: &str, syntax| document(text, syntax).repeated_keys().to_vec();
    let key = |name: &str, line| RepeatedKey {
        name: name.to_owned(),
        line,
    };
    assert_eq!(
        repeated("a: 1\nb: {c: 1, d: 1,\n c: 2}\na: 3\ne: 4\n", Syntax::Yaml),
        [key("c", 3), key("a", 4)]
    );
    assert_eq!(
        repeated("a: &a {k: 1, l: 1}\nb:\n  <<: *a\n  k: 2\n", Syntax::Yaml),
        [key("k", 4)],
        "a member beside the one that is merged in"
    );
    let merged = "a: &a {k: 1}\nb:\n  k: 2\n  <<: *a\n";
    assert_eq!(repeated(merged, Syntax::Yaml), []);
    assert_eq!(repeated(r#"{"a":1,"a":2}"#, Syntax::Json), []);
}

#[test]
fn columns_count_characters() {
    for (text, byte, column) in [
        (b"\x7fa".as_slice(), 1, 2),
        ("¿a".as_bytes(), 2, 2),
        (b"\xc0a", 1, 2),
        (b"\x80a", 1, 1),
    ] {
        assert_eq!(Position::of(text, byte).column, column, "{text:?}");
    }
}

#[test]
fn text_in_utf_16_that_is_cut_off_is_told_at_its_beginning() {
    for text in [b"\xff\xfea".as_slice(), b"\xfe\xff\xd8\x00"] {
        let found = read(text, Syntax::Yaml).unwrap_err();
        assert_eq!(found.position, Position::START, "{}", found.message);
    }
}

#[test]
fn keys_that_are_numbers_are_written_as_json_has_them() {
    let text = "1e20: 1\n1e21: 2\n-9223372036854775809: 3\n0x1F: 4\nyes: 5\n";
    let read = document(text, Syntax::Yaml);
    assert_eq!(
        members(&read, read.root()),
        [
            "100000000000000000000=1",
            "1e21=2",
            "-9223372036854776000=3",
            "31=4",
            "true=5"
        ]
    );
}
