//! Values of one of several schemas.

use serde::de::{DeserializeOwned, Error};
use serde_json::Value;

use super::Validate;

/// What became of a value that was read as one variant.
#[derive(Debug)]
pub enum Attempt<T> {
    /// It fits.
    Fits(T),
    /// It has the type, and breaks rules of it.
    Breaks(T),
    /// It does not have the type.
    Refused(String),
}

/// Reads a value as one variant.
pub fn attempt<V, T>(value: &Value, variant: fn(V) -> T, objects_only: bool) -> Attempt<T>
where
    V: DeserializeOwned,
    T: Validate,
{
    if objects_only && !value.is_object() {
        return Attempt::Refused("not an object".to_owned());
    }
    match V::deserialize(value).map(variant) {
        Ok(read) if read.validate().is_ok() => Attempt::Fits(read),
        Ok(read) => Attempt::Breaks(read),
        Err(error) => Attempt::Refused(error.to_string()),
    }
}

/// The variant that a value is.
///
/// The first that fits is taken; where `exclusive`, no other may fit. A value that only breaks rules is taken too: the
/// validator reports which.
pub fn choose<T, E: Error>(name: &str, exclusive: bool, attempts: Vec<Attempt<T>>) -> Result<T, E> {
    let fitting = attempts
        .iter()
        .filter(|attempt| matches!(attempt, Attempt::Fits(_)))
        .count();
    if exclusive && fitting > 1 {
        return Err(E::custom(format_args!(
            "the value fits {fitting} variants of {name}, and may fit one alone"
        )));
    }
    let (mut broken, mut reasons) = (None, Vec::new());
    for attempt in attempts {
        match attempt {
            Attempt::Fits(read) => return Ok(read),
            Attempt::Breaks(read) => broken = broken.or(Some(read)),
            Attempt::Refused(reason) => reasons.push(reason),
        }
    }
    broken.ok_or_else(|| {
        E::custom(format_args!(
            "the value fits no variant of {name}: {}",
            reasons.join("; ")
        ))
    })
}

/// The text of the discriminator of a value.
pub fn tag<'v, E: Error>(
    value: &'v Value,
    name: &str,
    property: &'static str,
) -> Result<&'v str, E> {
    let tag = value.get(property).and_then(Value::as_str);
    tag.ok_or_else(|| {
        E::custom(format_args!(
            "{name} needs a text in `{property}` that says which variant it is"
        ))
    })
}

/// Reads a value as the variant that its discriminator names.
pub fn read<V: DeserializeOwned, E: Error>(value: &Value) -> Result<V, E> {
    V::deserialize(value).map_err(E::custom)
}

/// What is said of a text that names no variant.
pub fn unknown<E: Error>(tag: &str, name: &str, known: &str) -> E {
    E::custom(format_args!(
        "{name} has no variant {tag:?}; it has: {known}"
    ))
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;

    use super::super::rule::{Cite, min_characters};
    use super::super::{Path, Violation};
    use super::*;

    #[derive(Debug, Deserialize)]
    struct Word(String);

    impl Validate for Word {
        fn validate_at(&self, path: &Path<'_>, violations: &mut Vec<Violation>) {
            min_characters(path, &self.0, 2, Cite::KEYWORD, violations);
        }
    }

    #[test]
    fn a_variant_fits_or_breaks_rules_or_is_another_type() {
        let read = |value| attempt(&value, |word: Word| word, false);
        assert!(matches!(read(json!("ab")), Attempt::Fits(_)));
        assert!(matches!(read(json!("a")), Attempt::Breaks(_)));
        assert!(matches!(read(json!(1)), Attempt::Refused(_)));
    }
}
