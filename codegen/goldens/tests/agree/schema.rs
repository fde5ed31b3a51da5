//! The schemas of schemars are those of the documents, up to a list of differences.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::bundle::Bundle;

/// Every difference between the two, and why there is one. The test fails when one no longer occurs.
pub(crate) const DIFFERENCES: [(&str, &str); 6] = [
    (
        "title",
        "schemars gives the root the name of the type where the document gives it no title",
    ),
    (
        "$ref",
        "names of types stand for places of the document; schemars gathers the types under $defs",
    ),
    (
        "siblings",
        "what stands beside a $ref is no part of the schema in OpenAPI 3.0, and would be one in JSON Schema",
    ),
    ("nullable", "JSON Schema says it with the type null"),
    (
        "exclusive",
        "JSON Schema 2020-12 has a limit where OpenAPI 3.0 has a flag beside one",
    ),
    (
        "int-or-string",
        "the type of the format is string in OpenAPI 2 documents of Kubernetes, though integers are meant",
    ),
];

/// A comparison of one type with its component.
pub(crate) struct Comparison<'a> {
    bundle: &'a Bundle,
    root: &'a Value,
    /// Which differences occurred.
    pub(crate) occurred: BTreeSet<&'static str>,
    /// Where the two differ in another way.
    pub(crate) mismatches: Vec<String>,
    compared: BTreeSet<(String, String)>,
}

impl<'a> Comparison<'a> {
    pub(crate) const fn new(bundle: &'a Bundle, root: &'a Value) -> Self {
        Self {
            bundle,
            root,
            occurred: BTreeSet::new(),
            mismatches: Vec::new(),
            compared: BTreeSet::new(),
        }
    }

    /// Compares the root with a component.
    pub(crate) fn component(&mut self, name: &str) {
        let mut ours = self.root.clone();
        let document = self.bundle.target(&self.bundle.reference(name));
        if let Value::Object(members) = &mut ours {
            members.shift_remove("$schema");
            members.shift_remove("$defs");
            if document.get("title").is_none() && members.shift_remove("title").is_some() {
                self.occurred.insert("title");
            }
        }
        self.same(&ours, document, name);
    }

    /// Compares a schema with one of the document.
    fn same(&mut self, ours: &Value, document: &Value, at: &str) {
        if let Some(reference) = document["$ref"].as_str() {
            if document
                .as_object()
                .is_some_and(|members| members.len() > 1)
            {
                self.occurred.insert("siblings");
            }
            return self.same_target(ours, reference, at);
        }
        let expected = self.expected(document);
        self.same_words(ours, &expected, at);
    }

    fn same_target(&mut self, ours: &Value, reference: &str, at: &str) {
        self.occurred.insert("$ref");
        let pointer = ours["$ref"]
            .as_str()
            .and_then(|place| place.strip_prefix('#'));
        let found = pointer.and_then(|pointer| self.root.pointer(pointer));
        let (Some(pointer), Some(found)) = (pointer, found) else {
            return self
                .mismatches
                .push(format!("{at}: {ours} is no reference to {reference}"));
        };
        // The root leads to itself, with what schemars adds to it; it is compared already.
        if !pointer.is_empty()
            && self
                .compared
                .insert((pointer.to_owned(), reference.to_owned()))
        {
            let (found, bundle) = (found.clone(), self.bundle);
            self.same(&found, bundle.target(reference), reference);
        }
    }

    fn same_words(&mut self, ours: &Value, expected: &Value, at: &str) {
        let (Value::Object(mine), Value::Object(theirs)) = (ours, expected) else {
            if ours != expected {
                self.mismatches
                    .push(format!("{at}: {ours} is not {expected}"));
            }
            return;
        };
        for word in mine.keys().filter(|word| !theirs.contains_key(*word)) {
            self.mismatches
                .push(format!("{at}: {word} is no keyword of the document"));
        }
        for (word, expected) in theirs {
            let (at, ours) = (format!("{at}/{word}"), &ours[word]);
            match (word.as_str(), expected) {
                ("properties", Value::Object(members)) => {
                    let names: BTreeSet<&String> = members.keys().collect();
                    if ours.as_object().map(|ours| ours.keys().collect()) != Some(names) {
                        self.mismatches
                            .push(format!("{at}: other members than {expected}"));
                    }
                    for (name, member) in members {
                        self.same(&ours[name], member, &format!("{at}/{name}"));
                    }
                }
                ("items" | "additionalProperties" | "not", Value::Object(_)) => {
                    self.same(ours, expected, &at);
                }
                ("allOf" | "oneOf" | "anyOf", Value::Array(parts)) => {
                    if ours.as_array().map(Vec::len) != Some(parts.len()) {
                        self.mismatches
                            .push(format!("{at}: other parts than {expected}"));
                    }
                    for (index, part) in parts.iter().enumerate() {
                        self.same(&ours[index], part, &format!("{at}/{index}"));
                    }
                }
                _ if ours != expected => self
                    .mismatches
                    .push(format!("{at}: {ours} is not {expected}")),
                _ => {}
            }
        }
    }

    /// The words of JSON Schema 2020-12 for those of OpenAPI; the schemas inside are left for later.
    fn expected(&mut self, document: &Value) -> Value {
        let Value::Object(members) = document else {
            return document.clone();
        };
        let mut words: Map<String, Value> = members.clone();
        for (limit, flag) in [
            ("minimum", "exclusiveMinimum"),
            ("maximum", "exclusiveMaximum"),
        ] {
            if let Some(flagged) = words.shift_remove(flag) {
                self.occurred.insert("exclusive");
                if flagged == true {
                    let number = words.shift_remove(limit).unwrap();
                    words.insert(flag.to_owned(), number);
                }
            }
        }
        if document["format"] == "int-or-string" {
            self.occurred.insert("int-or-string");
            words.insert("type".to_owned(), json!(["integer", "string"]));
        }
        if words.shift_remove("nullable") == Some(json!(true)) {
            self.occurred.insert("nullable");
            match words.get("type").cloned() {
                Some(word) => words.insert("type".to_owned(), json!([word, "null"])),
                None => return json!({ "anyOf": [words, { "type": "null" }] }),
            };
        }
        Value::Object(words)
    }
}

/// The places of everything in a value that holds nothing itself.
pub(crate) fn leaves(value: &Value, at: &mut String, found: &mut Vec<String>) {
    let length = at.len();
    let parts: Vec<(String, &Value)> = match value {
        Value::Object(members) => {
            let name = |name: &str| name.replace('~', "~0").replace('/', "~1");
            members
                .iter()
                .map(|(word, part)| (name(word), part))
                .collect()
        }
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(index, part)| (index.to_string(), part))
            .collect(),
        _ => Vec::new(),
    };
    if parts.is_empty() {
        found.push(at.clone());
    }
    for (name, part) in parts {
        at.push('/');
        at.push_str(&name);
        leaves(part, at, found);
        at.truncate(length);
    }
}
