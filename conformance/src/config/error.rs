//! What can be wrong with a configuration. Every message says where and what to do.

use std::path::PathBuf;

/// A configuration that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read the configuration {path}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is not TOML.
    #[error("{path} is not valid TOML:\n{message}")]
    Syntax {
        /// The file.
        path: PathBuf,
        /// The parser's message, with line and column.
        message: String,
    },
    /// A key that means nothing.
    #[error("{place}: unknown key {key}{}", suggestion(suggested.as_deref()))]
    UnknownKey {
        /// File and line.
        place: String,
        /// The key, dotted.
        key: String,
        /// A known key that looks like it.
        suggested: Option<String>,
    },
    /// A `CONFORMANCE_…` variable that means nothing.
    #[error("unknown environment variable {name}{}", suggestion(suggested.as_deref()))]
    UnknownVariable {
        /// The variable.
        name: String,
        /// A known one that looks like it.
        suggested: Option<String>,
    },
    /// A value that cannot be used.
    #[error("{place}: {key} {reason}")]
    Invalid {
        /// File and line, variable or flag.
        place: String,
        /// The key, dotted.
        key: String,
        /// What is wrong and what to write instead.
        reason: String,
    },
    /// A value that is needed and not there.
    #[error(
        "{key} is not set: {purpose}. Set it in the file given with --config, or in {variable}"
    )]
    Missing {
        /// The key, dotted.
        key: String,
        /// What it is for.
        purpose: &'static str,
        /// The variable that sets it.
        variable: String,
    },
    /// A key that is to be read from elsewhere is not there.
    #[error("{key}: {reason}")]
    Secret {
        /// The key, dotted.
        key: String,
        /// Where it was looked for, and why it is not there.
        reason: String,
    },
    /// Both credentials are one.
    #[error(
        "credentials.denied is the same access key as credentials.allowed; give a key that may not import, or none"
    )]
    SameKeys,
}

fn suggestion(name: Option<&str>) -> String {
    name.map(|name| format!("; did you mean {name}?"))
        .unwrap_or_default()
}
