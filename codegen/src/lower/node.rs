//! A value of one of the files.

use crate::pointer::Pointer;

/// A value of one of the files.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Node {
    pub(super) file: usize,
    pub(super) at: Pointer,
    /// Whether `oneOf` and `anyOf` here are left out, since another schema stands for each of their branches.
    pub(super) branched: bool,
}

impl Node {
    /// A value of the file that was asked for.
    pub(super) fn root(parts: &[&str]) -> Self {
        Self {
            file: 0,
            at: Pointer::from_parts(parts),
            branched: false,
        }
    }

    /// The member `name` of the object here.
    pub(super) fn child(&self, name: &str) -> Self {
        Self {
            file: self.file,
            at: self.at.child(name),
            branched: false,
        }
    }

    /// The item `index` of the list here.
    pub(super) fn index(&self, index: usize) -> Self {
        self.child(&index.to_string())
    }

    /// The key or index under which it stands, as it is written.
    pub(super) fn name(&self) -> String {
        let last = self.at.as_str().rsplit('/').next().unwrap_or_default();
        last.replace("~1", "/").replace("~0", "~")
    }
}
