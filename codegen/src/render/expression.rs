//! Expressions: in one line where they fit, otherwise with the list at their end broken.

use std::ops::Range;

use super::flat::Limits;
use super::print::{Printer, Unknown, WIDTH};
use super::tokens::Kind;

/// Items of an array that are no longer than this share lines.
const SHORT: usize = 10;

impl Printer<'_> {
    /// Prints a value; `suffix` is how many characters follow it in its last line.
    pub(super) fn expression(&mut self, range: Range<usize>, suffix: usize) -> Result<(), Unknown> {
        let start = self.out.len();
        if range.is_empty() {
            return Ok(());
        }
        if self.tokens.is(range.start, "match") {
            return if self.matched(range.clone())? == range.end {
                Ok(())
            } else {
                Err(Unknown)
            };
        }
        let fits = self.flat(range.clone(), Limits::Expression)?;
        // One token cannot be broken.
        if range.len() == 1 || fits && self.column() + suffix <= WIDTH {
            return Ok(());
        }
        self.out.truncate(start);
        self.broken(range)
    }

    fn broken(&mut self, range: Range<usize>) -> Result<(), Unknown> {
        let plus = |range| self.tokens.find(range, |at| self.tokens.is(at, "+"));
        if let Some(plus) = plus(range.clone()) {
            return self.sum(range, plus);
        }
        let last = range.end - 1;
        if self.tokens.is(last, "?") {
            self.broken(range.start..last)?;
            self.out.push('?');
            return Ok(());
        }
        if self.tokens.kind(last) != Kind::Close {
            return Err(Unknown);
        }
        let open = self.tokens.partner(last);
        // Chains, sums and closures have layouts of their own.
        let head = range.start..open;
        let plain = self.tokens.find(head.clone(), |at| {
            matches!(self.tokens.kind(at), Kind::Open(_))
                || matches!(self.tokens.text(at), "|" | "||" | "&&" | "==" | "as")
        });
        if plain.is_some() {
            return Err(Unknown);
        }
        self.flat(head.clone(), Limits::Expression)?;
        match self.tokens.text(open) {
            "{" => {
                self.out.push(' ');
                self.block(open, Self::fields)
            }
            "(" => self.list(open, ("(", ")")),
            _ => self.list(open, ("[", "]")),
        }
    }

    /// A sum with a term in each line.
    fn sum(&mut self, range: Range<usize>, mut plus: usize) -> Result<(), Unknown> {
        self.flat(range.start..plus, Limits::None)?;
        self.depth += 1;
        while plus < range.end {
            let rest = plus + 1..range.end;
            let next = self.tokens.find(rest.clone(), |at| self.tokens.is(at, "+"));
            let next = next.unwrap_or(range.end);
            self.line();
            self.out.push_str("+ ");
            self.flat(rest.start..next, Limits::None)?;
            plus = next;
        }
        self.depth -= 1;
        Ok(())
    }

    /// Arguments or items.
    fn list(&mut self, open: usize, (left, right): (&str, &str)) -> Result<(), Unknown> {
        let items = self.tokens.split(open + 1..self.tokens.partner(open));
        self.out.push_str(left);
        let is_array = left == "[";
        match items.as_slice() {
            [only] if self.overflows(only) => {
                let start = self.out.len();
                self.depth += 1;
                self.line();
                let fits = self.flat(only.clone(), Limits::Expression)? && self.column() < WIDTH;
                self.depth -= 1;
                if fits {
                    self.out.push(',');
                    self.line();
                } else {
                    self.out.truncate(start);
                    self.expression(only.clone(), 2)?;
                }
            }
            items if is_array && items.iter().all(|item| self.is_short(item)) => {
                self.filled(open + 1..self.tokens.partner(open))?;
            }
            [before @ .., last]
                if self.tokens.is(last.start, "|") && self.closure(before, last)? => {}
            items => {
                self.depth += 1;
                for item in items {
                    self.line();
                    self.expression(item.clone(), 1)?;
                    self.out.push(',');
                }
                self.depth -= 1;
                self.line();
            }
        }
        self.out.push_str(right);
        Ok(())
    }

    /// Prints arguments of which the last one is a closure of one parameter, whose body is then the only thing that is
    /// broken; false, and nothing is printed, where the others do not fit.
    fn closure(
        &mut self,
        before: &[Range<usize>],
        closure: &Range<usize>,
    ) -> Result<bool, Unknown> {
        let start = self.out.len();
        let body = self
            .tokens
            .find(closure.start + 1..closure.end, |at| self.tokens.is(at, "|"))
            .ok_or(Unknown)?
            + 1;
        let mut fits = true;
        for argument in before {
            fits &= self.flat(argument.clone(), Limits::Expression)?;
            self.out.push_str(", ");
        }
        self.flat(closure.start..body, Limits::None)?;
        self.out.push_str(" {");
        if !fits || self.column() > WIDTH {
            self.out.truncate(start);
            return Ok(false);
        }
        self.depth += 1;
        self.line();
        self.expression(body..closure.end, 0)?;
        self.depth -= 1;
        self.line();
        self.out.push('}');
        Ok(true)
    }

    /// Whether the only item of a list may begin in the line of the list.
    fn overflows(&self, item: &Range<usize>) -> bool {
        item.end > item.start && self.tokens.kind(item.end - 1) == Kind::Close
    }

    fn is_short(&self, item: &Range<usize>) -> bool {
        let width: usize = item.clone().map(|at| self.tokens.text(at).len()).sum();
        width <= SHORT
    }

    /// The members of a value.
    fn fields(&mut self, range: Range<usize>) -> Result<(), Unknown> {
        for field in self.tokens.split(range) {
            self.line();
            if self.tokens.is(field.start, "..") {
                self.flat(field, Limits::None)?;
                continue;
            }
            let value = field.start + 2;
            if !self.tokens.is(field.start + 1, ":") || value >= field.end {
                return Err(Unknown);
            }
            self.flat(field.start..value, Limits::None)?;
            self.out.push(' ');
            self.member(value..field.end)?;
            self.out.push(',');
        }
        Ok(())
    }

    /// The value of a member; one that cannot be broken gets a line of its own where that is of use.
    fn member(&mut self, range: Range<usize>) -> Result<(), Unknown> {
        let start = self.out.len();
        self.expression(range.clone(), 1)?;
        if range.len() == 1 && self.column() >= WIDTH {
            let width = self.tokens.text(range.start).chars().count();
            if (self.depth + 1) * 4 + width < WIDTH {
                self.out.truncate(start - 1);
                self.depth += 1;
                self.line();
                self.depth -= 1;
                self.out.push_str(self.tokens.text(range.start));
            }
        }
        Ok(())
    }
}
