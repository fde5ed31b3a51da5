//! What is computed while compiling, and therefore cannot be switched.

use std::collections::{BTreeMap, BTreeSet};

use syn::visit::{self, Visit};
use syn::{
    Block, Expr, ExprCall, ExprMethodCall, Fields, ImplItemConst, ImplItemFn, ItemConst, ItemEnum,
    ItemFn, ItemStatic, Signature, TraitItemConst, Type, parse_quote,
};

/// What all sources say of constants: which functions they call, and which names can stand for others.
#[derive(Debug, Default)]
pub(in super::super) struct Constants {
    /// The names of functions that are called while compiling.
    called: BTreeSet<String>,
    /// The functions that each constant function calls.
    calls: BTreeMap<String, BTreeSet<String>>,
    /// The constants that are whole numbers.
    numbers: BTreeSet<String>,
    /// The enumerations without data, with their variants.
    words: BTreeMap<String, Vec<String>>,
}

impl Constants {
    /// Looks through a file; all are looked through before the first is switched.
    pub(in super::super) fn read(&mut self, file: &syn::File) {
        self.visit_file(file);
        let mut left: Vec<String> = self.called.iter().cloned().collect();
        while let Some(name) = left.pop() {
            for inner in self.calls.get(&name).into_iter().flatten() {
                if self.called.insert(inner.clone()) {
                    left.push(inner.clone());
                }
            }
        }
    }

    /// Notes what a constant function calls.
    fn note(&mut self, signature: &Signature, body: &Block) {
        if signature.constness.is_some() {
            let inner = calls(|names| names.visit_block(body));
            self.calls
                .entry(signature.ident.to_string())
                .or_default()
                .extend(inner);
        }
    }

    /// Whether a function of that name is called while compiling.
    pub(super) fn calls(&self, name: &str) -> bool {
        self.called.contains(name)
    }

    /// Whether that is a constant whole number.
    pub(super) fn is_number(&self, name: &str) -> bool {
        self.numbers.contains(name)
    }

    /// The variant after that one, where the enumeration has no data and more variants than one.
    pub(super) fn other(&self, word: &str, variant: &str) -> Option<&str> {
        let variants = self.words.get(word)?;
        let at = variants.iter().position(|it| it == variant)?;
        let other = &variants[(at + 1) % variants.len()];
        (other != variant).then_some(other)
    }
}

impl<'ast> Visit<'ast> for Constants {
    fn visit_item_const(&mut self, it: &'ast ItemConst) {
        if is_whole(&it.ty) {
            self.numbers.insert(it.ident.to_string());
        }
        self.called
            .extend(calls(|names| names.visit_expr(&it.expr)));
    }

    fn visit_item_static(&mut self, it: &'ast ItemStatic) {
        if !is_computed(it) {
            self.called
                .extend(calls(|names| names.visit_expr(&it.expr)));
        }
    }

    fn visit_impl_item_const(&mut self, it: &'ast ImplItemConst) {
        self.called
            .extend(calls(|names| names.visit_impl_item_const(it)));
    }

    fn visit_trait_item_const(&mut self, it: &'ast TraitItemConst) {
        self.called
            .extend(calls(|names| names.visit_trait_item_const(it)));
    }

    fn visit_item_fn(&mut self, it: &'ast ItemFn) {
        self.note(&it.sig, &it.block);
        visit::visit_item_fn(self, it);
    }

    fn visit_impl_item_fn(&mut self, it: &'ast ImplItemFn) {
        self.note(&it.sig, &it.block);
        visit::visit_impl_item_fn(self, it);
    }

    fn visit_item_enum(&mut self, it: &'ast ItemEnum) {
        if it
            .variants
            .iter()
            .all(|variant| matches!(variant.fields, Fields::Unit))
        {
            let variants = it.variants.iter().map(|variant| variant.ident.to_string());
            self.words.insert(it.ident.to_string(), variants.collect());
        }
    }
}

fn is_whole(of: &Type) -> bool {
    let names = ["u8", "u16", "u32", "u64", "usize", "i32", "i64"];
    matches!(of, Type::Path(it) if names.iter().any(|name| it.path.is_ident(name)))
}

/// The last segments of everything that is called.
fn calls(visit: impl FnOnce(&mut Called)) -> BTreeSet<String> {
    let mut called = Called::default();
    visit(&mut called);
    called.0
}

#[derive(Debug, Default)]
struct Called(BTreeSet<String>);

impl<'ast> Visit<'ast> for Called {
    fn visit_expr_call(&mut self, it: &'ast ExprCall) {
        if let Expr::Path(path) = &*it.func {
            self.0
                .extend(path.path.segments.last().map(|last| last.ident.to_string()));
        }
        visit::visit_expr_call(self, it);
    }

    fn visit_expr_method_call(&mut self, it: &'ast ExprMethodCall) {
        self.0.insert(it.method.to_string());
        visit::visit_expr_method_call(self, it);
    }
}

/// Whether a static value is computed by a function or a block, and not written down.
pub(super) fn is_computed(it: &ItemStatic) -> bool {
    matches!(*it.expr, Expr::Call(_) | Expr::Block(_))
}

/// Computes a static value when it is first used, so that what computes it can be switched.
pub(super) fn delay(it: &mut ItemStatic) {
    let (of, expr) = (&it.ty, &it.expr);
    let delayed = parse_quote!(::std::sync::LazyLock::new(|| #expr));
    *it.ty = parse_quote!(::std::sync::LazyLock<#of>);
    *it.expr = delayed;
}
