//! Texts that miss a format by one mistake.

use super::super::Format;
use super::super::strategy::draw::Draw;
use super::super::strategy::text::TextRules;

/// One mistake in a text that is right otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flaw {
    /// The first character is a dash.
    LeadingDash,
    /// The last character is a dash.
    TrailingDash,
    /// The last two characters are dashes.
    TwoTrailingDashes,
    /// The first character is a dot.
    LeadingDot,
    /// The last character is a dot.
    TrailingDot,
    /// Two dots stand beside each other.
    EmptyPart,
    /// A part begins with a dash.
    DashAfterDot,
    /// A character that the format lacks, somewhere inside.
    WrongCharacter,
    /// A capital letter.
    UpperCase,
    /// A space at the end.
    TrailingSpace,
    /// One byte more than the format allows.
    TooLong,
    /// Nothing at all.
    Empty,
    /// A slash.
    Slash,
    /// A percent sign.
    Percent,
    /// One dot, the path of the place itself.
    Dot,
    /// Two dots, the path of the place around.
    DotDot,
    /// Two slashes where one may be.
    TwoSlashes,
    /// A slash with nothing before it.
    NothingBeforeSlash,
    /// A slash with nothing behind it.
    NothingAfterSlash,
    /// A prefix with a capital letter.
    UpperCasePrefix,
    /// A control character.
    Control,
    /// The last character is missing.
    Cut,
    /// One more character.
    Longer,
    /// Another word.
    OtherWord,
    /// A date without a time.
    DateOnly,
    /// A time without a zone.
    NoZone,
    /// A space between date and time.
    SpaceForT,
    /// The thirteenth month.
    Month13,
    /// The thirtieth of February.
    February30,
    /// The twenty-fourth hour.
    Hour24,
    /// A zone without its colon.
    ZoneWithoutColon,
}

use Flaw::{
    Control, Cut, DashAfterDot, DateOnly, Dot, DotDot, Empty, EmptyPart, February30, Hour24,
    LeadingDash, LeadingDot, Longer, Month13, NoZone, NothingAfterSlash, NothingBeforeSlash,
    OtherWord, Percent, Slash, SpaceForT, TooLong, TrailingDash, TrailingDot, TrailingSpace,
    TwoSlashes, TwoTrailingDashes, UpperCase, UpperCasePrefix, WrongCharacter, ZoneWithoutColon,
};

/// Characters that no format of names has.
const WRONG: [&str; 7] = ["_", " ", "!", "é", "*", "\t", "😀"];

/// The mistakes one can make in a format.
pub(super) const fn flaws(format: Format) -> &'static [Flaw] {
    match format {
        Format::Dns1123Label => &[
            LeadingDash,
            TrailingDash,
            WrongCharacter,
            UpperCase,
            TrailingSpace,
            TooLong,
            Slash,
            EmptyPart,
        ],
        Format::Dns1123Subdomain => &[
            LeadingDash,
            TrailingDash,
            LeadingDot,
            TrailingDot,
            EmptyPart,
            DashAfterDot,
            WrongCharacter,
            UpperCase,
            TrailingSpace,
            TooLong,
            Slash,
        ],
        Format::Dns1123SubdomainPrefix => &[
            LeadingDash,
            TwoTrailingDashes,
            LeadingDot,
            EmptyPart,
            WrongCharacter,
            UpperCase,
            TooLong,
        ],
        Format::PathSegment => &[Slash, Percent, Dot, DotDot],
        Format::QualifiedName => &[
            Empty,
            LeadingDash,
            TrailingDash,
            TrailingSpace,
            TooLong,
            TwoSlashes,
            NothingBeforeSlash,
            NothingAfterSlash,
            UpperCasePrefix,
        ],
        Format::LabelValue => &[LeadingDash, TrailingDash, TrailingSpace, TooLong, Slash],
        Format::GroupVersion => &[TwoSlashes, NothingBeforeSlash, NothingAfterSlash],
        Format::LabelForm => &[
            LeadingDash,
            TrailingDash,
            WrongCharacter,
            UpperCase,
            TrailingSpace,
            Slash,
            EmptyPart,
        ],
        Format::SubdomainForm => &[
            LeadingDash,
            TrailingDash,
            LeadingDot,
            TrailingDot,
            EmptyPart,
            DashAfterDot,
            WrongCharacter,
            UpperCase,
            TrailingSpace,
            Slash,
        ],
        Format::Hostname => &[
            LeadingDash,
            TrailingDash,
            LeadingDot,
            EmptyPart,
            TrailingSpace,
        ],
        Format::Date | Format::Uuid | Format::Ipv4 | Format::Ipv6 => {
            &[Empty, TrailingSpace, OtherWord]
        }
        Format::Byte => &[Cut, TrailingSpace],
        Format::Uri | Format::Email => &[OtherWord, TrailingSpace],
        Format::Printable => &[Control],
        Format::DateTime => &[
            DateOnly,
            NoZone,
            SpaceForT,
            Month13,
            February30,
            Hour24,
            ZoneWithoutColon,
            TrailingSpace,
            Cut,
            OtherWord,
        ],
    }
}

impl Flaw {
    /// The mistakes one can make in a word of a list.
    pub(super) const OF_WORDS: &'static [Self] =
        &[UpperCase, TrailingSpace, Cut, Longer, OtherWord];

    /// What is wrong, in words.
    pub(super) const fn case(self) -> &'static str {
        match self {
            LeadingDash => "a dash at the beginning",
            TrailingDash => "a dash at the end",
            TwoTrailingDashes => "two dashes at the end",
            LeadingDot => "a dot at the beginning",
            TrailingDot => "a dot at the end",
            EmptyPart => "two dots beside each other",
            DashAfterDot => "a part that begins with a dash",
            WrongCharacter => "a wrong character inside",
            UpperCase => "another capitalisation",
            TrailingSpace => "a space at the end",
            TooLong => "one byte too long",
            Empty => "an empty text",
            Slash => "a slash",
            Percent => "a percent sign",
            Dot => "a dot",
            DotDot => "two dots",
            TwoSlashes => "two slashes",
            NothingBeforeSlash => "nothing before the slash",
            NothingAfterSlash => "nothing after the slash",
            UpperCasePrefix => "a capital letter in the prefix",
            Control => "a control character",
            Cut => "the last character missing",
            Longer => "one character more",
            OtherWord => "another word",
            DateOnly => "a date without a time",
            NoZone => "a time without a zone",
            SpaceForT => "a space before the time",
            Month13 => "the month 13",
            February30 => "the 30th of February",
            Hour24 => "the hour 24",
            ZoneWithoutColon => "a zone without a colon",
        }
    }

    /// A text of the format with this mistake.
    pub(super) fn of_format(self, rules: TextRules, draw: &mut Draw) -> String {
        let text = match self {
            TooLong => {
                // the name of a qualified name ends before the whole does
                let longest = match rules.format {
                    Some(Format::QualifiedName) => 63,
                    _ => rules.limit.unwrap_or_default(),
                };
                let rules = match rules.format {
                    Some(Format::QualifiedName) => TextRules::format(Format::LabelValue),
                    _ => rules,
                };
                return rules.of_length(longest + 1, draw);
            }
            // two characters more than the mistake needs, so that there is something around it
            _ => rules.of_length(2 + draw.below(draw.longest()), draw),
        };
        self.text(&text, draw)
    }

    /// A good text, spoilt by this mistake.
    pub(super) fn text(self, good: &str, draw: &mut Draw) -> String {
        let half = good.len() / 2;
        // a boundary of a character near the middle
        let half = (half..=good.len())
            .find(|at| good.is_char_boundary(*at))
            .unwrap_or_default();
        let (left, right) = good.split_at(half);
        let date = good.get(..10).unwrap_or(good);
        match self {
            LeadingDash => format!("-{good}"),
            TrailingDash => format!("{good}-"),
            TwoTrailingDashes => format!("{good}--"),
            LeadingDot => format!(".{good}"),
            TrailingDot => format!("{good}."),
            EmptyPart => format!("{good}..{good}"),
            DashAfterDot => format!("{good}.-{good}"),
            WrongCharacter => {
                format!("{left}{}{right}", draw.pick(&WRONG).unwrap_or("!"))
            }
            UpperCase => capitalised(good),
            TrailingSpace => format!("{good} "),
            Slash => format!("{left}/{right}"),
            Percent => format!("{left}%{right}"),
            Empty | TooLong => String::new(),
            Dot => ".".to_owned(),
            DotDot => "..".to_owned(),
            TwoSlashes => "a/b/c".to_owned(),
            NothingBeforeSlash => "/a".to_owned(),
            NothingAfterSlash => "a/".to_owned(),
            UpperCasePrefix => format!("A.b/{}", good.rsplit('/').next().unwrap_or(good)),
            Control => {
                let control = draw.pick(&['\u{1}', '\n', '\t', '\u{7f}', '\u{85}']);
                format!("{left}{}{right}", control.unwrap_or('\u{1}'))
            }
            Cut => {
                let mut characters = good.chars();
                characters.next_back();
                characters.as_str().to_owned()
            }
            Longer => format!("{good}s"),
            OtherWord => "something-else".to_owned(),
            DateOnly => date.to_owned(),
            NoZone => format!("{date}T12:00:00"),
            SpaceForT => format!("{date} 12:00:00Z"),
            Month13 => "2024-13-01T12:00:00Z".to_owned(),
            February30 => "2024-02-30T12:00:00Z".to_owned(),
            Hour24 => format!("{date}T24:00:00Z"),
            ZoneWithoutColon => format!("{date}T12:00:00+0100"),
        }
    }
}

/// The text with its first letter in the other case; one is put before it where it has none.
fn capitalised(text: &str) -> String {
    let Some(at) = text.find(|character: char| character.is_ascii_alphabetic()) else {
        return format!("A{text}");
    };
    let (before, letter, after) = (&text[..at], &text[at..=at], &text[at + 1..]);
    let other = if letter.chars().all(|letter| letter.is_ascii_lowercase()) {
        letter.to_ascii_uppercase()
    } else {
        letter.to_ascii_lowercase()
    };
    format!("{before}{other}{after}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mistake_is_one() {
        for format in Format::ALL {
            for flaw in flaws(format) {
                for seed in 0..100 {
                    let text = flaw.of_format(TextRules::format(format), &mut Draw::new(seed));
                    assert!(
                        !format.accepts(&text),
                        "{flaw:?} {} {text:?}",
                        format.as_str()
                    );
                }
            }
        }
    }
}
