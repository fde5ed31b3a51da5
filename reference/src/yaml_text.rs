//! Writing YAML: keys sorted, two spaces, and quotes around every text that some reader could take for something else.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::behaviour::{variant, variants};

/// The value as a YAML document that ends with a newline.
pub(crate) fn write(value: &Value) -> String {
    let mut text = String::new();
    if variant(&variants::YAML_DOCUMENT_START) {
        text.push_str("---\n");
    }
    write_value(value, 0, &mut text);
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

/// Writes a value after its key or dash. Collections that are not empty begin on a line of their own.
fn write_value(value: &Value, indent: usize, text: &mut String) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            let sorted: BTreeMap<&String, &Value> = members.iter().collect();
            for (index, (key, value)) in sorted.into_iter().enumerate() {
                if index > 0 || !text.ends_with("- ") {
                    begin_line(indent, text);
                }
                text.push_str(&scalar(key));
                text.push(':');
                if !is_block(value) {
                    text.push(' ');
                }
                // A list below a key stands at the key's own indentation.
                let inner = if value.is_array() { indent } else { indent + 2 };
                write_value(value, inner, text);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for item in items {
                begin_line(indent, text);
                text.push_str("- ");
                write_value(item, indent + 2, text);
            }
        }
        Value::Object(_) => text.push_str("{}"),
        Value::Array(_) => text.push_str("[]"),
        Value::String(content) => text.push_str(&scalar(content)),
        Value::Null | Value::Bool(_) | Value::Number(_) => text.push_str(&value.to_string()),
    }
}

fn begin_line(indent: usize, text: &mut String) {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text.extend(std::iter::repeat_n(' ', indent));
}

fn is_block(value: &Value) -> bool {
    match value {
        Value::Object(members) => !members.is_empty(),
        Value::Array(items) => !items.is_empty(),
        _ => false,
    }
}

/// A text as it is where that is safe, in JSON's quotes, which YAML shares, otherwise.
fn scalar(text: &str) -> String {
    let plain = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte))
        && !is_word(text);
    if plain {
        text.to_owned()
    } else {
        Value::String(text.to_owned()).to_string()
    }
}

/// The words that YAML 1.1 reads as a boolean or as null.
fn is_word(text: &str) -> bool {
    const WORDS: [&str; 9] = ["y", "yes", "true", "on", "n", "no", "false", "off", "null"];
    WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::write;

    #[test]
    fn what_is_written_reads_back() {
        let value = json!({
            "b": {"z": 1, "a": null, "empty": {}, "none": []},
            "a": ["x", {"k": "yes", "j": [1, [2, {"deep": true}]]}, "5", ""],
            "key: with": "line\nbreak, \"quotes\", # and \u{1f600}",
        });
        let text = write(&value);
        assert!(text.starts_with("a:\n- x\n- j:\n"), "{text}");
        let back: serde_json::Value =
            serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        assert_eq!(back, value, "{text}");
        assert_eq!(write(&json!({})), "{}\n");
    }
}
