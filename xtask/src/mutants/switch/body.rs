//! Statements left out, errors not passed on, functions that return at once.

use syn::visit_mut::{self, VisitMut};
use syn::{
    BinOp, Block, Expr, GenericArgument, PathArguments, ReturnType, Stmt, Type, parse_quote,
};

use super::super::point::Operator::{Error, Result, Statement};
use super::{Switcher, text};

impl Switcher<'_> {
    pub(super) fn statement(&mut self, statement: &mut Stmt) {
        let before = match statement {
            Stmt::Expr(expr, Some(_)) if can_be_left_out(expr) => text::of(expr),
            other => {
                visit_mut::visit_stmt_mut(self, other);
                return;
            }
        };
        let Stmt::Expr(expr, _) = statement else {
            return;
        };
        let passed_on = match expr {
            Expr::Try(it) => Some((*it.expr).clone()),
            _ => None,
        };
        self.visit_expr_mut(expr);
        if let Some(inner) = passed_on
            && let Some(id) = self.point(Error, &before, "ignored")
        {
            *expr = parse_quote!(if ::mutant::is(#id) { let _ = #inner; } else { #expr; });
        }
        if let Some(id) = self.point(Statement, &before, "nothing") {
            *statement = parse_quote!(if !::mutant::is(#id) { #expr; });
        }
    }

    /// Lets a function return something plain at once, by the type that it returns.
    ///
    /// A body that was `only` that value before says nothing new.
    pub(super) fn result(&mut self, output: &ReturnType, only: &str, block: &mut Block) {
        // One statement left out is the same as all.
        if matches!(output, ReturnType::Default) && block.stmts.len() < 2 {
            return;
        }
        let mut values = plain(output);
        values.retain(|value| only.is_empty() || !text::of(value).ends_with(only));
        for value in values.into_iter().rev() {
            let after = text::of(&value);
            if let Some(id) = self.point(Result, "whatever it returns", &after) {
                let first = parse_quote!(if ::mutant::is(#id) { return #value; });
                block.stmts.insert(0, first);
            }
        }
    }
}

/// The body of a function that is one expression.
pub(super) fn only(block: &Block) -> String {
    match &block.stmts[..] {
        [Stmt::Expr(only, None)] => text::of(only),
        _ => String::new(),
    }
}

/// Whether a statement does something, and can still be left out without anything else becoming wrong.
fn can_be_left_out(expr: &Expr) -> bool {
    match expr {
        Expr::Call(_) | Expr::MethodCall(_) | Expr::Assign(_) => true,
        Expr::Try(it) => can_be_left_out(&it.expr),
        Expr::Binary(it) => matches!(
            it.op,
            BinOp::AddAssign(_)
                | BinOp::SubAssign(_)
                | BinOp::MulAssign(_)
                | BinOp::BitOrAssign(_)
                | BinOp::BitAndAssign(_)
                | BinOp::BitXorAssign(_)
        ),
        _ => false,
    }
}

/// Values of the simplest kind of a type that a function returns.
fn plain(output: &ReturnType) -> Vec<Expr> {
    let of = match output {
        ReturnType::Default => return vec![parse_quote!(())],
        ReturnType::Type(_, of) => &**of,
    };
    plain_of(of)
}

fn plain_of(of: &Type) -> Vec<Expr> {
    match of {
        Type::Reference(it) if is(&it.elem, "str") => vec![parse_quote!("")],
        Type::Tuple(it) if it.elems.is_empty() => vec![parse_quote!(())],
        Type::Path(it) => {
            let Some(last) = it.path.segments.last() else {
                return Vec::new();
            };
            let arguments: Vec<&Type> = match &last.arguments {
                PathArguments::AngleBracketed(them) => {
                    them.args.iter().filter_map(as_type).collect()
                }
                _ => Vec::new(),
            };
            match last.ident.to_string().as_str() {
                "bool" => vec![parse_quote!(true), parse_quote!(false)],
                "u8" | "u16" | "u32" | "u64" | "usize" | "i32" | "i64" => vec![parse_quote!(0)],
                "String" => vec![parse_quote!(String::new())],
                "Vec" => vec![parse_quote!(Vec::new())],
                "Option" => vec![parse_quote!(None)],
                "ControlFlow" => match arguments[..] {
                    [_] => vec![parse_quote!(::std::ops::ControlFlow::Continue(()))],
                    [_, inner] => {
                        let values = plain_of(inner).into_iter();
                        values
                            .map(|value| parse_quote!(::std::ops::ControlFlow::Continue(#value)))
                            .collect()
                    }
                    _ => Vec::new(),
                },
                "Result" => match arguments[..] {
                    [inner, ..] => {
                        let values = plain_of(inner).into_iter();
                        values.map(|value| parse_quote!(Ok(#value))).collect()
                    }
                    _ => Vec::new(),
                },
                _ => Vec::new(),
            }
        }
        _ => Vec::new(),
    }
}

fn is(of: &Type, name: &str) -> bool {
    matches!(of, Type::Path(it) if it.path.is_ident(name))
}

fn as_type(argument: &GenericArgument) -> Option<&Type> {
    match argument {
        GenericArgument::Type(of) => Some(of),
        _ => None,
    }
}
