//! Rust names for the names of the spec.

/// `apiVersion`, `FieldsV1`, `import-virtual-cluster` -> `api_version`, `fields_v1`, `import_virtual_cluster`.
///
/// A reserved word gets an underscore at its end.
pub(crate) fn snake(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    let characters: Vec<char> = name.chars().collect();
    for (at, &character) in characters.iter().enumerate() {
        if !character.is_ascii_alphanumeric() {
            snake.push('_');
            continue;
        }
        if character.is_ascii_uppercase() && at > 0 {
            let before = characters[at - 1];
            let word_ends = before.is_ascii_lowercase() || before.is_ascii_digit();
            let acronym_ends = before.is_ascii_uppercase()
                && characters.get(at + 1).is_some_and(char::is_ascii_lowercase);
            if word_ends || acronym_ends {
                snake.push('_');
            }
        }
        snake.push(character.to_ascii_lowercase());
    }
    if is_identifier(&snake) {
        snake
    } else {
        format!("{snake}_")
    }
}

/// The name of a static: `src.name.required` -> `SRC_NAME_REQUIRED`, `ObjectMeta` -> `OBJECT_META`.
pub(crate) fn upper(name: &str) -> String {
    snake(name).trim_end_matches('_').to_ascii_uppercase()
}

/// The name of a type: the last part of a dotted schema name.
pub(crate) fn type_name(schema: &str) -> &str {
    schema.rsplit('.').next().unwrap_or(schema)
}

/// The JSON name serde makes of a Rust field under `rename_all = "camelCase"`.
pub(crate) fn camel(field: &str) -> String {
    let mut camel = String::with_capacity(field.len());
    for part in field.split('_').filter(|part| !part.is_empty()) {
        let (first, rest) = part.split_at(1);
        camel.push_str(&if camel.is_empty() {
            first.to_owned()
        } else {
            first.to_ascii_uppercase()
        });
        camel.push_str(rest);
    }
    camel
}

/// Names that every generated module uses for something else, so no type may have them.
const TAKEN: [&str; 24] = [
    "BTreeMap",
    "Cite",
    "Constraint",
    "DateTime",
    "Default",
    "Deserialize",
    "Err",
    "Field",
    "Format",
    "IntOrString",
    "JsonSchema",
    "Map",
    "Option",
    "Path",
    "Run",
    "Serialize",
    "Shape",
    "Shaped",
    "Some",
    "String",
    "Validate",
    "Value",
    "Vec",
    "Violation",
];

/// Whether a type of the generated crate can have that name.
pub(crate) fn can_be_type(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_uppercase())
        && is_identifier(name)
        && !TAKEN.contains(&name)
}

/// Whether a member of a struct can have that name, in snake case.
pub(crate) fn can_be_member(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase()) && is_identifier(name)
}

/// Whether a text can be a Rust identifier as it is.
pub(crate) fn is_identifier(text: &str) -> bool {
    syn::parse_str::<syn::Ident>(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_rust_and_come_back() {
        for (json, rust) in [
            ("apiVersion", "api_version"),
            ("fieldsV1", "fields_v1"),
            ("blockOwnerDeletion", "block_owner_deletion"),
            ("uid", "uid"),
            ("continue", "continue_"),
            ("upgradeToPro", "upgrade_to_pro"),
        ] {
            assert_eq!(snake(json), rust);
            assert_eq!(camel(rust), json);
        }
        assert_eq!(snake("FieldsV1"), "fields_v1");
        assert_eq!(snake("HTTPRoute"), "http_route");
        assert_ne!(
            camel(&snake("clusterIP")),
            "clusterIP",
            "such a member needs a rename of its own"
        );
        assert_eq!(upper("src.name.required"), "SRC_NAME_REQUIRED");
        assert_eq!(upper("ep.path.cluster-scoped"), "EP_PATH_CLUSTER_SCOPED");
        assert_eq!(type_name("io.k8s.meta.v1.Time"), "Time");
    }
}
