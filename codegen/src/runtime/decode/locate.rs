//! From the paths that a validator reports back to places in the text.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::ops::ControlFlow;

use super::super::{Kind, Shape, Violation};
use super::node::{Document, Node};
use super::walk::{Loss, Place, Report, walk};

/// How many of the objects around a missing value are considered.
const AROUND: usize = 64;

/// The offset of the value that each violation is about; where it is missing, of the closest value around its place.
pub(super) fn offsets(
    document: &Document<'_>,
    shape: &'static Shape,
    violations: &[Violation],
) -> Vec<usize> {
    let wanted = violations.iter().flat_map(|found| around(&found.path));
    let mut finder = Finder {
        offsets: wanted.map(|path| (path, None)).collect(),
        path: String::new(),
    };
    // This report never ends a walk.
    let _ = walk(document, shape, &mut finder);
    let offset = |violation: &Violation| {
        around(&violation.path)
            .filter_map(|path| finder.offsets.get(path).copied().flatten())
            .last()
            .unwrap_or_default()
    };
    violations.iter().map(offset).collect()
}

/// The whole, the objects on the way to a value as far as they can be told from the text of the path, and the value.
fn around(path: &str) -> impl Iterator<Item = &str> {
    let inner = path
        .match_indices(['.', '['])
        .take(AROUND)
        .map(|(end, _)| &path[..end]);
    std::iter::once("")
        .chain(inner)
        .chain(std::iter::once(path))
}

/// Notes where the wanted paths are. The last of two values with one path is the one that counts.
struct Finder<'a> {
    offsets: HashMap<&'a str, Option<usize>>,
    path: String,
}

impl Report for Finder<'_> {
    fn visit(&mut self, place: Place<'_>) {
        self.path.clear();
        // Writing into a string cannot fail.
        let _ = write!(self.path, "{}", place.path);
        if let Some(offset) = self.offsets.get_mut(self.path.as_str()) {
            *offset = Some(place.at);
        }
    }

    fn unknown_field(&mut self, _: &str, _: Place<'_>) {}

    fn duplicate_field(&mut self, _: &str, _: Place<'_>) {}

    fn wrong_type(&mut self, _: Kind, _: &Node, _: Place<'_>) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    fn lost(&mut self, _: Loss, _: Place<'_>) {}
}
