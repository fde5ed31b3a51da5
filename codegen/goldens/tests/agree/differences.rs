//! Where the generated code and the `jsonschema` crate differ on purpose, or for a reason that is not ours.

use serde_json::Value;

/// Which of the two refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refuses {
    Generated,
    Jsonschema,
}

/// A difference: what the refusal says, and what it says it about. Both are needed, so that a difference
/// cannot hide another one.
#[derive(Debug)]
pub(crate) struct Difference {
    pub(crate) refuses: Refuses,
    /// A part of what the refusal says.
    pub(crate) complaint: &'static str,
    /// Whether a value is, or holds, what it is about.
    pub(crate) about: fn(&Value) -> bool,
    /// A document, a component of it, and a value that shows the difference.
    pub(crate) example: (&'static str, &'static str, &'static str),
    /// Why it is left.
    pub(crate) reason: &'static str,
}

impl Difference {
    /// Whether a refusal of a value falls under this.
    pub(crate) fn explains(&self, refuses: Refuses, said: &str, value: &Value) -> bool {
        self.refuses == refuses && said.contains(self.complaint) && (self.about)(value)
    }
}

/// Whether a scalar anywhere in the value, names of members left out, is so.
fn any(value: &Value, so: fn(&Value) -> bool) -> bool {
    match value {
        Value::Array(items) => items.iter().any(|item| any(item, so)),
        Value::Object(members) => members.values().any(|member| any(member, so)),
        scalar => so(scalar),
    }
}

/// A whole number that 64 bits cannot hold.
fn is_huge(value: &Value) -> bool {
    let float = value.as_f64().filter(|_| value.as_i64().is_none());
    float.is_some_and(|float| float.fract() == 0.0 && float.abs() >= 9.2e18)
}

fn is_odd_time(value: &Value) -> bool {
    let text = value.as_str().unwrap_or_default();
    text.contains(['t', 'z']) || text.contains(":60")
}

/// A date with a dash, dot or slash for a digit.
fn is_blurred_date(value: &Value) -> bool {
    let date = value
        .as_str()
        .and_then(|text| text.get(..10))
        .unwrap_or_default();
    let letters = date.char_indices().filter(|(at, _)| ![4, 7].contains(at));
    letters
        .into_iter()
        .any(|(_, letter)| "-./".contains(letter))
}

pub(crate) const DIFFERENCES: &[Difference] = &[
    Difference {
        refuses: Refuses::Generated,
        complaint: "expected i64",
        about: |value| any(value, is_huge),
        example: ("arrays", "Thing", r#"{"id": 18446744073709551615}"#),
        reason: "An integer without a format is an i64. OpenAPI sets no limit; 64 bits are what its formats know.",
    },
    Difference {
        refuses: Refuses::Generated,
        complaint: "expected u64",
        about: |value| any(value, is_huge),
        example: (
            "numbers",
            "Reading",
            r#"{"port": 1, "level": 1, "big": 1e19}"#,
        ),
        reason: "An integer has no exponent (OpenAPI 3.0.3, data types). jsonschema makes an exception of large ones.",
    },
    Difference {
        refuses: Refuses::Generated,
        complaint: "untagged enum IntOrString",
        about: |value| any(value, is_huge),
        example: (
            "kubernetes",
            "org.example.v1.Gateway",
            r#"{"port": 18446744073709551615}"#,
        ),
        reason: "The integer of an int-or-string is an i64; Kubernetes itself keeps 32 bits of it.",
    },
    Difference {
        refuses: Refuses::Generated,
        complaint: "RFC 3339",
        about: |value| any(value, is_odd_time),
        example: (
            "formats",
            "Everything",
            r#"{"dateTime": "2024-01-31T23:59:60Z"}"#,
        ),
        reason: "Date and time are read as Go reads them, behind every Kubernetes API: no leap seconds, no lower case.",
    },
    Difference {
        refuses: Refuses::Generated,
        complaint: "RFC 3339",
        about: |value| any(value, is_blurred_date),
        example: (
            "formats",
            "Everything",
            r#"{"dateTime": "-024-01-31T12:00:00Z"}"#,
        ),
        reason: "jsonschema takes neighbours of the digits for digits.",
    },
    Difference {
        refuses: Refuses::Generated,
        complaint: "must be a date such as",
        about: |value| any(value, is_blurred_date),
        example: ("formats", "Everything", r#"{"date": ".900-02-29"}"#),
        reason: "jsonschema takes neighbours of the digits for digits.",
    },
    Difference {
        refuses: Refuses::Generated,
        complaint: "expected an object",
        about: |value| !value.is_object(),
        example: ("corners", "Untyped", "[1]"),
        reason: "A schema with properties and no type is about objects. JSON Schema lets every other type through.",
    },
    Difference {
        refuses: Refuses::Jsonschema,
        complaint: "is longer than 2 characters",
        about: |value| value["short"] == "bbb",
        example: ("corners", "Listed", r#"{"short": "bbb"}"#),
        reason: "A text of an enum is a value of it, whatever the other keywords beside the enum say.",
    },
    Difference {
        refuses: Refuses::Generated,
        complaint: "repeats item",
        about: |value| value["objects"].is_array(),
        example: ("corners", "Sets", r#"{"objects": [{"b": 1}, {"b": 2}]}"#),
        reason: "Members that a schema does not list are not kept, so that they do not tell items apart.",
    },
];
