//! Keywords that no value can obey.

use serde_json::{Number, Value};

use super::{Check, place};
use crate::model::{Field, Keyword, Kind, Schema};

impl Check<'_> {
    /// Compares the keywords of a member, and of what it holds, with each other and with their type.
    pub(super) fn keywords(&mut self, schema: &Schema, field: &Field) {
        let mut messages = Vec::new();
        field.kind.each(&field.keywords, &mut |kind, keywords| {
            messages.extend(crossed(keywords));
            for keyword in keywords {
                if let Keyword::Enum(values) = keyword {
                    messages.extend(unlisted(kind, values));
                }
            }
        });
        for message in messages {
            let at = place(schema, field);
            self.contradiction(&at, message, "change one of them");
        }
    }
}

/// A lower limit above the upper one.
fn crossed(keywords: &[Keyword]) -> Vec<String> {
    let limit = |word: &str| {
        let mut found = keywords.iter().filter(|keyword| keyword.word() == word);
        found.find_map(limit_of)
    };
    let pairs = [
        ("minLength", "maxLength"),
        ("minItems", "maxItems"),
        ("minProperties", "maxProperties"),
        ("minimum", "maximum"),
    ];
    let crossed = pairs.into_iter().filter_map(|(lower, upper)| {
        let ((least, open_below), (most, open_above)) = (limit(lower)?, limit(upper)?);
        let is_empty = least > most || (least >= most && (open_below || open_above));
        is_empty.then(|| format!("{lower} {least} and {upper} {most} leave no value"))
    });
    crossed.collect()
}

/// The limit that a keyword sets, and whether it leaves itself out.
fn limit_of(keyword: &Keyword) -> Option<(f64, bool)> {
    let of = |number: &Number, exclusive: &bool| Some((number.as_f64()?, *exclusive));
    match keyword {
        Keyword::Minimum(number, exclusive) | Keyword::Maximum(number, exclusive) => {
            of(number, exclusive)
        }
        Keyword::MinLength(size)
        | Keyword::MaxLength(size)
        | Keyword::MinItems(size)
        | Keyword::MaxItems(size)
        | Keyword::MinProperties(size)
        | Keyword::MaxProperties(size) => of(&Number::from(*size), &false),
        _ => None,
    }
}

/// Values of an `enum` that the type does not have, or none at all.
fn unlisted(kind: &Kind, values: &[Value]) -> Vec<String> {
    if values.is_empty() {
        return vec!["an empty enum allows nothing".to_owned()];
    }
    let has = |value: &&Value| match kind {
        Kind::Text => value.is_string(),
        Kind::Boolean => value.is_boolean(),
        Kind::Int32 | Kind::Int64 => value.is_i64(),
        Kind::Uint32 | Kind::Uint64 => value.is_u64(),
        Kind::Number => value.is_number(),
        _ => true,
    };
    let others = values.iter().filter(|value| !has(value));
    others
        .map(|value| format!("{value} in the enum does not have the type"))
        .collect()
}
