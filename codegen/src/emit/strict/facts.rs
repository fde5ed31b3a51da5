//! What is true of a type because of the types inside of it.

use crate::model::{Additional, Body, Keyword, Kind, Model, Type};

/// Facts about every schema, by index.
#[derive(Debug)]
pub(super) struct Facts {
    /// Whether a value can break a rule.
    pub(super) checked: Vec<bool>,
    /// Whether there is a value to begin with.
    pub(super) default: Vec<bool>,
}

impl Facts {
    pub(super) fn of(model: &Model) -> Self {
        Self {
            checked: fixpoint(model, |facts, body| match body {
                Body::Object(object) => {
                    let kept =
                        matches!(&object.additional, Additional::Kept(of) if checked(facts, of));
                    let fields = object.fields.iter().any(|field| {
                        !field.keywords.is_empty()
                            || !field.rules.is_empty()
                            || field.required_by().is_some()
                            || kind_checked(facts, &field.kind)
                    });
                    kept || fields || !object.keywords.is_empty() || !object.rules.is_empty()
                }
                Body::Union(union) => union
                    .variants
                    .iter()
                    .any(|variant| checked(facts, &variant.of)),
                Body::Named(of) => checked(facts, of),
                Body::Enumeration(_) | Body::Free | Body::DateTime { .. } => false,
            }),
            default: fixpoint(model, |facts, body| match body {
                Body::Object(object) => object.fields.iter().all(|field| {
                    !field.required || field.nullable || has_default(facts, &field.kind)
                }),
                Body::Named(of) => of.nullable || has_default(facts, &of.kind),
                _ => false,
            }),
        }
    }

    /// Whether a value of the type can break a rule.
    pub(super) fn is_checked(&self, keywords: &[Keyword], kind: &Kind) -> bool {
        !keywords.is_empty() || kind_checked(&self.checked, kind)
    }
}

fn checked(facts: &[bool], of: &Type) -> bool {
    !of.keywords.is_empty() || kind_checked(facts, &of.kind)
}

fn kind_checked(facts: &[bool], kind: &Kind) -> bool {
    match kind {
        Kind::Schema(index) => facts[index.0],
        Kind::List(inner) | Kind::Map(inner) => kind_checked(facts, inner),
        Kind::Checked(of) => checked(facts, of),
        _ => false,
    }
}

fn has_default(facts: &[bool], kind: &Kind) -> bool {
    match kind {
        Kind::Schema(index) => facts[index.0],
        Kind::Checked(of) => of.nullable || has_default(facts, &of.kind),
        Kind::DateTime | Kind::IntOrString => false,
        _ => true,
    }
}

/// Applies a rule until nothing new becomes true.
fn fixpoint(model: &Model, rule: impl Fn(&[bool], &Body) -> bool) -> Vec<bool> {
    let mut facts = vec![false; model.schemas.len()];
    loop {
        let mut changed = false;
        for (index, schema) in model.schemas.iter().enumerate() {
            if !facts[index] && rule(&facts, &schema.body) {
                facts[index] = true;
                changed = true;
            }
        }
        if !changed {
            return facts;
        }
    }
}
