//! Operations: parameters, bodies and answers, wherever they are written.

use serde_json::Value;

use super::naming::{member_name, pascal};
use super::taken::Taken;
use super::{Lowering, Node};
use crate::diagnostic::Code;
use crate::model::{Call, CallBody, CallParameter, CallResponse, Kind, Location, Outcome, Type};
use crate::name;

const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

impl Lowering<'_> {
    /// Every operation, in the order of the document.
    pub(super) fn calls(&mut self) -> Vec<Call> {
        let mut calls: Vec<Call> = Vec::new();
        // Modules are files, on some systems whatever the case.
        let mut taken = Taken::by(|name| vec![name.to_ascii_lowercase(), name::snake(name)]);
        for (path, method, item, node) in self.operation_nodes() {
            calls.push(self.call(&path, method, &item, &node, &mut taken));
        }
        calls
    }

    /// Path, method, path item and place of every operation.
    pub(super) fn operation_nodes(&mut self) -> Vec<(String, &'static str, Node, Node)> {
        let paths = Node::root(&["paths"]);
        let mut nodes = Vec::new();
        for path in self.keys(&paths) {
            if !path.starts_with('/') {
                continue;
            }
            let Some(item) = self.followed(&paths.child(&path)) else {
                continue;
            };
            for method in METHODS {
                let node = item.child(method);
                if self.value(&node).is_some() {
                    nodes.push((path.clone(), method, item.clone(), node));
                }
            }
        }
        nodes
    }

    /// The places of the parameters of a path, then of those of the operation.
    pub(super) fn parameter_nodes(&self, item: &Node, node: &Node) -> Vec<Node> {
        let lists = [item.child("parameters"), node.child("parameters")];
        let nodes = lists.iter().flat_map(|list| {
            let items = self.value(list).and_then(Value::as_array);
            (0..items.map_or(0, Vec::len)).map(|index| list.index(index))
        });
        nodes.collect()
    }

    /// The answers of an operation: which statuses, where it says so, and where the answer is written.
    pub(super) fn outcomes(&mut self, node: &Node) -> Vec<(Outcome, Node, Node)> {
        let mut outcomes = Vec::new();
        for status in self.keys(node) {
            let at = node.child(&status);
            if status.starts_with("x-") {
                continue;
            }
            let digits = status
                .strip_suffix("XX")
                .or_else(|| status.strip_suffix("xx"));
            let outcome = match (
                status.as_str(),
                digits.and_then(|digit| digit.parse().ok()),
                status.parse(),
            ) {
                ("default", _, _) => Outcome::Default,
                (_, Some(hundred @ 1..=5), _) => Outcome::Hundred(hundred),
                (_, _, Ok(code @ 100..=599)) => Outcome::Status(code),
                _ => {
                    self.wrong_type(&at, "a status, a range such as 4XX, or default");
                    continue;
                }
            };
            if let Some(followed) = self.followed(&at) {
                outcomes.push((outcome, at, followed));
            }
        }
        outcomes
    }

    /// The keys of a map, in the order of the document.
    pub(super) fn keys(&self, node: &Node) -> Vec<String> {
        let members = self.value(node).and_then(Value::as_object);
        members
            .map(|members| members.keys().cloned().collect())
            .unwrap_or_default()
    }

    fn call(
        &mut self,
        path: &str,
        method: &str,
        item: &Node,
        node: &Node,
        taken: &mut Taken,
    ) -> Call {
        let id = self
            .text_at(node, "operationId")
            .unwrap_or_else(|| format!("{method} {path}"));
        let wanted = super::naming::type_name(&pascal(&id));
        let rust = taken.distinct(&wanted, "");
        if rust != wanted {
            let message = format!("this operation is {rust} in Rust, since another is {wanted}");
            self.report(
                Code::Renamed,
                node,
                message,
                "give each operation an operationId of its own",
            );
        }
        let description = self
            .text_at(node, "summary")
            .or_else(|| self.text_at(node, "description"))
            .unwrap_or_else(|| format!("`{id}`."));
        let parameters = self.parameters(path, item, node, &rust);
        let body = self.body(&node.child("requestBody"), &rust);
        let responses = self.responses(&node.child("responses"), &rust);
        Call {
            module: name::snake(&rust),
            method: method.to_ascii_uppercase(),
            path: path.to_owned(),
            description,
            parameters,
            body,
            responses,
            rust,
        }
    }

    /// The parameters of the path and of the operation; the operation's replace the path's.
    fn parameters(
        &mut self,
        path: &str,
        item: &Node,
        node: &Node,
        owner: &str,
    ) -> Vec<CallParameter> {
        let mut parameters: Vec<CallParameter> = Vec::new();
        let mut taken = Taken::exact();
        taken.take("body");
        for at in self.parameter_nodes(item, node) {
            let Some(at) = self.followed(&at) else {
                continue;
            };
            let same = |other: &CallParameter, new: &CallParameter| {
                other.name == new.name && other.location == new.location
            };
            if let Some(parameter) = self.parameter(&at, owner) {
                for other in parameters.extract_if(.., |other| same(other, &parameter)) {
                    taken.free(&other.rust);
                }
                let rust = taken.distinct(&parameter.rust, "_");
                parameters.push(CallParameter { rust, ..parameter });
            }
        }
        for template in template_names(path) {
            let declared = parameters.iter().any(|parameter| {
                parameter.location == Location::Path && parameter.name == template
            });
            if !declared {
                let message = format!(
                    "the path parameter `{template}` is not declared; it is read as a text"
                );
                self.report(Code::Ignored, node, message, "add it under `parameters`");
                let rust = taken.distinct(&member_name(template), "_");
                parameters.push(CallParameter {
                    name: template.to_owned(),
                    rust,
                    description: format!("`{template}`."),
                    location: Location::Path,
                    required: true,
                    explode: false,
                    of: Type::plain(Kind::Text),
                });
            }
        }
        parameters
    }

    fn parameter(&mut self, at: &Node, owner: &str) -> Option<CallParameter> {
        let Some(name) = self.text_at(at, "name") else {
            self.report(Code::Missing, at, "the parameter has no name", "add `name`");
            return None;
        };
        let location = match self.text_at(at, "in").as_deref() {
            Some("path") => Location::Path,
            Some("query") => Location::Query,
            Some("header") => Location::Header,
            Some("cookie") => Location::Cookie,
            _ => {
                self.wrong_type(&at.child("in"), "path, query, header or cookie");
                return None;
            }
        };
        let schema = match self.value(&at.child("content")).and_then(Value::as_object) {
            Some(content) => content
                .keys()
                .next()
                .map(|media| at.child("content").child(media).child("schema")),
            None => Some(at.child("schema")),
        };
        let schema = schema.filter(|schema| self.value(schema).is_some());
        let of = match schema {
            Some(schema) => self.type_of(&schema, &format!("{owner}{}", pascal(&name))),
            None => Type::plain(Kind::Text),
        };
        self.style(at, location);
        let explode = self.value(&at.child("explode")).and_then(Value::as_bool);
        Some(CallParameter {
            rust: member_name(&name),
            description: self
                .text_at(at, "description")
                .unwrap_or_else(|| format!("`{name}`.")),
            location,
            required: location == Location::Path || self.flag(at, "required"),
            explode: explode.unwrap_or(location == Location::Query),
            of,
            name,
        })
    }

    /// Values are written in the default style of their place; another one would go out wrong.
    fn style(&mut self, at: &Node, location: Location) {
        let usual = match location {
            Location::Query | Location::Cookie => "form",
            Location::Path | Location::Header => "simple",
        };
        match self.text_at(at, "style") {
            Some(style) if style != usual => {
                let message = format!(
                    "the style `{style}` is not supported; the value is written as `{usual}`"
                );
                let help = "set the parameter by hand where the server insists on its style";
                self.report(Code::Ignored, &at.child("style"), message, help);
            }
            _ => {}
        }
    }

    fn body(&mut self, node: &Node, owner: &str) -> Option<CallBody> {
        self.value(node)?;
        let node = self.followed(node)?;
        let description = self
            .text_at(&node, "description")
            .unwrap_or_else(|| "The body.".to_owned());
        let content = node.child("content");
        let names = self.keys(&content);
        let mut media: Vec<(String, Option<Type>)> = Vec::new();
        for name in names {
            let schema = content.child(&name).child("schema");
            let of = (is_json(&name) && self.value(&schema).is_some())
                .then(|| self.type_of(&schema, &format!("{owner}Body")));
            media.push((name, of));
        }
        // JSON first: it is what the body is written as.
        media.sort_by_key(|(_, of)| of.is_none());
        if let Some((name, _)) = media.get(1) {
            let message = format!("the body is written as {}; `{name}` is not", media[0].0);
            self.report(Code::Ignored, &content.child(name), message, "");
        }
        Some(CallBody {
            required: self.flag(&node, "required"),
            description,
            media,
        })
    }

    fn responses(&mut self, node: &Node, owner: &str) -> Vec<CallResponse> {
        let mut responses: Vec<CallResponse> = Vec::new();
        for (outcome, written, at) in self.outcomes(node) {
            let status = written.name();
            let content = at.child("content");
            let names = self.keys(&content);
            let json = names
                .iter()
                .find(|name| is_json(name))
                .map(|name| content.child(name).child("schema"));
            let json = json.filter(|schema| self.value(schema).is_some());
            let body =
                json.map(|schema| self.type_of(&schema, &format!("{owner}{}", pascal(&status))));
            responses.push(CallResponse {
                outcome,
                description: self
                    .text_at(&at, "description")
                    .unwrap_or_else(|| format!("`{status}`.")),
                bytes: body.is_none() && !names.is_empty(),
                body,
            });
        }
        responses.sort_by_key(|response| response.outcome);
        responses
    }
}

/// The names between the braces of a path.
pub(super) fn template_names(path: &str) -> impl Iterator<Item = &str> {
    let parts = path.split('{').skip(1);
    parts.filter_map(|part| Some(part.split_once('}')?.0))
}

/// `application/json`, `application/problem+json; charset=utf-8`, and `*/*`, behind which JSON is usual.
fn is_json(media_type: &str) -> bool {
    let essence = media_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    essence == "*/*"
        || essence == "application/*"
        || essence.ends_with("/json")
        || essence.ends_with("+json")
}
