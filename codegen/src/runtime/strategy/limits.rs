//! What the keywords of a type leave open, all together.

use serde_json::{Number, Value, json};

use super::super::{Bound, Format, Keyword, Kind, Pattern};
use super::draw::Draw;

/// The keywords of a value, each in its place. Where two say the same thing, the narrower one counts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// The smallest number, and whether it is itself too small.
    pub(crate) minimum: Option<(Bound, bool)>,
    /// The greatest number, and whether it is itself too great.
    pub(crate) maximum: Option<(Bound, bool)>,
    /// What numbers are a multiple of.
    pub(crate) step: Option<Bound>,
    /// Characters of a text.
    pub(crate) length: (usize, Option<usize>),
    /// The pattern of a text.
    pub(crate) pattern: Option<Pattern>,
    /// The format of a text.
    pub(crate) format: Option<Format>,
    /// Items of a list.
    pub(crate) items: (usize, Option<usize>),
    /// Whether the items of a list differ.
    pub(crate) unique: bool,
    /// The members that tell items apart.
    pub(crate) keys: &'static [&'static str],
    /// Members of an object.
    pub(crate) members: (usize, Option<usize>),
    /// The only values, as JSON.
    pub(crate) listed: Option<&'static [&'static str]>,
}

impl Limits {
    /// No limits at all.
    pub(crate) const NONE: Self = Self {
        minimum: None,
        maximum: None,
        step: None,
        length: (0, None),
        pattern: None,
        format: None,
        items: (0, None),
        unique: false,
        keys: &[],
        members: (0, None),
        listed: None,
    };

    /// These keywords, on top of those that were there.
    pub(crate) fn and(mut self, keywords: &[Keyword]) -> Self {
        for keyword in keywords {
            match *keyword {
                Keyword::Minimum(bound, exclusive) => self.minimum = Some((bound, exclusive)),
                Keyword::Maximum(bound, exclusive) => self.maximum = Some((bound, exclusive)),
                Keyword::MultipleOf(step) => self.step = Some(step),
                Keyword::MinLength(limit) => self.length.0 = self.length.0.max(limit),
                Keyword::MaxLength(limit) => self.length.1 = Some(lower(self.length.1, limit)),
                Keyword::Pattern(pattern) => self.pattern = Some(pattern),
                Keyword::Format(format) => self.format = Some(format),
                Keyword::MinItems(limit) => self.items.0 = self.items.0.max(limit),
                Keyword::MaxItems(limit) => self.items.1 = Some(lower(self.items.1, limit)),
                Keyword::UniqueItems => self.unique = true,
                Keyword::ListMapKeys(keys) => self.keys = keys,
                Keyword::MinProperties(limit) => self.members.0 = self.members.0.max(limit),
                Keyword::MaxProperties(limit) => {
                    self.members.1 = Some(lower(self.members.1, limit));
                }
                Keyword::Enum(values) => self.listed = Some(values),
            }
        }
        self
    }

    /// One of the only values, where they are listed.
    pub(crate) fn pick(&self, draw: &mut Draw) -> Option<Value> {
        serde_json::from_str(draw.pick(self.listed?)?).ok()
    }

    /// A whole number of that type.
    pub(crate) fn whole(&self, kind: Kind, draw: &mut Draw) -> Value {
        let (least, most) = range(kind);
        let step = match self.step {
            Some(Bound::Whole(step)) if step != 0 => step.abs(),
            // Of fractions, whole multiples of the digits behind the point are always multiples.
            Some(Bound::Float(step)) if step < 1.0 => 1,
            Some(Bound::Float(_) | Bound::Whole(_)) | None => 1,
        };
        let low = self
            .minimum
            .map_or(least, |bound| inner(bound, 1).max(least));
        let high = self
            .maximum
            .map_or(most, |bound| inner(bound, -1).min(most));
        // In multiples of the step from here on.
        let (low, high) = (-(-low).div_euclid(step), high.div_euclid(step));
        let near = 0.clamp(low.min(high), high.max(low));
        let some = i128::try_from(draw.below(1000)).unwrap_or_default();
        let number = match draw.below(16) {
            13 => low,
            14 => high,
            15 => (near - some).max(low),
            _ => (near + some).min(high),
        };
        whole(number * step)
    }

    /// A number.
    pub(crate) fn number(&self, draw: &mut Draw) -> Value {
        let low = self
            .minimum
            .map(|(bound, exclusive)| (float(bound), exclusive));
        let high = self
            .maximum
            .map(|(bound, exclusive)| (float(bound), exclusive));
        if let Some(step) = self.step.map(float).filter(|step| *step > 0.0) {
            let first = low.map_or(0.0, |(low, exclusive)| {
                let first = (low / step).ceil();
                first
                    + f64::from(u8::from(
                        exclusive && (first * step).total_cmp(&low).is_eq(),
                    ))
            });
            let last = high.map_or(first + 1000.0, |(high, exclusive)| {
                let last = (high / step).floor();
                last - f64::from(u8::from(
                    exclusive && (last * step).total_cmp(&high).is_eq(),
                ))
            });
            let first = if low.is_none() {
                first.min(last)
            } else {
                first
            };
            let number = (first + some(draw)).min(last) * step;
            return json!((number * 1e9).round() / 1e9);
        }
        let number = match (low, high) {
            (Some((low, false)), _) if draw.one_in(8) => low,
            (_, Some((high, false))) if draw.one_in(8) => high,
            (Some((low, _)), Some((high, _))) => low + (high - low) * (1.0 + some(draw)) / 1001.0,
            (Some((low, _)), None) => low + 1.0 + some(draw),
            (None, Some((high, _))) => high - 1.0 - some(draw),
            (None, None) => some(draw) / 4.0,
        };
        // Few digits read better, and are read back as the same number by every reader.
        let short = (number * 1e3).round() / 1e3;
        let is_inside =
            low.is_none_or(|(low, _)| short > low) && high.is_none_or(|(high, _)| short < high);
        json!(if is_inside { short } else { number })
    }
}

fn some(draw: &mut Draw) -> f64 {
    u32::try_from(draw.below(1000)).map_or(0.0, f64::from)
}

fn lower(known: Option<usize>, limit: usize) -> usize {
    known.map_or(limit, |other| other.min(limit))
}

/// The bounds of a type of whole numbers.
pub(crate) fn range(kind: Kind) -> (i128, i128) {
    match kind {
        Kind::Int32 => (i32::MIN.into(), i32::MAX.into()),
        Kind::Uint32 => (0, u32::MAX.into()),
        Kind::Uint64 => (0, u64::MAX.into()),
        _ => (i64::MIN.into(), i64::MAX.into()),
    }
}

/// The number next to a bound that is allowed; `inward` is 1 or -1.
pub(crate) fn inner((bound, exclusive): (Bound, bool), inward: i128) -> i128 {
    let limit = match bound {
        Bound::Whole(limit) => limit,
        #[expect(
            clippy::cast_possible_truncation,
            reason = "it saturates, and types have narrower bounds than i128"
        )]
        Bound::Float(limit) if inward > 0 => limit.ceil() as i128,
        #[expect(
            clippy::cast_possible_truncation,
            reason = "it saturates, and types have narrower bounds than i128"
        )]
        Bound::Float(limit) => limit.floor() as i128,
    };
    limit + if exclusive { inward } else { 0 }
}

/// A bound as a number with a fraction.
pub(crate) fn float(bound: Bound) -> f64 {
    match bound {
        #[expect(
            clippy::cast_precision_loss,
            reason = "documents that need all digits have whole numbers"
        )]
        Bound::Whole(limit) => limit as f64,
        Bound::Float(limit) => limit,
    }
}

/// A whole number as JSON, which has none beyond 64 bits.
pub(crate) fn whole(number: i128) -> Value {
    let signed = i64::try_from(number).map(Number::from);
    let number = signed.or_else(|_| u64::try_from(number).map(Number::from));
    number.map_or(Value::Null, Value::Number)
}
