//! Tokens -> formatted text, for the few forms of Rust that generated files are made of.
//!
//! Most of what is written is structs and calls, thousands of them, and to parse them only to print them takes half of
//! the time of generation. So they go straight to text, laid out as rustfmt lays them out. An item with anything else
//! in it is [`Unknown`] here, and takes the long way.

use std::ops::Range;

use proc_macro2::Delimiter;

use super::flat::Limits;
use super::tokens::{Kind, Tokens};

/// How long a line may be, in characters.
pub(super) const WIDTH: usize = 100;

/// How wide the arguments of an attribute may be.
const ATTRIBUTE: usize = 70;

/// Something that this printer has no layout for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unknown;

/// Writes items.
#[derive(Debug)]
pub(super) struct Printer<'t> {
    pub(super) tokens: &'t Tokens,
    pub(super) out: String,
    /// How many steps of four columns the line is indented.
    pub(super) depth: usize,
}

/// The text of some items, each with its line end.
pub(super) fn items(tokens: &Tokens) -> Result<String, Unknown> {
    let mut printer = Printer {
        tokens,
        out: String::new(),
        depth: 0,
    };
    printer.items(0..tokens.len())?;
    Ok(printer.out)
}

impl Printer<'_> {
    /// Begins a line.
    pub(super) fn line(&mut self) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        for _ in 0..self.depth {
            self.out.push_str("    ");
        }
    }

    /// How many characters the line has so far.
    pub(super) fn column(&self) -> usize {
        let start = self.out.rfind('\n').map_or(0, |newline| newline + 1);
        self.out[start..].chars().count()
    }

    /// What stands between braces, one step further in.
    pub(super) fn block(
        &mut self,
        open: usize,
        inside: impl FnOnce(&mut Self, Range<usize>) -> Result<(), Unknown>,
    ) -> Result<(), Unknown> {
        let range = open + 1..self.tokens.partner(open);
        if range.is_empty() {
            self.out.push_str("{}");
            return Ok(());
        }
        self.out.push('{');
        self.depth += 1;
        inside(self, range)?;
        self.depth -= 1;
        self.line();
        self.out.push('}');
        Ok(())
    }

    /// Tokens in one line, whatever it takes.
    pub(super) fn head(&mut self, range: Range<usize>) -> Result<(), Unknown> {
        self.flat(range, Limits::None)?;
        if self.column() > WIDTH {
            return Err(Unknown);
        }
        Ok(())
    }

    /// The attributes before something; returns the place of what they belong to. A documented member that is not the
    /// `first` of several has a blank line before it.
    pub(super) fn attributes(&mut self, mut at: usize, first: bool) -> Result<usize, Unknown> {
        let mut opened = first;
        while self.tokens.is(at, "#") {
            let inner = self.tokens.is(at + 1, "!");
            let open = at + 1 + usize::from(inner);
            if !self.tokens.opens(open, Delimiter::Bracket) {
                return Err(Unknown);
            }
            let docs = self.tokens.is(open + 1, "doc") && self.tokens.is(open + 2, "=");
            if docs && !opened && self.depth > 0 {
                self.out.push('\n');
            }
            opened = true;
            self.line();
            if docs && !inner {
                self.documentation(open + 3)?;
            } else {
                self.out.push_str(if inner { "#![" } else { "#[" });
                self.attribute(open + 1..self.tokens.partner(open))?;
                self.out.push(']');
            }
            at = self.tokens.after(open);
        }
        Ok(at)
    }

    fn documentation(&mut self, at: usize) -> Result<(), Unknown> {
        let literal = self.tokens.text(at);
        self.out.push_str("///");
        let raw = literal
            .strip_prefix("r\"")
            .and_then(|rest| rest.strip_suffix('"'));
        let plain = literal
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'));
        let start = self.out.len();
        match (raw, plain) {
            (Some(text), _) => self.out.push_str(text),
            (_, Some(text)) if !text.contains('\\') => self.out.push_str(text),
            _ => {
                let text: syn::LitStr = syn::parse_str(literal).map_err(|_| Unknown)?;
                self.out.push_str(&text.value());
            }
        }
        if self.out[start..].contains(['\n', '\r']) {
            return Err(Unknown);
        }
        Ok(())
    }

    fn attribute(&mut self, range: Range<usize>) -> Result<(), Unknown> {
        let start = self.out.len();
        self.flat(range.clone(), Limits::None)?;
        let Some(open) = self.tokens.find(range.clone(), |at| {
            self.tokens.opens(at, Delimiter::Parenthesis)
        }) else {
            return Ok(());
        };
        let arguments = self.tokens.split(open + 1..self.tokens.partner(open));
        let width = self.out[start..].chars().count();
        let others = self.tokens.text(range.start).len() + 2;
        let derive = self.tokens.is(range.start, "derive");
        if derive && self.column() < WIDTH || width - others <= ATTRIBUTE {
            return Ok(());
        }
        if derive || self.tokens.after(open) != range.end {
            return Err(Unknown);
        }
        self.out.truncate(start);
        self.flat(range.start..open, Limits::None)?;
        self.out.push('(');
        self.depth += 1;
        for (index, argument) in arguments.into_iter().enumerate() {
            if index > 0 {
                self.out.push(',');
            }
            self.line();
            self.flat(argument, Limits::None)?;
        }
        self.depth -= 1;
        self.line();
        self.out.push(')');
        Ok(())
    }

    /// The end of a statement or item that ends in a semicolon.
    pub(super) fn semicolon(&self, range: Range<usize>) -> Result<usize, Unknown> {
        self.tokens
            .find(range, |at| self.tokens.is(at, ";"))
            .ok_or(Unknown)
    }

    /// The first group of braces.
    pub(super) fn brace(&self, range: Range<usize>) -> Option<usize> {
        self.tokens
            .find(range, |at| self.tokens.opens(at, Delimiter::Brace))
    }

    /// Whether what stands there is a word.
    pub(super) fn word(&self, at: usize) -> bool {
        at < self.tokens.len() && self.tokens.kind(at) == Kind::Word
    }
}
