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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_empty_is_left_out_and_nothing_else() {
        assert!(text(&None) && text(&Some(String::new())) && !text(&Some("a".to_owned())));
        assert!(flag(&None) && flag(&Some(false)) && !flag(&Some(true)));
        assert!(number::<i64>(&None) && number(&Some(0)) && !number(&Some(1)));
        assert!(list::<u8>(&None) && list::<u8>(&Some(Vec::new())) && !list(&Some(vec![0])));
        let one = [("a", 0)];
        assert!(map::<u8, u8>(&None) && map::<u8, u8>(&Some([].into())) && !map(&Some(one.into())));
        let members = serde_json::Map::from_iter([("a".to_owned(), serde_json::Value::Null)]);
        assert!(object(&None) && object(&Some(serde_json::Map::new())) && !object(&Some(members)));
    }
}
