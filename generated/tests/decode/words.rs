//! Unquoted and tagged YAML scalars, each with what becomes of it in JSON.

use std::ops::ControlFlow;

use generated::runtime::Kind;
use generated::runtime::decode::{Syntax, read, walk};
use serde_json::{Value, json};

use super::property::Count;

/// The value of a scalar; `None` where it means nothing.
fn scalar(text: &str) -> Option<Value> {
    let text = format!("a: {text}\n");
    let document = read(text.as_bytes(), Syntax::Yaml).ok()?;
    match walk(&document, Kind::Any, &mut Count::default()) {
        ControlFlow::Continue(mut value) => Some(value["a"].take()),
        ControlFlow::Break(()) => panic!("this report ends no walk"),
    }
}

#[test]
fn words() {
    for (words, value) in [
        ("y Y yes Yes YES true True TRUE on On ON", json!(true)),
        ("n N no No NO false False FALSE off Off OFF", json!(false)),
        ("~ null Null NULL", json!(null)),
    ] {
        for word in words.split(' ') {
            assert_eq!(scalar(word), Some(value.clone()), "{word}");
            assert_eq!(
                scalar(&format!("\"{word}\"")),
                Some(json!(word)),
                "quoted {word}"
            );
        }
    }
    assert_eq!(scalar(""), Some(json!(null)));
    for text in [
        "yEs", "truE", "oN", "nULL", "nil", "None", "-a", "+a", ".a", "/1", "1:2", "0x", "0b",
        "0o", "+", ".", "-.", "1e", "1e+", "e1", "1.5.5", "0x1g", "0b2", "0o8", "--1", "+-1",
        "1e1.5", ".nans", "+.nan", "inf", "_1", "0x+5", "++5",
    ] {
        assert_eq!(scalar(text), Some(json!(text)), "{text}");
    }
    for text in [
        ".inf", ".Inf", ".INF", "+.inf", "-.inf", ".nan", ".NaN", ".NAN", "1e999",
    ] {
        assert_eq!(scalar(text), None, "{text}");
    }
}

#[test]
fn numbers() {
    for (text, value) in [
        ("0", json!(0)),
        ("-0", json!(0)),
        ("+1", json!(1)),
        ("-1", json!(-1)),
        ("9", json!(9)),
        ("1_000", json!(1000)),
        ("0x1F", json!(31)),
        ("-0xff", json!(-255)),
        ("0b101", json!(5)),
        ("0o17", json!(15)),
        ("017", json!(15)),
        ("-017", json!(-15)),
        ("018", json!(18)),
        ("9223372036854775807", json!(i64::MAX)),
        ("+9223372036854775807", json!(i64::MAX)),
        ("-9223372036854775808", json!(i64::MIN)),
        ("18446744073709551615", json!(u64::MAX)),
        ("1.5", json!(1.5)),
        ("+1.5", json!(1.5)),
        ("-1.5", json!(-1.5)),
        (".5", json!(0.5)),
        ("5.", json!(5)),
        ("1e3", json!(1000)),
        ("1E3", json!(1000)),
        ("1e+3", json!(1000)),
        ("25e-2", json!(0.25)),
        ("1.5E+2", json!(150)),
        ("1e20", json!(1e20)),
        ("1e21", json!(1e21)),
    ] {
        let read = scalar(text).expect(text);
        assert_eq!(read.to_string(), value.to_string(), "{text}");
    }
}

#[test]
fn tags() {
    for (text, value) in [
        ("!!str 5", json!("5")),
        ("!!str yes", json!("yes")),
        ("!!timestamp 2024-01-31", json!("2024-01-31")),
        ("!!timestamp 5", json!("5")),
        ("!!null ~", json!(null)),
        ("!!bool yes", json!(true)),
        ("!!int 5", json!(5)),
        ("!!int \"5\"", json!(5)),
        ("!!float 1", json!(1)),
        ("!!float 1.5", json!(1.5)),
        ("!!binary aGk=", json!("hi")),
        ("!own \"5\"", json!("5")),
        ("!!own \"5\"", json!("5")),
        ("!!own 5", json!(5)),
        ("!!int 1_000", json!(1000)),
    ] {
        assert_eq!(scalar(text), Some(value), "{text}");
    }
    for text in [
        "!!null 5",
        "!!null yes",
        "!!bool 5",
        "!!bool maybe",
        "!!int 1.5",
        "!!int 1e99",
        "!!int 1E-9",
        "!!int 1e3",
        "!!int .inf",
        "!!int a",
        "!!float a",
        "!!binary a@b=",
    ] {
        assert_eq!(scalar(text), None, "{text}");
    }
    let found = read(b"!!bool maybe", Syntax::Yaml).expect_err("no truth value");
    assert!(
        found
            .message
            .contains("cannot decode !!str `maybe` as a !!bool"),
        "{}",
        found.message
    );
}

/// RFC 4648.
const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

#[test]
fn base64() {
    let digit = |bits: u32| char::from(DIGITS[(bits & 63) as usize]);
    for bits in (0..1 << 24).step_by(9_973) {
        let bytes = [16, 8, 0].map(|shift| u8::try_from(bits >> shift & 0xff).unwrap());
        let encoded: String = [18, 12, 6, 0]
            .map(|shift| digit(bits >> shift))
            .iter()
            .collect();
        let expected = String::from_utf8_lossy(&bytes).into_owned();
        assert_eq!(
            scalar(&format!("!!binary \"{encoded}\"")),
            Some(json!(expected)),
            "{encoded}"
        );
    }
    for wrong in ['@', '[', '`', '{', ':', '.', '*', ',', '-', '_'] {
        assert_eq!(scalar(&format!("!!binary \"AA{wrong}A\"")), None, "{wrong}");
    }
    assert_eq!(scalar("!!binary \"aG k=\""), Some(json!("hi")));
    assert_eq!(scalar("!!binary YQ=="), Some(json!("a")));
}
