//! Constraint keywords.

use serde_json::{Number, Value};

use super::{Lowering, Node, pattern};
use crate::diagnostic::Code;
use crate::model::{Keyword, Kind};
use crate::runtime::Format;

impl Lowering<'_> {
    /// The keywords of a conjunction that mean something for the type; the others allow every value of it.
    pub(super) fn keywords(&mut self, nodes: &[Node], kind: &Kind) -> Vec<Keyword> {
        let mut keywords = Vec::new();
        for node in nodes {
            match kind {
                Kind::Text => self.text_keywords(node, &mut keywords),
                Kind::Int32 | Kind::Int64 | Kind::Uint32 | Kind::Uint64 | Kind::Number => {
                    self.number_keywords(node, &mut keywords);
                }
                Kind::List(_) => self.list_keywords(node, &mut keywords),
                Kind::Map(_) | Kind::AnyObject => {
                    for (word, keyword) in [
                        (
                            "minProperties",
                            Keyword::MinProperties as fn(usize) -> Keyword,
                        ),
                        ("maxProperties", Keyword::MaxProperties),
                    ] {
                        keywords.extend(self.size(node, word).map(keyword));
                    }
                }
                _ => {}
            }
        }
        if matches!(kind, Kind::List(_)) {
            keywords.extend(self.list_map_keys(nodes));
        }
        if let (Kind::Int32 | Kind::Uint32, Some((least, most))) = (kind, self.small(nodes)) {
            keywords.push(Keyword::Minimum(least.into(), false));
            keywords.push(Keyword::Maximum(most.into(), false));
        }
        keywords.extend(self.listed(nodes, kind));
        let mut distinct: Vec<Keyword> = Vec::new();
        for keyword in keywords {
            if !distinct.contains(&keyword) {
                distinct.push(keyword);
            }
        }
        // Most members have one or two, and room would be made for four.
        distinct.shrink_to_fit();
        distinct
    }

    /// `enum` of a type that has no Rust enum.
    fn listed(&mut self, nodes: &[Node], kind: &Kind) -> Option<Keyword> {
        // In a contract an empty text is no text, which no Rust enum could read.
        if *kind == Kind::Text && !self.is_contract() {
            return None;
        }
        let mut values = self.enumeration(nodes)?;
        // Where there is no type, `null` needs no `nullable`.
        if *kind == Kind::Any && self.lists_null(nodes) {
            values.push(Value::Null);
        }
        Some(Keyword::Enum(values))
    }

    /// The limits of an integer format that is smaller than its Rust type.
    fn small(&self, nodes: &[Node]) -> Option<(i32, i32)> {
        match self.format(nodes)? {
            "int8" => Some((i8::MIN.into(), i8::MAX.into())),
            "uint8" => Some((0, u8::MAX.into())),
            "int16" => Some((i16::MIN.into(), i16::MAX.into())),
            "uint16" => Some((0, u16::MAX.into())),
            _ => None,
        }
    }

    /// Whether `null` is in every `enum` of a conjunction.
    fn lists_null(&self, nodes: &[Node]) -> bool {
        let mut lists = nodes
            .iter()
            .filter_map(|node| self.value(node)?.get("enum")?.as_array());
        lists.all(|values| values.contains(&Value::Null))
    }

    fn text_keywords(&mut self, node: &Node, keywords: &mut Vec<Keyword>) {
        keywords.extend(self.size(node, "minLength").map(Keyword::MinLength));
        keywords.extend(self.size(node, "maxLength").map(Keyword::MaxLength));
        let at = node.child("pattern");
        match self.value(&at) {
            None => {}
            Some(Value::String(source)) => match pattern::read(source) {
                Ok(pattern) => keywords.push(Keyword::Pattern(pattern)),
                Err(reason) => {
                    let (code, end) = if self.files.tolerance().unenforced_patterns {
                        (Code::NotEnforced, ", and is not enforced")
                    } else {
                        (Code::Pattern, "")
                    };
                    let message = format!("this pattern cannot be translated{end}: {reason}");
                    let help = "write it without look-around and back-references";
                    self.report(code, &at, message, help);
                }
            },
            Some(_) => self.wrong_type(&at, "a regular expression"),
        }
        let format = self
            .value(node)
            .and_then(|schema| schema.get("format")?.as_str());
        let format = format.and_then(Format::of_openapi);
        keywords.extend(format.map(Keyword::Format));
    }

    fn number_keywords(&mut self, node: &Node, keywords: &mut Vec<Keyword>) {
        for (word, exclusive, keyword) in [
            (
                "minimum",
                "exclusiveMinimum",
                Keyword::Minimum as fn(Number, bool) -> Keyword,
            ),
            ("maximum", "exclusiveMaximum", Keyword::Maximum),
        ] {
            let limit = self.number(node, word);
            match self.value(&node.child(exclusive)) {
                Some(Value::Number(number)) => {
                    let at = node.child(exclusive);
                    let message = format!(
                        "a number here is OpenAPI 3.1; it is read as {word} with {exclusive}: true"
                    );
                    self.report(Code::Ignored, &at, message, "");
                    keywords.push(keyword(number.clone(), true));
                    keywords.extend(limit.map(|limit| keyword(limit, false)));
                }
                Some(Value::Bool(flag)) => {
                    keywords.extend(limit.map(|limit| keyword(limit, *flag)));
                }
                None => keywords.extend(limit.map(|limit| keyword(limit, false))),
                Some(_) => self.wrong_type(&node.child(exclusive), "true or false"),
            }
        }
        if let Some(step) = self.number(node, "multipleOf") {
            if step.as_f64().is_some_and(|step| step > 0.0) {
                keywords.push(Keyword::MultipleOf(step));
            } else {
                self.wrong_type(&node.child("multipleOf"), "a number greater than zero");
            }
        }
    }

    fn list_keywords(&mut self, node: &Node, keywords: &mut Vec<Keyword>) {
        keywords.extend(self.size(node, "minItems").map(Keyword::MinItems));
        keywords.extend(self.size(node, "maxItems").map(Keyword::MaxItems));
        let at = node.child("x-kubernetes-list-type");
        let list_type = self.value(&at).and_then(Value::as_str);
        if self.flag(node, "uniqueItems") || list_type == Some("set") {
            keywords.push(Keyword::UniqueItems);
        }
    }

    /// The members that tell the items of a list of type map apart.
    fn list_map_keys(&mut self, nodes: &[Node]) -> Option<Keyword> {
        let word = "x-kubernetes-list-map-keys";
        let is_map = |node: &&Node| {
            let list_type = self
                .value(node)
                .and_then(|list| list.get("x-kubernetes-list-type"));
            list_type.and_then(Value::as_str) == Some("map")
        };
        let node = nodes.iter().find(is_map)?;
        let names = |node: &Node| self.value(&node.child(word))?.as_array();
        let keys = nodes.iter().find_map(names).into_iter().flatten();
        let keys: Vec<String> = keys.filter_map(Value::as_str).map(str::to_owned).collect();
        if keys.is_empty() {
            let message = "a list of type map needs the members that tell its items apart";
            let help = "add `x-kubernetes-list-map-keys: [name]`";
            self.report(Code::Missing, node, message, help);
            return None;
        }
        let mut members: Vec<String> = Vec::new();
        for node in nodes {
            let items = node.child("items");
            if self.value(&items).is_some() {
                for item in self.conjunction(&items) {
                    members.extend(self.keys(&item.child("properties")));
                }
            }
        }
        if let Some(unknown) = keys.iter().find(|key| !members.contains(key)) {
            let message = format!(
                "the items have no member `{unknown}`, so that their keys are not compared"
            );
            let help = "declare the member, or take it out of the keys";
            self.report(Code::NotEnforced, &node.child(word), message, help);
            return None;
        }
        Some(Keyword::ListMapKeys(keys))
    }

    fn size(&mut self, node: &Node, word: &str) -> Option<usize> {
        let at = node.child(word);
        let value = self.value(&at)?;
        // Some writers put a fraction of zero behind every number.
        let size = value.as_u64().or_else(|| {
            let number = value
                .as_f64()
                .filter(|number| number.fract() == 0.0 && *number >= 0.0)?;
            format!("{number:.0}").parse().ok()
        });
        let size = size.map(|size| usize::try_from(size).unwrap_or(usize::MAX));
        if size.is_none() {
            self.wrong_type(&at, "a whole number, zero or more");
        }
        size.filter(|size| *size > 0 || !word.starts_with("min"))
    }

    fn number(&mut self, node: &Node, word: &str) -> Option<Number> {
        let at = node.child(word);
        if let Value::Number(number) = self.value(&at)? {
            Some(number.clone())
        } else {
            self.wrong_type(&at, "a number");
            None
        }
    }
}
