//! Servers that are killed, and clients that remember what they were told.

mod importer;
mod process;

use std::collections::BTreeMap;

pub(crate) use importer::{Importer, Outcome};
pub(crate) use process::{Server, inventory};

/// Demands that an import which was acknowledged is in the list.
pub(crate) fn assert_kept(listed: &BTreeMap<usize, usize>, number: usize) {
    assert!(
        listed.contains_key(&number),
        "import {number} was acknowledged and is lost"
    );
}
