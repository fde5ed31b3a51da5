//! A JSON value along a type: everything that is wrong with it, without the type being made.
//!
//! Types that cannot be made from a value that lacks something tell one mistake at a time. Here the same rules are
//! applied to the value itself. `null` and empty values are values, as JSON Schema has it.

use serde_json::{Map, Value};

use super::super::{Basis, CauseReason, Kind, Path, Shape, Violation};
use super::judge::{count_members, judge};
use super::{Additional, Alternative, Keyword, Type, Union};

/// How many values are looked at to find the variants of one text: unions inside of unions multiply.
pub const EFFORT: usize = 1_000_000;

/// Everything that is wrong with a value, in the order of the schema. Unknown members are none of it.
///
/// The depth of the value is that of the recursion; readers bound it.
pub fn inspect(value: &Value, kind: Kind) -> Vec<Violation> {
    let mut inspector = Inspector::new();
    inspector.value(value, kind, &Path::ROOT);
    inspector.violations
}

/// Which variant of a union a value is.
#[derive(Debug)]
pub enum Choice {
    /// This one, as far as its type goes; it may break rules of it.
    Variant(&'static Alternative),
    /// None. A sentence says why.
    None(String),
    /// More than one, and it may be one alone.
    Several(Vec<&'static str>),
}

/// Finds the variant of a value. `effort` is how many values may still be looked at.
pub fn choose(value: &Value, union: &'static Union, effort: &mut usize) -> Choice {
    let mut inspector = Inspector {
        effort: *effort,
        ..Inspector::new()
    };
    let choice = inspector.choose(value, union);
    *effort = inspector.effort;
    choice
}

struct Inspector {
    violations: Vec<Violation>,
    /// The first of them that keeps the value from being of its type, as opposed to one that a validator reports.
    misfit: Option<usize>,
    effort: usize,
    /// Whether this is about one variant among several.
    tries: bool,
}

impl Inspector {
    const fn new() -> Self {
        Self {
            violations: Vec::new(),
            misfit: None,
            effort: EFFORT,
            tries: false,
        }
    }

    fn misfit(
        &mut self,
        path: &Path<'_>,
        keyword: &'static str,
        reason: CauseReason,
        message: String,
    ) {
        self.misfit = self.misfit.or(Some(self.violations.len()));
        self.violations.push(Violation {
            path: path.to_string(),
            keyword,
            reason,
            message,
            requirement: None,
            basis: Basis::PublishedSchema,
        });
    }

    fn value(&mut self, value: &Value, kind: Kind, path: &Path<'_>) {
        self.effort = self.effort.saturating_sub(usize::from(self.tries));
        match (kind, value) {
            _ if self.effort == 0 => {}
            (Kind::Checked(of), _) => self.typed(value, of, path),
            (Kind::Union(union), _) => match self.choose(value, union) {
                Choice::Variant(variant) => self.typed(value, &variant.of, path),
                Choice::None(reason) => {
                    let cause = CauseReason::FieldValueTypeInvalid;
                    self.misfit(path, union.keyword(), cause, reason);
                }
                Choice::Several(names) => {
                    let cause = CauseReason::FieldValueTypeInvalid;
                    self.misfit(path, union.keyword(), cause, union.several(&names));
                }
            },
            (Kind::Object(shape), Value::Object(members)) => self.object(members, shape, path),
            (Kind::List(item), Value::Array(items)) => {
                for (index, value) in items.iter().enumerate() {
                    self.value(value, *item, &path.index(index));
                }
            }
            (Kind::Map(entry), Value::Object(members)) => {
                for (key, value) in members {
                    self.value(value, *entry, &path.key(key));
                }
            }
            _ if kind.admits(value) => {}
            (Kind::Enumeration(words), Value::String(_)) => {
                let message = format!("{value} is not supported; supported: {}", words.join(", "));
                self.misfit(path, "enum", CauseReason::FieldValueNotSupported, message);
            }
            (Kind::DateTime, Value::String(_)) => {
                let message = format!("expected {}, found {value}", kind.wanted());
                self.misfit(path, "format", CauseReason::FieldValueInvalid, message);
            }
            _ => {
                let message = format!("expected {}, found {}", kind.wanted(), in_short(value));
                self.misfit(path, "type", CauseReason::FieldValueTypeInvalid, message);
            }
        }
    }

    fn typed(&mut self, value: &Value, of: &'static Type, path: &Path<'_>) {
        if !(of.nullable && value.is_null()) {
            self.keywords(value, of.keywords, of.kind, path);
            self.value(value, of.kind, path);
        }
    }

    /// Keywords are about values of the type. One of another type breaks the type alone.
    fn keywords(&mut self, value: &Value, keywords: &[Keyword], kind: Kind, path: &Path<'_>) {
        if kind.admits(value) {
            for keyword in keywords {
                judge(keyword, value, path, &mut self.violations);
            }
        }
    }

    fn object(&mut self, members: &Map<String, Value>, shape: &'static Shape, path: &Path<'_>) {
        for field in shape.fields {
            let at = path.field(field.name);
            match members.get(field.name) {
                Some(Value::Null) if field.nullable => {}
                Some(value) => {
                    self.keywords(value, field.keywords, field.kind, &at);
                    self.value(value, field.kind, &at);
                }
                None if field.required => {
                    let message = "a value is required".to_owned();
                    let reason = CauseReason::FieldValueRequired;
                    self.misfit(&at, "required", reason, message);
                }
                None => {}
            }
        }
        let mut count = 0;
        for (key, value) in members {
            let listed = shape.field(key);
            match shape.additional {
                // `null` in an optional member that may be `null` is read as none.
                _ if listed.is_some_and(|field| !field.required && value.is_null()) => {}
                _ if listed.is_some() => count += 1,
                Additional::Unknown => {}
                Additional::Refused => {
                    let message = shape.lacks();
                    let reason = CauseReason::FieldValueForbidden;
                    self.misfit(&path.field(key), "additionalProperties", reason, message);
                }
                Additional::Kept(kind) => {
                    count += 1;
                    self.value(value, *kind, &path.key(key));
                }
            }
        }
        for keyword in shape.keywords {
            count_members(keyword, count, path, &mut self.violations);
        }
    }

    fn choose(&mut self, value: &Value, union: &'static Union) -> Choice {
        if let Some(property) = union.discriminator {
            return tagged(value, union, property);
        }
        let (mut fitting, mut broken, mut reasons) = (Vec::new(), None, Vec::new());
        for variant in union.variants {
            let mut attempt = Self {
                effort: self.effort,
                tries: true,
                ..Self::new()
            };
            attempt.typed(value, &variant.of, &Path::ROOT);
            self.effort = attempt.effort;
            match attempt.misfit.and_then(|at| attempt.violations.get(at)) {
                Some(Violation { path, message, .. }) => {
                    let colon = if path.is_empty() { "" } else { ": " };
                    reasons.push(format!("no {} ({path}{colon}{message})", variant.name));
                }
                None if attempt.violations.is_empty() => fitting.push(variant),
                None => broken = broken.or(Some(variant)),
            }
        }
        if self.effort == 0 {
            let reason = format!("too much to try all variants of {} on", union.name);
            return Choice::None(reason);
        }
        match (fitting.as_slice(), broken) {
            ([_, _, ..], _) if union.exclusive => {
                Choice::Several(fitting.iter().map(|variant| variant.name).collect())
            }
            ([first, ..], _) => Choice::Variant(first),
            ([], Some(variant)) => Choice::Variant(variant),
            ([], None) => Choice::None(format!(
                "fits no variant of {}: {}",
                union.name,
                reasons.join("; ")
            )),
        }
    }
}

fn tagged(value: &Value, union: &'static Union, property: &str) -> Choice {
    let known = || {
        let tags = union.variants.iter().flat_map(|variant| variant.tags);
        tags.copied().collect::<Vec<&str>>().join(", ")
    };
    let name = union.name;
    let Some(tag) = value.get(property).and_then(Value::as_str) else {
        return Choice::None(format!(
            "{name} needs a text in {property} that says which variant it is: {}",
            known()
        ));
    };
    let mut variants = union.variants.iter();
    variants
        .find(|variant| variant.tags.contains(&tag))
        .map_or_else(
            || {
                Choice::None(format!(
                    "{name} has no variant {tag:?}; it has: {}",
                    known()
                ))
            },
            Choice::Variant,
        )
}

fn in_short(value: &Value) -> String {
    match value {
        Value::Array(_) => "an array".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.to_string(),
    }
}

impl Union {
    /// The word of the schema that a value breaks which is none of its variants.
    pub const fn keyword(&self) -> &'static str {
        match (self.discriminator, self.exclusive) {
            (Some(_), _) => "discriminator",
            (None, true) => "oneOf",
            (None, false) => "anyOf",
        }
    }

    /// What is said of a value that fits these variants.
    pub(in super::super) fn several(&self, names: &[&str]) -> String {
        format!(
            "fits several variants of {}, and may fit one alone: {}",
            self.name,
            names.join(", ")
        )
    }
}

impl Shape {
    /// What is said of a member that is not listed.
    pub(in super::super) fn lacks(&self) -> String {
        format!("unknown field; {} has none of that name", self.name)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::Field;
    use super::*;

    /// Two variants that both lead back to the union: the ways to read a value double with each level.
    static BOTH: Union = Union {
        name: "Both",
        exclusive: true,
        discriminator: None,
        variants: &[
            Alternative {
                name: "Left",
                of: Type {
                    kind: Kind::Object(&LEFT),
                    nullable: false,
                    keywords: &[],
                },
                tags: &[],
            },
            Alternative {
                name: "Right",
                of: Type {
                    kind: Kind::Object(&RIGHT),
                    nullable: false,
                    keywords: &[],
                },
                tags: &[],
            },
        ],
    };

    static LEFT: Shape = Shape {
        name: "Left",
        fields: &[Field {
            name: "of",
            kind: Kind::Union(&BOTH),
            ..Field::PLAIN
        }],
        strict: true,
        ..Shape::PLAIN
    };

    static RIGHT: Shape = Shape {
        name: "Right",
        fields: &[Field {
            name: "of",
            kind: Kind::Union(&BOTH),
            ..Field::PLAIN
        }],
        strict: true,
        ..Shape::PLAIN
    };

    static CLOSED: Shape = Shape {
        name: "Closed",
        fields: &[
            Field {
                name: "must",
                required: true,
                nullable: true,
                ..Field::PLAIN
            },
            Field {
                name: "may",
                nullable: true,
                ..Field::PLAIN
            },
            Field {
                name: "full",
                ..Field::PLAIN
            },
        ],
        additional: Additional::Refused,
        keywords: &[Keyword::MinProperties(2), Keyword::MaxProperties(2)],
        strict: true,
        ..Shape::PLAIN
    };

    /// A text of two characters, or of any number.
    static WORDS: [Alternative; 2] = [
        Alternative {
            name: "Long",
            of: Type {
                kind: Kind::Text,
                nullable: false,
                keywords: &[Keyword::MinLength(2)],
            },
            tags: &[],
        },
        Alternative {
            name: "Short",
            of: Type {
                kind: Kind::Text,
                nullable: false,
                keywords: &[],
            },
            tags: &[],
        },
    ];

    fn chosen(value: &Value, exclusive: bool) -> (String, usize) {
        static ONE: Union = Union {
            name: "Word",
            exclusive: true,
            discriminator: None,
            variants: &WORDS,
        };
        static ANY: Union = Union {
            exclusive: false,
            ..ONE
        };
        let mut effort = EFFORT;
        let choice = choose(value, if exclusive { &ONE } else { &ANY }, &mut effort);
        let choice = match choice {
            Choice::Variant(variant) => variant.name.to_owned(),
            Choice::None(_) => "none".to_owned(),
            Choice::Several(names) => names.join(" and "),
        };
        (choice, EFFORT - effort)
    }

    #[test]
    fn the_variant_is_the_one_whose_rules_hold() {
        for exclusive in [true, false] {
            assert_eq!(chosen(&json!("a"), exclusive), ("Short".to_owned(), 2));
        }
        assert_eq!(chosen(&json!("ab"), true).0, "Long and Short");
        assert_eq!(chosen(&json!("ab"), false).0, "Long");
        assert_eq!(chosen(&json!(1), false).0, "none");
    }

    #[test]
    fn a_value_is_looked_at_to_its_end() {
        let mut items = vec![json!(""); EFFORT];
        items.push(json!(1));
        let found = inspect(&Value::Array(items), Kind::List(&Kind::Text));
        assert_eq!(found.len(), 1);
    }

    #[test]
    fn what_is_wrong_has_its_keyword_and_reason() {
        use CauseReason as Reason;
        let whole = Kind::Object(&CLOSED);
        for (value, kind, path, keyword, reason) in [
            (
                json!(5),
                Kind::Text,
                "",
                "type",
                Reason::FieldValueTypeInvalid,
            ),
            (
                json!("b"),
                Kind::Enumeration(&["a"]),
                "",
                "enum",
                Reason::FieldValueNotSupported,
            ),
            (
                json!("b"),
                Kind::DateTime,
                "",
                "format",
                Reason::FieldValueInvalid,
            ),
            (
                json!(5),
                Kind::Union(&BOTH),
                "",
                "oneOf",
                Reason::FieldValueTypeInvalid,
            ),
            (
                json!({}),
                Kind::Union(&BOTH),
                "",
                "oneOf",
                Reason::FieldValueTypeInvalid,
            ),
            (
                json!({"may": "", "full": ""}),
                whole,
                "must",
                "required",
                Reason::FieldValueRequired,
            ),
            (
                json!({"must": "", "may": "", "zzz": 1}),
                whole,
                "zzz",
                "additionalProperties",
                Reason::FieldValueForbidden,
            ),
            (
                json!({"must": "", "may": "", "full": null}),
                whole,
                "full",
                "type",
                Reason::FieldValueTypeInvalid,
            ),
            // What is `null` and need not be there does not count.
            (
                json!({"must": null, "may": null}),
                whole,
                "",
                "minProperties",
                Reason::FieldValueInvalid,
            ),
            (
                json!({"must": null, "may": "", "full": ""}),
                whole,
                "",
                "maxProperties",
                Reason::FieldValueTooMany,
            ),
        ] {
            let found = inspect(&value, kind);
            let [only] = found.as_slice() else {
                panic!("{value}: {found:?}");
            };
            assert_eq!(
                (only.path.as_str(), only.keyword, only.reason),
                (path, keyword, reason)
            );
            assert_eq!(only.basis, Basis::PublishedSchema);
        }
        assert_eq!(inspect(&json!({"must": null, "full": ""}), whole), []);
    }

    #[test]
    fn unions_that_multiply_are_given_up() {
        let mut value = json!({});
        for _ in 0..80 {
            value = json!({ "of": value });
        }
        let found = inspect(&value, Kind::Union(&BOTH));
        let [only] = found.as_slice() else {
            panic!("{found:?}");
        };
        assert_eq!(only.message, "too much to try all variants of Both on");
    }

    #[test]
    fn a_value_that_fits_twice_is_refused_where_one_variant_may_fit() {
        let found = inspect(&json!({}), Kind::Union(&BOTH));
        let message = "fits several variants of Both, and may fit one alone: Left, Right";
        assert_eq!(found[0].message, message);
        assert_eq!(found[0].keyword, "oneOf");
    }
}
