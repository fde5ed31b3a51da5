//! Rules about one text that no text can obey, or that never take effect.

use super::Check;
use crate::model::{Constraint, Field, Rule};
use crate::runtime::Format;

impl Check<'_> {
    /// Compares the rules of one text with each other.
    pub(super) fn texts(&mut self, rules: &[Rule], required: bool) {
        for (index, rule) in rules.iter().enumerate() {
            match &rule.constraint {
                Constraint::OneOf(values) => self.values(rule, values, rules, &rules[..index]),
                Constraint::MaxLength(limit) => {
                    self.max_length(rule, *limit, rules, &rules[..index], required);
                }
                _ => {}
            }
        }
    }

    fn values(&mut self, rule: &Rule, values: &[String], all: &[Rule], before: &[Rule]) {
        if values.is_empty() {
            self.contradiction(
                &rule.at,
                "an empty enum allows nothing",
                "list at least one value",
            );
        }
        for (index, value) in values.iter().enumerate() {
            let at = rule.at.index(index);
            if value.is_empty() {
                self.contradiction(
                    &at,
                    "an empty text is absent and needs no place in an enum",
                    "remove it",
                );
            }
            if values[..index].contains(value) {
                self.contradiction(
                    &at,
                    format!("{value:?} is listed twice"),
                    "remove one of the two",
                );
            }
            for other in all {
                match &other.constraint {
                    Constraint::Format(format) if !format.accepts(value) => {
                        let message =
                            format!("{value:?} does not have the format {}", format.as_str());
                        self.contradiction(&at, message, "change the value or the format");
                    }
                    Constraint::MaxLength(limit) if value.len() > *limit => {
                        let message =
                            format!("{value:?} has {} bytes, maxLength is {limit}", value.len());
                        self.contradiction(&at, message, "change the value or maxLength");
                    }
                    _ => {}
                }
            }
        }
        let disjoint = before.iter().any(|other| {
            matches!(&other.constraint, Constraint::OneOf(others) if !others.iter().any(|other| values.contains(other)))
        });
        if disjoint {
            let help = "give the two rules a value in common, or remove one";
            self.contradiction(&rule.at, "no value is in both enums", help);
        }
    }

    fn max_length(
        &mut self,
        rule: &Rule,
        limit: usize,
        all: &[Rule],
        before: &[Rule],
        required: bool,
    ) {
        if limit == 0 {
            let message = if required {
                "a required text has at least one byte"
            } else {
                "maxLength 0 allows nothing"
            };
            self.contradiction(&rule.at, message, "raise maxLength");
        }
        for other in all {
            let Constraint::Format(format) = &other.constraint else {
                continue;
            };
            let name = format.as_str();
            if let Some(most) = format.max_length().filter(|most| *most < limit) {
                let message = format!(
                    "maxLength {limit} never takes effect: {name} has at most {most} bytes"
                );
                self.contradiction(&rule.at, message, "lower maxLength, or remove it");
            }
            if limit > 0 && limit < shortest(*format) {
                let message = format!("no {name} has at most {limit} bytes");
                self.contradiction(&rule.at, message, "raise maxLength");
            }
        }
        let other = before.iter().find_map(|other| match other.constraint {
            Constraint::MaxLength(other) => Some(other),
            _ => None,
        });
        if let Some(other) = other {
            let message = format!("maxLength is {limit} here and {other} in an earlier rule");
            self.contradiction(&rule.at, message, "keep the smaller one");
        }
    }

    /// Compares the rules about the items of a list with each other.
    pub(super) fn lists(&mut self, field: &Field) {
        for rule in &field.rules {
            let Constraint::ExclusiveItems(words) = &rule.constraint else {
                continue;
            };
            if words[0] == words[1] {
                self.contradiction(
                    &rule.at,
                    "a word cannot exclude itself",
                    "name two different words",
                );
            }
            for other in &field.rules {
                let Constraint::Items(format) = &other.constraint else {
                    continue;
                };
                for word in words.iter().filter(|word| !format.accepts(word)) {
                    let message = format!(
                        "{word:?} can never be an item: it is no {}",
                        format.as_str()
                    );
                    self.contradiction(
                        &rule.at,
                        message,
                        "change the word or the format of the items",
                    );
                }
            }
        }
    }
}

/// The fewest bytes a text of this format has.
const fn shortest(format: Format) -> usize {
    match format {
        Format::DateTime => "2024-01-31T12:00:00Z".len(),
        _ => 1,
    }
}
