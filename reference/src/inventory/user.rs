//! Users: who they are, what lets them in, and what they may do.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use super::{InventoryError, Project, covers, everything};

/// A user.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct User {
    /// The name.
    pub name: String,
    /// The access key; a random one at each start when absent.
    pub key: Option<Key>,
    /// What the user may do.
    #[serde(default)]
    pub rights: Vec<Right>,
}

/// Where an access key comes from: `{value: KEY}`, `{env: VARIABLE}`, or `{sha256: DIGEST}` where the key itself is not
/// to be written down.
#[derive(Debug, Clone)]
pub enum Key {
    /// The key itself.
    Value(Secret),
    /// The environment variable that holds it.
    Env(String),
    /// Its SHA-256.
    Sha256([u8; 32]),
}

/// [`Key`] as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeySource {
    value: Option<Secret>,
    env: Option<String>,
    sha256: Option<String>,
}

impl<'de> Deserialize<'de> for Key {
    /// What is wrong with a key is said without it, so the words of the library are dropped.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = serde_yaml::Value::deserialize(deserializer).ok();
        let source = written.and_then(|written| KeySource::deserialize(written).ok());
        let source = source.ok_or_else(|| {
            D::Error::custom(
                "an access key is {value: TEXT}, {env: VARIABLE} or {sha256: DIGEST}, and in quotes if it is a number",
            )
        })?;
        Self::try_from(source).map_err(D::Error::custom)
    }
}

impl TryFrom<KeySource> for Key {
    type Error = &'static str;

    fn try_from(source: KeySource) -> Result<Self, Self::Error> {
        match (source.value, source.env, source.sha256) {
            (Some(Secret(text)), None, None) if text.is_empty() => {
                Err("an access key cannot be empty")
            }
            (Some(key), None, None) => Ok(Self::Value(key)),
            (None, Some(variable), None) => Ok(Self::Env(variable)),
            (None, None, Some(digits)) => digest(&digits)
                .map(Self::Sha256)
                .ok_or("`sha256` of a key is 64 hexadecimal digits, as `printf %s KEY | sha256sum` prints them"),
            _ => Err("a key has one of `value`, `env` and `sha256`"),
        }
    }
}

fn digest(digits: &str) -> Option<[u8; 32]> {
    if digits.len() != 64 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let mut bytes = [0; 32];
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(digits.get(2 * index..2 * index + 2)?, 16).ok()?;
    }
    Some(bytes)
}

/// A text that is never printed.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

/// Some verbs on some resources.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Right {
    /// Verbs such as `create`; `*` stands for all.
    pub verbs: Vec<String>,
    /// Resources with their sub-resource, such as `projects/importvirtualcluster`; `*` stands for all.
    pub resources: Vec<String>,
    /// Projects, which stand for their own names and for what is in their namespaces; `*` stands for all, and for what
    /// belongs to no project.
    #[serde(default = "everything")]
    pub projects: Vec<String>,
    /// Names of objects; `*` stands for all.
    #[serde(default = "everything")]
    pub names: Vec<String>,
    /// Namespaces; `*` stands for all.
    #[serde(default = "everything")]
    pub namespaces: Vec<String>,
}

impl Right {
    /// Whether the right covers that verb on that object.
    pub(crate) fn covers(&self, verb: &str, resource: &str, name: &str, namespace: &str) -> bool {
        covers(&self.verbs, verb)
            && covers(&self.resources, resource)
            && covers(&self.names, name)
            && covers(&self.namespaces, namespace)
            && self.is_in_projects(resource, name, namespace)
    }

    fn is_in_projects(&self, resource: &str, name: &str, namespace: &str) -> bool {
        self.projects.iter().any(|project| {
            let is_itself = || resource.split('/').next() == Some("projects") && name == project;
            project == "*" || is_itself() || namespace == Project::namespace_of(project)
        })
    }
}

impl User {
    /// The user's access key; nothing when a random one is wanted, or when only its digest is known.
    pub(crate) fn access_key(&self) -> Result<Option<String>, InventoryError> {
        match &self.key {
            None | Some(Key::Sha256(_)) => Ok(None),
            Some(Key::Value(Secret(key))) => Ok(Some(key.clone())),
            Some(Key::Env(variable)) => match std::env::var(variable) {
                Ok(key) if !key.is_empty() => Ok(Some(key)),
                _ => Err(InventoryError::NoKey {
                    user: self.name.clone(),
                    variable: variable.clone(),
                }),
            },
        }
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(..)")
    }
}

#[cfg(test)]
mod tests {
    use crate::inventory::Inventory;

    #[test]
    fn keys_are_not_printed() {
        let inventory: Inventory = "users: [{name: a, key: {value: hush}}]".parse().unwrap();
        assert!(!format!("{inventory:?}").contains("hush"));
        assert_eq!(
            inventory.users[0].access_key().unwrap().as_deref(),
            Some("hush")
        );
    }

    #[test]
    fn a_key_has_one_source() {
        for (key, part) in [
            ("{value: \"\"}", "cannot be empty"),
            ("{}", "one of `value`, `env` and `sha256`"),
            ("{value: a, env: B}", "one of"),
            ("{sha256: abc}", "64 hexadecimal digits"),
            (
                "{sha256: éééééééééééééééééééééééééééééééé}",
                "64 hexadecimal digits",
            ),
        ] {
            let text = format!("users: [{{name: a, key: {key}}}]");
            let error = text.parse::<Inventory>().unwrap_err().to_string();
            assert!(error.contains(part), "{key}: {error}");
        }
    }

    #[test]
    fn a_right_on_projects_is_one_on_what_is_in_them() {
        let text =
            "users: [{name: a, rights: [{verbs: [\"*\"], resources: [\"*\"], projects: [p]}]}]";
        let inventory: Inventory = text.parse().unwrap();
        let right = &inventory.users[0].rights[0];
        for (resource, name, namespace, covered) in [
            ("projects", "p", "", true),
            ("projects/importvirtualcluster", "p", "", true),
            ("virtualclusterinstances", "x", "loft-p-p", true),
            ("virtualclusterinstances", "", "loft-p-p", true),
            ("projects", "q", "", false),
            ("projects", "", "", false),
            ("virtualclusterinstances", "p", "loft-p-q", false),
            ("virtualclusterinstances", "", "", false),
            ("clusters", "p", "", false),
        ] {
            assert_eq!(
                right.covers("get", resource, name, namespace),
                covered,
                "{resource} {name} {namespace}"
            );
        }
    }
}
