//! Values on either side of the constraints of one member.

use std::sync::Arc;

use serde_json::{Map, Number, Value, json};

use super::super::strategy::draw::Draw;
use super::super::strategy::text::TextRules;
use super::super::strategy::value::{map_key, map_value, minimal};
use super::super::{Basis, Constraint, Field, Format, Kind, Requirement, Rule};
use super::text::{Flaw, flaws};
use super::walk::Side;

/// How many times a case is tried before it counts as one that breaks its own constraint alone.
const TRIALS: u64 = 24;

/// A new value for a member.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Made {
    /// What is special about it.
    pub(super) case: &'static str,
    /// The value; none takes the member away.
    pub(super) value: Option<Value>,
    /// The part of the value that a validator reports, such as `[key]`; empty for the whole.
    pub(super) at: String,
}

/// Makes a value from random decisions.
pub(super) type Make = Arc<dyn Fn(&mut Draw) -> Made + Send + Sync>;

/// A constraint of a member, with the values on one side of it.
pub(super) struct FieldConstraint {
    /// The word of the spec.
    pub(super) keyword: &'static str,
    /// The requirement behind it.
    pub(super) requirement: Option<&'static Requirement>,
    /// Where it is written.
    pub(super) basis: Basis,
    /// The values.
    pub(super) cases: Vec<Make>,
}

/// Every constraint of a member that has values on that side.
pub(super) fn field_constraints(field: &'static Field, side: Side) -> Vec<FieldConstraint> {
    let mut constraints = match side {
        Side::Outside => published(field),
        Side::Inside => Vec::new(),
    };
    constraints.extend(field.rules.iter().enumerate().map(|(index, rule)| {
        let (keyword, cases) = match side {
            Side::Outside => outside(field, index, rule),
            Side::Inside => inside(field, rule),
        };
        FieldConstraint {
            keyword,
            requirement: Some(rule.requirement),
            basis: Basis::SemanticRule,
            cases,
        }
    }));
    constraints.retain(|constraint| !constraint.cases.is_empty());
    constraints
}

/// What the published schema says: types, formats and what is required.
fn published(field: &'static Field) -> Vec<FieldConstraint> {
    let mut found = vec![(
        "type",
        wrong_types(field.kind).map(whole).collect::<Vec<_>>(),
    )];
    match field.kind {
        Kind::DateTime => {
            let texts = flaws(Format::DateTime)
                .iter()
                .map(|flaw| text_case(TextRules::format(Format::DateTime), *flaw, whole_text));
            found.push(("format", texts.collect()));
        }
        Kind::List(item) => {
            let items = wrong_types(*item).map(|(case, value)| fixed(case, json!([value]), "[0]"));
            found.push(("items", items.collect()));
        }
        Kind::Map(entry) => {
            let key = map_key(field.rules, &mut Draw::new(0));
            let entries = wrong_types(*entry).map(|(case, value)| {
                fixed(case, json!({ key.as_str(): value }), &format!("[{key}]"))
            });
            found.push(("additionalProperties", entries.collect()));
        }
        _ => {}
    }
    if field.required {
        found.push(("required", missing(field.kind)));
    }
    found
        .into_iter()
        .map(|(keyword, cases)| FieldConstraint {
            keyword,
            // a keyword without a row of its own is part of what the type says
            requirement: field
                .requirement(keyword)
                .or_else(|| field.requirement("type").filter(|_| keyword != "required")),
            basis: Basis::PublishedSchema,
            cases,
        })
        .collect()
}

/// Values that break one semantic rule and no other of the member.
fn outside(field: &'static Field, index: usize, rule: &'static Rule) -> (&'static str, Vec<Make>) {
    let texts = TextRules::of(field.rules);
    match rule.constraint {
        Constraint::Required => ("required", missing(field.kind)),
        Constraint::Format(format) => {
            let rules = TextRules {
                format: Some(format),
                ..texts
            };
            let cases = flaws(format).iter();
            let cases = cases.map(|flaw| text_case(rules, *flaw, whole_text));
            ("format", alone(field, index, cases.collect()))
        }
        Constraint::MaxLength(limit) => {
            let long = move |length: usize, case| -> Make {
                Arc::new(move |draw| made(case, json!(texts.of_length(length, draw))))
            };
            let cases = vec![
                long(limit + 1, "one byte too long"),
                long(limit * 2 + 1, "much too long"),
            ];
            ("maxLength", alone(field, index, cases))
        }
        Constraint::OneOf(allowed) => {
            let cases = Flaw::OF_WORDS.iter().map(|flaw| -> Make {
                let flaw = *flaw;
                Arc::new(move |draw| {
                    let word = draw.pick(allowed).unwrap_or_default();
                    made(flaw.case(), json!(flaw.text(word, draw)))
                })
            });
            ("enum", alone(field, index, cases.collect()))
        }
        Constraint::Keys(format, _) => {
            let cases = flaws(format).iter().map(|flaw| -> Make {
                let (flaw, kind) = (*flaw, entry_kind(field.kind));
                Arc::new(move |draw| {
                    let key = flaw.of_format(TextRules::format(format), draw);
                    let value = map_value(kind, field.rules, draw);
                    let at = format!("[{key}]");
                    Made {
                        case: flaw.case(),
                        value: Some(json!({ key: value })),
                        at,
                    }
                })
            });
            ("keys", alone(field, index, cases.collect()))
        }
        Constraint::Values(format) => {
            let entry = |text: &str, _: &mut Draw| {
                // a short key, so that the map stays small
                let key = map_key(field.rules, &mut Draw::new(0));
                let at = format!("[{key}]");
                (json!({ key: text }), at)
            };
            let cases = flaws(format).iter();
            let cases = cases.map(|flaw| text_case(TextRules::format(format), *flaw, entry));
            ("values", alone(field, index, cases.collect()))
        }
        Constraint::Items(format) => {
            let item = |text: &str, _: &mut Draw| (json!([text]), "[0]".to_owned());
            let cases = flaws(format).iter();
            let cases = cases.map(|flaw| text_case(TextRules::format(format), *flaw, item));
            ("items", alone(field, index, cases.collect()))
        }
        Constraint::MaxTotalBytes(limit) => (
            "maxTotalBytes",
            vec![of_total(field, limit + 1, "one byte too many")],
        ),
        Constraint::AtMostOneItem(flag) => ("atMostOneItem", vec![flagged(field, flag, 2)]),
        Constraint::ExclusiveItems([a, b]) => (
            "exclusiveItems",
            vec![fixed("both in one list", json!([a, b]), "")],
        ),
        // these stand at objects
        Constraint::AtMostOneOf(_) | Constraint::Banned(_) => ("", Vec::new()),
    }
}

/// Values that obey a semantic rule and are as near to breaking it as can be.
fn inside(field: &'static Field, rule: &'static Rule) -> (&'static str, Vec<Make>) {
    let texts = TextRules::of(field.rules);
    match rule.constraint {
        Constraint::Format(_) => match texts.limit {
            Some(limit) if texts.one_of.is_none() => ("format", vec![of_length(texts, limit)]),
            _ => ("format", Vec::new()),
        },
        Constraint::MaxLength(limit) if texts.one_of.is_none() => {
            let limit = texts.limit.unwrap_or(limit);
            ("maxLength", vec![of_length(texts, limit)])
        }
        Constraint::OneOf(allowed) => {
            let each = allowed
                .iter()
                .map(|word| fixed("an allowed word", json!(word), ""));
            ("enum", each.collect())
        }
        Constraint::MaxTotalBytes(limit) => (
            "maxTotalBytes",
            vec![of_total(field, limit, "as many bytes as may be")],
        ),
        Constraint::AtMostOneItem(flag) => ("atMostOneItem", vec![flagged(field, flag, 1)]),
        Constraint::ExclusiveItems(words) => {
            let each = words.map(|word| fixed("only one of them", json!([word]), ""));
            ("exclusiveItems", each.to_vec())
        }
        // of these every obeying value is as far from breaking them as any other
        Constraint::Required
        | Constraint::MaxLength(_)
        | Constraint::Keys(..)
        | Constraint::Values(_)
        | Constraint::Items(_)
        | Constraint::AtMostOneOf(_)
        | Constraint::Banned(_) => ("", Vec::new()),
    }
}

/// The cases that break rule number `index` of a member and no other one of it.
fn alone(field: &'static Field, index: usize, cases: Vec<Make>) -> Vec<Make> {
    let own = &field.rules[index];
    let fits = |case: &Make| {
        (1..=TRIALS).all(|seed| {
            let value = case(&mut Draw::new(seed)).value.unwrap_or_default();
            let others = field.rules.iter().enumerate();
            let mut others = others.filter(|(other, _)| *other != index);
            !obeys(own.constraint, &value)
                && others.all(|(_, other)| {
                    // one requirement may have several rules about a text, which break at one place
                    let same = value.is_string() && other.requirement == own.requirement;
                    same || obeys(other.constraint, &value)
                })
        })
    };
    cases.into_iter().filter(fits).collect()
}

/// Whether a value obeys a rule about texts, keys, values or items. Rules of other kinds never meet such a value.
fn obeys(constraint: Constraint, value: &Value) -> bool {
    let text = value.as_str().filter(|text| !text.is_empty());
    match constraint {
        Constraint::Format(format) => text.is_none_or(|text| format.accepts(text)),
        Constraint::MaxLength(limit) => text.is_none_or(|text| text.len() <= limit),
        Constraint::OneOf(allowed) => text.is_none_or(|text| allowed.contains(&text)),
        Constraint::Required => value.as_str().is_none_or(|text| !text.is_empty()),
        Constraint::Keys(format, fold_case) => entries(value).all(|(key, _)| {
            format.accepts(key) || (fold_case && format.accepts(&key.to_ascii_lowercase()))
        }),
        Constraint::Values(format) => entries(value).all(|(_, text)| format.accepts(text)),
        Constraint::Items(format) => {
            let mut items = value.as_array().into_iter().flatten();
            items.all(|item| item.as_str().is_none_or(|text| format.accepts(text)))
        }
        Constraint::MaxTotalBytes(limit) => {
            let bytes = entries(value).map(|(key, text)| key.len() + text.len());
            bytes.sum::<usize>() <= limit
        }
        // these are about other values than the ones that are made for the others
        Constraint::AtMostOneOf(_)
        | Constraint::AtMostOneItem(_)
        | Constraint::ExclusiveItems(_)
        | Constraint::Banned(_) => true,
    }
}

/// The entries of a map of texts.
fn entries(value: &Value) -> impl Iterator<Item = (&str, &str)> {
    let members = value.as_object().into_iter().flatten();
    members.filter_map(|(key, value)| Some((key.as_str(), value.as_str()?)))
}

/// Values of every JSON type that is not the one of `kind`. `null` is none of them: it stands for absence.
pub(super) fn wrong_types(kind: Kind) -> impl Iterator<Item = (&'static str, Value)> {
    let all = [
        ("a text", json!("true")),
        ("a number", json!(7)),
        ("a fraction", json!(1.5)),
        ("a flag", json!(true)),
        ("an object", json!({})),
        ("a list", json!([])),
        ("a number of more than 32 bits", json!(2_147_483_648_i64)),
        (
            "a number of more than 64 bits",
            Value::Number(Number::from(u64::MAX)),
        ),
    ];
    all.into_iter().filter(move |(_, value)| match kind {
        // What a text says is a matter of other keywords.
        Kind::DateTime | Kind::Enumeration(_) => !value.is_string(),
        kind => !kind.admits(value),
    })
}

/// The ways to leave a required member out, where an empty value stands for an absent one.
fn missing(kind: Kind) -> Vec<Make> {
    let empty = match kind {
        Kind::Text => Some(json!("")),
        Kind::Boolean => Some(json!(false)),
        Kind::Int32 | Kind::Int64 | Kind::Uint32 | Kind::Uint64 | Kind::Number => Some(json!(0)),
        Kind::Map(_) | Kind::Object(_) | Kind::AnyObject => Some(Value::Object(Map::new())),
        Kind::List(_) => Some(json!([])),
        Kind::DateTime
        | Kind::IntOrString
        | Kind::Enumeration(_)
        | Kind::Checked(_)
        | Kind::Union(_)
        | Kind::Any => None,
    };
    // an empty optional object is there; only one that is required by the published schema counts as absent when empty
    let mut cases: Vec<Make> = vec![
        Arc::new(|_| Made {
            case: "absent",
            value: None,
            at: String::new(),
        }),
        fixed("null", Value::Null, ""),
    ];
    cases.extend(empty.map(|empty| fixed("empty", empty, "")));
    cases
}

fn of_length(texts: TextRules, length: usize) -> Make {
    Arc::new(move |draw| made("as long as may be", json!(texts.of_length(length, draw))))
}

/// A map whose keys and values have that many bytes together.
fn of_total(field: &'static Field, total: usize, case: &'static str) -> Make {
    let entry = field.rules.iter().find_map(|rule| match rule.constraint {
        Constraint::Values(format) => Some(TextRules::format(format)),
        _ => None,
    });
    let texts = entry.unwrap_or_default();
    Arc::new(move |draw| {
        let (mut members, mut left) = (Map::new(), total);
        while left > 0 {
            // a prefix that is a number keeps the keys apart
            let key = format!("k{}", members.len());
            let room = left.saturating_sub(key.len());
            let length = texts.limit.map_or(room, |limit| limit.min(room));
            left = room - length;
            // what is left must be enough for one more key
            let text = if left > 0 && left < 8 {
                length - 8
            } else {
                length
            };
            left += length - text;
            members.insert(key, json!("a".repeat(text)));
            if text == 0 {
                break;
            }
        }
        let _ = draw;
        made(case, Value::Object(members))
    })
}

/// A list of items, `count` of them with a flag.
fn flagged(field: &'static Field, flag: &'static str, count: usize) -> Make {
    let case = if count > 1 {
        "two with the flag"
    } else {
        "one with the flag"
    };
    let Kind::List(Kind::Object(item)) = field.kind else {
        return fixed(case, json!([]), "");
    };
    let mut object = minimal(Kind::Object(item), &[]);
    let mut items = vec![object.clone()];
    object[flag] = json!(true);
    items.extend(std::iter::repeat_n(object, count));
    fixed(case, Value::Array(items), "")
}

const fn entry_kind(kind: Kind) -> Kind {
    match kind {
        Kind::Map(entry) => *entry,
        _ => Kind::Text,
    }
}

fn text_case(
    rules: TextRules,
    flaw: Flaw,
    place: impl Fn(&str, &mut Draw) -> (Value, String) + Send + Sync + 'static,
) -> Make {
    Arc::new(move |draw| {
        let text = flaw.of_format(rules, draw);
        let (value, at) = place(&text, draw);
        Made {
            case: flaw.case(),
            value: Some(value),
            at,
        }
    })
}

fn whole_text(text: &str, _: &mut Draw) -> (Value, String) {
    (json!(text), String::new())
}

fn whole((case, value): (&'static str, Value)) -> Make {
    fixed(case, value, "")
}

fn fixed(case: &'static str, value: Value, at: &str) -> Make {
    let at = at.to_owned();
    Arc::new(move |_| Made {
        case,
        value: Some(value.clone()),
        at: at.clone(),
    })
}

fn made(case: &'static str, value: Value) -> Made {
    Made {
        case,
        value: Some(value),
        at: String::new(),
    }
}
