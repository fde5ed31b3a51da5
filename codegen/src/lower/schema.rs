//! Schemas: which Rust type a conjunction is.

use indexmap::IndexSet;

use super::{Lowering, Node};
use crate::diagnostic::Code;
use crate::model::{Body, Kind, Schema, SchemaIndex, Type};

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

impl Lowering<'_> {
    /// A component, or another schema that a `$ref` leads to.
    pub(super) fn component(&mut self, index: SchemaIndex, node: &Node) {
        let (rust, module) = self.module(index);
        if self.reference(node).is_some() {
            self.refuse_alias(node);
            // References that only lead to each other are reported here, before they become types of no size.
            let kind = self
                .followed(node)
                .map_or(Kind::Any, |_| self.target_kind(node));
            let body = Body::Named(Type::plain(kind));
            self.fill(index, node, (rust, module), body, String::new());
            return;
        }
        let nodes = self.conjunction(node);
        let shape = self.shape(&nodes, &rust);
        let (body, description) = if self.is_contract() {
            let text = self.text_at(node, "description");
            (
                self.contract_body(shape, &nodes, node),
                self.described(text, node),
            )
        } else {
            let body = match shape {
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
        let name = node.name();
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
            return match self.stands_in(node) {
                Some(nodes) => self.type_of_all(&nodes, name, node),
                None => Type::plain(self.target_kind(node)),
            };
        }
        if let Some(only) = self.only_reference(node) {
            self.refuse_null(std::slice::from_ref(node));
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
            Shape::Body(body, _) if self.refuse_unnamed(&body, node) => Type::plain(Kind::Any),
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
        let word = self.type_word(nodes);
        self.refuse_open_type(nodes, word);
        match word {
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
                self.refuse_open_list(nodes, &items);
                self.refuse_extensions_inside(&items);
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
                let mut nodes: IndexSet<Node> = IndexSet::new();
                for part in parts {
                    nodes.extend(self.conjunction(part));
                }
                let nodes: Vec<Node> = nodes.into_iter().collect();
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
}

/// Whether a keyword says nothing about values.
fn is_annotation(key: &str) -> bool {
    ANNOTATIONS.contains(&key)
        || (key.starts_with("x-") && !key.starts_with("x-kubernetes-"))
        || key.starts_with("x-kubernetes-patch")
}
