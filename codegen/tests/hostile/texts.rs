//! Texts that hurt a reader, whatever they say.

use codegen::Source;

use super::{answer, mistake};

const HEAD: &str =
    "\"openapi\":\"3.0.3\",\"info\":{\"title\":\"t\",\"version\":\"1\"},\"paths\":{}";

#[test]
fn nesting_ends_somewhere() {
    for depth in [1_000, 200_000] {
        let lists = "[".repeat(depth) + &"]".repeat(depth);
        for (name, text) in [
            ("a.json", format!("{{\"x\":{lists}}}")),
            ("a.yaml", format!("x: {lists}\n")),
            ("a.json", "[".repeat(depth)),
            ("a.yaml", format!("x: {}", "{a: ".repeat(depth))),
            ("a.yaml", "- ".repeat(depth)),
        ] {
            let mistake = mistake(name, &text);
            assert!(mistake.starts_with("syntax: "), "{mistake}");
        }
    }
}

#[test]
fn aliases_do_not_explode() {
    let mut text = "openapi: 3.0.3\nx0: &x0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let below = vec![format!("*x{}", level - 1); 10].join(", ");
        text.extend([format!("x{level}: &x{level} [{below}]\n")]);
    }
    let mistake = mistake("a.yaml", &text);
    assert!(mistake.contains("repetition limit"), "{mistake}");
    let own = super::mistake("a.yaml", "openapi: 3.0.3\nx: &x [*x]\n");
    assert!(own.starts_with("syntax: "), "{own}");
}

#[test]
fn a_key_may_be_long_and_odd() {
    for key in [
        "k".repeat(1_000_000),
        "~/".repeat(1_000),
        "\\u0000\\ud83d\\ude00".to_owned(),
    ] {
        let text = format!(
            "{{{HEAD},\"components\":{{\"schemas\":{{\"{key}\":{{\"type\":\"object\",\"properties\":{{\"{key}\":{{\"type\":\"string\"}}}}}}}}}}}}"
        );
        // A name of a megabyte makes a file name that no system has; that is for who writes the files to say.
        assert!(answer(&Source::new("a.json", &text), &[]).is_ok());
    }
}

#[test]
fn byte_order_marks_and_line_ends_change_nothing() {
    let plain = format!(
        "{{\n{HEAD},\n\"components\":{{\"schemas\":{{\"A\":{{\"type\":\"string\"}}}}}}\n}}"
    );
    let expected = answer(&Source::new("a.json", &plain), &[]);
    assert!(expected.is_ok());
    for text in [
        format!("\u{feff}{plain}"),
        plain.replace('\n', "\r\n"),
        plain.replace('\n', "\r"),
    ] {
        assert_eq!(answer(&Source::new("a.json", &text), &[]), expected);
    }
    let mistake = mistake("a.json", &format!("\u{feff}{{{HEAD},\"paths\":{{}}}}"));
    assert_eq!(
        mistake,
        "duplicate-key: the key `paths` stands here a second time"
    );
}

#[test]
fn control_characters_are_no_json_and_no_yaml() {
    for name in ["a.json", "a.yaml"] {
        for text in [
            "{\"openapi\": \"3.0.3\0\"}",
            "\0",
            "openapi: 3.0.3\0",
            "{\"a\": \u{1}}",
        ] {
            let mistake = mistake(name, text);
            assert!(!mistake.is_empty());
        }
    }
    // JSON has these inside of texts, and YAML has not.
    let text = format!("{{{HEAD},\"x-note\":\"\u{80}\u{7f}\u{fffe}\"}}");
    assert!(answer(&Source::new("a.json", &text), &[]).is_ok());
}

#[test]
fn numbers_beyond_64_bits_are_read() {
    let schema = "{\"type\":\"integer\",\"maximum\":18446744073709552000,\"minimum\":-1e400}";
    for name in ["a.json", "a.yaml"] {
        let text = format!("{{{HEAD},\"components\":{{\"schemas\":{{\"A\":{schema}}}}}}}");
        let outcome = answer(&Source::new(name, &text.replace("-1e400", "-1e300")), &[]);
        assert!(outcome.is_ok(), "{outcome:?}");
    }
}

#[test]
fn a_mistake_in_json_is_told_where_it_stands() {
    let source = Source::new("a.json", "{\n  \"é\": 1,\n  \"é\" 2\n}");
    let found = codegen::generate_document(&source, &[], &codegen::Layout::default());
    let message = found.expect_err("no JSON and no YAML")[0].to_string();
    assert_eq!(
        message,
        "a.json:3:7: [syntax] this is not JSON: expected `:`"
    );
}

#[test]
fn a_text_may_end_anywhere() {
    let whole = format!(
        "{{{HEAD},\"components\":{{\"schemas\":{{\"é\":{{\"type\":\"string\",\"maxLength\":1}}}}}}}}"
    );
    for (end, _) in whole.char_indices() {
        for name in ["a.json", "a.yaml"] {
            mistake(name, &whole[..end]);
        }
    }
}
