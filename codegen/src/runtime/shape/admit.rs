//! Which JSON values a type admits at first sight.

use serde_json::Value;

use super::super::Kind;
use super::super::datetime::is_rfc3339;

impl Kind {
    /// Whether a scalar has this type; of lists and objects, whether it is one.
    pub(in super::super) fn admits(self, value: &Value) -> bool {
        match self {
            Self::Any => true,
            Self::Text => value.is_string(),
            Self::DateTime => value.as_str().is_some_and(is_rfc3339),
            Self::Enumeration(words) => value.as_str().is_some_and(|text| words.contains(&text)),
            Self::Boolean => value.is_boolean(),
            Self::Int32 => value.as_i64().is_some_and(|n| i32::try_from(n).is_ok()),
            Self::Int64 => value.is_i64(),
            Self::Uint32 => value.as_u64().is_some_and(|n| u32::try_from(n).is_ok()),
            Self::Uint64 => value.is_u64(),
            Self::Number => value.is_number(),
            Self::IntOrString => value.is_i64() || value.is_string(),
            Self::AnyObject | Self::Object(_) | Self::Map(_) => value.is_object(),
            Self::List(_) => value.is_array(),
            Self::Checked(of) => (of.nullable && value.is_null()) || of.kind.admits(value),
            Self::Union(union) => {
                let mut variants = union.variants.iter();
                variants.any(|variant| variant.of.kind.admits(value))
            }
        }
    }

    /// What a value of the type is, for people.
    pub(in super::super) const fn wanted(self) -> &'static str {
        match self {
            Self::DateTime => "an RFC 3339 date and time such as 2024-01-31T12:00:00Z",
            Self::Int32 => "an integer of 32 bits",
            Self::Int64 => "an integer of 64 bits",
            Self::Uint32 => "an integer of 32 bits without a sign",
            Self::Uint64 => "an integer of 64 bits without a sign",
            Self::Number => "a number",
            Self::IntOrString => "an integer or a string",
            Self::Text | Self::Enumeration(_) => "a string",
            Self::Boolean => "a boolean",
            Self::Object(_) | Self::Map(_) | Self::AnyObject => "an object",
            Self::List(_) => "an array",
            Self::Checked(of) => of.kind.wanted(),
            Self::Union(_) => "one of several types",
            Self::Any => "any value",
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::Type;
    use super::*;

    #[test]
    fn null_is_admitted_where_the_schema_says_so() {
        static TEXT: Type = Type {
            kind: Kind::Text,
            nullable: false,
            keywords: &[],
        };
        static TEXT_OR_NULL: Type = Type {
            nullable: true,
            ..TEXT
        };
        for (of, null) in [(&TEXT, false), (&TEXT_OR_NULL, true)] {
            let kind = Kind::Checked(of);
            assert_eq!(kind.admits(&json!(null)), null, "{of:?}");
            assert!(kind.admits(&json!("")), "{of:?}");
            assert!(!kind.admits(&json!(1)), "{of:?}");
        }
    }
}
