//! Items: structs, enums, implementations, functions, constants, uses, modules, calls of macros.

use std::ops::Range;

use proc_macro2::Delimiter;

use super::flat::Limits;
use super::print::{Printer, Unknown, WIDTH};

/// How wide the line of a macro in braces may be before its last token gets a line of its own.
const MACRO: usize = 89;

impl Printer<'_> {
    pub(super) fn items(&mut self, range: Range<usize>) -> Result<(), Unknown> {
        let (mut at, mut first) = (range.start, true);
        while at < range.end {
            at = self.item(at..range.end, first)?;
            first = false;
        }
        Ok(())
    }

    /// Prints the first item of the range; returns the place after it.
    fn item(&mut self, range: Range<usize>, first: bool) -> Result<usize, Unknown> {
        let start = self.attributes(range.start, first)?;
        if start == range.end {
            return Ok(start);
        }
        let mut word = start;
        self.line();
        if self.tokens.is(word, "pub") {
            word += 1;
            if self.tokens.opens(word, Delimiter::Parenthesis) {
                word = self.tokens.after(word);
            }
        }
        if !self.word(word) {
            return Err(Unknown);
        }
        let mut keyword = self.tokens.text(word);
        if keyword == "const" && self.tokens.is(word + 1, "fn") {
            keyword = "fn";
        }
        match keyword {
            "struct" | "enum" => self.members(start..range.end),
            "impl" => self.braced(start..range.end, Self::items),
            "fn" => self.function(start..range.end),
            "const" | "static" | "type" => self.assigned(start..range.end),
            "use" => self.usage(start..range.end),
            "mod" => {
                let end = self.semicolon(start..range.end)?;
                self.head(start..end)?;
                self.out.push(';');
                Ok(end + 1)
            }
            _ => self.call(start..range.end),
        }
    }

    fn braced(
        &mut self,
        range: Range<usize>,
        inside: impl FnOnce(&mut Self, Range<usize>) -> Result<(), Unknown>,
    ) -> Result<usize, Unknown> {
        let open = self.brace(range.clone()).ok_or(Unknown)?;
        self.head(range.start..open)?;
        self.out.push(' ');
        self.block(open, inside)?;
        Ok(self.tokens.after(open))
    }

    /// A struct or an enum.
    fn members(&mut self, range: Range<usize>) -> Result<usize, Unknown> {
        let group = self.tokens.find(range.clone(), |at| {
            self.tokens.opens(at, Delimiter::Brace)
                || self.tokens.opens(at, Delimiter::Parenthesis)
                    && !self.tokens.is(at.saturating_sub(1), "pub")
        });
        let open = group.ok_or(Unknown)?;
        if self.tokens.opens(open, Delimiter::Brace) {
            return self.braced(range, Self::listed);
        }
        self.head(range.start..open)?;
        self.out.push('(');
        self.depth += 1;
        self.listed(open + 1..self.tokens.partner(open))?;
        self.depth -= 1;
        self.line();
        self.out.push_str(");");
        let end = self.tokens.after(open);
        if self.tokens.is(end, ";") {
            Ok(end + 1)
        } else {
            Err(Unknown)
        }
    }

    /// Members or variants, each in a line.
    fn listed(&mut self, range: Range<usize>) -> Result<(), Unknown> {
        for (index, member) in self.tokens.split(range).into_iter().enumerate() {
            let start = self.attributes(member.start, index == 0)?;
            self.line();
            self.head(start..member.end)?;
            self.out.push(',');
        }
        Ok(())
    }

    fn function(&mut self, range: Range<usize>) -> Result<usize, Unknown> {
        let open = self.brace(range.clone()).ok_or(Unknown)?;
        let start = self.out.len();
        self.flat(range.start..open, Limits::None)?;
        if self.column() + " {".len() > WIDTH {
            self.out.truncate(start);
            let parameters = self.tokens.find(range.clone(), |at| {
                self.tokens.opens(at, Delimiter::Parenthesis)
                    && !self.tokens.is(at.saturating_sub(1), "pub")
            });
            let parameters = parameters.ok_or(Unknown)?;
            self.head(range.start..parameters)?;
            self.out.push('(');
            self.depth += 1;
            self.listed(parameters + 1..self.tokens.partner(parameters))?;
            self.depth -= 1;
            self.line();
            self.out.push(')');
            let rest = self.tokens.after(parameters)..open;
            if !rest.is_empty() {
                self.out.push(' ');
                self.head(rest)?;
            }
        }
        self.out.push(' ');
        self.block(open, Self::statements)?;
        Ok(self.tokens.after(open))
    }

    /// A constant, a static or another name for a type.
    fn assigned(&mut self, range: Range<usize>) -> Result<usize, Unknown> {
        let end = self.semicolon(range.clone())?;
        self.assignment(range.start..end)?;
        Ok(end + 1)
    }

    fn usage(&mut self, range: Range<usize>) -> Result<usize, Unknown> {
        let end = self.semicolon(range.clone())?;
        let start = self.out.len();
        let Some(open) = self.brace(range.start..end) else {
            self.head(range.start..end)?;
            self.out.push(';');
            return Ok(end + 1);
        };
        let names = open + 1..self.tokens.partner(open);
        if let [only] = self.tokens.split(names.clone()).as_slice() {
            self.head(range.start..open)?;
            self.head(only.clone())?;
        } else {
            self.flat(range.start..end, Limits::None)?;
            // rustfmt keeps room for the semicolon, and for one character more.
            if self.column() + 1 >= WIDTH {
                self.out.truncate(start);
                self.head(range.start..open)?;
                self.out.push('{');
                self.filled(names)?;
                self.out.push('}');
            }
        }
        self.out.push(';');
        Ok(end + 1)
    }

    /// As many in a line as there is room for, in lines of their own.
    pub(super) fn filled(&mut self, range: Range<usize>) -> Result<(), Unknown> {
        self.depth += 1;
        for (index, part) in self.tokens.split(range).into_iter().enumerate() {
            let start = self.out.len();
            if index > 0 {
                self.out.push(' ');
                self.flat(part.clone(), Limits::None)?;
            }
            if index == 0 || self.column() >= WIDTH {
                self.out.truncate(start);
                self.line();
                self.flat(part, Limits::None)?;
            }
            self.out.push(',');
        }
        self.depth -= 1;
        self.line();
        Ok(())
    }

    /// The call of a macro; one in braces has its last token in a line of its own where that is too long.
    fn call(&mut self, range: Range<usize>) -> Result<usize, Unknown> {
        let bang = self
            .tokens
            .find(range.clone(), |at| self.tokens.is(at, "!"))
            .ok_or(Unknown)?;
        let open = bang + 1;
        if self.tokens.opens(open, Delimiter::Parenthesis) {
            let end = self.tokens.after(open);
            if !self.tokens.is(end, ";") {
                return Err(Unknown);
            }
            self.head(range.start..end)?;
            self.out.push(';');
            return Ok(end + 1);
        }
        if !self.tokens.opens(open, Delimiter::Brace) {
            return Err(Unknown);
        }
        self.head(range.start..open)?;
        self.out.push(' ');
        self.block(open, |printer, inside| {
            printer.line();
            let last = inside.end - 1;
            printer.head(inside.start..last)?;
            let width = printer.tokens.text(last).chars().count() + 1;
            if printer.column() + width > MACRO {
                printer.line();
            } else {
                printer.out.push(' ');
            }
            printer.out.push_str(printer.tokens.text(last));
            Ok(())
        })?;
        Ok(self.tokens.after(open))
    }
}
