//! Every configuration key, once: files, variables, suggestions and documentation follow from this list.

/// A configuration key.
#[derive(Debug)]
pub struct Key {
    /// Dotted name in the TOML file.
    pub name: &'static str,
    /// What it is for, as half a sentence.
    pub purpose: &'static str,
}

/// Every key.
pub const KEYS: &[Key] = &[
    Key {
        name: "target.url",
        purpose: "the server's URL with the platform's prefix",
    },
    Key {
        name: "target.platform",
        purpose: "the platform release whose contract applies",
    },
    Key {
        name: "target.insecure-skip-tls-verify",
        purpose: "whether any server certificate is accepted",
    },
    Key {
        name: "target.ca-file",
        purpose: "a PEM file with the certificate authority of the server",
    },
    Key {
        name: "target.timeout",
        purpose: "the limit for one request, such as 10s",
    },
    Key {
        name: "target.concurrency",
        purpose: "how many checks are carried out at a time",
    },
    Key {
        name: "credentials.allowed.env",
        purpose: "the variable that holds a key that may import",
    },
    Key {
        name: "credentials.allowed.value",
        purpose: "a key that may import",
    },
    Key {
        name: "credentials.allowed.file",
        purpose: "the file that holds a key that may import",
    },
    Key {
        name: "credentials.denied.env",
        purpose: "the variable that holds a valid key that may not import",
    },
    Key {
        name: "credentials.denied.value",
        purpose: "a valid key that may not import",
    },
    Key {
        name: "credentials.denied.file",
        purpose: "the file that holds a valid key that may not import",
    },
    Key {
        name: "fixtures.project",
        purpose: "the project to import into",
    },
    Key {
        name: "fixtures.second-project",
        purpose: "another project to import into",
    },
    Key {
        name: "fixtures.cluster",
        purpose: "the connected cluster that holds the importable virtual clusters",
    },
    Key {
        name: "fixtures.namespace",
        purpose: "the namespace of the importable virtual clusters",
    },
    Key {
        name: "fixtures.sources.pattern",
        purpose: "names of the importable virtual clusters, with {n} for a number",
    },
    Key {
        name: "fixtures.sources.count",
        purpose: "how many importable virtual clusters there are",
    },
    Key {
        name: "fixtures.sources.names",
        purpose: "a list of importable virtual clusters, in place of a pattern",
    },
    Key {
        name: "fixtures.sources.create",
        purpose: "the command that makes an importable virtual cluster, in place of a pattern",
    },
    Key {
        name: "fixtures.sources.remove",
        purpose: "the command that removes what the other has made",
    },
    Key {
        name: "fixtures.sources.timeout",
        purpose: "the limit for one of these commands, such as 5m",
    },
    Key {
        name: "fixtures.mode",
        purpose: "import, or dry-run for a server that must not be changed",
    },
    Key {
        name: "fixtures.cleanup",
        purpose: "auto removes what was imported where the target offers it, never leaves it",
    },
];

/// Variables that are not keys of the file: the file itself, a short form, and the flags of a run.
pub(super) const OTHER_VARIABLES: &[&str] = &[
    "CONFORMANCE_CONFIG",
    "CONFORMANCE_TARGET",
    "CONFORMANCE_PROFILE",
    "CONFORMANCE_STRICT",
    "CONFORMANCE_SEED",
    "CONFORMANCE_CASES",
    "CONFORMANCE_BASELINE",
];

/// The variable that sets a key: `target.ca-file` is `CONFORMANCE_TARGET_CA_FILE`.
pub fn variable(key: &str) -> String {
    format!(
        "CONFORMANCE_{}",
        key.replace(['.', '-'], "_").to_ascii_uppercase()
    )
}

/// The candidate that looks most like `word`, if any looks enough like it.
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    candidates
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(word, candidate), candidate))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate.to_owned())
}
