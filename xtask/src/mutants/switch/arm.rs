//! Branches of `match`, and `matches!`: branches not taken, patterns with other borders.

use proc_macro2::{Literal, Span};
use syn::parse::{Parse, ParseStream};
use syn::visit_mut::VisitMut;
use syn::{
    Arm, Expr, ExprMacro, ExprMatch, Lit, LitByte, LitChar, LitInt, Pat, PatGuard, Token,
    parse_quote,
};

use super::super::point::Operator::{Arm as Skipped, Class};
use super::{Switcher, text};

/// The inside of `matches!`.
struct Matches {
    value: Expr,
    pattern: Pat,
    guard: Option<Expr>,
}

impl Parse for Matches {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let value = input.parse()?;
        input.parse::<Token![,]>()?;
        let pattern = Pat::parse_multi_with_leading_vert(input)?;
        let guard = match input.parse::<Option<Token![if]>>()? {
            Some(_) => Some(input.parse()?),
            None => None,
        };
        input.parse::<Option<Token![,]>>()?;
        Ok(Self {
            value,
            pattern,
            guard,
        })
    }
}

/// A `matches!` written out.
pub(super) fn written_out(it: &ExprMacro) -> Option<Expr> {
    if !it.mac.path.is_ident("matches") {
        return None;
    }
    let Matches {
        value,
        pattern,
        guard,
    } = it.mac.parse_body().ok()?;
    let guard = guard.map(|guard| quote::quote!(if #guard));
    Some(parse_quote!((match #value { #pattern #guard => true, _ => false })))
}

impl Switcher<'_> {
    /// Switches the branches of a `match`. Where the last takes everything, each of the others may be passed over.
    pub(super) fn arms(&mut self, it: &mut ExprMatch) {
        self.visit_expr_mut(&mut it.expr);
        let has_rest = it.arms.last().is_some_and(|arm| takes_everything(&arm.pat));
        let last = it.arms.len().saturating_sub(1);
        let arms = std::mem::take(&mut it.arms);
        for (index, arm) in arms.into_iter().enumerate() {
            self.arm(arm, has_rest && index < last, &mut it.arms);
        }
    }

    /// Appends a branch with its variants before it. It can be passed over where another takes what it would take.
    fn arm(&mut self, mut arm: Arm, can_pass: bool, arms: &mut Vec<Arm>) {
        let original = arm.clone();
        self.visit_expr_mut(&mut arm.body);
        let (pattern, mut guard) = match arm.pat {
            Pat::Guard(PatGuard { pat, mut guard, .. }) => {
                self.condition(&mut guard, true);
                (*pat, Some(*guard))
            }
            pattern => (pattern, None),
        };
        let before = text::of(&pattern);
        let mut off: Vec<Literal> = Vec::new();
        for variant in variants(&pattern) {
            if !can_pass && !variant.is_wider {
                continue;
            }
            if let Some(id) = self.point(Class, &before, &text::of(&variant.pattern)) {
                let on = parse_quote!(::mutant::is(#id));
                let all = match &original.pat {
                    Pat::Guard(it) => {
                        let guard = &it.guard;
                        parse_quote!(::mutant::is(#id) && (#guard))
                    }
                    _ => on,
                };
                arms.push(Arm {
                    pat: guarded(variant.pattern, all),
                    ..original.clone()
                });
                off.push(id);
            }
        }
        if can_pass && let Some(id) = self.point(Skipped, &text::of(&original.pat), "never") {
            off.push(id);
        } else if !can_pass {
            off.clear();
        }
        for id in off {
            guard = Some(match guard {
                Some(guard) => parse_quote!(!::mutant::is(#id) && (#guard)),
                None => parse_quote!(!::mutant::is(#id)),
            });
        }
        arm.pat = match guard {
            Some(guard) => guarded(pattern, guard),
            None => pattern,
        };
        // Without a block, a body needs its comma, which a block before it did not have.
        arm.comma = Some(<Token![,]>::default());
        arms.push(arm);
    }
}

fn guarded(pattern: Pat, guard: Expr) -> Pat {
    Pat::Guard(PatGuard {
        attrs: Vec::new(),
        pat: Box::new(pattern),
        if_token: <Token![if]>::default(),
        guard: Box::new(guard),
    })
}

fn takes_everything(pattern: &Pat) -> bool {
    match pattern {
        Pat::Wild(_) => true,
        Pat::Ident(it) => {
            let name = it.ident.to_string();
            it.subpat.is_none()
                && name.starts_with(|first: char| first.is_lowercase() || first == '_')
        }
        _ => false,
    }
}

/// A pattern beside the original.
struct Variant {
    pattern: Pat,
    /// Whether it takes everything that the original takes.
    is_wider: bool,
}

/// The patterns that differ in one alternative or in one end of a range.
fn variants(pattern: &Pat) -> Vec<Variant> {
    let mut found = Vec::new();
    match pattern {
        Pat::Or(it) => {
            for index in 0..it.cases.len() {
                let kept = it.cases.iter().enumerate().filter(|(at, _)| *at != index);
                let mut fewer = it.clone();
                fewer.cases = kept.map(|(_, case)| case.clone()).collect();
                let pattern = if fewer.cases.len() == 1 {
                    fewer.cases[0].clone()
                } else {
                    Pat::Or(fewer)
                };
                found.push(Variant {
                    pattern,
                    is_wider: false,
                });
                found.extend(inside(&it.cases[index], |case| {
                    let mut other = it.clone();
                    other.cases[index] = case;
                    Pat::Or(other)
                }));
            }
        }
        Pat::Paren(it) => found.extend(inside(&it.pat, |inner| {
            let mut other = it.clone();
            *other.pat = inner;
            Pat::Paren(other)
        })),
        Pat::TupleStruct(it) => {
            for index in 0..it.elems.len() {
                found.extend(inside(&it.elems[index], |inner| {
                    let mut other = it.clone();
                    // An alternative inside needs parentheses in no place where a comma follows.
                    other.elems[index] = inner;
                    Pat::TupleStruct(other)
                }));
            }
        }
        Pat::Tuple(it) => {
            for index in 0..it.elems.len() {
                found.extend(inside(&it.elems[index], |inner| {
                    let mut other = it.clone();
                    other.elems[index] = inner;
                    Pat::Tuple(other)
                }));
            }
        }
        Pat::Range(it) => {
            if let (Some(start), Some(end)) = (it.start.as_deref(), it.end.as_deref()) {
                for (start_by, end_by, is_wider) in
                    [(1, 0, false), (-1, 0, true), (0, -1, false), (0, 1, true)]
                {
                    if let (Some(start), Some(end)) = (moved(start, start_by), moved(end, end_by)) {
                        let limits = &it.limits;
                        let pattern = Pat::Range(parse_range(&start, limits, &end));
                        found.push(Variant { pattern, is_wider });
                    }
                }
            }
        }
        _ => {}
    }
    found
}

fn parse_range(start: &Expr, limits: &syn::RangeLimits, end: &Expr) -> syn::ExprRange {
    parse_quote!(#start #limits #end)
}

fn inside(pattern: &Pat, put_back: impl Fn(Pat) -> Pat) -> Vec<Variant> {
    let variants = variants(pattern).into_iter();
    let outer = variants.map(|it| Variant {
        pattern: put_back(it.pattern),
        ..it
    });
    outer.collect()
}

/// A literal moved by one, or left where it is.
fn moved(literal: &Expr, by: i8) -> Option<Expr> {
    let Expr::Lit(it) = literal else {
        return (by == 0).then(|| literal.clone());
    };
    let lit = match &it.lit {
        Lit::Byte(byte) => Lit::Byte(LitByte::new(
            byte.value().checked_add_signed(by)?,
            byte.span(),
        )),
        Lit::Char(character) => {
            let code = u32::from(character.value()).checked_add_signed(i32::from(by))?;
            Lit::Char(LitChar::new(char::from_u32(code)?, character.span()))
        }
        Lit::Int(number) => {
            let value = number.base10_parse::<i128>().ok()? + i128::from(by);
            let digits = format!("{value}{}", number.suffix());
            (value >= 0).then(|| Lit::Int(LitInt::new(&digits, Span::call_site())))?
        }
        _ => return None,
    };
    Some(parse_quote!(#lit))
}
