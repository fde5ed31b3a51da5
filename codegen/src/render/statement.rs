//! Bodies of functions: one statement per line, and blocks inside of them.

use std::ops::Range;

use proc_macro2::Delimiter;

use super::print::{Printer, Unknown, WIDTH};

impl Printer<'_> {
    pub(super) fn statements(&mut self, range: Range<usize>) -> Result<(), Unknown> {
        let mut at = range.start;
        while at < range.end {
            at = self.statement(at..range.end)?;
        }
        Ok(())
    }

    /// Prints the first statement of the range; returns the place after it.
    fn statement(&mut self, range: Range<usize>) -> Result<usize, Unknown> {
        let start = range.start;
        if self.tokens.is(start, "blank_line") && self.tokens.is(start + 1, "!") {
            self.out.push('\n');
            return Ok(self.tokens.after(start + 2) + 1);
        }
        self.line();
        if self.word(start) {
            match self.tokens.text(start) {
                "if" | "for" => return self.guarded(range),
                "match" => return self.matched(range),
                "let" => {
                    let end = self.semicolon(range.clone())?;
                    self.assignment(start..end)?;
                    return Ok(end + 1);
                }
                _ => {}
            }
        }
        if let Ok(end) = self.semicolon(range.clone()) {
            self.expression(start..end, 1)?;
            self.out.push(';');
            return Ok(end + 1);
        }
        self.expression(range.clone(), 0)?;
        Ok(range.end)
    }

    /// `name = value;`
    pub(super) fn assignment(&mut self, range: Range<usize>) -> Result<(), Unknown> {
        let equals = self
            .tokens
            .find(range.clone(), |at| self.tokens.is(at, "="))
            .ok_or(Unknown)?;
        self.head(range.start..equals)?;
        self.out.push_str(" = ");
        self.expression(equals + 1..range.end, 1)?;
        self.out.push(';');
        Ok(())
    }

    /// What stands before the first braces, and a space.
    fn guard(&mut self, range: Range<usize>) -> Result<usize, Unknown> {
        let open = self.brace(range.clone()).ok_or(Unknown)?;
        self.head(range.start..open)?;
        if self.column() + " {".len() > WIDTH {
            return Err(Unknown);
        }
        self.out.push(' ');
        Ok(open)
    }

    /// `if` and `for`.
    fn guarded(&mut self, range: Range<usize>) -> Result<usize, Unknown> {
        let open = self.guard(range.clone())?;
        self.block(open, Self::statements)?;
        let mut at = self.tokens.after(open);
        if self.tokens.is(at, "else") && at < range.end {
            self.out.push_str(" else ");
            at += 1;
            if self.tokens.is(at, "if") {
                return self.guarded(at..range.end);
            }
            self.block(at, Self::statements)?;
            at = self.tokens.after(at);
        }
        Ok(at)
    }

    /// `match`, as a statement or as a value; returns the place after it.
    pub(super) fn matched(&mut self, range: Range<usize>) -> Result<usize, Unknown> {
        let open = self.guard(range)?;
        self.block(open, Self::arms)?;
        let end = self.tokens.after(open);
        if self.tokens.is(end, ".") || self.tokens.is(end, "?") {
            return Err(Unknown);
        }
        Ok(end)
    }

    fn arms(&mut self, range: Range<usize>) -> Result<(), Unknown> {
        let mut at = range.start;
        while at < range.end {
            let arrow = self
                .tokens
                .find(at..range.end, |at| self.tokens.is(at, "=>"))
                .ok_or(Unknown)?;
            self.line();
            self.head(at..arrow)?;
            self.out.push_str(" => ");
            at = arrow + 1;
            if self.tokens.opens(at, Delimiter::Brace) {
                self.block(at, Self::statements)?;
                at = self.tokens.after(at);
            } else {
                let comma = self
                    .tokens
                    .find(at..range.end, |at| self.tokens.is(at, ","));
                let end = comma.unwrap_or(range.end);
                self.expression(at..end, 1)?;
                self.out.push(',');
                at = end;
            }
            if at < range.end && self.tokens.is(at, ",") {
                at += 1;
            }
        }
        Ok(())
    }
}
