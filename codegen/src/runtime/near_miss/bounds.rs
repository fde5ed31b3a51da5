//! Values that obey one keyword of a type of a strict document, but only just.

use serde_json::{Value, json};

use super::super::strategy::limits::{Limits, range, whole};
use super::super::strategy::text::TextRules;
use super::super::{Bound, Keyword, Kind};
use super::breaks::{Sample, beside, counted, of_size, sized};

/// The ends of a type, each word of an enumeration, and `null` where it is a value.
pub(super) fn of_type(kind: Kind, nullable: bool) -> Vec<Sample> {
    let fixed = |keyword, case, value: Value| Sample::whole(keyword, case, move |_| value.clone());
    let mut found = Vec::new();
    if nullable {
        found.push(fixed("type", "null", Value::Null));
    }
    match kind {
        Kind::Int32 | Kind::Int64 | Kind::Uint32 | Kind::Uint64 => {
            let (least, most) = range(kind);
            found.push(fixed("type", "the least of the type", whole(least)));
            found.push(fixed("type", "the greatest of the type", whole(most)));
        }
        Kind::Enumeration(words) => {
            let each = words.iter().map(|word| json!(word));
            found.extend(each.map(|word| fixed("enum", "an allowed word", word)));
        }
        _ => {}
    }
    found
}

/// Values that obey a keyword narrowly; `limits` are those of all keywords of the value.
pub(super) fn of_keyword(keyword: Keyword, kind: Kind, limits: &Limits) -> Vec<Sample> {
    let word = keyword.word();
    let last = |bound: Bound, exclusive: bool, inward: i8| {
        let number = beside(kind, (bound, !exclusive), limits, inward, 0);
        Sample::whole(word, "the last number allowed", move |_| number.clone())
    };
    match keyword {
        Keyword::Minimum(bound, exclusive) => vec![last(bound, exclusive, 1)],
        Keyword::Maximum(bound, exclusive) => vec![last(bound, exclusive, -1)],
        Keyword::MinLength(limit) => of_size(Some(limit), |count| {
            sized(word, "as short as may be", limits, count)
        }),
        Keyword::MaxLength(limit) => of_size(Some(limit), |count| {
            sized(word, "as long as may be", limits, count)
        }),
        Keyword::Format(format) => {
            let rules = TextRules::format(format);
            let longest = rules.limit.map(|limit| {
                let make = move |draw: &mut _| json!(rules.of_length(limit, draw));
                Sample::whole(word, "as long as the format may be", make)
            });
            longest.into_iter().collect()
        }
        Keyword::MinItems(limit) | Keyword::MinProperties(limit) => of_size(Some(limit), |count| {
            counted(word, "as few as may be", kind, limits, count)
        }),
        Keyword::MaxItems(limit) | Keyword::MaxProperties(limit) => of_size(Some(limit), |count| {
            counted(word, "as many as may be", kind, limits, count)
        }),
        Keyword::Enum(allowed) => {
            let values = allowed
                .iter()
                .filter_map(|text| serde_json::from_str(text).ok());
            values
                .map(|value: Value| Sample::whole(word, "a listed value", move |_| value.clone()))
                .collect()
        }
        // Of these every obeying value is as far from breaking them as any other.
        Keyword::MultipleOf(_)
        | Keyword::Pattern(_)
        | Keyword::UniqueItems
        | Keyword::ListMapKeys(_) => Vec::new(),
    }
}
