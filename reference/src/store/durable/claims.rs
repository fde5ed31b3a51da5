//! Names and sources of changes that are on their way to the disk.

use std::collections::HashSet;

use crate::store::{Key, Source};

/// What nobody else may change until it is settled.
#[derive(Debug, Default)]
pub(super) struct Claims {
    keys: HashSet<Key>,
    sources: HashSet<Source>,
}

impl Claims {
    /// Whether one of the two is claimed.
    pub(super) fn include(&self, key: &Key, source: &Source) -> bool {
        self.include_key(key) || self.sources.contains(source)
    }

    /// Whether a key is claimed.
    pub(super) fn include_key(&self, key: &Key) -> bool {
        self.keys.contains(key)
    }

    /// Claims both.
    pub(super) fn take(&mut self, key: &Key, source: &Source) {
        self.keys.insert(key.clone());
        self.sources.insert(source.clone());
    }

    /// Gives both up.
    pub(super) fn release(&mut self, key: &Key, source: &Source) {
        self.keys.remove(key);
        self.sources.remove(source);
    }
}
