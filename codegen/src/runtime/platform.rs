//! A platform release and what it serves.

use super::Operation;

/// A platform release, with its operations as they are there.
#[derive(Debug)]
pub struct Platform {
    /// Its name, such as `3.3`.
    pub name: &'static str,
    /// Its operations.
    pub operations: &'static [&'static Operation],
}

impl Platform {
    /// The same operation as it is in this release.
    pub fn operation(&self, operation: &Operation) -> Option<&'static Operation> {
        self.operations
            .iter()
            .copied()
            .find(|known| known.id == operation.id)
    }
}
