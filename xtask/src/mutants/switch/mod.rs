//! Sources in which every mutant is there at once: each is switched on by its number, while the program runs.
//!
//! `a < b` becomes `(if ::mutant::is(7) { a <= b } else { a < b })`, so that all mutants are built in one go. Tests
//! inside of the sources stay as they are. What is computed while compiling cannot be switched: it is counted and left alone.

mod arm;
mod body;
mod condition;
mod constant;
mod expression;
mod text;

use proc_macro2::Literal;
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Block, Expr, ImplItem, Item, Signature, TraitItem, parse_quote};

pub(super) use constant::Constants;

use super::point::{Operator, Point};

/// Puts switches into one file after the other.
#[derive(Debug)]
pub(super) struct Switcher<'a> {
    constants: &'a Constants,
    /// Every mutant so far.
    pub(super) points: Vec<Point>,
    /// How many places were left alone, since they are computed while compiling.
    pub(super) frozen: usize,
    file: String,
    /// The type and the function around, from the outside.
    names: Vec<String>,
    /// How many constant contexts are around.
    depth: usize,
}

impl<'a> Switcher<'a> {
    pub(super) const fn new(constants: &'a Constants) -> Self {
        Self {
            constants,
            points: Vec::new(),
            frozen: 0,
            file: String::new(),
            names: Vec::new(),
            depth: 0,
        }
    }

    /// Puts switches into a file of that name.
    pub(super) fn switch(&mut self, name: &str, file: &mut syn::File) {
        name.clone_into(&mut self.file);
        self.visit_file_mut(file);
    }

    /// The number of a new mutant; `None` where nothing can be switched.
    fn point(&mut self, operator: Operator, before: &str, after: &str) -> Option<Literal> {
        if self.depth > 0 {
            self.frozen += 1;
            return None;
        }
        self.points.push(Point {
            file: self.file.clone(),
            function: self.names.join("::"),
            operator,
            change: format!("{before} => {after}"),
        });
        // There are some thousands.
        let number = u32::try_from(self.points.len()).unwrap_or(u32::MAX);
        Some(Literal::u32_unsuffixed(number))
    }

    /// Replaces an expression by one that is `mutated` where that mutant is on.
    fn replace(
        &mut self,
        expr: &mut Expr,
        operator: Operator,
        (before, after): (&str, &str),
        mutated: &Expr,
    ) {
        if let Some(id) = self.point(operator, before, after) {
            *expr = parse_quote!((if ::mutant::is(#id) { #mutated } else { #expr }));
        }
    }

    fn frozen(&mut self, visit: impl FnOnce(&mut Self)) {
        self.depth += 1;
        visit(self);
        self.depth -= 1;
    }

    fn named(&mut self, name: String, visit: impl FnOnce(&mut Self)) {
        self.names.push(name);
        visit(self);
        self.names.pop();
    }

    fn function(&mut self, signature: &mut Signature, block: &mut Block) {
        let name = signature.ident.to_string();
        if signature.constness.is_some() && self.constants.calls(&name) {
            self.frozen(|it| it.visit_block_mut(block));
            return;
        }
        signature.constness = None;
        let only = body::only(block);
        self.named(name, |it| {
            it.visit_block_mut(block);
            it.result(&signature.output, &only, block);
        });
    }
}

/// Whether something is compiled for tests alone.
fn is_test(attributes: &[Attribute]) -> bool {
    let is_test = |it: &Attribute| {
        let condition = it
            .path()
            .is_ident("cfg")
            .then(|| it.parse_args::<syn::Path>());
        matches!(condition, Some(Ok(path)) if path.is_ident("test"))
    };
    attributes.iter().any(is_test)
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Fn(it) => &it.attrs,
        Item::Impl(it) => &it.attrs,
        Item::Mod(it) => &it.attrs,
        _ => &[],
    }
}

impl VisitMut for Switcher<'_> {
    fn visit_item_mut(&mut self, item: &mut Item) {
        if is_test(attributes(item)) {
            return;
        }
        match item {
            Item::Const(it) => self.frozen(|this| this.visit_expr_mut(&mut it.expr)),
            Item::Static(it) if constant::is_computed(it) => {
                let name = it.ident.to_string();
                self.named(name, |this| this.visit_expr_mut(&mut it.expr));
                constant::delay(it);
            }
            Item::Static(it) => self.frozen(|this| this.visit_expr_mut(&mut it.expr)),
            Item::Fn(it) => self.function(&mut it.sig, &mut it.block),
            Item::Impl(it) => {
                let name = text::of_type(&it.self_ty);
                self.named(name, |this| visit_mut::visit_item_impl_mut(this, it));
            }
            Item::Trait(it) => {
                let name = it.ident.to_string();
                self.named(name, |this| visit_mut::visit_item_trait_mut(this, it));
            }
            Item::Mod(it) => visit_mut::visit_item_mod_mut(self, it),
            _ => {}
        }
    }

    fn visit_impl_item_mut(&mut self, item: &mut ImplItem) {
        match item {
            ImplItem::Const(it) => {
                self.frozen(|this| visit_mut::visit_impl_item_const_mut(this, it));
            }
            ImplItem::Fn(it) => self.function(&mut it.sig, &mut it.block),
            _ => {}
        }
    }

    fn visit_trait_item_mut(&mut self, item: &mut TraitItem) {
        match item {
            TraitItem::Const(it) => {
                self.frozen(|this| visit_mut::visit_trait_item_const_mut(this, it));
            }
            TraitItem::Fn(it) => {
                if let Some(block) = &mut it.default {
                    self.function(&mut it.sig, block);
                }
            }
            _ => {}
        }
    }

    fn visit_block_mut(&mut self, block: &mut Block) {
        for statement in &mut block.stmts {
            self.statement(statement);
        }
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        self.expression(expr);
    }

    // Nothing in these can be switched. The patterns of branches are looked at where the branches are.
    fn visit_pat_mut(&mut self, _: &mut syn::Pat) {}
    fn visit_type_mut(&mut self, _: &mut syn::Type) {}
    fn visit_path_mut(&mut self, _: &mut syn::Path) {}
    fn visit_attribute_mut(&mut self, _: &mut Attribute) {}
    fn visit_generic_argument_mut(&mut self, _: &mut syn::GenericArgument) {}
    fn visit_generics_mut(&mut self, _: &mut syn::Generics) {}
}
