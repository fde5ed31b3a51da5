//! Path and query parameters of a contract: texts, with requirements and rules.

use super::super::{Lowering, Node};
use super::extension::EXTENSIONS;
use crate::diagnostic::Code;
use crate::model::{Keyword, Kind, Parameter};

/// The parameters of an operation, in the order of the document.
#[derive(Debug, Default)]
pub(super) struct Parameters {
    pub(super) in_path: Vec<Parameter>,
    pub(super) in_query: Vec<Parameter>,
}

impl Lowering<'_> {
    /// The parameters of the path and of the operation.
    pub(super) fn contract_parameters(&mut self, item: &Node, node: &Node) -> Parameters {
        let mut parameters = Parameters::default();
        for at in self.parameter_nodes(item, node) {
            let Some(followed) = self.followed(&at) else {
                continue;
            };
            let place = self.text_at(&followed, "in").unwrap_or_default();
            let is_required = self.flag(&followed, "required");
            let list = match place.as_str() {
                "path" => &mut parameters.in_path,
                "query" => &mut parameters.in_query,
                _ => {
                    self.unsupported(&followed.child("in"), "a header or cookie parameter");
                    continue;
                }
            };
            if place == "path" && !is_required {
                let message = "a path parameter is required";
                self.report(
                    Code::Missing,
                    &followed.child("name"),
                    message,
                    "add `required: true`",
                );
            }
            if place == "query" && is_required {
                self.unsupported(&followed.child("required"), "a required query parameter");
            }
            let Some(parameter) = self.contract_parameter(&followed) else {
                continue;
            };
            if list.iter().any(|other| other.name == parameter.name) {
                let message = format!("the parameter `{}` is declared twice", parameter.name);
                self.report_value(Code::DuplicateKey, &at, message, "remove one of the two");
            }
            list.push(parameter);
        }
        parameters
    }

    fn contract_parameter(&mut self, node: &Node) -> Option<Parameter> {
        let schema = node.child("schema");
        if self.value(&schema).is_none() || self.reference(&schema).is_some() {
            let what = "a parameter whose schema is not written in place";
            self.unsupported(&schema, what);
            return None;
        }
        if self.text_at(&schema, "type").as_deref() != Some("string") {
            self.unsupported(&schema, "a parameter that is no string");
            return None;
        }
        if self.value(&schema.child("format")).is_some() {
            self.unsupported(&schema.child("format"), "format of a parameter");
        }
        self.misplaced(&schema, EXTENSIONS, "the schema of a parameter");
        let of = self.type_of(&schema, "parameter");
        if of.kind != Kind::Text {
            self.unsupported(&schema, "a parameter that is no string");
        }
        let (mut values, mut max_length) = (Vec::new(), None);
        for keyword in &of.keywords {
            match keyword {
                Keyword::Enum(listed) => {
                    let listed = listed.iter().filter_map(|value| value.as_str());
                    values = listed.map(str::to_owned).collect();
                }
                Keyword::MaxLength(limit) => max_length = Some(*limit),
                // Said above, in words of its own.
                Keyword::Format(_) => {}
                other => {
                    let what = format!("{} of a parameter", other.word());
                    self.unsupported(&schema.child(other.word()), &what);
                }
            }
        }
        let mut keywords = vec!["type"];
        keywords.extend(self.flag(node, "required").then_some("required"));
        keywords.extend((!values.is_empty()).then_some("enum"));
        keywords.extend(max_length.map(|_| "maxLength"));
        Some(Parameter {
            name: self.text_at(node, "name").unwrap_or_default(),
            values,
            max_length,
            published: self.published(node, &keywords),
            rules: self.rules(node),
        })
    }

    /// Path parameters in the order of the template; both must name the same ones.
    pub(super) fn in_template_order(
        &mut self,
        path: &str,
        mut declared: Vec<Parameter>,
        node: &Node,
    ) -> Vec<Parameter> {
        let mut ordered = Vec::new();
        for name in super::super::call::template_names(path) {
            if let Some(index) = declared.iter().position(|parameter| parameter.name == name) {
                ordered.push(declared.remove(index));
            } else {
                let message = format!("the path parameter `{name}` is not declared");
                self.report(Code::Missing, node, message, "add it under `parameters`");
            }
        }
        for parameter in declared {
            let message = format!("the path has no `{{{}}}`", parameter.name);
            let help = "remove the parameter, or put it into the path";
            self.report(Code::Contradiction, node, message, help);
        }
        ordered
    }
}
