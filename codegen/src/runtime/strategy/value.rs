//! Valid values as JSON, made from the schema.

use serde_json::{Map, Value, json};

use super::super::{Constraint, Field, Format, Kind, Rule, Shape};
use super::draw::Draw;
use super::limits::Limits;
use super::text::TextRules;
use super::typed;

/// How deep optional objects and lists are nested; recursive schemas end there.
const DEEPEST: usize = 4;

/// How many entries a list or map has at most.
const ENTRIES: usize = 3;

/// How values are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// Only what is there: nothing empty.
    Plain,
    /// As people write it: with `false` where it could be left out, and `null` where the schema has it.
    Spelled,
}

/// A value of a member, or of an item or entry of one.
pub(crate) fn value(kind: Kind, rules: &[Rule], style: Style, draw: &mut Draw) -> Value {
    at_depth(kind, rules, style, draw, 0)
}

/// The smallest value that is valid and not empty.
pub(crate) fn minimal(kind: Kind, rules: &[Rule]) -> Value {
    match kind {
        Kind::List(item) => json!([item_value(*item, rules, Style::Plain, &mut Draw::new(0), 0)]),
        _ => value(kind, rules, Style::Plain, &mut Draw::new(0)),
    }
}

/// The smallest valid object: nothing but what is required.
pub(crate) fn minimal_object(shape: &Shape) -> Value {
    object(shape, Style::Plain, &mut Draw::new(0), 0)
}

/// Whether a member must be there, in the published schema or by a rule.
pub(crate) fn is_required(field: &Field) -> bool {
    let by_rule = |rule: &Rule| matches!(rule.constraint, Constraint::Required);
    field.required || field.rules.iter().any(by_rule)
}

/// Whether a member counts as set for rules about several members.
pub(crate) fn is_set(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => false,
        Value::String(text) => !text.is_empty(),
        _ => true,
    }
}

fn at_depth(kind: Kind, rules: &[Rule], style: Style, draw: &mut Draw, depth: usize) -> Value {
    match kind {
        Kind::Text => json!(TextRules::of(rules).text(draw)),
        Kind::DateTime => json!(TextRules::format(Format::DateTime).text(draw)),
        Kind::Boolean => json!(style == Style::Plain || !draw.one_in(2)),
        Kind::Int32 | Kind::Int64 => number(matches!(kind, Kind::Int32), draw),
        Kind::Object(shape) => object(shape, style, draw, depth),
        Kind::List(item) => list(*item, rules, style, draw, depth),
        Kind::Map(value) => map(*value, rules, style, draw, depth),
        Kind::Any => json!({}),
        Kind::Uint32
        | Kind::Uint64
        | Kind::Number
        | Kind::IntOrString
        | Kind::Enumeration(_)
        | Kind::AnyObject
        | Kind::Checked(_)
        | Kind::Union(_) => typed::value(kind, &Limits::NONE, draw, depth),
    }
}

fn number(short: bool, draw: &mut Draw) -> Value {
    let limits = if short {
        [i64::from(i32::MIN), i64::from(i32::MAX)]
    } else {
        [i64::MIN, i64::MAX]
    };
    match draw.below(8) {
        6 => json!(limits[0]),
        7 => json!(limits[1]),
        _ => json!(1 + draw.below(1000)),
    }
}

fn object(shape: &Shape, style: Style, draw: &mut Draw, depth: usize) -> Value {
    let mut members = Map::new();
    for field in shape.fields {
        let nests = matches!(field.kind, Kind::Object(_) | Kind::List(_) | Kind::Map(_));
        let wanted = is_required(field) || (draw.one_in(3) && (!nests || depth < DEEPEST));
        if wanted {
            let made = at_depth(field.kind, field.rules, style, draw, depth + 1);
            members.insert(field.name.to_owned(), made);
        } else if style == Style::Spelled && field.nullable && draw.one_in(8) {
            members.insert(field.name.to_owned(), Value::Null);
        }
    }
    if shape.is_open() && draw.one_in(2) {
        let key = TextRules::format(Format::Dns1123Label).text(draw);
        members.insert(key, json!({}));
    }
    for rule in shape.rules {
        if let Constraint::AtMostOneOf(names) = rule.constraint {
            leave_one(&mut members, names, draw);
        }
    }
    Value::Object(members)
}

/// Takes away all but one of the members that exclude each other.
fn leave_one(members: &mut Map<String, Value>, names: &[&str], draw: &mut Draw) {
    let set: Vec<&str> = names
        .iter()
        .copied()
        .filter(|name| members.get(*name).is_some_and(is_set))
        .collect();
    let kept = draw.pick(&set);
    for name in set {
        if Some(name) != kept {
            members.remove(name);
        }
    }
}

fn list(item: Kind, rules: &[Rule], style: Style, draw: &mut Draw, depth: usize) -> Value {
    let length = 1 + draw.below(ENTRIES);
    let mut items: Vec<Value> = (0..length)
        .map(|_| item_value(item, rules, style, draw, depth))
        .collect();
    for rule in rules {
        match rule.constraint {
            Constraint::AtMostOneItem(flag) => {
                let mut flagged = items
                    .iter_mut()
                    .filter_map(Value::as_object_mut)
                    .filter(|item| item.get(flag).is_some_and(is_set));
                flagged.next();
                flagged.for_each(|item| drop(item.remove(flag)));
            }
            Constraint::ExclusiveItems([a, b]) if items.iter().any(|item| item == a) => {
                items.retain(|item| item != b);
            }
            _ => {}
        }
    }
    Value::Array(items)
}

/// An item of a list; now and then one of the words that the list has a rule about.
fn item_value(item: Kind, rules: &[Rule], style: Style, draw: &mut Draw, depth: usize) -> Value {
    if !matches!(item, Kind::Text) {
        return at_depth(item, &[], style, draw, depth);
    }
    let mut format = TextRules::default();
    for rule in rules {
        match rule.constraint {
            Constraint::ExclusiveItems(words) if draw.one_in(4) => {
                return json!(draw.pick(&words).unwrap_or_default());
            }
            Constraint::Items(name) => format = TextRules::format(name),
            _ => {}
        }
    }
    json!(format.text(draw))
}

fn map(kind: Kind, rules: &[Rule], style: Style, draw: &mut Draw, depth: usize) -> Value {
    let length = 1 + draw.below(ENTRIES);
    let entries = (0..length).map(|_| {
        let key = map_key(rules, draw);
        (key, entry_value(kind, rules, style, draw, depth))
    });
    Value::Object(entries.collect())
}

/// A key that the rules of a map allow.
pub(crate) fn map_key(rules: &[Rule], draw: &mut Draw) -> String {
    for rule in rules {
        if let Constraint::Keys(format, fold_case) = rule.constraint {
            let key = TextRules::format(format).text(draw);
            let upper = fold_case && draw.one_in(4);
            return if upper { key.to_ascii_uppercase() } else { key };
        }
    }
    TextRules::format(Format::Dns1123Label).text(draw)
}

/// A value of an entry that the rules of a map allow.
pub(crate) fn map_value(kind: Kind, rules: &[Rule], draw: &mut Draw) -> Value {
    entry_value(kind, rules, Style::Plain, draw, 0)
}

fn entry_value(kind: Kind, rules: &[Rule], style: Style, draw: &mut Draw, depth: usize) -> Value {
    let format = rules.iter().find_map(|rule| match rule.constraint {
        Constraint::Values(format) => Some(format),
        _ => None,
    });
    match (kind, format) {
        (Kind::Text, Some(format)) => json!(TextRules::format(format).text(draw)),
        _ => at_depth(kind, &[], style, draw, depth),
    }
}
