//! Values that break one keyword of a type of a strict document.

use std::sync::Arc;

use serde_json::{Value, json};

use super::super::strategy::characters::{characters, text};
use super::super::strategy::draw::Draw;
use super::super::strategy::limits::{Limits, float, inner, whole};
use super::super::strategy::text::TextRules;
use super::super::strategy::typed::{list, map, value};
use super::super::{Bound, Format, Keyword, Kind, Pattern, Union};
use super::text::flaws;
use super::value::wrong_types;

/// How often a text is spoilt until it does not match a pattern, and how often a value is made until it is not listed.
const ATTEMPTS: u64 = 32;

/// The most characters or entries of a value. Documents have limits of billions, which nothing can be made to reach.
const LARGEST: usize = 1 << 16;

/// A value that breaks something, and the part of it that is reported, such as `[2]`.
pub(super) type Broken = (Value, String);

/// Makes a bad text out of a good one.
type Spoil = fn(&str, &mut Draw) -> String;

/// One way to make a value that is about a keyword: one that breaks it, or one that obeys it narrowly.
#[derive(Clone)]
pub(super) struct Sample {
    /// The keyword.
    pub(super) keyword: &'static str,
    /// What is special about the value.
    pub(super) case: &'static str,
    /// Makes it.
    pub(super) make: Arc<dyn Fn(&mut Draw) -> Broken + Send + Sync>,
}

impl Sample {
    pub(super) fn new(
        keyword: &'static str,
        case: &'static str,
        make: impl Fn(&mut Draw) -> Broken + Send + Sync + 'static,
    ) -> Self {
        let make = Arc::new(make);
        Self {
            keyword,
            case,
            make,
        }
    }

    /// The same with a value that is reported as a whole.
    pub(super) fn whole(
        keyword: &'static str,
        case: &'static str,
        make: impl Fn(&mut Draw) -> Value + Send + Sync + 'static,
    ) -> Self {
        Self::new(keyword, case, move |draw| (make(draw), String::new()))
    }
}

/// Values of other types, and `null` where it is none.
pub(super) fn of_type(kind: Kind, nullable: bool) -> Vec<Sample> {
    let mut found: Vec<Sample> = wrong_types(kind)
        .map(|(case, value)| Sample::whole("type", case, move |_| value.clone()))
        .collect();
    if !nullable && !matches!(kind, Kind::Any) {
        found.push(Sample::whole("type", "null", |_| Value::Null));
    }
    match kind {
        Kind::Enumeration(words) => {
            let another = |words: &[&str], draw: &mut Draw| {
                format!("{}-", draw.pick(words).unwrap_or_default())
            };
            let make = move |draw: &mut Draw| json!(another(words, draw));
            found.push(Sample::whole("enum", "another word", make));
        }
        Kind::DateTime => found.extend(of_format(Format::DateTime)),
        _ => {}
    }
    found
}

fn of_format(format: Format) -> impl Iterator<Item = Sample> {
    flaws(format).iter().map(move |flaw| {
        let rules = TextRules::format(format);
        let make = move |draw: &mut Draw| json!(flaw.of_format(rules, draw));
        Sample::whole("format", flaw.case(), make)
    })
}

/// Values that are no variant.
pub(super) fn of_union(union: &'static Union, nullable: bool) -> Vec<Sample> {
    let keyword = union.keyword();
    let mut found: Vec<Sample> = wrong_types(Kind::Union(union))
        .map(|(case, value)| Sample::whole(keyword, case, move |_| value.clone()))
        .collect();
    if !nullable {
        found.push(Sample::whole(keyword, "null", |_| Value::Null));
    }
    if let Some(property) = union.discriminator {
        let with = move |tag: Value| move |_: &mut Draw| json!({ property: tag.clone() });
        found.push(Sample::whole(
            keyword,
            "an unknown tag",
            with(json!("no such variant")),
        ));
        found.push(Sample::whole(
            keyword,
            "a tag that is no text",
            with(json!(7)),
        ));
        found.push(Sample::whole(keyword, "no tag", |_| json!({})));
    }
    found
}

/// Values that break a keyword; `limits` are those of all keywords of the value.
pub(super) fn of_keyword(keyword: Keyword, kind: Kind, limits: &Limits) -> Vec<Sample> {
    let word = keyword.word();
    match keyword {
        Keyword::Minimum(bound, exclusive) => beyond(word, kind, (bound, exclusive), limits, -1),
        Keyword::Maximum(bound, exclusive) => beyond(word, kind, (bound, exclusive), limits, 1),
        Keyword::MultipleOf(step) => off_step(word, kind, step, limits),
        Keyword::MinLength(limit) => of_size(limit.checked_sub(1), |count| {
            sized(word, "one character off", limits, count)
        }),
        Keyword::MaxLength(limit) => of_size(limit.checked_add(1), |count| {
            sized(word, "one character off", limits, count)
        }),
        Keyword::Pattern(pattern) => unmatched(word, kind, pattern, limits),
        Keyword::Format(format) => of_format(format)
            .chain([Sample::whole(word, "something else", |draw: &mut Draw| {
                json!(format!("!{}", characters(4, draw)))
            })])
            .collect(),
        Keyword::MinItems(limit) | Keyword::MinProperties(limit) => {
            of_size(limit.checked_sub(1), |count| {
                counted(word, "one entry off", kind, limits, count)
            })
        }
        Keyword::MaxItems(limit) | Keyword::MaxProperties(limit) => {
            of_size(limit.checked_add(1), |count| {
                counted(word, "one entry off", kind, limits, count)
            })
        }
        Keyword::UniqueItems | Keyword::ListMapKeys(_) => vec![repeated(word, kind, limits)],
        Keyword::Enum(allowed) => unlisted(word, kind, limits, allowed),
    }
}

/// A value of a size, where there is such a size and a value of it fits into a test.
pub(super) fn of_size(count: Option<usize>, sample: impl Fn(usize) -> Sample) -> Vec<Sample> {
    let count = count.filter(|count| *count <= LARGEST);
    count.map(sample).into_iter().collect()
}

/// Numbers between two multiples.
fn off_step(word: &'static str, kind: Kind, step: Bound, limits: &Limits) -> Vec<Sample> {
    let limits = *limits;
    let valid = move |draw: &mut Draw| value(kind, &limits, draw, 0);
    match step {
        Bound::Whole(step) => {
            let off = |by: i128| {
                move |draw: &mut Draw| {
                    let number = valid(draw).as_i64().map(i128::from);
                    number.map_or(Value::Null, |number| whole(number + by))
                }
            };
            let cases = [
                ("one more", 1),
                ("one less", -1),
                ("half a step more", step / 2),
            ];
            cases
                .map(|(case, by)| Sample::whole(word, case, off(by)))
                .to_vec()
        }
        Bound::Float(step) => {
            let off = |by: f64| {
                move |draw: &mut Draw| json!(valid(draw).as_f64().map(|number| number + by))
            };
            let cases = [
                ("half a step more", step / 2.0),
                ("half a step less", step / -2.0),
            ];
            cases
                .map(|(case, by)| Sample::whole(word, case, off(by)))
                .to_vec()
        }
    }
}

/// Texts that miss a pattern, mostly by one character.
fn unmatched(word: &'static str, kind: Kind, pattern: Pattern, limits: &Limits) -> Vec<Sample> {
    let limits = *limits;
    let spoilt = |spoil: Spoil| {
        move |draw: &mut Draw| {
            let good = value(kind, &limits, draw, 0);
            let good = good.as_str().unwrap_or_default();
            let tries = (0..ATTEMPTS).map(|_| spoil(good, draw));
            let mut tries = tries.chain([format!("{good}!"), "!".to_owned(), String::new()]);
            let text = tries.find(|text| !pattern.matches(text));
            json!(text.unwrap_or_default())
        }
    };
    let cases: [(&'static str, Spoil); 5] = [
        ("another character", replaced),
        ("one more character", |good, _| format!("{good}!")),
        ("one character less", |good, _| {
            good.chars().skip(1).collect()
        }),
        ("something else", |good, draw| {
            characters(good.chars().count(), draw)
        }),
        ("nothing", |_, _| String::new()),
    ];
    cases
        .map(|(case, spoil)| Sample::whole(word, case, spoilt(spoil)))
        .to_vec()
}

/// A list whose last item is the first one again.
fn repeated(word: &'static str, kind: Kind, limits: &Limits) -> Sample {
    let limits = *limits;
    Sample::new(word, "the first item again", move |draw: &mut Draw| {
        let Kind::List(item) = kind.bare().0 else {
            return (Value::Null, String::new());
        };
        let count = limits.items.0.saturating_sub(1).max(1);
        let mut items = list(*item, count, &limits, draw, 0);
        items.extend(items.first().cloned());
        let at = format!("[{}]", items.len() - 1);
        (Value::Array(items), at)
    })
}

/// Values that are not listed: some of every type, and others of the type itself, lists and objects among them.
fn unlisted(
    word: &'static str,
    kind: Kind,
    limits: &Limits,
    allowed: &'static [&'static str],
) -> Vec<Sample> {
    let listed = move |value: &Value| {
        let mut allowed = allowed.iter().map(|text| serde_json::from_str(text));
        allowed.any(|other| other.is_ok_and(|other: Value| other == *value))
    };
    let others = [
        json!(0),
        json!(-1),
        json!(1001),
        json!(0.5),
        json!(false),
        json!(true),
        json!("other"),
        json!({}),
    ];
    let others = others.into_iter().filter(|value| !listed(value));
    let mut samples: Vec<Sample> = others
        .map(|value| Sample::whole(word, "another value", move |_| value.clone()))
        .collect();
    let limits = Limits {
        listed: None,
        ..*limits
    };
    let make = move |draw: &mut Draw| {
        let first = value(kind, &limits, draw, 0);
        // A seed of zero never changes its mind, and the simplest value may be one of those listed.
        let others = (1..=ATTEMPTS).map(|seed| value(kind, &limits, &mut Draw::new(seed), 0));
        let mut made = std::iter::once(first).chain(others);
        made.find(|value| !listed(value)).unwrap_or_default()
    };
    samples.push(Sample::whole(word, "another value of the type", make));
    samples
}

/// Replaces a character by one that few patterns have.
fn replaced(good: &str, draw: &mut Draw) -> String {
    let mut characters: Vec<char> = good.chars().collect();
    let at = draw.below(characters.len());
    let odd = draw.pick(&['!', '_', 'é', ' ', 'Q', '0']).unwrap_or('!');
    if let Some(place) = characters.get_mut(at) {
        *place = odd;
    }
    characters.into_iter().collect()
}

/// Numbers on the wrong side of a bound; `outward` is 1 or -1.
fn beyond(
    word: &'static str,
    kind: Kind,
    (bound, exclusive): (Bound, bool),
    limits: &Limits,
    outward: i8,
) -> Vec<Sample> {
    // What is too small itself is the first number beyond.
    let number = |further| beside(kind, (bound, exclusive), limits, outward, further);
    let [nearest, further] = [number(0), number(10)];
    vec![
        Sample::whole(word, "just beyond", move |_| nearest.clone()),
        Sample::whole(word, "well beyond", move |_| further.clone()),
    ]
}

/// The first number on a side of a bound, or the one that many steps `further`. The bound itself is on that side where
/// it is `closed`; `side` is 1 or -1. Multiples stay multiples.
pub(super) fn beside(
    kind: Kind,
    (bound, closed): (Bound, bool),
    limits: &Limits,
    side: i8,
    further: u8,
) -> Value {
    if matches!(kind.bare().0, Kind::Number) {
        let (limit, side) = (float(bound), f64::from(side));
        let step = limits.step.map_or(1.0, float);
        let nearest = if closed { limit } else { limit + side * step };
        let number = nearest + side * step * f64::from(further);
        let aligned = limits
            .step
            .map_or(number, |_| (number / step).round() * step);
        return json!(aligned);
    }
    let step = match limits.step {
        Some(Bound::Whole(step)) => step.max(1),
        Some(Bound::Float(_)) | None => 1,
    };
    let side = i128::from(side);
    let number = inner((bound, !closed), side) + side * step * i128::from(further);
    let down = number.div_euclid(step) * step;
    whole(if side > 0 && down < number {
        down + step
    } else {
        down
    })
}

/// Texts of exactly that many characters.
pub(super) fn sized(
    word: &'static str,
    case: &'static str,
    limits: &Limits,
    count: usize,
) -> Sample {
    let limits = Limits {
        length: (count, Some(count)),
        ..*limits
    };
    Sample::whole(word, case, move |draw: &mut Draw| {
        json!(text(&limits, draw))
    })
}

/// Lists or maps of exactly that many entries.
pub(super) fn counted(
    word: &'static str,
    case: &'static str,
    kind: Kind,
    limits: &Limits,
    count: usize,
) -> Sample {
    let limits = *limits;
    let make = move |draw: &mut Draw| match kind.bare().0 {
        Kind::List(item) => Value::Array(list(*item, count, &limits, draw, 0)),
        Kind::Map(entry) => Value::Object(map(*entry, count, draw, 0)),
        _ => Value::Object(map(Kind::Any, count, draw, 0)),
    };
    Sample::whole(word, case, make)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_that_fill_the_memory_are_not_tried() {
        for limit in [LARGEST, usize::MAX - 1, usize::MAX] {
            for keyword in [Keyword::MaxLength(limit), Keyword::MinItems(limit)] {
                let tried = of_keyword(keyword, Kind::Text, &Limits::NONE).len();
                let fits = matches!(keyword, Keyword::MinItems(LARGEST));
                assert_eq!(tried, usize::from(fits), "{keyword:?}");
            }
        }
    }
}
