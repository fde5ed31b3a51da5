//! The registry: every check, by area. Add a check to the file of its area; nothing else needs to change. Checks of values
//! that break a constraint of the spec are there already, see `near_misses`.

mod arbitrary;
mod authentication;
mod connection;
mod content;
mod decoding;
mod discovery;
mod dry_run;
mod endpoint;
mod errors;
mod instances;
mod managed_fields;
mod metadata;
mod near_misses;
mod options;
mod owner_references;
mod properties;
mod query;
mod refusals;
mod repeated;
mod representations;
mod response;
mod snapshots;
mod source;
mod type_meta;

use crate::check::Check;

pub(crate) use instances::namespace_of;
pub use snapshots::record as record_snapshots;

/// Every check, area by area.
pub fn all() -> impl Iterator<Item = &'static Check> {
    [
        endpoint::CHECKS,
        connection::CHECKS,
        authentication::CHECKS,
        content::CHECKS,
        representations::CHECKS,
        type_meta::CHECKS,
        source::CHECKS,
        options::CHECKS,
        metadata::CHECKS,
        managed_fields::CHECKS,
        owner_references::CHECKS,
        query::CHECKS,
        dry_run::CHECKS,
        decoding::CHECKS,
        response::CHECKS,
        errors::CHECKS,
        instances::CHECKS,
        discovery::CHECKS,
        near_misses::checks(),
        properties::CHECKS,
        refusals::CHECKS,
        repeated::CHECKS,
        arbitrary::CHECKS,
        snapshots::CHECKS,
    ]
    .into_iter()
    .flatten()
}
