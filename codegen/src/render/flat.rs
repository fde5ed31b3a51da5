//! Tokens in one line: where the spaces go, and which lists are too long for it.

use std::ops::Range;

use proc_macro2::Delimiter;

use super::print::{Printer, Unknown};
use super::tokens::Kind;

/// How wide the lists in one line may be, in characters between their delimiters; rustfmt's limits.
#[derive(Debug, Clone, Copy)]
pub(super) enum Limits {
    /// Types, patterns and the heads of items: as wide as the line.
    None,
    /// Expressions: arguments and arrays, and the members of a value.
    Expression,
}

/// Arguments, tuples and arrays of an expression.
const LIST: usize = 60;

/// The members of a value.
const MEMBERS: usize = 18;

/// What tells whether the next token has a space before it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    /// Nothing, an opening delimiter, or what belongs to the token after it.
    Nothing,
    /// What is apart from anything that follows.
    Apart,
    /// The end of a value, a type or a name.
    Value,
    /// The `!` of a macro.
    Bang,
}

impl Printer<'_> {
    /// Writes the tokens in one line; false where a list in it has to be broken, and then not all of it is written.
    pub(super) fn flat(&mut self, range: Range<usize>, limits: Limits) -> Result<bool, Unknown> {
        let is_expression = matches!(limits, Limits::Expression);
        let mut before = Before::Nothing;
        // Where the open groups began in the text, and whether they are braces.
        let mut opened: Vec<(usize, bool)> = Vec::new();
        let mut closure = false;
        for at in range {
            let text = self.tokens.text(at);
            let spaced = match self.tokens.kind(at) {
                Kind::Close => {
                    let (start, brace) = opened.pop().unwrap_or_default();
                    let widest = if brace { MEMBERS } else { LIST };
                    let written = &self.out[start..];
                    // Bytes are at least as many as characters.
                    if is_expression && written.len() > widest && written.chars().count() > widest {
                        return Ok(false);
                    }
                    if brace && is_expression && !written.is_empty() {
                        self.out.push(' ');
                    }
                    self.out.push_str(text);
                    before = Before::Value;
                    continue;
                }
                Kind::Open(delimiter) => {
                    let brace = delimiter == Delimiter::Brace;
                    let spaced = before == Before::Apart || brace && before != Before::Nothing;
                    self.put(spaced, text);
                    if brace && is_expression && self.tokens.partner(at) > at + 1 {
                        self.out.push(' ');
                    }
                    opened.push((self.out.len(), brace));
                    before = Before::Nothing;
                    continue;
                }
                Kind::Word | Kind::Literal => {
                    let spaced = matches!(before, Before::Apart | Before::Value);
                    before = match text {
                        "if" | "else" | "match" | "for" | "while" | "loop" | "unsafe"
                        | "return"
                            if is_expression =>
                        {
                            return Err(Unknown);
                        }
                        "in" | "as" | "mut" | "let" | "dyn" | "for" | "if" | "match" => {
                            Before::Apart
                        }
                        lifetime if lifetime.starts_with('\'') => Before::Apart,
                        _ => Before::Value,
                    };
                    spaced
                }
                Kind::Operator => {
                    let value = before == Before::Value;
                    let apart = before == Before::Apart;
                    let in_braces = opened.last().is_some_and(|(_, brace)| *brace);
                    let (spaced, then) = match text {
                        ";" if is_expression && in_braces => return Err(Unknown),
                        "," | ";" | ":" => (false, Before::Apart),
                        "::" | "." | "<" => (apart, Before::Nothing),
                        "?" | ">" | ">>" => (false, Before::Value),
                        "!" if value => (false, Before::Bang),
                        "|" if closure => {
                            closure = false;
                            (false, Before::Apart)
                        }
                        "|" if !value => {
                            closure = true;
                            (apart, Before::Nothing)
                        }
                        "||" if !value => (apart, Before::Apart),
                        "..=" | ".." if value => (false, Before::Nothing),
                        _ if value => (true, Before::Apart),
                        "=" | "=>" | "->" => (true, Before::Apart),
                        _ => (apart, Before::Nothing),
                    };
                    before = then;
                    spaced
                }
            };
            self.put(spaced, text);
        }
        Ok(true)
    }

    fn put(&mut self, spaced: bool, text: &str) {
        if spaced {
            self.out.push(' ');
        }
        self.out.push_str(text);
    }
}
