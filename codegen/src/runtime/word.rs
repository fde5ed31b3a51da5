//! Enumerations of texts, read from texts alone.
//!
//! serde would also read a variant from an object with its name as the only key.

use std::fmt;

use serde::Deserializer;
use serde::de::{Error, Visitor};

/// `Serialize` and `Deserialize` of an enum that has `ALL` and `as_str`.
#[allow(unused_macros, reason = "not every document has enumerations")]
macro_rules! read {
    ($name:ident) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(
                &self,
                serializer: S,
            ) -> std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(
                deserializer: D,
            ) -> std::result::Result<Self, D::Error> {
                word::one_of(deserializer, &Self::ALL, Self::as_str)
            }
        }
    };
}
#[allow(unused_imports, reason = "not every document has enumerations")]
pub(crate) use read;

/// Reads one of the words from its text.
pub fn one_of<'de, D, W>(
    deserializer: D,
    words: &'static [W],
    text: fn(W) -> &'static str,
) -> Result<W, D::Error>
where
    D: Deserializer<'de>,
    W: Copy,
{
    deserializer.deserialize_str(Words { words, text })
}

struct Words<W: 'static> {
    words: &'static [W],
    text: fn(W) -> &'static str,
}

impl<W: Copy> Visitor<'_> for Words<W> {
    type Value = W;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_str<E: Error>(self, given: &str) -> Result<W, E> {
        let mut words = self.words.iter().copied();
        let found = words.find(|word| (self.text)(*word) == given);
        found.ok_or_else(|| {
            let texts = self
                .words
                .iter()
                .map(|word| format!("`{}`", (self.text)(*word)));
            let known: Vec<String> = texts.collect();
            E::custom(format_args!(
                "unknown variant `{given}`, expected one of {}",
                known.join(", ")
            ))
        })
    }
}
