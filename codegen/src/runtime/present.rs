//! Members of strict documents: what is required is there, and what is there is no `null` unless the schema says so.

use serde::{Deserialize, Deserializer};

/// Reads a member that may be left out, but not be `null`.
pub fn value<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}

/// Reads a member that may be `null`, but not be left out.
///
/// serde reads a missing `Option` as none; a function of the member's own takes that away.
pub fn nullable<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::deserialize(deserializer)
}
