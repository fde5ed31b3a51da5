//! Schemas: which Rust type a conjunction is.

use serde_json::Value;

use super::naming::{distinct, variant_name};
use super::{Lowering, Node};
use crate::diagnostic::Code;
use crate::model::{Body, Kind, Schema, SchemaIndex, Type, Word};

/// What a schema is: a type that Rust has, or one to be written under a name.
pub(super) enum Shape {
    /// A type that Rust has.
    Type(Type),
    /// A type to be written, and whether `null` is a value of it.
    Body(Body, bool),
}

/// How deep schemas may stand in each other before they get a name of their own.
const DEEPEST: usize = 48;

/// Keywords that say nothing about values.
const ANNOTATIONS: [&str; 9] = [
    "title",
    "description",
    "default",
    "example",
    "deprecated",
    "externalDocs",
    "xml",
    "readOnly",
    "writeOnly",
];

impl<'a> Lowering<'a> {
    /// A component, or another schema that a `$ref` leads to.
    pub(super) fn component(&mut self, index: SchemaIndex, node: &Node) {
        let (rust, module) = self.module(index);
        let body = self.reference(node).is_some().then(|| {
            // References that only lead to each other are reported here, before they become types of no size.
            let kind = self
                .followed(node)
                .map_or(Kind::Any, |_| self.target_kind(node));
            Body::Named(Type::plain(kind))
        });
        let (body, description) = if let Some(body) = body {
            (body, String::new())
        } else {
            let nodes = self.conjunction(node);
            let body = match self.shape(&nodes, &rust) {
                Shape::Type(of) => Body::Named(of),
                Shape::Body(body, nullable) if nullable => self.nullable_body(body, &rust, node),
                Shape::Body(body, _) => body,
            };
            (body, self.description(&nodes))
        };
        self.fill(index, node, (rust, module), body, description);
    }

    fn fill(
        &mut self,
        index: SchemaIndex,
        node: &Node,
        (rust, module): (String, String),
        body: Body,
        description: String,
    ) {
        self.origins.insert(index, vec![node.clone()]);
        let last = node.at.as_str().rsplit('/').next().unwrap_or_default();
        let name = last.replace("~1", "/").replace("~0", "~");
        let description = if description.is_empty() {
            format!(
                "`{}` of the document.",
                if name.is_empty() { &rust } else { &name }
            )
        } else {
            description
        };
        self.slots[index.0] = Some(Schema {
            name,
            rust,
            module,
            description,
            body,
        });
    }

    /// A component that allows `null` is a name for an option of the type proper, which gets another name.
    fn nullable_body(&mut self, body: Body, rust: &str, node: &Node) -> Body {
        let inner = self.hoist(body, &format!("{rust}Value"), node, String::new());
        Body::Named(Type {
            kind: Kind::Schema(inner),
            nullable: true,
            keywords: Vec::new(),
        })
    }

    /// Writes a type that stands in another schema under a name of its own.
    pub(super) fn hoist(
        &mut self,
        body: Body,
        name: &str,
        node: &Node,
        description: String,
    ) -> SchemaIndex {
        let rust = self.names.claim(&[super::naming::type_name(name)]);
        let index = SchemaIndex(self.slots.len());
        self.slots.push(None);
        self.claimed.push(rust);
        let names = self.module(index);
        self.fill(index, node, names, body, description);
        index
    }

    /// The kind that a `$ref` stands for.
    fn target_kind(&mut self, node: &Node) -> Kind {
        match self.target(node) {
            Some(target) => Kind::Schema(self.schema_at(target)),
            None => Kind::Any,
        }
    }

    /// The type of a schema; `name` is what it is called where it needs a name.
    pub(super) fn type_of(&mut self, node: &Node, name: &str) -> Type {
        if self.reference(node).is_some() {
            return Type::plain(self.target_kind(node));
        }
        if let Some(only) = self.only_reference(node) {
            let mut of = self.type_of(&only, name);
            of.nullable |= self.flag(node, "nullable");
            return of;
        }
        let nodes = self.conjunction(node);
        self.type_of_all(&nodes, name, node)
    }

    /// The type of a conjunction.
    pub(super) fn type_of_all(&mut self, nodes: &[Node], name: &str, node: &Node) -> Type {
        match self.shape(nodes, name) {
            Shape::Type(of) => of,
            Shape::Body(body, nullable) => {
                let description = self.description(nodes);
                let index = self.hoist(body, name, node, description);
                if self.conjunction(node) != nodes {
                    self.origins.insert(index, nodes.to_vec());
                }
                Type {
                    kind: Kind::Schema(index),
                    nullable,
                    keywords: Vec::new(),
                }
            }
        }
    }

    /// The one `$ref` under `allOf`, where the schema says nothing else about values.
    fn only_reference(&mut self, node: &Node) -> Option<Node> {
        let schema = self.value(node)?.as_object()?;
        let all = schema.get("allOf")?.as_array()?;
        let is_plain = schema
            .keys()
            .all(|key| matches!(key.as_str(), "allOf" | "nullable" | "type") || is_annotation(key));
        let first = node.child("allOf").index(0);
        // Some writers put the description beside the reference into a member of its own.
        let only_notes = all.iter().skip(1).all(|member| {
            let keys = member.as_object();
            keys.is_some_and(|member| member.keys().all(|key| is_annotation(key)))
        });
        (only_notes && is_plain && self.reference(&first).is_some()).then_some(first)
    }

    fn shape(&mut self, nodes: &[Node], name: &str) -> Shape {
        self.depth += 1;
        let shape = if self.depth > DEEPEST {
            if let Some(node) = nodes.first() {
                let message = "this schema is a part of itself through allOf, or nested too deeply";
                self.report(
                    Code::Unsupported,
                    node,
                    message,
                    "make the merged schema a component, and refer to that",
                );
            }
            Shape::Type(Type::plain(Kind::Any))
        } else {
            self.shape_inside(nodes, name)
        };
        self.depth -= 1;
        shape
    }

    fn shape_inside(&mut self, nodes: &[Node], name: &str) -> Shape {
        for node in nodes {
            self.not_enforced(node);
        }
        if let Some(shape) = self.union(nodes, name) {
            return shape;
        }
        let nullable = self.nullable(nodes);
        if self.any_flag(nodes, "x-kubernetes-int-or-string") {
            return self.plain(Kind::IntOrString, nullable, nodes);
        }
        match self.type_word(nodes) {
            "string" => self.text(nodes, nullable),
            "integer" => {
                let kind = match self.format(nodes) {
                    Some("int32" | "int16" | "int8") => Kind::Int32,
                    Some("uint32" | "uint16" | "uint8") => Kind::Uint32,
                    Some("uint64") => Kind::Uint64,
                    _ => Kind::Int64,
                };
                self.plain(kind, nullable, nodes)
            }
            "number" => self.plain(Kind::Number, nullable, nodes),
            "boolean" => self.plain(Kind::Boolean, nullable, nodes),
            "array" => {
                let items: Vec<Node> = nodes
                    .iter()
                    .map(|node| node.child("items"))
                    .filter(|items| self.value(items).is_some())
                    .collect();
                let item = self.part(&items, &format!("{name}Item"));
                self.plain(Kind::List(Box::new(item.into_kind())), nullable, nodes)
            }
            "object" => self.object(nodes, name, nullable),
            _ => self.plain(Kind::Any, nullable, nodes),
        }
    }

    /// The type of a part that several schemas describe.
    pub(super) fn part(&mut self, parts: &[Node], name: &str) -> Type {
        match parts {
            [] => Type::plain(Kind::Any),
            [part] => self.type_of(part, name),
            [first, ..] => {
                let mut nodes: Vec<Node> = Vec::new();
                for part in parts {
                    for node in self.conjunction(part) {
                        if !nodes.contains(&node) {
                            nodes.push(node);
                        }
                    }
                }
                self.type_of_all(&nodes, name, first)
            }
        }
    }

    pub(super) fn plain(&mut self, kind: Kind, nullable: bool, nodes: &[Node]) -> Shape {
        let keywords = self.keywords(nodes, &kind);
        Shape::Type(Type {
            kind,
            nullable,
            keywords,
        })
    }

    fn text(&mut self, nodes: &[Node], nullable: bool) -> Shape {
        match self.format(nodes) {
            Some("date-time") => return self.plain(Kind::DateTime, nullable, nodes),
            Some("int-or-string") => return self.plain(Kind::IntOrString, nullable, nodes),
            _ => {}
        }
        let Some(values) = self.enumeration(nodes) else {
            return self.plain(Kind::Text, nullable, nodes);
        };
        let mut words: Vec<Word> = Vec::new();
        for value in &values {
            let Some(text) = value.as_str() else {
                continue;
            };
            let rust = distinct(variant_name(text), "", |name| {
                words.iter().any(|word| word.rust == name)
            });
            words.push(Word {
                text: text.to_owned(),
                rust,
            });
        }
        if words.is_empty() {
            if let Some(first) = nodes.first() {
                let message = "no text is allowed here";
                self.report(
                    Code::Contradiction,
                    &first.child("enum"),
                    message,
                    "list at least one text",
                );
            }
            return Shape::Type(Type::plain(Kind::Text));
        }
        // The other keywords (a pattern, a length) can only make words of the list impossible.
        Shape::Body(Body::Enumeration(words), nullable)
    }

    /// The values that every `enum` of a conjunction has, `null` left out.
    pub(super) fn enumeration(&mut self, nodes: &[Node]) -> Option<Vec<Value>> {
        let mut values: Option<Vec<Value>> = None;
        for node in nodes {
            let at = node.child("enum");
            match self.value(&at) {
                None => {}
                Some(Value::Array(items)) => {
                    let mut list: Vec<Value> = Vec::new();
                    for item in items.iter().filter(|item| !item.is_null()) {
                        if !list.contains(item) {
                            list.push(item.clone());
                        }
                    }
                    values = Some(match values {
                        None => list,
                        Some(before) => before
                            .into_iter()
                            .filter(|value| list.contains(value))
                            .collect(),
                    });
                }
                Some(_) => self.wrong_type(&at, "a list"),
            }
        }
        values
    }

    /// The one type that a conjunction has.
    pub(super) fn type_word(&mut self, nodes: &[Node]) -> &'a str {
        let mut found: Option<&'a str> = None;
        for node in nodes {
            let at = node.child("type");
            let word = match self.value(&at) {
                None => continue,
                Some(Value::String(word)) => word.as_str(),
                Some(_) => {
                    self.wrong_type(&at, "one type (lists of types are OpenAPI 3.1)");
                    continue;
                }
            };
            if !["string", "integer", "number", "boolean", "array", "object"].contains(&word) {
                self.wrong_type(&at, "string, number, integer, boolean, array or object");
                continue;
            }
            found = match found {
                None | Some("number") if word == "integer" => Some(word),
                None => Some(word),
                Some("integer") if word == "number" => Some("integer"),
                Some(other) if other != word => {
                    let message =
                        format!("this is both {other} and {word}, so that no value has it");
                    self.report(
                        Code::Contradiction,
                        &at,
                        message,
                        "leave one of the two out of allOf",
                    );
                    Some(other)
                }
                same => same,
            };
        }
        if let Some(word) = found {
            return word;
        }
        let has = |words: &[&str]| {
            nodes
                .iter()
                .filter_map(|node| self.value(node))
                .any(|schema| words.iter().any(|word| schema.get(word).is_some()))
        };
        if has(&[
            "properties",
            "required",
            "additionalProperties",
            "x-kubernetes-preserve-unknown-fields",
        ]) {
            "object"
        } else if has(&["items"]) {
            "array"
        } else if self
            .enumeration(nodes)
            .is_some_and(|values| !values.is_empty() && values.iter().all(Value::is_string))
        {
            "string"
        } else {
            ""
        }
    }

    pub(super) fn format(&self, nodes: &[Node]) -> Option<&'a str> {
        nodes
            .iter()
            .find_map(|node| self.value(node)?.get("format")?.as_str())
    }

    /// `null` is allowed where the outermost schema says so, or every one of them.
    fn nullable(&self, nodes: &[Node]) -> bool {
        let says = |node: &Node| self.flag(node, "nullable");
        nodes.first().is_some_and(says) || (!nodes.is_empty() && nodes.iter().all(says))
    }

    pub(super) fn flag(&self, node: &Node, word: &str) -> bool {
        let value = self.value(node).and_then(|schema| schema.get(word));
        value.and_then(Value::as_bool).unwrap_or(false)
    }

    pub(super) fn any_flag(&self, nodes: &[Node], word: &str) -> bool {
        nodes.iter().any(|node| self.flag(node, word))
    }

    /// The first description of a conjunction, with what else people should know.
    pub(super) fn description(&self, nodes: &[Node]) -> String {
        let text = |word: &str| {
            nodes.iter().find_map(|node| {
                let text = self.value(node)?.get(word)?.as_str()?.trim();
                (!text.is_empty()).then(|| text.to_owned())
            })
        };
        let mut paragraphs: Vec<String> = text("description")
            .or_else(|| text("title"))
            .into_iter()
            .collect();
        for (word, note) in [
            ("deprecated", "Deprecated."),
            ("readOnly", "Read-only: sent by servers alone."),
            ("writeOnly", "Write-only: sent by clients alone."),
        ] {
            if self.any_flag(nodes, word) {
                paragraphs.push(note.to_owned());
            }
        }
        let default = nodes
            .iter()
            .find_map(|node| self.value(node)?.get("default"))
            .map(|default| format!("Default: `{}`.", default.to_string().replace('`', "'")));
        paragraphs.extend(default);
        paragraphs.join("\n\n")
    }

    /// Warns about rules that nothing enforces.
    fn not_enforced(&mut self, node: &Node) {
        for (word, what) in [
            ("not", "`not` is carried, not enforced"),
            (
                "x-kubernetes-validations",
                "these CEL rules are carried, not enforced",
            ),
            (
                "x-kubernetes-embedded-resource",
                "the embedded object is not checked against its own schema",
            ),
        ] {
            let at = node.child(word);
            if self.value(&at).is_some() {
                self.report(
                    Code::NotEnforced,
                    &at,
                    what,
                    "enforce it in code of your own",
                );
            }
        }
    }
}

/// Whether a keyword says nothing about values.
fn is_annotation(key: &str) -> bool {
    ANNOTATIONS.contains(&key)
        || (key.starts_with("x-") && !key.starts_with("x-kubernetes-"))
        || key.starts_with("x-kubernetes-patch")
}
