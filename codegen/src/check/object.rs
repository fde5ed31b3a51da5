//! Rules about an object as a whole.

use super::{Check, is_required};
use crate::model::{Constraint, Kind, ObjectBody, Rule};
use crate::pointer::Pointer;
use crate::suggest;

impl Check<'_> {
    /// Reports rules of an object that name members it lacks, or that cannot be obeyed.
    pub(super) fn object(&mut self, object: &ObjectBody) {
        for rule in &object.rules {
            match &rule.constraint {
                Constraint::AtMostOneOf(members) => self.at_most_one_of(object, rule, members),
                Constraint::Banned(pairs) => self.banned(object, rule, pairs),
                other => {
                    let message =
                        format!("`{}` has no meaning for an object as a whole", other.word());
                    self.invalid(&rule.at, message, "move the rule to the member it is about");
                }
            }
        }
    }

    fn at_most_one_of(&mut self, object: &ObjectBody, rule: &Rule, members: &[String]) {
        if members.len() < 2 {
            self.contradiction(
                &rule.at,
                "at most one of fewer than two always holds",
                "name two members or more",
            );
        }
        let mut required = Vec::new();
        for (index, member) in members.iter().enumerate() {
            let at = rule.at.index(index);
            if members[..index].contains(member) {
                self.contradiction(
                    &at,
                    format!("`{member}` is named twice"),
                    "remove one of the two",
                );
            }
            match object.field(member) {
                None => self.no_member(object, member, &at),
                Some(field) if field.required || field.rules.iter().any(is_required) => {
                    required.push(member.as_str());
                }
                Some(_) => {}
            }
        }
        if required.len() > 1 {
            let message = format!("{} are all required", required.join(" and "));
            self.contradiction(
                &rule.at,
                message,
                "make all of them but one optional, or remove the rule",
            );
        }
    }

    fn banned(&mut self, object: &ObjectBody, rule: &Rule, pairs: &[(String, String)]) {
        if pairs.is_empty() {
            self.contradiction(
                &rule.at,
                "an empty combination bans every object",
                "name members and values",
            );
        }
        for (member, value) in pairs {
            let at = rule.at.child(member);
            let Some(field) = object.field(member) else {
                self.no_member(object, member, &at);
                continue;
            };
            if field.kind != Kind::Text {
                self.invalid(
                    &at,
                    format!("`{member}` is no text"),
                    "`banned` compares texts",
                );
            }
            for other in &field.rules {
                let possible = match &other.constraint {
                    Constraint::OneOf(values) => values.contains(value),
                    Constraint::Format(format) => format.accepts(value),
                    Constraint::MaxLength(limit) => value.len() <= *limit,
                    _ => true,
                };
                if !possible {
                    let message = format!(
                        "`{member}` can never be {value:?}: its rule `{}` forbids it",
                        other.constraint.word()
                    );
                    self.contradiction(&at, message, "change the value, or remove the rule");
                }
            }
        }
    }

    fn no_member(&mut self, object: &ObjectBody, member: &str, at: &Pointer) {
        let names: Vec<&str> = object
            .fields
            .iter()
            .map(|field| field.name.as_str())
            .collect();
        let help = suggest::help(member, names.iter().copied());
        self.invalid(at, format!("the object has no member `{member}`"), &help);
    }
}
