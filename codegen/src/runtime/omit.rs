//! What an object of this API leaves out when it is written: empty texts, false flags, zeros, empty lists and maps.
//!
//! The documents that ask for this say so with `x-empty-is-absent`, which names the requirement.

/// Absent or empty text.
pub fn text(value: &Option<String>) -> bool {
    value.as_ref().is_none_or(String::is_empty)
}

/// Absent or false.
pub fn flag(value: &Option<bool>) -> bool {
    !value.unwrap_or_default()
}

/// Absent or zero.
pub fn number<T: Default + PartialEq>(value: &Option<T>) -> bool {
    value.as_ref().is_none_or(|number| *number == T::default())
}

/// Absent or empty list.
pub fn list<T>(value: &Option<Vec<T>>) -> bool {
    value.as_ref().is_none_or(Vec::is_empty)
}

/// Absent or empty map.
pub fn map<K, V>(value: &Option<std::collections::BTreeMap<K, V>>) -> bool {
    value
        .as_ref()
        .is_none_or(std::collections::BTreeMap::is_empty)
}

/// Absent object, or one without members.
pub fn object(value: &Option<serde_json::Map<String, serde_json::Value>>) -> bool {
    value.as_ref().is_none_or(serde_json::Map::is_empty)
}
