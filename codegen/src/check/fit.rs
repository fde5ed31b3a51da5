//! Which rules fit which types.

use super::Check;
use crate::model::{Constraint, Field, Kind, Rule};

impl Check<'_> {
    /// Reports rules that have no meaning for the type of a member.
    pub(super) fn fits(&mut self, field: &Field) {
        for rule in &field.rules {
            let fits = match &rule.constraint {
                Constraint::Required => true,
                Constraint::Format(_) | Constraint::MaxLength(_) | Constraint::OneOf(_) => {
                    field.kind == Kind::Text
                }
                Constraint::Keys(..) | Constraint::Values(_) | Constraint::MaxTotalBytes(_) => {
                    matches!(&field.kind, Kind::Map(value) if value.is_text())
                }
                Constraint::Items(_) | Constraint::ExclusiveItems(_) => {
                    matches!(&field.kind, Kind::List(item) if item.is_text())
                }
                Constraint::AtMostOneItem(member) => {
                    self.flag_of_items(field, rule, member);
                    continue;
                }
                Constraint::AtMostOneOf(_) | Constraint::Banned(_) => false,
            };
            if !fits {
                let message = format!(
                    "`{}` has no meaning for `{}`",
                    rule.constraint.word(),
                    field.name
                );
                self.invalid(
                    &rule.at,
                    message,
                    "see the generator's list of rules for what fits which type",
                );
            }
        }
    }

    /// Reports rules that have no meaning for a parameter, which is a text.
    pub(super) fn parameter_fits(&mut self, rules: &[Rule]) {
        for rule in rules {
            let word = rule.constraint.word();
            if !matches!(
                rule.constraint,
                Constraint::Format(_) | Constraint::MaxLength(_) | Constraint::OneOf(_)
            ) {
                let message = format!("`{word}` has no meaning for a parameter");
                self.invalid(
                    &rule.at,
                    message,
                    "parameters have `format`, `maxLength` and `enum`",
                );
            }
        }
    }

    fn flag_of_items(&mut self, field: &Field, rule: &Rule, member: &str) {
        let item = match &field.kind {
            Kind::List(item) => item.object(self.model),
            _ => None,
        };
        let flag = item.and_then(|object| object.field(member));
        if flag.is_none_or(|flag| flag.kind != Kind::Boolean) {
            let message = format!("the items of `{}` have no boolean `{member}`", field.name);
            self.invalid(&rule.at, message, "name a boolean member of the items");
        }
    }
}
