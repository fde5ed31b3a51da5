//! Texts of a pattern, and of a length in characters.

use std::cell::RefCell;
use std::collections::HashMap;

use proptest::strategy::{Strategy, ValueTree};
use proptest::string::{RegexGeneratorStrategy, string_regex};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::super::rule::Run;
use super::super::{Format, Matcher};
use super::draw::Draw;
use super::limits::Limits;
use super::text::TextRules;

/// How many texts of a pattern are made until one has the right length.
const ATTEMPTS: usize = 24;

/// How much longer than it must be a text usually is at most.
const SPREAD: usize = 6;

/// A text within these limits.
pub(crate) fn text(limits: &Limits, draw: &mut Draw) -> String {
    let (least, most) = limits.length;
    let most = most.unwrap_or(usize::MAX).max(least);
    match (limits.pattern.map(|pattern| pattern.matcher), limits.format) {
        (Some(Matcher::Format(format)), _) | (None, Some(format)) => {
            formatted(format, (least, most), draw)
        }
        (Some(Matcher::Runs(runs)), _) => of_runs(runs, (least, most), draw),
        (Some(Matcher::Regex(regex, is_match)), _) => {
            let fits =
                |text: &String| (least..=most).contains(&text.chars().count()) && is_match(text);
            let mut made = String::new();
            for _ in 0..ATTEMPTS {
                made = of_regex(regex, draw);
                if fits(&made) {
                    break;
                }
            }
            made
        }
        (None, None) => characters(length(least, most, draw), draw),
    }
}

fn length(least: usize, most: usize, draw: &mut Draw) -> usize {
    if most < 4096 && draw.one_in(16) {
        return most;
    }
    let usual = least + draw.below(draw.longest().max(1));
    usual.max(1).max(least).min(most)
}

fn formatted(format: Format, (least, most): (usize, usize), draw: &mut Draw) -> String {
    let rules = TextRules::format(format);
    let most = rules.limit.map_or(most, |limit| limit.min(most));
    rules.of_length(length(least.max(1), most.max(1), draw), draw)
}

/// That many characters, here and there one of several bytes.
pub(crate) fn characters(count: usize, draw: &mut Draw) -> String {
    let odd = |draw: &mut Draw| draw.pick(&['é', '😀', ' ', '"', '\\']).unwrap_or('a');
    let plain = |draw: &mut Draw| {
        let letter = u8::try_from(draw.below(26)).unwrap_or_default();
        char::from(b'a' + letter)
    };
    let one = |draw: &mut Draw| {
        if draw.one_in(24) {
            odd(draw)
        } else {
            plain(draw)
        }
    };
    (0..count).map(|_| one(draw)).collect()
}

/// Runs of classes, with as many bytes as the length asks for.
fn of_runs(runs: &[Run], (least, most): (usize, usize), draw: &mut Draw) -> String {
    let mut counts: Vec<usize> = runs.iter().map(|run| run.min).collect();
    let mut total: usize = counts.iter().sum();
    let wanted = least.max(total) + draw.below(SPREAD);
    for (run, count) in runs.iter().zip(&mut counts) {
        let room = wanted.min(most).saturating_sub(total);
        // Ahead of the last run some room is left to the others, unless all of it is needed.
        let share = if total < least {
            room
        } else {
            draw.below(room + 1)
        };
        let more = share.min(run.max - run.min);
        *count += more;
        total += more;
    }
    let mut text = String::with_capacity(total);
    for (run, count) in runs.iter().zip(counts) {
        let members: Vec<u8> = (0..128).filter(|byte| run.class >> byte & 1 == 1).collect();
        // Letters and digits first, since the simplest text is made of the first.
        let first = members
            .iter()
            .position(u8::is_ascii_alphanumeric)
            .unwrap_or(0);
        for _ in 0..count {
            let at = (first + draw.below(members.len())) % members.len().max(1);
            text.push(members.get(at).copied().map_or('a', char::from));
        }
    }
    text
}

thread_local! {
    /// Strategies of regular expressions; each is compiled once.
    static COMPILED: RefCell<HashMap<&'static str, Option<RegexGeneratorStrategy<String>>>> =
        RefCell::default();
}

/// A text that matches a regular expression; an empty one where none can be made.
fn of_regex(regex: &'static str, draw: &mut Draw) -> String {
    let mut seed = [0; 16];
    for byte in &mut seed {
        *byte = u8::try_from(draw.below(256)).unwrap_or_default();
    }
    COMPILED.with_borrow_mut(|compiled| {
        let strategy = compiled.entry(regex).or_insert_with(|| {
            // What is between the anchors; the pattern itself has the last word on the text.
            let inner = regex.strip_prefix('^').unwrap_or(regex);
            let inner = inner.strip_suffix('$').unwrap_or(inner);
            string_regex(inner).ok()
        });
        let rng = TestRng::from_seed(RngAlgorithm::XorShift, &seed);
        let mut runner = TestRunner::new_with_rng(Config::default(), rng);
        let tree = strategy
            .as_ref()
            .and_then(|made| made.new_tree(&mut runner).ok());
        tree.map(|tree| tree.current()).unwrap_or_default()
    })
}
