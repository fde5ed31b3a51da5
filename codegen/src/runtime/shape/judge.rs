//! Keywords applied to JSON values.

use serde_json::{Number, Value};

use super::super::rule::{self, Cite};
use super::super::{Path, Violation};
use super::{Bound, Keyword};

/// Appends what a keyword has to say about a value. A value of another type than the keyword is about passes.
pub(super) fn judge(
    keyword: &Keyword,
    value: &Value,
    path: &Path<'_>,
    violations: &mut Vec<Violation>,
) {
    let cite = Cite::KEYWORD;
    match (*keyword, value) {
        (Keyword::Minimum(Bound::Whole(limit), exclusive), Value::Number(number)) => {
            if let Some(value) = whole(number) {
                rule::minimum(path, value, (limit, exclusive), cite, violations);
            }
        }
        (Keyword::Minimum(Bound::Float(limit), exclusive), Value::Number(number)) => {
            if let Some(value) = number.as_f64() {
                rule::minimum(path, value, (limit, exclusive), cite, violations);
            }
        }
        (Keyword::Maximum(Bound::Whole(limit), exclusive), Value::Number(number)) => {
            if let Some(value) = whole(number) {
                rule::maximum(path, value, (limit, exclusive), cite, violations);
            }
        }
        (Keyword::Maximum(Bound::Float(limit), exclusive), Value::Number(number)) => {
            if let Some(value) = number.as_f64() {
                rule::maximum(path, value, (limit, exclusive), cite, violations);
            }
        }
        (Keyword::MultipleOf(Bound::Whole(step)), Value::Number(number)) => {
            if let Some(value) = whole(number) {
                rule::multiple_of(path, value, step, cite, violations);
            }
        }
        (Keyword::MultipleOf(Bound::Float(step)), Value::Number(number)) => {
            if let Some(value) = number.as_f64() {
                rule::multiple_of_number(path, value, step, cite, violations);
            }
        }
        (Keyword::MinLength(limit), Value::String(text)) => {
            rule::min_characters(path, text, limit, cite, violations);
        }
        (Keyword::MaxLength(limit), Value::String(text)) => {
            rule::max_characters(path, text, limit, cite, violations);
        }
        (Keyword::Pattern(pattern), Value::String(text)) => {
            let (matches, source) = (pattern.matches(text), pattern.source);
            rule::pattern(path, text, matches, source, cite, violations);
        }
        (Keyword::Format(format), Value::String(text)) => {
            rule::has_format(path, text, format, cite, violations);
        }
        (Keyword::MinItems(limit), Value::Array(items)) => {
            rule::min_items(path, items.len(), limit, cite, violations);
        }
        (Keyword::MaxItems(limit), Value::Array(items)) => {
            rule::max_items(path, items.len(), limit, cite, violations);
        }
        (Keyword::UniqueItems, Value::Array(items)) => {
            rule::unique_json(path, items, cite, violations);
        }
        (Keyword::ListMapKeys(keys), Value::Array(items)) => {
            rule::list_map_keys_json(path, items, keys, cite, violations);
        }
        (Keyword::MinProperties(_) | Keyword::MaxProperties(_), Value::Object(members)) => {
            count_members(keyword, members.len(), path, violations);
        }
        (Keyword::Enum(allowed), _) => {
            rule::listed_json(path, value, allowed, cite, violations);
        }
        (
            Keyword::Minimum(..)
            | Keyword::Maximum(..)
            | Keyword::MultipleOf(_)
            | Keyword::MinLength(_)
            | Keyword::MaxLength(_)
            | Keyword::Pattern(_)
            | Keyword::Format(_)
            | Keyword::MinItems(_)
            | Keyword::MaxItems(_)
            | Keyword::UniqueItems
            | Keyword::ListMapKeys(_)
            | Keyword::MinProperties(_)
            | Keyword::MaxProperties(_),
            _,
        ) => {}
    }
}

/// Appends what a keyword has to say about an object of that many members, which is nothing for most of them.
pub(super) fn count_members(
    keyword: &Keyword,
    count: usize,
    path: &Path<'_>,
    violations: &mut Vec<Violation>,
) {
    match *keyword {
        Keyword::MinProperties(limit) => {
            rule::min_properties(path, count, limit, Cite::KEYWORD, violations);
        }
        Keyword::MaxProperties(limit) => {
            rule::max_properties(path, count, limit, Cite::KEYWORD, violations);
        }
        _ => {}
    }
}

/// A whole number, whatever its sign.
fn whole(number: &Number) -> Option<i128> {
    let signed = number.as_i64().map(i128::from);
    signed.or_else(|| number.as_u64().map(i128::from))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_number_is_listed_however_it_is_written() {
        let keyword = Keyword::Enum(&["1.0", "2.5"]);
        for (value, is_listed) in [
            (json!(1), true),
            (json!(1.0), true),
            (json!(2.5), true),
            (json!(2), false),
            (json!(1.5), false),
            (json!("1.0"), false),
        ] {
            let mut violations = Vec::new();
            judge(&keyword, &value, &Path::ROOT, &mut violations);
            assert_eq!(violations.is_empty(), is_listed, "{value}");
        }
    }
}
