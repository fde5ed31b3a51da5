//! Rust names for names that were not chosen with Rust in mind.

use super::taken::Taken;
use crate::name;

/// The type names of one crate.
#[derive(Debug)]
pub(super) struct Names(Taken);

impl Default for Names {
    // Two types whose modules have one name would be one file, on some systems whatever the case.
    fn default() -> Self {
        Self(Taken::by(|name| vec![folded(name)]))
    }
}

impl Names {
    /// Takes the first of `wanted` that is free, or numbers the last one.
    pub(super) fn claim(&mut self, wanted: &[String]) -> String {
        for name in wanted {
            if self.0.take(name) {
                return name.clone();
            }
        }
        let last = wanted.last().map_or("Schema", String::as_str);
        self.0.distinct(last, "")
    }
}

/// What the modules of two types must differ in.
fn folded(name: &str) -> String {
    name::snake(name).replace('_', "")
}

/// Whether two types cannot both have a module.
pub(super) fn same_module(a: &str, b: &str) -> bool {
    folded(a) == folded(b)
}

/// Names for a component, the best first: the last part of a dotted name, then more and more of it.
pub(super) fn of_component(full: &str) -> Vec<String> {
    let parts: Vec<&str> = full
        .split(['.', '/'])
        .filter(|part| !part.is_empty())
        .collect();
    (1..=parts.len().max(1))
        .map(|count| {
            let tail = parts.len().saturating_sub(count);
            type_name(&parts[tail..].join(" "))
        })
        .collect()
}

/// A type name: words with capital letters; one that Rust or the generated modules use gets `Type` at its end.
pub(super) fn type_name(text: &str) -> String {
    let pascal = pascal(text);
    let name = match pascal.chars().next() {
        None => "Schema".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("Type{pascal}"),
        Some(_) => pascal,
    };
    if name::can_be_type(&name) && !RESERVED.contains(&name.as_str()) {
        name
    } else {
        format!("{name}Type")
    }
}

/// Names that generated modules use beside those that no schema may have.
const RESERVED: [&str; 23] = [
    "Box",
    "Cow",
    "D",
    "Deserializer",
    "Error",
    "Format",
    "From",
    "IntOrString",
    "LazyLock",
    "Ok",
    "Option",
    "Regex",
    "Request",
    "Response",
    "Result",
    "S",
    "Self",
    "Serializer",
    "Static",
    "Str",
    "Type",
    "Union",
    "Vec",
];

/// A variant name; unlike a type it may be anything but a keyword.
pub(super) fn variant_name(text: &str) -> String {
    let mut spelled = String::new();
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let word = match character {
            '+' => "Plus",
            '*' => "Star",
            '<' => "Less",
            '>' => "Greater",
            '=' => "Equal",
            '!' => "Not",
            '-' if spelled.is_empty() && characters.peek().is_some_and(char::is_ascii_digit) => {
                "Minus"
            }
            other => {
                spelled.push(other);
                continue;
            }
        };
        spelled.extend([" ", word, " "]);
    }
    let pascal = pascal(&spelled);
    match pascal.chars().next() {
        None if text.is_empty() => "Empty".to_owned(),
        None => "Other".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("Value{pascal}"),
        // The list of all variants is the constant `ALL`.
        Some(_) if name::is_identifier(&pascal) && pascal != "ALL" => pascal,
        Some(_) => format!("{pascal}Value"),
    }
}

/// A member name: snake case, a letter first.
pub(super) fn member_name(text: &str) -> String {
    let snake = name::snake(text);
    let words: Vec<&str> = snake.split('_').filter(|word| !word.is_empty()).collect();
    let joined = words.join("_");
    match joined.chars().next() {
        None => "member".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("n{joined}"),
        Some(_) if name::is_identifier(&joined) => joined,
        Some(_) => format!("{joined}_"),
    }
}

/// `first_name`, `firstName` or `first name` -> `FirstName`.
pub(super) fn pascal(text: &str) -> String {
    let mut pascal = String::with_capacity(text.len());
    let mut starts_word = true;
    for character in text.chars() {
        if !character.is_ascii_alphanumeric() {
            starts_word = true;
        } else if starts_word {
            pascal.push(character.to_ascii_uppercase());
            starts_word = false;
        } else {
            pascal.push(character);
        }
    }
    // `ACTIVE` and `IN_USE` are words, not initials.
    if !pascal
        .chars()
        .any(|character| character.is_ascii_lowercase())
        && pascal.len() > 3
    {
        let words = text
            .split(|character: char| !character.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty());
        return words.fold(String::new(), |name, word| {
            name + &word[..1].to_ascii_uppercase() + &word[1..].to_ascii_lowercase()
        });
    }
    pascal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_rust_in_a_predictable_way() {
        for (text, rust) in [
            ("pet", "Pet"),
            ("foo_bar-baz", "FooBarBaz"),
            ("3d", "Type3d"),
            ("Option", "OptionType"),
            ("ACTIVE", "Active"),
            ("größe", "GrE"),
            ("日本", "Schema"),
        ] {
            assert_eq!(type_name(text), rust);
        }
        for (text, rust) in [
            ("+1", "Plus1"),
            ("-1", "Minus1"),
            ("", "Empty"),
            ("1.0", "Value10"),
            ("self", "SelfValue"),
            ("ALL", "ALLValue"),
            ("IN_USE", "InUse"),
        ] {
            assert_eq!(variant_name(text), rust);
        }
        for (text, rust) in [
            ("$ref", "ref_"),
            ("@type", "type_"),
            ("2fa", "n2fa"),
            ("fooBar", "foo_bar"),
            ("_id", "id"),
            ("日本", "member"),
        ] {
            assert_eq!(member_name(text), rust);
        }
        assert_eq!(
            of_component("io.k8s.v1.Time"),
            ["Time", "V1Time", "K8sV1Time", "IoK8sV1Time"]
        );
    }

    #[test]
    fn taken_names_are_lengthened_and_then_numbered() {
        let mut names = Names::default();
        assert_eq!(names.claim(&of_component("a.v1.Pod")), "Pod");
        assert_eq!(names.claim(&of_component("a.v2.Pod")), "V2Pod");
        assert_eq!(names.claim(&["Pod".to_owned()]), "Pod2");
    }
}
