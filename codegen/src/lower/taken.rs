//! The names of one scope: the types of a crate, the members of a struct, the parameters of an operation.

use std::collections::{HashMap, HashSet};

/// Names that nothing else in the scope may have.
#[derive(Debug)]
pub(super) struct Taken {
    /// What a name may share with no other: itself, or the file that it leads to.
    forms: fn(&str) -> Vec<String>,
    used: HashSet<String>,
    /// The number that a name gets next, so that thousands of one name are numbered in one pass.
    next: HashMap<String, usize>,
}

impl Taken {
    /// A scope where names differ when they are written differently.
    pub(super) fn exact() -> Self {
        Self::by(|name| vec![name.to_owned()])
    }

    /// A scope where no two names may share any of their forms.
    pub(super) fn by(forms: fn(&str) -> Vec<String>) -> Self {
        Self {
            forms,
            used: HashSet::new(),
            next: HashMap::new(),
        }
    }

    /// Takes a name, unless it is taken.
    pub(super) fn take(&mut self, name: &str) -> bool {
        let forms = (self.forms)(name);
        let is_free = !forms.iter().any(|form| self.used.contains(form));
        if is_free {
            self.used.extend(forms);
        }
        is_free
    }

    /// Lets a name go.
    pub(super) fn free(&mut self, name: &str) {
        for form in (self.forms)(name) {
            self.used.remove(&form);
        }
    }

    /// Takes the name, or the name with the first number from 2 that makes it another.
    pub(super) fn distinct(&mut self, wanted: &str, separator: &str) -> String {
        if self.take(wanted) {
            return wanted.to_owned();
        }
        let mut number = self.next.get(wanted).copied().unwrap_or(2);
        let name = loop {
            let name = format!("{wanted}{separator}{number}");
            number += 1;
            if self.take(&name) {
                break name;
            }
        };
        self.next.insert(wanted.to_owned(), number);
        name
    }
}
