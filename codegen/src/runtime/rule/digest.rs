//! Digests of values: equal values have equal digests, and others almost never.
//!
//! The seed is drawn anew for each list, so that nobody can write a list whose digests are all the same.

use std::hash::{BuildHasher, Hash, Hasher, RandomState};

use serde::Serialize;
use serde_json::Value;

use super::json::whole;

/// The digest of a value of any type, as it is written.
pub(super) fn digest<T: Serialize>(value: &T, seed: &RandomState) -> u64 {
    // What cannot be written is compared with everything else that cannot.
    serde_json::to_value(value).map_or(0, |value| digest_json(&value, seed))
}

/// The digest of JSON.
pub(super) fn digest_json(value: &Value, seed: &RandomState) -> u64 {
    let mut hasher = seed.build_hasher();
    match value {
        Value::Null => hasher.write_u8(0),
        Value::Bool(flag) => (1_u8, flag).hash(&mut hasher),
        Value::Number(number) => match whole(number) {
            Some(whole) => (2_u8, whole).hash(&mut hasher),
            None => (3_u8, number.as_f64().map(f64::to_bits)).hash(&mut hasher),
        },
        Value::String(text) => (4_u8, text).hash(&mut hasher),
        Value::Array(items) => {
            (5_u8, items.len()).hash(&mut hasher);
            for item in items {
                hasher.write_u64(digest_json(item, seed));
            }
        }
        Value::Object(members) => {
            (6_u8, members.len()).hash(&mut hasher);
            // Members are equal in any order, and so is a sum.
            let members = members
                .iter()
                .map(|(name, value)| seed.hash_one((name, digest_json(value, seed))));
            hasher.write_u64(members.fold(0, u64::wrapping_add));
        }
    }
    hasher.finish()
}

/// The digest of some members of an object, whether they are there or not.
pub(super) fn digest_members(value: &Value, names: &[&str], seed: &RandomState) -> u64 {
    let mut hasher = seed.build_hasher();
    for name in names {
        let member = value.get(name).map(|member| digest_json(member, seed));
        member.hash(&mut hasher);
    }
    hasher.finish()
}
