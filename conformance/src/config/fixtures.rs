//! What exists on the target for the suite: where it imports into, what it may import, and whether anything may change.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use toml::Value;

use super::{ConfigError, Layers};

/// How long a command that makes or removes a source may take unless told otherwise. A virtual cluster takes a while.
const HOOK_LIMIT: Duration = Duration::from_secs(300);

/// What exists on the target for the suite.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FixtureConfig {
    /// Project to import into.
    pub project: String,
    /// Another project the allowed key may import into.
    pub second_project: Option<String>,
    /// Connected cluster that holds the importable virtual clusters, unless an entry of a list names another.
    pub cluster: String,
    /// Namespace on that cluster, unless an entry of a list names another.
    pub namespace: String,
    /// The importable virtual clusters.
    pub sources: Sources,
    /// Whether the target may be changed.
    pub mode: Mode,
    /// What becomes of the instances that a run has made.
    pub cleanup: Cleanup,
}

/// The importable virtual clusters of a target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sources {
    /// Counted names.
    Pattern {
        /// The names; `{n}` stands for 1 to `count`.
        pattern: String,
        /// How many there are.
        count: u32,
    },
    /// Names one by one; at least one.
    Names(Vec<NamedSource>),
    /// Virtual clusters that a command makes when they are needed.
    Hooks(Hooks),
}

/// An importable virtual cluster of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedSource {
    /// Its name.
    pub name: String,
    /// Its namespace.
    pub namespace: String,
    /// The connected cluster it runs on.
    pub cluster: String,
}

/// Commands that make and remove importable virtual clusters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hooks {
    /// Makes the one that the variables `CONFORMANCE_SOURCE_…` name. A command may hold a secret, so none is written down.
    #[serde(skip)]
    pub create: HookCommand,
    /// Removes it at the end of the run.
    #[serde(skip)]
    pub remove: Option<HookCommand>,
    /// The limit for one command.
    pub limit: Duration,
}

/// A command: a program with arguments, or a line for the shell.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HookCommand {
    /// The program.
    pub program: String,
    /// Its arguments.
    pub arguments: Vec<String>,
}

/// Whether the target may be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mode {
    /// It may: imports take effect.
    Import,
    /// It may not: every import is a dry run.
    DryRun,
}

/// What becomes of the instances that a run has made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cleanup {
    /// They are removed where the target offers it.
    Auto,
    /// They stay.
    Never,
}

impl FixtureConfig {
    /// One project that may be imported into, and whose instances are removed where the target offers it.
    pub fn new(project: &str, cluster: &str, namespace: &str, sources: Sources) -> Self {
        Self {
            project: project.to_owned(),
            second_project: None,
            cluster: cluster.to_owned(),
            namespace: namespace.to_owned(),
            sources,
            mode: Mode::Import,
            cleanup: Cleanup::Auto,
        }
    }

    /// Reads the fixtures.
    pub(super) fn read(layers: &Layers) -> Result<Self, ConfigError> {
        let need = |key: &'static str| {
            layers
                .text(key)?
                .filter(|text| !text.is_empty())
                .ok_or_else(|| Layers::missing(key))
        };
        let project = need("fixtures.project")?;
        let second_project = layers.text("fixtures.second-project")?;
        if second_project.as_deref() == Some(&project) {
            return Err(layers.invalid(
                "fixtures.second-project",
                "is the same project as fixtures.project".to_owned(),
            ));
        }
        let (cluster, namespace) = (need("fixtures.cluster")?, need("fixtures.namespace")?);
        let sources = Sources::read(layers, &namespace, &cluster)?;
        let choices = [("import", Mode::Import), ("dry-run", Mode::DryRun)];
        let mode = layers.choice("fixtures.mode", choices)?;
        let choices = [("auto", Cleanup::Auto), ("never", Cleanup::Never)];
        let cleanup = layers.choice("fixtures.cleanup", choices)?;
        Ok(Self {
            project,
            second_project,
            cluster,
            namespace,
            sources,
            mode: mode.unwrap_or(Mode::Import),
            cleanup: cleanup.unwrap_or(Cleanup::Auto),
        })
    }
}

impl Sources {
    fn read(layers: &Layers, namespace: &str, cluster: &str) -> Result<Self, ConfigError> {
        let ways = [
            "fixtures.sources.pattern",
            "fixtures.sources.names",
            "fixtures.sources.create",
        ];
        let mut given = ways.into_iter().filter(|way| layers.is_set(way));
        let way = given.next();
        if let (Some(way), Some(other)) = (way, given.next()) {
            let reason = format!("is given beside {way}; keep one of the two");
            return Err(layers.invalid(other, reason));
        }
        match way {
            Some("fixtures.sources.names") => {
                NamedSource::list(layers, namespace, cluster).map(Self::Names)
            }
            Some("fixtures.sources.create") => Hooks::read(layers).map(Self::Hooks),
            _ => Self::counted(layers),
        }
    }

    fn counted(layers: &Layers) -> Result<Self, ConfigError> {
        const PATTERN: &str = "fixtures.sources.pattern";
        const COUNT: &str = "fixtures.sources.count";
        let pattern = layers
            .text(PATTERN)?
            .filter(|text| !text.is_empty())
            .ok_or_else(|| Layers::missing(PATTERN))?;
        if pattern.matches("{n}").count() != 1 {
            return Err(layers.invalid(PATTERN, "must contain {n} exactly once".to_owned()));
        }
        let count = layers
            .integer(COUNT)?
            .ok_or_else(|| Layers::missing(COUNT))?;
        let count = u32::try_from(count)
            .ok()
            .filter(|count| *count > 0)
            .ok_or_else(|| {
                let reason = "must be a whole number from 1 to 4294967295".to_owned();
                layers.invalid(COUNT, reason)
            })?;
        Ok(Self::Pattern { pattern, count })
    }
}

impl NamedSource {
    /// The entries of `fixtures.sources.names`: names, or tables with a name and, where they differ, namespace and
    /// cluster. A variable holds names with commas between them.
    fn list(layers: &Layers, namespace: &str, cluster: &str) -> Result<Vec<Self>, ConfigError> {
        const NAMES: &str = "fixtures.sources.names";
        let wrong = |reason: String| layers.invalid(NAMES, reason);
        let entries = match layers.value(NAMES) {
            Some(Value::String(text)) => {
                let names = text.split(',').map(str::trim);
                names.map(|name| Value::String(name.to_owned())).collect()
            }
            Some(Value::Array(entries)) => entries.clone(),
            _ => return Err(wrong("must be a list of names".to_owned())),
        };
        let mut sources: Vec<Self> = Vec::new();
        for entry in entries {
            let mut source = Self {
                name: String::new(),
                namespace: namespace.to_owned(),
                cluster: cluster.to_owned(),
            };
            match entry {
                Value::String(name) => source.name = name,
                Value::Table(members) => {
                    for (member, value) in members {
                        let place = match member.as_str() {
                            "name" => &mut source.name,
                            "namespace" => &mut source.namespace,
                            "cluster" => &mut source.cluster,
                            other => {
                                return Err(wrong(format!(
                                    "has an entry with the unknown member {other}; known: name, namespace, cluster"
                                )));
                            }
                        };
                        let text = value.as_str().ok_or_else(|| {
                            wrong(format!("has an entry whose {member} is not a text"))
                        })?;
                        text.clone_into(place);
                    }
                }
                other => {
                    return Err(wrong(format!(
                        "has an entry that is neither a name nor a table with a name: {other}"
                    )));
                }
            }
            if [&source.name, &source.namespace, &source.cluster].contains(&&String::new()) {
                return Err(wrong("has an entry without a name".to_owned()));
            }
            if sources.contains(&source) {
                return Err(wrong(format!("has {} twice", source.name)));
            }
            sources.push(source);
        }
        if sources.is_empty() {
            return Err(wrong("is empty; name at least one".to_owned()));
        }
        Ok(sources)
    }
}

impl Hooks {
    fn read(layers: &Layers) -> Result<Self, ConfigError> {
        let create = HookCommand::read(layers, "fixtures.sources.create")?
            .ok_or_else(|| Layers::missing("fixtures.sources.create"))?;
        Ok(Self {
            create,
            remove: HookCommand::read(layers, "fixtures.sources.remove")?,
            limit: layers
                .duration("fixtures.sources.timeout")?
                .unwrap_or(HOOK_LIMIT),
        })
    }
}

impl HookCommand {
    fn read(layers: &Layers, key: &'static str) -> Result<Option<Self>, ConfigError> {
        let wrong = || {
            let reason = "must be a line for the shell, or a list of a program and its arguments";
            layers.invalid(key, reason.to_owned())
        };
        let words: Vec<String> = match layers.value(key) {
            None => return Ok(None),
            Some(Value::String(line)) if !line.trim().is_empty() => {
                ["sh", "-c", line].map(str::to_owned).into()
            }
            Some(Value::Array(words)) => {
                let words = words.iter().map(|word| word.as_str().map(str::to_owned));
                words.collect::<Option<_>>().ok_or_else(wrong)?
            }
            Some(_) => return Err(wrong()),
        };
        let mut words = words.into_iter();
        let program = words.next().filter(|word| !word.is_empty());
        Ok(Some(Self {
            program: program.ok_or_else(wrong)?,
            arguments: words.collect(),
        }))
    }
}

impl std::fmt::Display for HookCommand {
    /// The line that was given, or the program; arguments may be secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.program)
    }
}
