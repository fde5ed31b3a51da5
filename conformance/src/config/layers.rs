//! Values by key, each with the place it came from; later layers win.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use toml::{Table, Value};

use super::keys::{KEYS, OTHER_VARIABLES, closest, variable};
use super::{ConfigError, SHORTEST_KEY, Secret};

/// The values of a configuration.
#[derive(Debug)]
pub(super) struct Layers {
    values: BTreeMap<&'static str, (Value, Place)>,
    environment: BTreeMap<String, String>,
}

/// Where a value came from. The order is that of precedence.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    File { path: PathBuf, line: usize },
    Variable(String),
    Flag,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File { path, line } => write!(f, "{}:{line}", path.display()),
            Self::Variable(name) => f.write_str(name),
            Self::Flag => f.write_str("--target"),
        }
    }
}

impl Layers {
    /// The layer of the environment. An unknown `CONFORMANCE_…` variable is an error.
    pub(super) fn new(
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let environment: BTreeMap<String, String> = variables.into_iter().collect();
        let mut values = BTreeMap::new();
        let known: Vec<(String, &'static str)> = KEYS
            .iter()
            .map(|key| (variable(key.name), key.name))
            .collect();
        for (name, text) in environment
            .iter()
            .filter(|(name, _)| name.starts_with("CONFORMANCE_"))
        {
            let key = match known.iter().find(|(variable, _)| variable == name) {
                Some((_, key)) => *key,
                None if name == "CONFORMANCE_TARGET" => "target.url",
                None if OTHER_VARIABLES.contains(&name.as_str()) => continue,
                None => {
                    let candidates = known
                        .iter()
                        .map(|(name, _)| name.as_str())
                        .chain(OTHER_VARIABLES.iter().copied());
                    return Err(ConfigError::UnknownVariable {
                        name: name.clone(),
                        suggested: closest(name, candidates),
                    });
                }
            };
            values.insert(
                key,
                (Value::String(text.clone()), Place::Variable(name.clone())),
            );
        }
        Ok(Self {
            values,
            environment,
        })
    }

    /// The layer of a file, below the environment.
    pub(super) fn read_file(&mut self, path: &Path) -> Result<(), ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|source| ConfigError::File {
            path: path.to_owned(),
            source,
        })?;
        self.read_text(path, &text)
    }

    /// The layer of the text of a file, which need not be there yet.
    pub(super) fn read_text(&mut self, path: &Path, text: &str) -> Result<(), ConfigError> {
        let table: Table = text
            .parse()
            .map_err(|error: toml::de::Error| ConfigError::Syntax {
                path: path.to_owned(),
                message: error.to_string(),
            })?;
        self.add_table(path, text, "", &table)
    }

    fn add_table(
        &mut self,
        path: &Path,
        text: &str,
        prefix: &str,
        table: &Table,
    ) -> Result<(), ConfigError> {
        for (name, value) in table {
            let key = if prefix.is_empty() {
                name.clone()
            } else {
                format!("{prefix}.{name}")
            };
            let place = Place::File {
                path: path.to_owned(),
                line: line_of(text, &key),
            };
            if let Some(known) = KEYS.iter().find(|known| known.name == key) {
                let entry = self.values.entry(known.name);
                // the environment was there first and wins
                entry.or_insert_with(|| (value.clone(), place));
            } else if KEYS
                .iter()
                .any(|known| known.name.starts_with(&format!("{key}.")))
            {
                let Value::Table(inner) = value else {
                    let members: Vec<&str> = KEYS
                        .iter()
                        .filter_map(|known| known.name.strip_prefix(&format!("{key}.")))
                        .filter(|rest| !rest.contains('.'))
                        .collect();
                    let reason = format!("must be a table with {}", members.join(", "));
                    return Err(ConfigError::Invalid {
                        place: place.to_string(),
                        key,
                        reason,
                    });
                };
                self.add_table(path, text, &key, inner)?;
            } else {
                let suggested = closest(
                    &key,
                    KEYS.iter().flat_map(|known| {
                        // a misspelt table name should be told the table, not one of its members
                        let depth = key.split('.').count();
                        let end = known
                            .name
                            .match_indices('.')
                            .nth(depth - 1)
                            .map_or(known.name.len(), |(at, _)| at);
                        [&known.name[..end], known.name]
                    }),
                );
                return Err(ConfigError::UnknownKey {
                    place: place.to_string(),
                    key,
                    suggested,
                });
            }
        }
        Ok(())
    }

    /// A value from the command line.
    pub(super) fn set_flag(&mut self, key: &'static str, text: &str) {
        self.values
            .insert(key, (Value::String(text.to_owned()), Place::Flag));
    }

    /// Whether any other key is set.
    pub(super) fn any_set_but(&self, key: &str) -> bool {
        self.values.keys().any(|known| *known != key)
    }

    /// Whether that key is set.
    pub(super) fn is_set(&self, key: &str) -> bool {
        self.values.contains_key(key)
    }

    /// A value of any type.
    pub(super) fn value(&self, key: &str) -> Option<&Value> {
        self.values.get(key).map(|(value, _)| value)
    }

    /// One of several words.
    pub(super) fn choice<T: Copy, const N: usize>(
        &self,
        key: &'static str,
        choices: [(&str, T); N],
    ) -> Result<Option<T>, ConfigError> {
        let Some(text) = self.text(key)? else {
            return Ok(None);
        };
        let found = choices.iter().find(|(word, _)| *word == text);
        let (_, choice) = found.ok_or_else(|| {
            let words = choices.map(|(word, _)| word).join(" or ");
            self.invalid(key, format!("must be {words}, is {text:?}"))
        })?;
        Ok(Some(*choice))
    }

    /// A text.
    pub(super) fn text(&self, key: &'static str) -> Result<Option<String>, ConfigError> {
        match self.values.get(key) {
            None => Ok(None),
            Some((Value::String(text), _)) => Ok(Some(text.clone())),
            Some((other, _)) => Err(self.invalid(
                key,
                format!("must be a text in quotes, is {}", other.type_str()),
            )),
        }
    }

    /// A yes or no. Variables say it as `true` or `false`.
    pub(super) fn flag(&self, key: &'static str) -> Result<Option<bool>, ConfigError> {
        match self.values.get(key) {
            None => Ok(None),
            Some((Value::Boolean(flag), _)) => Ok(Some(*flag)),
            Some((Value::String(text), Place::Variable(_))) => text
                .parse()
                .map(Some)
                .map_err(|_| self.invalid(key, format!("must be true or false, is {text:?}"))),
            Some((other, _)) => Err(self.invalid(
                key,
                format!("must be true or false, is {}", other.type_str()),
            )),
        }
    }

    /// A whole number.
    pub(super) fn integer(&self, key: &'static str) -> Result<Option<i64>, ConfigError> {
        match self.values.get(key) {
            None => Ok(None),
            Some((Value::Integer(number), _)) => Ok(Some(*number)),
            Some((Value::String(text), Place::Variable(_))) => text
                .parse()
                .map(Some)
                .map_err(|_| self.invalid(key, format!("must be a whole number, is {text:?}"))),
            Some((other, _)) => Err(self.invalid(
                key,
                format!("must be a whole number, is {}", other.type_str()),
            )),
        }
    }

    /// A time span such as `10s` or `500ms`; at least a millisecond, at most an hour.
    pub(super) fn duration(&self, key: &'static str) -> Result<Option<Duration>, ConfigError> {
        let Some(text) = self.text(key)? else {
            return Ok(None);
        };
        let wrong = || {
            self.invalid(
                key,
                format!("must be a time from 1ms to 1h such as 10s, is {text:?}"),
            )
        };
        let span: jiff::SignedDuration = text.parse().map_err(|_| wrong())?;
        let span = Duration::try_from(span).map_err(|_| wrong())?;
        if span < Duration::from_millis(1) || span > Duration::from_secs(3600) {
            return Err(wrong());
        }
        Ok(Some(span))
    }

    /// An access key, given directly, by variable or by file.
    pub(super) fn secret(&self, key: &'static str) -> Result<Option<Secret>, ConfigError> {
        let ways: Vec<(&'static str, Place)> = KEYS
            .iter()
            .filter(|known| {
                known
                    .name
                    .strip_prefix(key)
                    .is_some_and(|rest| rest.starts_with('.'))
            })
            .filter_map(|known| {
                self.values
                    .get(known.name)
                    .map(|(_, place)| (known.name, place.clone()))
            })
            .collect();
        let Some(highest) = ways.iter().map(|(_, place)| layer(place)).max() else {
            return Ok(None);
        };
        let mut ways = ways
            .into_iter()
            .filter(|(_, place)| layer(place) == highest);
        let (Some((way, _)), rest) = (ways.next(), ways.next()) else {
            return Ok(None);
        };
        if let Some((other, _)) = rest {
            return Err(self.invalid(other, format!("is given beside {way}; keep one of the two")));
        }
        let text = self.text(way)?.unwrap_or_default();
        let fail = |reason: String| ConfigError::Secret {
            key: way.to_owned(),
            reason,
        };
        let found = if way.rsplit('.').next() == Some("env") {
            self.environment
                .get(&text)
                .cloned()
                .ok_or_else(|| fail(format!("the environment variable {text} is not set")))?
        } else if way.rsplit('.').next() == Some("file") {
            std::fs::read_to_string(&text)
                .map_err(|error| fail(format!("cannot read {text}: {error}")))?
        } else {
            text
        };
        let found = found.trim();
        if found.is_empty() {
            return Err(fail("the access key is empty".to_owned()));
        }
        if found.len() < SHORTEST_KEY {
            let length = found.len();
            return Err(fail(format!(
                "the access key has {length} characters; one of fewer than {SHORTEST_KEY} cannot be told from other \
                 text, to keep it out of reports and to find it in answers; give the target a longer one"
            )));
        }
        if found
            .chars()
            .any(|character| character.is_control() || !character.is_ascii())
        {
            return Err(fail(
                "the access key has characters that a header cannot carry".to_owned(),
            ));
        }
        Ok(Some(Secret::new(found)))
    }

    /// An error about the value of `key`, with the place it came from.
    pub(super) fn invalid(&self, key: &str, reason: String) -> ConfigError {
        let place = self.values.get(key).map_or_else(
            || "configuration".to_owned(),
            |(_, place)| place.to_string(),
        );
        ConfigError::Invalid {
            place,
            key: key.to_owned(),
            reason,
        }
    }

    /// The error that `key` is not set.
    pub(super) fn missing(key: &str) -> ConfigError {
        let known = KEYS
            .iter()
            .find(|known| known.name == key || known.name == format!("{key}.value"));
        ConfigError::Missing {
            key: key.to_owned(),
            purpose: known.map_or("needed", |known| known.purpose),
            variable: variable(known.map_or(key, |known| known.name)),
        }
    }
}

fn layer(place: &Place) -> u8 {
    match place {
        Place::File { .. } => 0,
        Place::Variable(_) => 1,
        Place::Flag => 2,
    }
}

/// The line, from 1, on which the last part of a dotted key stands inside its table; 1 when it cannot be found.
fn line_of(text: &str, key: &str) -> usize {
    let (table, name) = key.rsplit_once('.').unwrap_or(("", key));
    let mut current = String::new();
    let mut fallback = 1;
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if let Some(header) = line.strip_prefix('[') {
            header
                .split(']')
                .next()
                .unwrap_or_default()
                .trim()
                .clone_into(&mut current);
            if current == key {
                return index + 1;
            }
        } else if line.split('=').next().unwrap_or_default().trim() == name && current == table {
            return index + 1;
        } else if !table.is_empty() && format!("{current}.{line}").starts_with(table) {
            // an inline table: `sources = { … }`
            fallback = index + 1;
        }
    }
    fallback
}
