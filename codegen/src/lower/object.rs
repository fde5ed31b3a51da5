//! Objects: members, maps, and what becomes of members that are not listed.

use indexmap::{IndexMap, IndexSet};
use serde_json::Value;

use super::naming::{member_name, pascal};
use super::schema::Shape;
use super::taken::Taken;
use super::{Lowering, Node};
use crate::diagnostic::Code;
use crate::model::{Additional, Body, Field, GroupVersionKind, Keyword, Kind, ObjectBody, Type};

impl Lowering<'_> {
    pub(super) fn object(&mut self, nodes: &[Node], name: &str, nullable: bool) -> Shape {
        let members = self.members(nodes);
        let required = self.required(nodes);
        let additional = self.additional(nodes, name);
        self.refuse_open_object(nodes, !members.is_empty());
        if members.is_empty() && required.is_empty() {
            match additional {
                Additional::Kept(of) if of.kind != Kind::Any || !of.keywords.is_empty() => {
                    return self.plain(Kind::Map(Box::new(of.into_kind())), nullable, nodes);
                }
                Additional::Kept(_) | Additional::Ignored => {
                    return self.plain(Kind::AnyObject, nullable, nodes);
                }
                Additional::Refused => {}
            }
        }
        let mut keywords = self.keywords(nodes, &Kind::AnyObject);
        let lists = |keyword: &Keyword| matches!(keyword, Keyword::Enum(_));
        if let (true, Some(node)) = (keywords.iter().any(lists), nodes.first()) {
            let message = "an `enum` of objects with members is carried, not enforced";
            let help = "enforce it in code of your own";
            self.report(Code::NotEnforced, node, message, help);
        }
        keywords.retain(|keyword| !lists(keyword));
        // Members count, those that are not listed too, so that they have to be kept.
        let additional = match additional {
            Additional::Ignored if !keywords.is_empty() && !self.is_contract() => {
                Additional::Kept(Type::plain(Kind::Any))
            }
            additional => additional,
        };
        let body = ObjectBody {
            fields: self.fields(nodes, name, &members, &required),
            rules: Vec::new(),
            kind: self.group_version_kind(nodes),
            additional,
            keywords,
        };
        Shape::Body(Body::Object(body), nullable)
    }

    fn fields(
        &mut self,
        nodes: &[Node],
        name: &str,
        members: &IndexMap<String, Vec<Node>>,
        required: &IndexSet<String>,
    ) -> Vec<Field> {
        // Members are large and kept to the end, so that no room is left for more of them.
        let mut fields: Vec<Field> = Vec::with_capacity(members.len());
        if self.is_contract() {
            for (json, parts) in members {
                let is_required = required.contains(json);
                let field = self.contract_member(json, parts, is_required, &fields);
                fields.extend(field);
            }
            self.refuse_unlisted(nodes, members);
            return fields;
        }
        let mut taken = Taken::exact();
        taken.take("additional_properties");
        // A member that must be there and that nothing describes may be anything.
        let nothing = Vec::new();
        let undescribed = required
            .iter()
            .filter(|json| !members.contains_key(*json))
            .map(|json| (json, &nothing));
        for (json, parts) in members.iter().chain(undescribed) {
            let is_required = required.contains(json);
            fields.push(self.field(json, parts, is_required, name, &mut taken));
        }
        fields
    }

    /// Every member with the schemas that describe it, in the order of the document.
    fn members(&mut self, nodes: &[Node]) -> IndexMap<String, Vec<Node>> {
        let mut members: IndexMap<String, Vec<Node>> = IndexMap::new();
        for node in nodes {
            let at = node.child("properties");
            let properties = match self.value(&at) {
                None => continue,
                Some(Value::Object(properties)) => properties,
                Some(_) => {
                    self.wrong_type(&at, "a map of schemas");
                    continue;
                }
            };
            for name in properties.keys() {
                let part = at.child(name);
                members.entry(name.clone()).or_default().push(part);
            }
        }
        members
    }

    fn required(&mut self, nodes: &[Node]) -> IndexSet<String> {
        let mut required: IndexSet<String> = IndexSet::new();
        for node in nodes {
            let at = node.child("required");
            let names = match self.value(&at) {
                None => continue,
                Some(Value::Array(names)) => names,
                Some(_) => {
                    self.wrong_type(&at, "a list of members");
                    continue;
                }
            };
            for name in names.iter().filter_map(Value::as_str) {
                required.insert(name.to_owned());
            }
        }
        required
    }

    fn additional(&mut self, nodes: &[Node], name: &str) -> Additional {
        let mut parts = Vec::new();
        let mut kept = self.any_flag(nodes, "x-kubernetes-preserve-unknown-fields");
        for node in nodes {
            let at = node.child("additionalProperties");
            match self.value(&at) {
                None => {}
                Some(Value::Bool(false)) => {
                    if nodes.len() > 1 {
                        let message = "additionalProperties: false in allOf refuses the members of the other parts too";
                        let help = "it is enforced for members that no part lists";
                        self.report(Code::NotEnforced, &at, message, help);
                    }
                    return Additional::Refused;
                }
                Some(Value::Bool(true)) => kept = true,
                Some(Value::Object(_)) => parts.push(at),
                Some(_) => self.wrong_type(&at, "true, false or a schema"),
            }
        }
        if !parts.is_empty() {
            self.refuse_extensions_inside(&parts);
            return Additional::Kept(self.part(&parts, &format!("{name}Value")));
        }
        if kept {
            Additional::Kept(Type::plain(Kind::Any))
        } else {
            Additional::Ignored
        }
    }

    fn field(
        &mut self,
        json: &str,
        parts: &[Node],
        required: bool,
        owner: &str,
        taken: &mut Taken,
    ) -> Field {
        let wanted = member_name(json);
        let rust = taken.distinct(&wanted, "_");
        if let (true, Some(part)) = (rust != wanted, parts.first()) {
            let message =
                format!("`{json}` is `{rust}` in Rust, since another member is `{wanted}`");
            self.report(
                Code::Renamed,
                part,
                message,
                "rename one of the two to choose another name",
            );
        }
        let of = self.part(parts, &format!("{owner}{}", pascal(json)));
        let description = self.description(parts);
        let description = if description.is_empty() {
            match &of.kind {
                Kind::Schema(index) => format!("`{json}`, a [`{}`].", self.claimed[index.0]),
                _ => format!("`{json}`."),
            }
        } else {
            description
        };
        Field {
            name: json.to_owned(),
            rust,
            description,
            kind: of.kind,
            required,
            nullable: of.nullable,
            since: None,
            always_written: false,
            published: Vec::new(),
            rules: Vec::new(),
            keywords: of.keywords,
            boxed: false,
        }
    }

    fn group_version_kind(&mut self, nodes: &[Node]) -> Option<GroupVersionKind> {
        let word = "x-kubernetes-group-version-kind";
        let (node, value) = nodes
            .iter()
            .find_map(|node| Some((node, self.value(node)?.get(word)?)))?;
        // Options that belong to every group have one entry for each, and no identity of their own.
        let single = match value {
            Value::Array(kinds) if kinds.len() == 1 => kinds.first(),
            Value::Object(_) if !self.is_contract() => Some(value),
            _ => None,
        };
        let kind = single.and_then(|single| serde_json::from_value(single.clone()).ok());
        if kind.is_none() {
            self.refuse_identity(node, word);
        }
        kind
    }
}
