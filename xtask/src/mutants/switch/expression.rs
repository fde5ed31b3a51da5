//! Operators, literals and names inside of expressions.

use proc_macro2::Span;
use syn::punctuated::Punctuated;
use syn::visit_mut::{self, VisitMut};
use syn::{
    BinOp, Expr, ExprBinary, ExprCall, ExprPath, Ident, Lit, LitInt, Token, UnOp, parse_quote,
};

use super::super::point::Operator::{
    self, Arithmetic, Byte, Citation, Comparison, Connective, Flag, Negation, Number, Text, Variant,
};
use super::{Switcher, arm, text};

impl Switcher<'_> {
    /// Switches an expression and everything in it.
    pub(super) fn expression(&mut self, expr: &mut Expr) {
        if let Expr::Macro(it) = expr {
            if let Some(written_out) = arm::written_out(it) {
                *expr = written_out;
            } else if it.mac.path.is_ident("vec") {
                self.items(&mut it.mac);
                return;
            }
        }
        let original = expr.clone();
        match expr {
            Expr::If(it) => {
                self.condition(&mut it.cond, true);
                self.visit_block_mut(&mut it.then_branch);
                if let Some((_, other)) = &mut it.else_branch {
                    self.visit_expr_mut(other);
                }
            }
            Expr::While(it) => {
                self.condition(&mut it.cond, false);
                self.visit_block_mut(&mut it.body);
            }
            Expr::Match(it) => self.arms(it),
            Expr::Repeat(it) => self.visit_expr_mut(&mut it.expr),
            Expr::Call(it) => {
                if !matches!(*it.func, Expr::Path(_)) {
                    self.visit_expr_mut(&mut it.func);
                }
                for argument in &mut it.args {
                    self.visit_expr_mut(argument);
                }
            }
            // What is said of a bug is not looked at by anyone.
            Expr::MethodCall(it) if it.method == "expect" => self.visit_expr_mut(&mut it.receiver),
            Expr::Const(_) => return,
            _ => visit_mut::visit_expr_mut(self, expr),
        }
        match &original {
            Expr::Binary(it) => self.binary(expr, it),
            Expr::Unary(it) if matches!(it.op, UnOp::Not(_)) => {
                self.replace(
                    expr,
                    Negation,
                    (&text::of(it), &text::of(&it.expr)),
                    &it.expr,
                );
            }
            Expr::Lit(it) => self.literal(expr, &it.lit),
            Expr::Path(it) => self.name(expr, it),
            Expr::Call(it) => self.citation(expr, it),
            _ => {}
        }
    }

    /// The items of `vec![…]`.
    fn items(&mut self, of: &mut syn::Macro) {
        let parse = Punctuated::<Expr, Token![,]>::parse_terminated;
        if let Ok(mut items) = of.parse_body_with(parse) {
            for item in &mut items {
                self.visit_expr_mut(item);
            }
            of.tokens = quote::quote!(#items);
        }
    }

    fn binary(&mut self, expr: &mut Expr, it: &ExprBinary) {
        let Some((operator, op)) = swapped(it.op) else {
            return;
        };
        // Texts are put together with `+`, and have no `-`.
        let is_text = |side: &Expr| matches!(side, Expr::Lit(it) if matches!(it.lit, Lit::Str(_)));
        if operator == Arithmetic && (is_text(&it.left) || is_text(&it.right)) {
            return;
        }
        let mutated = ExprBinary { op, ..it.clone() };
        let (before, after) = (text::of(it), text::of(&mutated));
        self.replace(expr, operator, (&before, &after), &Expr::Binary(mutated));
    }

    fn literal(&mut self, expr: &mut Expr, literal: &Lit) {
        let before = text::of(literal);
        let mut others: Vec<(Operator, Expr)> = Vec::new();
        match literal {
            Lit::Int(it) => {
                others.extend(numbers(it).map(|number| (Number, parse_quote!(#number))));
            }
            Lit::Byte(it) => {
                let other = it.value() ^ 1;
                others.push((Byte, parse_quote!(#other)));
            }
            Lit::Char(it) => {
                let other = if it.value() == 'a' { 'b' } else { 'a' };
                others.push((Byte, parse_quote!(#other)));
            }
            Lit::Bool(it) => {
                let other = !it.value();
                others.push((Flag, parse_quote!(#other)));
            }
            // A sentence is for people, and its wording no part of any contract.
            Lit::Str(it) if !it.value().is_empty() && !it.value().contains(' ') => {
                others.push((Text, parse_quote!("")));
            }
            _ => {}
        }
        for (operator, other) in others {
            self.replace(expr, operator, (&before, &text::of(&other)), &other);
        }
    }

    /// Constants one greater, and other variants of an enumeration.
    fn name(&mut self, expr: &mut Expr, it: &ExprPath) {
        let before = text::of(it);
        let segments = &it.path.segments;
        if let Some(name) = it.path.get_ident() {
            if self.constants.is_number(&name.to_string()) {
                let mutated = parse_quote!((#name + 1));
                self.replace(expr, Number, (&before, &format!("{before} + 1")), &mutated);
            }
        } else if let Some([word, variant]) = segments.iter().collect::<Vec<_>>().last_chunk::<2>()
        {
            let (word, variant) = (word.ident.to_string(), variant.ident.to_string());
            if let Some(other) = self.constants.other(&word, &variant).map(str::to_owned) {
                let mut mutated = it.clone();
                if let Some(last) = mutated.path.segments.last_mut() {
                    last.ident = Ident::new(&other, Span::call_site());
                }
                let after = text::of(&mutated);
                self.replace(expr, Variant, (&before, &after), &Expr::Path(mutated));
            }
        }
    }

    /// `Cite::rule(…)` and `Cite::schema(…)`.
    fn citation(&mut self, expr: &mut Expr, it: &ExprCall) {
        let Expr::Path(path) = &*it.func else {
            return;
        };
        let function = text::of(path);
        let other: Expr = match function.as_str() {
            "Cite::rule" => parse_quote!(Cite::schema),
            "Cite::schema" => parse_quote!(Cite::rule),
            _ => return,
        };
        let mut mutated = it.clone();
        mutated.func = Box::new(other);
        let before = text::of(it);
        let after = text::of(&mutated);
        self.replace(expr, Citation, (&before, &after), &Expr::Call(mutated));
        let nothing = parse_quote!(Cite::KEYWORD);
        self.replace(expr, Citation, (&before, "Cite::KEYWORD"), &nothing);
    }
}

/// The operator that stands for another, and what that change is called.
fn swapped(op: BinOp) -> Option<(Operator, BinOp)> {
    Some(match op {
        BinOp::Lt(_) => (Comparison, parse_quote!(<=)),
        BinOp::Le(_) => (Comparison, parse_quote!(<)),
        BinOp::Gt(_) => (Comparison, parse_quote!(>=)),
        BinOp::Ge(_) => (Comparison, parse_quote!(>)),
        BinOp::Eq(_) => (Comparison, parse_quote!(!=)),
        BinOp::Ne(_) => (Comparison, parse_quote!(==)),
        BinOp::And(_) => (Connective, parse_quote!(||)),
        BinOp::Or(_) => (Connective, parse_quote!(&&)),
        BinOp::Add(_) => (Arithmetic, parse_quote!(-)),
        BinOp::Sub(_) | BinOp::Mul(_) => (Arithmetic, parse_quote!(+)),
        BinOp::Div(_) => (Arithmetic, parse_quote!(*)),
        BinOp::Rem(_) => (Arithmetic, parse_quote!(/)),
        BinOp::BitAnd(_) | BinOp::BitXor(_) => (Arithmetic, parse_quote!(|)),
        BinOp::BitOr(_) => (Arithmetic, parse_quote!(&)),
        BinOp::Shl(_) => (Arithmetic, parse_quote!(>>)),
        BinOp::Shr(_) => (Arithmetic, parse_quote!(<<)),
        BinOp::AddAssign(_) => (Arithmetic, parse_quote!(-=)),
        BinOp::SubAssign(_) | BinOp::MulAssign(_) => (Arithmetic, parse_quote!(+=)),
        BinOp::BitOrAssign(_) => (Arithmetic, parse_quote!(&=)),
        BinOp::BitAndAssign(_) | BinOp::BitXorAssign(_) => (Arithmetic, parse_quote!(|=)),
        _ => return None,
    })
}

/// The neighbours of a whole number; the greatest of a type has only the lower one.
fn numbers(literal: &LitInt) -> impl Iterator<Item = LitInt> {
    let value = literal.base10_parse::<u128>().ok();
    let is_greatest = |value: u128| (value + 1).is_power_of_two() && value >= 0x7f;
    let greater = value
        .filter(|value| !is_greatest(*value))
        .map(|value| value + 1);
    let less = value.filter(|value| *value > 1).map(|value| value - 1);
    let suffix = literal.suffix().to_owned();
    let others = [greater, less].into_iter().flatten();
    others.map(move |other| LitInt::new(&format!("{other}{suffix}"), Span::call_site()))
}
