//! Valid values of types that stand in strict documents, as JSON.

use serde_json::{Map, Value, json};

use super::super::shape::inspect::{Choice, EFFORT, choose};
use super::super::{Additional, Format, Kind, Shape, Type, Union};
use super::characters;
use super::draw::Draw;
use super::limits::Limits;
use super::text::TextRules;

/// How deep optional members, items and entries are nested; recursive types end there.
const DEEPEST: usize = 4;

/// How many entries a list or map has beyond those it must have.
const ENTRIES: usize = 3;

/// How often an item that repeats another one is made again.
const ATTEMPTS: usize = 16;

/// A value of a type.
pub(crate) fn value(kind: Kind, limits: &Limits, draw: &mut Draw, depth: usize) -> Value {
    if let Some(value) = limits.pick(draw) {
        return value;
    }
    match kind {
        Kind::Text => json!(characters::text(limits, draw)),
        Kind::DateTime => json!(TextRules::format(Format::DateTime).text(draw)),
        Kind::Boolean => json!(draw.one_in(2)),
        Kind::Number => limits.number(draw),
        Kind::IntOrString if draw.one_in(2) => json!(characters::text(limits, draw)),
        Kind::Int32 | Kind::Int64 | Kind::Uint32 | Kind::Uint64 | Kind::IntOrString => {
            limits.whole(kind, draw)
        }
        Kind::Enumeration(words) => json!(draw.pick(words).unwrap_or_default()),
        Kind::Object(shape) => Value::Object(object(shape, draw, depth)),
        Kind::AnyObject if draw.one_in(2) => json!({ "a": anything(draw) }),
        Kind::AnyObject => json!({}),
        Kind::List(item) => {
            let count = count(limits.items, draw, depth);
            Value::Array(list(*item, count, limits, draw, depth))
        }
        Kind::Map(entry) => {
            let count = count(limits.members, draw, depth);
            Value::Object(map(*entry, count, draw, depth))
        }
        Kind::Checked(of) => typed(of, limits, draw, depth),
        Kind::Union(of) => union(of, draw, depth),
        Kind::Any => anything(draw),
    }
}

fn typed(of: &'static Type, limits: &Limits, draw: &mut Draw, depth: usize) -> Value {
    if of.nullable && draw.one_in(8) {
        return Value::Null;
    }
    value(of.kind, &limits.and(of.keywords), draw, depth)
}

/// Any value; a small one.
pub(crate) fn anything(draw: &mut Draw) -> Value {
    match draw.below(5) {
        1 => json!(draw.below(1000)),
        2 => json!(characters::characters(3, draw)),
        3 => json!(["a", 1.5, null]),
        4 => json!(true),
        _ => json!({}),
    }
}

/// An object with what it must have, and some of the rest.
pub(crate) fn object(shape: &'static Shape, draw: &mut Draw, depth: usize) -> Map<String, Value> {
    let (least, most) = Limits::NONE.and(shape.keywords).members;
    let required = shape.fields.iter().filter(|field| field.required).count();
    let mut room = most.map_or(usize::MAX, |most| most.saturating_sub(required));
    let mut missing = least.saturating_sub(required);
    let mut members = Map::new();
    for field in shape.fields {
        let wanted = draw.one_in(3) && (depth < DEEPEST || is_flat(field.kind)) || missing > 0;
        if !field.required && (!wanted || room == 0) {
            continue;
        }
        // A member that may be left out and is `null` does not count as one.
        let made = if field.nullable && (field.required || missing == 0) && draw.one_in(8) {
            Value::Null
        } else {
            let limits = Limits::NONE.and(field.keywords);
            value(field.kind, &limits, draw, depth + 1)
        };
        members.insert(field.name.to_owned(), made);
        if !field.required {
            room = room.saturating_sub(1);
            missing = missing.saturating_sub(1);
        }
    }
    if let Additional::Kept(kind) = shape.additional {
        let more = if depth < DEEPEST {
            draw.below(ENTRIES)
        } else {
            0
        };
        let entries = map(*kind, missing.max(more).min(room), draw, depth);
        for (key, value) in entries {
            members.entry(key).or_insert(value);
        }
    }
    members
}

fn is_flat(kind: Kind) -> bool {
    height(kind, 2).is_some_and(|height| height == 0)
}

/// How many entries there are: hardly more than must be, where types are nested deeply.
fn count((least, most): (usize, Option<usize>), draw: &mut Draw, depth: usize) -> usize {
    let most = most.unwrap_or(usize::MAX).max(least);
    if depth >= DEEPEST {
        return least;
    }
    if most < 64 && draw.one_in(16) {
        return most;
    }
    (least + draw.below(ENTRIES + 1)).min(most)
}

/// That many items, as far as there are that many different ones where they have to differ.
pub(crate) fn list(
    item: Kind,
    count: usize,
    limits: &Limits,
    draw: &mut Draw,
    depth: usize,
) -> Vec<Value> {
    let same = |a: &Value, b: &Value| {
        (limits.unique && a == b)
            || (!limits.keys.is_empty() && limits.keys.iter().all(|key| a.get(key) == b.get(key)))
    };
    let mut items: Vec<Value> = Vec::with_capacity(count);
    for _ in 0..count {
        for attempt in 0..ATTEMPTS {
            // A seed of zero never changes its mind.
            let mut fresh = Draw::new(u64::try_from(items.len() + attempt).unwrap_or(1));
            let draw = if attempt > 1 { &mut fresh } else { &mut *draw };
            let made = value(item, &Limits::NONE, draw, depth + 1);
            if !items.iter().any(|other| same(other, &made)) {
                items.push(made);
                break;
            }
        }
    }
    items
}

/// That many entries.
pub(crate) fn map(kind: Kind, count: usize, draw: &mut Draw, depth: usize) -> Map<String, Value> {
    let mut members = Map::new();
    for index in 0..count {
        // The number keeps the keys apart, the dash keeps them from being members.
        let letter = TextRules::format(Format::Dns1123Label).text(draw);
        let made = value(kind, &Limits::NONE, draw, depth + 1);
        members.insert(format!("{letter}-{index}"), made);
    }
    members
}

fn union(of: &'static Union, draw: &mut Draw, depth: usize) -> Value {
    let first = if depth < DEEPEST {
        draw.below(of.variants.len())
    } else {
        let heights = of.variants.iter().map(|variant| height(variant.of.kind, 5));
        let lowest = heights
            .enumerate()
            .min_by_key(|(_, height)| height.unwrap_or(usize::MAX));
        lowest.map_or(0, |(index, _)| index)
    };
    let mut made = Value::Null;
    // A value of one variant may be one of another, too.
    for variant in of
        .variants
        .iter()
        .cycle()
        .skip(first)
        .take(of.variants.len())
    {
        made = typed(&variant.of, &Limits::NONE, draw, depth + 1);
        if let (Some(property), Some(tag)) = (of.discriminator, draw.pick(variant.tags))
            && let Value::Object(members) = &mut made
        {
            members.insert(property.to_owned(), json!(tag));
        }
        if matches!(choose(&made, of, &mut EFFORT.clone()), Choice::Variant(_)) {
            break;
        }
    }
    made
}

/// How many levels of lists and objects the smallest value has; none where they are more than `fuel`.
fn height(kind: Kind, fuel: usize) -> Option<usize> {
    let fuel = fuel.checked_sub(1)?;
    match kind {
        Kind::Text
        | Kind::DateTime
        | Kind::Boolean
        | Kind::Int32
        | Kind::Int64
        | Kind::Uint32
        | Kind::Uint64
        | Kind::Number
        | Kind::IntOrString
        | Kind::Enumeration(_)
        | Kind::Any => Some(0),
        Kind::AnyObject | Kind::List(_) | Kind::Map(_) => Some(1),
        Kind::Checked(of) => height(of.kind, fuel),
        Kind::Object(shape) => {
            let required = shape.fields.iter().filter(|field| field.required);
            let mut inner = required.map(|field| height(field.kind, fuel));
            inner
                .try_fold(0, |highest, height| Some(highest.max(height?)))
                .map(|inner| inner + 1)
        }
        Kind::Union(of) => {
            let variants = of.variants.iter();
            variants
                .filter_map(|variant| height(variant.of.kind, fuel))
                .min()
        }
    }
}
