//! JSON beside another reader of it: every short text over the letters that matter means the same to both.

use std::ops::ControlFlow;

use generated::runtime::Kind;
use generated::runtime::decode::{Document, Node, Syntax, read, walk};
use serde_json::{Map, Value};

use super::property::Count;

/// Every text of up to `length` of these parts, between a beginning and an end.
fn texts(begin: &str, parts: &[&str], end: &str, length: usize) -> Vec<String> {
    let mut inner = vec![String::new()];
    let mut from = 0;
    for _ in 0..length {
        let to = inner.len();
        for index in from..to {
            for part in parts {
                inner.push(format!("{}{part}", inner[index]));
            }
        }
        from = to;
    }
    let whole = inner
        .into_iter()
        .map(|inner| format!("{begin}{inner}{end}"));
    whole.collect()
}

fn value(document: &Document<'_>) -> Value {
    match walk(document, Kind::Any, &mut Count::default()) {
        ControlFlow::Continue(value) => value,
        ControlFlow::Break(()) => panic!("this report ends no walk"),
    }
}

/// Compares verdict and value of each text with those of serde_json.
fn agree(texts: &[String]) {
    for text in texts {
        let theirs = serde_json::from_str::<Value>(text).ok();
        // Nothing at all is an object without members.
        let theirs = theirs.map(|it| {
            if it.is_null() {
                Value::Object(Map::new())
            } else {
                it
            }
        });
        let ours = read(text.as_bytes(), Syntax::Json)
            .ok()
            .map(|it| value(&it));
        assert_eq!(ours, theirs, "{text:?}");
    }
}

#[test]
fn numbers() {
    let parts = ["0", "1", "9", "-", "+", ".", "e", "E", "/", ":"];
    agree(&texts("", &parts, "", 4));
    agree(&texts("1e", &parts, "", 2));
    agree(&texts("-1.0", &parts, "", 3));
    for long in [
        "9007199254740993",
        "-9223372036854775808",
        "18446744073709551615",
        "1.5e300",
    ] {
        agree(&[long.to_owned()]);
    }
}

#[test]
fn collections() {
    let parts = [
        "{", "}", "[", "]", ",", ":", "\"a\"", "1", " ", "\t", "\r", "\n",
    ];
    agree(&texts("", &parts, "", 4));
    agree(&texts(
        "[",
        &["1", ",", " ", "\t", "\r", "\n", "\u{b}", "]"],
        "]",
        4,
    ));
    agree(&texts(
        "{\"a\"",
        &[":", "1", ",", " ", "\"b\"", "}"],
        "}",
        5,
    ));
    agree(&texts("", &["t", "r", "u", "e", "n", "l"], "", 4));
    agree(&["false", "fals", "falsE", "false1", "nul", "null ", "trueX"].map(str::to_owned));
}

#[test]
fn strings() {
    let parts = [
        "\\", "\"", "/", "b", "f", "n", "r", "t", "x", "\u{1f}", " ", "\u{7f}", "é",
    ];
    agree(&texts("\"", &parts, "\"", 3));
    let digits = [
        "0", "9", "a", "f", "g", "A", "F", "G", "@", "`", "/", ":", "+",
    ];
    for one in digits {
        for other in digits {
            agree(&[
                format!("\"\\u{one}0{other}1\""),
                format!("\"\\u0{one}1{other}\""),
            ]);
        }
    }
}

#[test]
fn halves_of_surrogate_pairs_that_stand_alone_are_replaced() {
    let units = [
        0x41, 0xd7ff, 0xd800, 0xdabc, 0xdbff, 0xdc00, 0xdead, 0xdfff, 0xe000, 0xffff,
    ];
    for one in units {
        for two in units {
            for three in units {
                let text = format!("\"\\u{one:04x}\\u{two:04X}\\u{three:04x}\"");
                let document = read(text.as_bytes(), Syntax::Json).unwrap();
                let expected = String::from_utf16_lossy(&[one, two, three]);
                assert!(
                    matches!(document.root(), Node::Text(read) if *read == expected),
                    "{text}: {expected:?}"
                );
            }
        }
    }
}

/// What is said of one byte where a value should begin.
fn complaint(byte: u8) -> String {
    let found = read(&[byte], Syntax::Json).expect_err("no value begins so");
    assert_eq!(found.position.byte, 0);
    found.message
}

#[test]
fn bytes_are_shown_as_go_shows_them() {
    for (byte, shown) in [
        (0x00, r"'\x00'"),
        (0x07, r"'\a'"),
        (0x08, r"'\b'"),
        (0x0b, r"'\v'"),
        (0x0c, r"'\f'"),
        (0x1f, r"'\x1f'"),
        (b'!', "'!'"),
        (b'/', "'/'"),
        (b':', "':'"),
        (b'\'', r"'\''"),
        (b'\\', r"'\\'"),
        (b'~', "'~'"),
        (0x7f, r"'\x7f'"),
        (0x80, r"'\u0080'"),
        (0xa0, r"'\u00a0'"),
        (0xa1, "'¡'"),
        (0xad, r"'\u00ad'"),
        (0xff, "'ÿ'"),
    ] {
        assert_eq!(
            complaint(byte),
            format!("invalid character {shown} looking for beginning of value"),
            "{byte:#x}"
        );
    }
    for (text, shown) in [
        ("1\"", "'\"'"),
        ("t ", "' '"),
        ("\"\n", r"'\n'"),
        ("\"\r", r"'\r'"),
        ("\"\t", r"'\t'"),
    ] {
        let found = read(text.as_bytes(), Syntax::Json).expect_err(text);
        let shown = format!("invalid character {shown} ");
        assert!(
            found.message.starts_with(&shown),
            "{text:?}: {}",
            found.message
        );
    }
}
