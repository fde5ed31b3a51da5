//! What no value shows by itself: rules that contradict each other, and examples that break the schema.

mod example;
mod fit;
mod keyword;
mod object;
mod recursion;
mod required;
mod text;

use crate::diagnostic::{Code, Diagnostic};
use crate::document::Document;
use crate::model::{Field, Model, Rule, Schema};
use crate::pointer::Pointer;

/// Reports every contradiction of the model, and every example that breaks it.
pub(crate) fn check(document: &Document, examples: &[Document], model: &Model) -> Vec<Diagnostic> {
    let mut check = Check {
        document,
        model,
        found: Vec::new(),
    };
    for schema in &model.schemas {
        let Some(object) = schema.object() else {
            continue;
        };
        for field in &object.fields {
            check.fits(field);
            check.texts(
                &field.rules,
                field.rules.iter().any(is_required) || field.required,
            );
            check.lists(field);
            check.keywords(schema, field);
        }
        check.object(object);
    }
    for operation in &model.operations {
        for parameter in operation
            .path_parameters
            .iter()
            .chain(&operation.query_parameters)
        {
            check.parameter_fits(&parameter.rules);
            check.texts(&parameter.rules, false);
        }
    }
    check.requests();
    check.recursion();
    let mut found = check.found;
    // Examples of a schema that contradicts itself would only repeat the news.
    if found.is_empty() {
        for example in examples {
            found.extend(example::check(example, model));
        }
    }
    found
}

struct Check<'a> {
    document: &'a Document,
    model: &'a Model,
    found: Vec<Diagnostic>,
}

impl Check<'_> {
    fn contradiction(&mut self, at: &Pointer, message: impl Into<String>, help: &str) {
        self.found.push(self.document.at_key(
            Code::Contradiction,
            at,
            message.into(),
            help.to_owned(),
        ));
    }

    fn invalid(&mut self, at: &Pointer, message: impl Into<String>, help: &str) {
        self.found.push(self.document.at_key(
            Code::InvalidRule,
            at,
            message.into(),
            help.to_owned(),
        ));
    }
}

fn is_required(rule: &Rule) -> bool {
    rule.constraint == crate::model::Constraint::Required
}

/// Where a member is written.
fn place(schema: &Schema, field: &Field) -> Pointer {
    Pointer::from_parts(&[
        "components",
        "schemas",
        &schema.name,
        "properties",
        &field.name,
    ])
}
