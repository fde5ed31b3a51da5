//! ECMA regular expressions, as OpenAPI has them: as byte scans where that is all they are, else for the `regex` crate.

use regex_syntax::hir::{Class, Hir, HirKind, Look};

use crate::model::{Matcher, Pattern, Run};
use crate::runtime::Format;

/// Patterns that are formats of the runtime.
const FORMATS: [(&str, Format); 4] = [
    (
        "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$",
        Format::SubdomainForm,
    ),
    ("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", Format::LabelForm),
    ("^([a-z0-9]|[a-z0-9][-a-z0-9]*[a-z0-9])$", Format::LabelForm),
    ("^[a-z0-9]([a-z0-9-]*[a-z0-9])?$", Format::LabelForm),
];

/// Reads a pattern, or says why it has no counterpart.
pub(super) fn read(source: &str) -> Result<Pattern, String> {
    let named = FORMATS.iter().find(|(pattern, _)| *pattern == source);
    if let Some((_, format)) = named {
        return Ok(Pattern {
            source: source.to_owned(),
            matcher: Matcher::Format(*format),
        });
    }
    let translated = translate(source)?;
    let hir = regex_syntax::parse(&translated).map_err(|error| reason(&error))?;
    // Some are well formed and larger than the crate is willing to compile.
    regex::Regex::new(&translated).map_err(|_| "it takes too much memory".to_owned())?;
    let matcher = runs(&hir).map_or(Matcher::Regex(translated), Matcher::Runs);
    Ok(Pattern {
        source: source.to_owned(),
        matcher,
    })
}

fn reason(error: &regex_syntax::Error) -> String {
    match error {
        regex_syntax::Error::Parse(error) => error.kind().to_string(),
        regex_syntax::Error::Translate(error) => error.kind().to_string(),
        _ => "it is not understood".to_owned(),
    }
}

/// The same expression in the words of the `regex` crate.
fn translate(source: &str) -> Result<String, String> {
    let mut rust = String::with_capacity(source.len() + 8);
    let mut characters = source.chars().peekable();
    let mut in_class = false;
    while let Some(character) = characters.next() {
        match character {
            '\\' => escape(&mut characters, in_class, &mut rust)?,
            '[' if !in_class => {
                in_class = true;
                rust.push('[');
                if characters.peek() == Some(&'^') {
                    characters.next();
                    rust.push('^');
                }
                if characters.peek() == Some(&']') {
                    // `[]` matches nothing and `[^]` anything in ECMA.
                    characters.next();
                    in_class = false;
                    let negated = rust.ends_with('^');
                    rust.truncate(rust.len() - 1 - usize::from(negated));
                    rust.push_str(if negated { "(?s:.)" } else { "[^\\s\\S]" });
                }
            }
            ']' if in_class => {
                in_class = false;
                rust.push(']');
            }
            // These begin a nested class or a set operation in the `regex` crate, and stand for themselves in ECMA.
            '[' | '&' | '~' if in_class => rust.extend(['\\', character]),
            // The first of two dashes is the beginning of a range, or what makes one.
            '-' if in_class && characters.peek() == Some(&'-') => {
                if rust.ends_with('[') || rust.ends_with("[^") {
                    rust.push_str("\\-");
                } else {
                    characters.next();
                    rust.push_str("-\\-");
                }
            }
            '.' if !in_class => rust.push_str("[^\\n\\r\\x{2028}\\x{2029}]"),
            '{' if !in_class && !quantifier(characters.clone()) => rust.push_str("\\{"),
            '}' if !in_class && !rust_is_in_quantifier(&rust) => rust.push_str("\\}"),
            other => rust.push(other),
        }
    }
    Ok(rust)
}

/// Whether what follows a `{` is a quantifier.
fn quantifier(rest: impl Iterator<Item = char>) -> bool {
    let text: String = rest
        .take_while(|character| *character != '}')
        .take(24)
        .collect();
    let (min, max) = text.split_once(',').unwrap_or((&text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    !min.is_empty() && digits(min) && digits(max)
}

fn rust_is_in_quantifier(rust: &str) -> bool {
    let body = rust.rsplit('{').next().unwrap_or_default();
    rust.contains('{')
        && body.len() < rust.len()
        && !rust[..rust.len() - body.len() - 1].ends_with('\\')
        && body
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b',')
}

fn escape(
    characters: &mut std::iter::Peekable<std::str::Chars<'_>>,
    in_class: bool,
    rust: &mut String,
) -> Result<(), String> {
    let Some(next) = characters.next() else {
        return Err("it ends in a backslash".to_owned());
    };
    match next {
        'd' => rust.push_str(if in_class { "0-9" } else { "[0-9]" }),
        'D' => rust.push_str("[^0-9]"),
        'w' => rust.push_str(if in_class {
            "A-Za-z0-9_"
        } else {
            "[A-Za-z0-9_]"
        }),
        'W' => rust.push_str("[^A-Za-z0-9_]"),
        's' if !in_class => rust.push_str("[\\s\\x{FEFF}]"),
        's' => rust.push_str("\\s\\x{FEFF}"),
        'S' => rust.push_str("[^\\s\\x{FEFF}]"),
        'b' if in_class => rust.push_str("\\x08"),
        'b' => rust.push_str("(?-u:\\b)"),
        'B' => rust.push_str("(?-u:\\B)"),
        '0' => rust.push_str("\\x00"),
        '1'..='9' => return Err("it refers back to a group".to_owned()),
        'k' if !in_class => return Err("it refers back to a group".to_owned()),
        'u' => {
            let digits: String = if characters.peek() == Some(&'{') {
                characters.next();
                characters
                    .by_ref()
                    .take_while(|digit| *digit != '}')
                    .collect()
            } else {
                characters.by_ref().take(4).collect()
            };
            rust.extend(["\\x{", &digits, "}"]);
        }
        'n' | 'r' | 't' | 'f' | 'v' | 'x' | 'p' | 'P' => rust.extend(['\\', next]),
        'c' => return Err("control escapes are not supported".to_owned()),
        other if other.is_ascii_alphanumeric() => rust.push(other),
        other if other.is_ascii_punctuation() && !matches!(other, '<' | '>') => {
            rust.extend(['\\', other]);
        }
        other => rust.push(other),
    }
    Ok(())
}

/// The runs of ASCII classes that the whole expression is, where a scan without backtracking finds the same.
fn runs(hir: &Hir) -> Option<Vec<Run>> {
    let HirKind::Concat(parts) = hir.kind() else {
        return None;
    };
    let (first, rest) = parts.split_first()?;
    let (last, middle) = rest.split_last()?;
    if !matches!(first.kind(), HirKind::Look(Look::Start))
        || !matches!(last.kind(), HirKind::Look(Look::End))
    {
        return None;
    }
    let mut runs = Vec::new();
    for part in middle {
        part_runs(part, &mut runs)?;
    }
    // A run that may end early must not take what the next one needs.
    let ends_clearly = runs.windows(2).all(|pair| {
        let fixed = pair[0].max == Some(pair[0].min);
        fixed || (pair[0].class & pair[1].class == 0 && pair[1].min > 0)
    });
    (ends_clearly && !runs.is_empty()).then_some(runs)
}

fn part_runs(part: &Hir, runs: &mut Vec<Run>) -> Option<()> {
    match part.kind() {
        HirKind::Literal(literal) => {
            for &byte in &*literal.0 {
                let class = 1_u128
                    .checked_shl(u32::from(byte))
                    .filter(|_| byte.is_ascii())?;
                runs.push(Run {
                    class,
                    min: 1,
                    max: Some(1),
                });
            }
        }
        HirKind::Class(class) => runs.push(Run {
            class: ascii(class)?,
            min: 1,
            max: Some(1),
        }),
        HirKind::Capture(capture) => part_runs(&capture.sub, runs)?,
        HirKind::Concat(parts) => parts.iter().try_for_each(|part| part_runs(part, runs))?,
        HirKind::Repetition(repetition) => {
            let mut inner = Vec::new();
            part_runs(&repetition.sub, &mut inner)?;
            let [one] = inner.as_slice() else {
                return None;
            };
            if one.min != 1 || one.max != Some(1) {
                return None;
            }
            runs.push(Run {
                class: one.class,
                min: usize::try_from(repetition.min).ok()?,
                max: match repetition.max {
                    Some(max) => Some(usize::try_from(max).ok()?),
                    None => None,
                },
            });
        }
        _ => return None,
    }
    Some(())
}

fn ascii(class: &Class) -> Option<u128> {
    let mut bits = 0_u128;
    match class {
        Class::Unicode(class) => {
            for range in class.iter() {
                let (start, end) = (u32::from(range.start()), u32::from(range.end()));
                if end > 127 {
                    return None;
                }
                (start..=end).for_each(|character| bits |= 1 << character);
            }
        }
        Class::Bytes(_) => return None,
    }
    Some(bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_scan(source: &str) -> bool {
        !matches!(
            read(source).map(|pattern| pattern.matcher),
            Ok(Matcher::Regex(_)) | Err(_)
        )
    }

    #[test]
    fn anchored_classes_are_scans_and_the_rest_is_not() {
        for source in [
            "^[a-z]+$",
            "^[A-Z]{2}[0-9]{4}$",
            "^v\\d+\\.\\d+$",
            "^[\\w-]{1,64}$",
            "^$|^a$",
            "^abc$",
        ] {
            assert_eq!(is_scan(source), source != "^$|^a$", "{source}");
        }
        for source in ["abc", "^a+a$", "^[^a]+$", "^(ab)+$", "^a?b?$"] {
            assert!(!is_scan(source), "{source}");
        }
    }

    #[test]
    fn ecma_means_the_same_in_rust() {
        let matches = |source: &str, text: &str| {
            let rust = translate(source).unwrap();
            regex::Regex::new(&rust)
                .unwrap_or_else(|error| panic!("{source}: {error}"))
                .is_match(text)
        };
        for (source, text, expected) in [
            ("^\\d$", "٣", false),
            ("^\\w$", "é", false),
            ("^.$", "\n", false),
            ("^[[]$", "[", true),
            ("^[a&&b]$", "&", true),
            ("^\\/a\\-b$", "/a-b", true),
            ("^a{b}$", "a{b}", true),
            ("^a{2}$", "aa", true),
            ("^\\u0041$", "A", true),
            ("^[^]$", "\n", true),
            ("^[]$", "a", false),
            ("^\\<a\\>$", "<a>", true),
            ("^[+--]$", ",", true),
        ] {
            assert_eq!(matches(source, text), expected, "{source} on {text:?}");
        }
    }

    #[test]
    fn what_has_no_counterpart_is_refused() {
        for source in [
            "(?=a)b", "(?!a)b", "(a)\\1", "(?<=a)b", "a(", "[b-a]", "a\\",
        ] {
            assert!(read(source).is_err(), "{source}");
        }
    }
}
