//! `oneOf` and `anyOf`.

use std::collections::BTreeMap;

use indexmap::IndexSet;
use serde_json::Value;

use super::naming::{pascal, type_name};
use super::schema::Shape;
use super::taken::Taken;
use super::{Lowering, Node};
use crate::diagnostic::Code;
use crate::model::{Alternative, Body, Kind, Type, Union};

impl Lowering<'_> {
    /// The union that a conjunction is, if it is one.
    pub(super) fn union(&mut self, nodes: &[Node], name: &str) -> Option<Shape> {
        let mut branching = Vec::new();
        for node in nodes.iter().filter(|node| !node.branched) {
            for word in ["oneOf", "anyOf"] {
                let at = node.child(word);
                match self.value(&at) {
                    None => {}
                    Some(Value::Array(branches)) if branches.is_empty() => {
                        self.report(
                            Code::Contradiction,
                            &at,
                            "no schema is allowed here",
                            "list at least one",
                        );
                    }
                    Some(Value::Array(branches)) => {
                        branching.push((node.clone(), word, branches.len()));
                    }
                    Some(_) => self.wrong_type(&at, "a list of schemas"),
                }
            }
        }
        let (node, word, count) = branching.first().cloned()?;
        for (other, word, _) in &branching[1..] {
            let message = format!("a second `{word}` is carried, not enforced");
            self.report(
                Code::NotEnforced,
                &other.child(word),
                message,
                "enforce it in code of your own",
            );
        }
        // What stands beside the branches holds in each of them.
        let mut base: Vec<Node> = nodes.to_vec();
        for other in &mut base {
            other.branched = true;
        }
        let branches: Vec<Node> = (0..count)
            .map(|index| node.child(word).index(index))
            .collect();
        let is_bare = base.iter().all(|node| !self.says_something(node));
        if !is_bare && branches.iter().all(|branch| self.only_conditions(branch)) {
            let message = format!("this `{word}` names no types; it is carried, not enforced");
            self.report(
                Code::NotEnforced,
                &node.child(word),
                message,
                "enforce it in code of your own",
            );
            return Some(self.without_branches(&base, name));
        }
        let nullable = nodes.iter().any(|node| self.flag(node, "nullable"));
        Some(self.variants(
            &node,
            word,
            &branches,
            (!is_bare).then_some(base.as_slice()),
            (name, nullable),
        ))
    }

    fn variants(
        &mut self,
        node: &Node,
        word: &str,
        branches: &[Node],
        base: Option<&[Node]>,
        (name, nullable): (&str, bool),
    ) -> Shape {
        let (property, tags) = self.discriminator(node, branches);
        let mut variants: Vec<Alternative> = Vec::new();
        let mut taken = Taken::exact();
        for (branch, tags) in branches.iter().zip(tags) {
            let rust = self.variant_name(branch, variants.len());
            let rust = taken.distinct(&rust, "");
            let of = match base {
                None => self.type_of(branch, &format!("{name}{rust}")),
                Some(base) => {
                    let mut all: IndexSet<Node> = base.iter().cloned().collect();
                    all.extend(self.conjunction(branch));
                    let all: Vec<Node> = all.into_iter().collect();
                    self.type_of_all(&all, &format!("{name}{rust}"), branch)
                }
            };
            variants.push(Alternative {
                rust,
                of,
                tags,
                boxed: false,
            });
        }
        if let [only] = variants.as_slice()
            && property.is_none()
        {
            let mut of = only.of.clone();
            of.nullable |= nullable;
            return Shape::Type(of);
        }
        let nullable = nullable || variants.iter().any(|variant| variant.of.nullable);
        for variant in &mut variants {
            variant.of.nullable = false;
        }
        let body = Body::Union(Union {
            variants,
            exclusive: word == "oneOf",
            discriminator: property,
        });
        Shape::Body(body, nullable)
    }

    fn without_branches(&mut self, base: &[Node], name: &str) -> Shape {
        let Some(first) = base.first() else {
            return Shape::Type(Type::plain(Kind::Any));
        };
        Shape::Type(self.type_of_all(base, name, first))
    }

    /// The member that says which branch it is, and the texts that stand for each.
    fn discriminator(
        &mut self,
        node: &Node,
        branches: &[Node],
    ) -> (Option<String>, Vec<Vec<String>>) {
        let untagged = (None, vec![Vec::new(); branches.len()]);
        let at = node.child("discriminator");
        let Some(discriminator) = self.value(&at) else {
            return untagged;
        };
        let Some(property) = discriminator.get("propertyName").and_then(Value::as_str) else {
            self.wrong_type(&at, "an object with `propertyName`");
            return untagged;
        };
        let mut mapped: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mapping = discriminator.get("mapping").and_then(Value::as_object);
        for (tag, target) in mapping.into_iter().flatten() {
            if let Some(target) = target.as_str() {
                let last = target.rsplit('/').next().unwrap_or(target);
                mapped.entry(last.to_owned()).or_default().push(tag.clone());
            }
        }
        let tags: Vec<Vec<String>> = branches
            .iter()
            .map(|branch| {
                let target = self
                    .reference(branch)
                    .map(|reference| reference.rsplit('/').next().unwrap_or(reference));
                match target {
                    Some(name) => mapped.remove(name).unwrap_or_else(|| vec![name.to_owned()]),
                    None => self.tag_of_member(branch, property),
                }
            })
            .collect();
        if tags.iter().any(Vec::is_empty) {
            let message =
                "some branches have no text that selects them, so the discriminator is not used";
            self.report(
                Code::NotEnforced,
                &at,
                message,
                "refer to components, or give the member an `enum`",
            );
            return untagged;
        }
        (Some(property.to_owned()), tags)
    }

    /// The texts that a branch allows for the discriminator.
    fn tag_of_member(&mut self, branch: &Node, property: &str) -> Vec<String> {
        let mut members = Vec::new();
        for node in self.conjunction(branch) {
            let member = node.child("properties").child(property);
            if self.value(&member).is_some() {
                members.extend(self.conjunction(&member));
            }
        }
        let values = self.enumeration(&members).unwrap_or_default();
        values
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect()
    }

    fn variant_name(&mut self, branch: &Node, index: usize) -> String {
        if let Some(target) = self.reference(branch).and_then(|_| self.target(branch)) {
            let index = self.schema_at(target);
            return self.claimed[index.0].clone();
        }
        let title = self
            .value(branch)
            .and_then(|value| value.get("title")?.as_str());
        if let Some(title) = title {
            let name = type_name(title);
            if name.len() < 40 {
                return name;
            }
        }
        let nodes = self.conjunction(branch);
        match self.type_word(&nodes) {
            "string" => "Text".to_owned(),
            "" => format!("Variant{}", index + 1),
            word => pascal(word),
        }
    }

    /// Whether a schema says anything about values beside its branches.
    fn says_something(&self, node: &Node) -> bool {
        let Some(schema) = self.value(node).and_then(Value::as_object) else {
            return false;
        };
        schema.keys().any(|key| {
            matches!(
                key.as_str(),
                "properties"
                    | "required"
                    | "additionalProperties"
                    | "items"
                    | "enum"
                    | "pattern"
                    | "format"
                    | "minLength"
                    | "maxLength"
                    | "minimum"
                    | "maximum"
            )
        })
    }

    /// Whether a branch is about which members are there, and describes none.
    fn only_conditions(&self, branch: &Node) -> bool {
        let Some(schema) = self.value(branch).and_then(Value::as_object) else {
            return false;
        };
        schema.keys().all(|key| {
            matches!(
                key.as_str(),
                "required" | "not" | "title" | "description" | "allOf" | "anyOf" | "oneOf"
            )
        }) && !schema
            .values()
            .any(|value| value.to_string().contains("\"$ref\""))
            && !schema
                .values()
                .any(|value| value.to_string().contains("\"type\""))
    }
}
