//! The grammar of a description in several files: what a `$ref` leads to is what may stand in its place.

use std::collections::BTreeSet;

use super::{DOCUMENT, Lenience, Object, Pass};
use crate::diagnostic::Diagnostic;
use crate::lower::Files;
use crate::pointer::Pointer;

/// Everything that the grammar has no place for, in the first file and in every part of another that it leads to.
///
/// The document was not written for this generator: nothing that OpenAPI has is unknown to it, and what it does not
/// know it ignores.
pub(crate) fn ignored(files: &Files) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    let mut open: Vec<(usize, Pointer, &'static Object)> = vec![(0, Pointer::root(), &DOCUMENT)];
    while let Some((file, at, object)) = open.pop() {
        let (Some(document), Some(value)) = (files.documents().nth(file), files.value(file, &at))
        else {
            continue;
        };
        let mut pass = Pass {
            document,
            lenience: Lenience::OfAnyOrigin,
            found,
            leads: Vec::new(),
        };
        pass.object(value, &at, object);
        found = pass.found;
        for (reference, object) in pass.leads {
            let Some((file, at)) = files.target(file, &reference) else {
                // Reported with its place where the reference is followed.
                continue;
            };
            // The whole first file is looked at from its root.
            if file != 0 && seen.insert((file, at.clone(), object.name)) {
                open.push((file, at, object));
            }
        }
    }
    found
}
