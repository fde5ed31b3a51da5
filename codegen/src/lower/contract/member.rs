//! Members of a contract's objects: descriptions, requirements and rules.

use indexmap::IndexMap;

use super::super::{Lowering, Node};
use crate::diagnostic::Code;
use crate::model::{Field, Keyword, Kind, Type};
use crate::name;

impl Lowering<'_> {
    /// A member that these schemas describe. `None` after a report.
    pub(in crate::lower) fn contract_member(
        &mut self,
        json: &str,
        parts: &[Node],
        required: bool,
        before: &[Field],
    ) -> Option<Field> {
        let first = parts.first()?;
        if self.reference(first).is_some() {
            self.unsupported(
                first,
                "a property that is a bare $ref (it has no description)",
            );
            return None;
        }
        let text = parts
            .iter()
            .find_map(|part| self.text_at(part, "description"));
        let description = self.described(text, first);
        let rust = self.contract_member_name(json, first, before)?;
        let of = self.part(parts, json);
        if of.kind != Kind::DateTime {
            self.refuse_null(parts);
        }
        let nodes = self.conjunction(first);
        let nullable = of.nullable || self.any_flag(&nodes, "nullable");
        let has = self.published_keywords(&of, &nodes, required, nullable);
        let published = parts.iter().flat_map(|part| self.published(part, &has));
        let published = published.collect();
        let rules = parts.iter().flat_map(|part| self.rules(part)).collect();
        let since = parts.iter().find_map(|part| self.since(part));
        let always_written = parts.iter().any(|part| self.always_written(part));
        Some(Field {
            name: json.to_owned(),
            rust,
            description,
            kind: of.kind,
            required,
            nullable,
            always_written,
            since,
            published,
            rules,
            keywords: of.keywords,
            boxed: false,
        })
    }

    fn contract_member_name(
        &mut self,
        json: &str,
        node: &Node,
        before: &[Field],
    ) -> Option<String> {
        let rust = name::snake(json);
        if !name::can_be_member(&rust) {
            let message = format!("`{json}` cannot be made the name of a Rust member");
            let help = "begin the name with a letter";
            self.report(Code::NameCollision, node, message, help);
            return None;
        }
        if let Some(other) = before.iter().find(|other| other.rust == rust) {
            let message = format!("`{json}` and `{}` are both `{rust}` in Rust", other.name);
            self.report(Code::NameCollision, node, message, "rename one of the two");
        }
        Some(rust)
    }

    /// The published keywords that a member has, its component's included.
    fn published_keywords(
        &self,
        of: &Type,
        nodes: &[Node],
        required: bool,
        nullable: bool,
    ) -> Vec<&'static str> {
        let mut keywords = vec!["type"];
        keywords.extend(self.format(nodes).map(|_| "format"));
        match of.kind {
            Kind::List(_) => keywords.push("items"),
            Kind::Map(_) => keywords.push("additionalProperties"),
            _ => {}
        }
        keywords.extend(nullable.then_some("nullable"));
        keywords.extend(required.then_some("required"));
        for word in of.keywords.iter().map(Keyword::word) {
            if !keywords.contains(&word) {
                keywords.push(word);
            }
        }
        keywords
    }

    /// Reports names under `required` that no member has.
    pub(in crate::lower) fn refuse_unlisted(
        &mut self,
        nodes: &[Node],
        members: &IndexMap<String, Vec<Node>>,
    ) {
        for node in nodes {
            let at = node.child("required");
            let names = self.value(&at).and_then(serde_json::Value::as_array);
            for (index, name) in names.into_iter().flatten().enumerate() {
                let name = name.as_str().unwrap_or_default();
                if members.contains_key(name) {
                    continue;
                }
                let message = format!("required member `{name}` is not among the properties");
                let known = members.keys().map(String::as_str);
                let help = crate::suggest::help(name, known);
                self.report_value(Code::Contradiction, &at.index(index), message, help);
            }
        }
    }
}
