//! `null` read as absence, the way Go reads it.

use serde::{Deserialize, Deserializer};

/// Reads `null` as the default value; for members that are not an `Option`.
pub fn as_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}
