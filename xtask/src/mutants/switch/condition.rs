//! Conditions of `if`, `while` and branches: always true, or always false.

use syn::visit_mut::VisitMut;
use syn::{BinOp, Expr, ExprBinary, parse_quote};

use super::super::point::Operator::Condition;
use super::{Switcher, text};

impl Switcher<'_> {
    /// Switches a condition and what is in it. A loop is not made endless on purpose.
    pub(super) fn condition(&mut self, condition: &mut Expr, may_always_hold: bool) {
        let before = text::of(condition);
        if has_let(condition) {
            self.chain(condition);
            if let Some(id) = self.point(Condition, &before, "false") {
                and_first(condition, parse_quote!(!::mutant::is(#id)));
            }
            return;
        }
        self.visit_expr_mut(condition);
        if may_always_hold && let Some(id) = self.point(Condition, &before, "true") {
            *condition = parse_quote!(((#condition) || ::mutant::is(#id)));
        }
        if let Some(id) = self.point(Condition, &before, "false") {
            *condition = parse_quote!((#condition) && !::mutant::is(#id));
        }
    }

    /// The operands of a condition with patterns in it; those that are none can always hold.
    fn chain(&mut self, condition: &mut Expr) {
        match condition {
            Expr::Binary(it) if has_let(&it.left) || has_let(&it.right) => {
                self.chain(&mut it.left);
                self.chain(&mut it.right);
            }
            Expr::Let(it) => self.visit_expr_mut(&mut it.expr),
            plain => {
                let before = text::of(plain);
                self.visit_expr_mut(plain);
                if let Some(id) = self.point(Condition, &before, "true") {
                    *plain = parse_quote!(((#plain) || ::mutant::is(#id)));
                }
            }
        }
    }
}

/// Whether a condition binds names.
fn has_let(condition: &Expr) -> bool {
    match condition {
        Expr::Let(_) => true,
        Expr::Binary(it) if matches!(it.op, BinOp::And(_)) => {
            has_let(&it.left) || has_let(&it.right)
        }
        _ => false,
    }
}

/// Puts a first operand before a chain. The chain leans to the left, so that it needs no parentheses, which it may not
/// have.
fn and_first(chain: &mut Expr, first: Expr) {
    match chain {
        Expr::Binary(it) if matches!(it.op, BinOp::And(_)) => and_first(&mut it.left, first),
        last => {
            let right = Box::new(last.clone());
            *last = Expr::Binary(ExprBinary {
                attrs: Vec::new(),
                left: Box::new(first),
                op: BinOp::And(syn::token::AndAnd::default()),
                right,
            });
        }
    }
}
