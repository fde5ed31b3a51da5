//! `x-semantic-rules`: rules that the published schema lacks.

use serde_json::{Map, Value};

use super::super::{Lowering, Node};
use crate::diagnostic::Code;
use crate::grammar::RULE_WORDS;
use crate::model::{Constraint, Rule};
use crate::runtime::Format;
use crate::suggest;

/// Why a word of a rule cannot be read.
struct Refusal {
    message: String,
    help: String,
}

impl Lowering<'_> {
    /// The rules of a schema or parameter; an entry with several words becomes several rules.
    pub(super) fn rules(&mut self, node: &Node) -> Vec<Rule> {
        let word = "x-semantic-rules";
        let at = node.child(word);
        let Some(value) = self.value(&at) else {
            return Vec::new();
        };
        let Value::Array(entries) = value else {
            self.report(
                Code::InvalidRule,
                &at,
                format!("{word} is a list"),
                "begin each rule with a dash",
            );
            return Vec::new();
        };
        let mut rules = Vec::new();
        for (index, entry) in entries.iter().enumerate() {
            let at = at.index(index);
            match entry {
                Value::Object(entry) => self.entry(entry, &at, &mut rules),
                _ => self.report_value(
                    Code::InvalidRule,
                    &at,
                    "a rule is a mapping",
                    "write {requirement: ..., ...}",
                ),
            }
        }
        rules
    }

    fn entry(&mut self, entry: &Map<String, Value>, at: &Node, rules: &mut Vec<Rule>) {
        let Some(id) = entry.get("requirement").and_then(Value::as_str) else {
            self.report_value(
                Code::MissingRequirement,
                at,
                "the rule names no requirement",
                "add `requirement: ID`",
            );
            return;
        };
        let known = self.requirement(id, &at.child("requirement"));
        let before = rules.len();
        let mut words = 0;
        for (word, value) in entry.iter().filter(|(word, _)| *word != "requirement") {
            words += 1;
            let at = at.child(word);
            match constraint(word, value, entry) {
                Ok(Some(constraint)) => rules.push(Rule {
                    requirement: id.to_owned(),
                    constraint,
                    at: at.at,
                }),
                Ok(None) => {}
                Err(Refusal { message, help }) if RULE_WORDS.contains(&word.as_str()) => {
                    self.report_value(Code::InvalidRule, &at, message, help);
                }
                Err(Refusal { message, help }) => self.report(Code::UnknownKey, &at, message, help),
            }
        }
        if words == 0 {
            let help = format!("add one of: {}", RULE_WORDS.join(", "));
            self.report_value(Code::InvalidRule, at, "the rule demands nothing", help);
        }
        if !known {
            rules.truncate(before);
        }
    }
}

/// One word of a rule; `None` for a word that only qualifies another.
fn constraint(
    word: &str,
    value: &Value,
    entry: &Map<String, Value>,
) -> Result<Option<Constraint>, Refusal> {
    let constraint = match word {
        "required" => match value {
            Value::Bool(true) => Constraint::Required,
            _ => {
                return Err(refuse(
                    "`required` is true or left out",
                    "write `required: true`",
                ));
            }
        },
        "format" => Constraint::Format(format(value)?),
        "maxLength" => Constraint::MaxLength(size(value)?),
        "enum" => Constraint::OneOf(texts(value)?),
        "keys" => Constraint::Keys(
            format(value)?,
            entry
                .get("foldCase")
                .and_then(Value::as_bool)
                .unwrap_or(false),
        ),
        "foldCase" => {
            if !value.is_boolean() || !entry.contains_key("keys") {
                return Err(refuse("`foldCase` is true or false, beside `keys`", ""));
            }
            return Ok(None);
        }
        "values" => Constraint::Values(format(value)?),
        "items" => Constraint::Items(format(value)?),
        "maxTotalBytes" => Constraint::MaxTotalBytes(size(value)?),
        "atMostOneOf" => Constraint::AtMostOneOf(texts(value)?),
        "atMostOneItem" => match value {
            Value::String(member) => Constraint::AtMostOneItem(member.clone()),
            _ => return Err(refuse("`atMostOneItem` is the name of a member", "")),
        },
        "exclusiveItems" => match <[String; 2]>::try_from(texts(value)?) {
            Ok(pair) => Constraint::ExclusiveItems(pair),
            Err(_) => return Err(refuse("`exclusiveItems` is a list of two texts", "")),
        },
        "banned" => Constraint::Banned(pairs(value)?),
        _ => {
            return Err(Refusal {
                message: format!("unknown word `{word}` in a semantic rule"),
                help: suggest::help(word, RULE_WORDS.iter().copied()),
            });
        }
    };
    Ok(Some(constraint))
}

fn refuse(message: &str, help: &str) -> Refusal {
    Refusal {
        message: message.to_owned(),
        help: help.to_owned(),
    }
}

fn format(value: &Value) -> Result<Format, Refusal> {
    let Some(name) = value.as_str() else {
        return Err(refuse("a format is named by a text", ""));
    };
    Format::from_name(name).ok_or_else(|| Refusal {
        message: format!("unknown format `{name}`"),
        help: suggest::help(name, Format::ALL.map(Format::as_str)),
    })
}

fn size(value: &Value) -> Result<usize, Refusal> {
    value
        .as_u64()
        .and_then(|number| usize::try_from(number).ok())
        .ok_or_else(|| refuse("this is a whole number, zero or more", ""))
}

fn texts(value: &Value) -> Result<Vec<String>, Refusal> {
    let refusal = || {
        refuse(
            "this is a list of texts",
            "put quotes around what YAML reads as a number or boolean",
        )
    };
    let Value::Array(items) = value else {
        return Err(refusal());
    };
    items
        .iter()
        .map(|item| item.as_str().map(str::to_owned).ok_or_else(refusal))
        .collect()
}

fn pairs(value: &Value) -> Result<Vec<(String, String)>, Refusal> {
    let refusal = || {
        refuse(
            "`banned` maps members to texts",
            "put quotes around what YAML reads otherwise",
        )
    };
    let Value::Object(members) = value else {
        return Err(refusal());
    };
    members
        .iter()
        .map(|(name, value)| Ok((name.clone(), value.as_str().ok_or_else(refusal)?.to_owned())))
        .collect()
}
