//! JSON and YAML text as a JSON value, in one pass over the text and without a value of another kind in between.

use std::fmt;

use serde::de::{
    Deserialize, Deserializer, EnumAccess, IgnoredAny, MapAccess, SeqAccess, VariantAccess, Visitor,
};
use serde_json::{Map, Number, Value};

/// A value as it was read: keys are texts, tags are dropped, and whole numbers beyond 64 bits are floating.
#[derive(Debug)]
pub(super) struct Read {
    /// The value. Of two members with one name, it has the later one.
    pub(super) value: Value,
    /// Whether an object has two members with one name.
    pub(super) has_duplicates: bool,
}

impl Read {
    const fn plain(value: Value) -> Self {
        Self {
            value,
            has_duplicates: false,
        }
    }
}

impl<'de> Deserialize<'de> for Read {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

/// The key of a member. YAML has keys that are no texts, such as `200:` among responses.
struct Key(String);

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(match deserializer.deserialize_any(Reader)?.value {
            Value::String(text) => text,
            other => other.to_string(),
        }))
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Read;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Read, E> {
        Ok(Read::plain(Value::Bool(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Read, E> {
        Ok(Read::plain(Value::Number(value.into())))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Read, E> {
        Ok(Read::plain(Value::Number(value.into())))
    }

    fn visit_i128<E>(self, value: i128) -> Result<Read, E> {
        Ok(whole(&value))
    }

    fn visit_u128<E>(self, value: u128) -> Result<Read, E> {
        Ok(whole(&value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Read, E> {
        Ok(floating(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Read, E> {
        Ok(Read::plain(Value::String(value.to_owned())))
    }

    fn visit_string<E>(self, value: String) -> Result<Read, E> {
        Ok(Read::plain(Value::String(value)))
    }

    fn visit_unit<E>(self) -> Result<Read, E> {
        Ok(Read::plain(Value::Null))
    }

    fn visit_none<E>(self) -> Result<Read, E> {
        Ok(Read::plain(Value::Null))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Read, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Read, A::Error> {
        let (mut items, mut has_duplicates) = (Vec::new(), false);
        while let Some(item) = access.next_element::<Read>()? {
            has_duplicates |= item.has_duplicates;
            items.push(item.value);
        }
        items.shrink_to_fit();
        Ok(Read {
            value: Value::Array(items),
            has_duplicates,
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Read, A::Error> {
        // A map that grows has room for twice as many members, and a large document a hundred thousand of them.
        let (mut entries, mut has_duplicates) = (Vec::new(), false);
        while let Some((Key(key), member)) = access.next_entry::<Key, Read>()? {
            has_duplicates |= member.has_duplicates;
            entries.push((key, member.value));
        }
        let count = entries.len();
        let members: Map<String, Value> = entries.into_iter().collect();
        has_duplicates |= members.len() < count;
        Ok(Read {
            value: Value::Object(members),
            has_duplicates,
        })
    }

    /// A value with a tag.
    fn visit_enum<A: EnumAccess<'de>>(self, access: A) -> Result<Read, A::Error> {
        let (_, inner) = access.variant::<IgnoredAny>()?;
        inner.newtype_variant::<Read>()
    }
}

/// The floating number nearest to a whole one that is beyond 64 bits.
fn whole(value: &impl ToString) -> Read {
    floating(value.to_string().parse().unwrap_or(f64::NAN))
}

/// JSON has neither infinities nor NaN; they become `null`.
fn floating(value: f64) -> Read {
    Read::plain(Number::from_f64(value).map_or(Value::Null, Value::Number))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Read;

    #[test]
    fn yaml_becomes_json() {
        let text = "200: a\ntrue: !tag [~, 1.5, .inf]\nbig: 18446744073709552000\n";
        let read: Read = serde_yaml::from_str(text).unwrap();
        let big = 18_446_744_073_709_552_000.0_f64;
        assert_eq!(
            read.value,
            json!({ "200": "a", "true": [null, 1.5, null], "big": big })
        );
        assert!(!read.has_duplicates);
    }

    #[test]
    fn duplicates_are_noticed_at_any_depth() {
        let read: Read = serde_json::from_str(r#"{"a": [{"b": 1, "b": 2}], "c": {}}"#).unwrap();
        assert_eq!(read.value, json!({ "a": [{ "b": 2 }], "c": {} }));
        assert!(read.has_duplicates);
    }
}
