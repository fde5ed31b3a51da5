//! What a configuration is made of.

use std::path::{Path, PathBuf};

use super::InitError;
use super::flags::Flags;
use super::kubeconfig::Kubeconfig;

/// Where a key is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum KeyPlace {
    /// In a variable.
    Variable(String),
    /// In a file.
    File(PathBuf),
}

/// What was said so far.
#[derive(Debug, Default)]
pub(super) struct Answers {
    pub(super) url: Option<String>,
    pub(super) platform: String,
    pub(super) ca_file: Option<PathBuf>,
    pub(super) insecure: bool,
    pub(super) allowed: Option<KeyPlace>,
    pub(super) denied: Option<KeyPlace>,
    pub(super) project: Option<String>,
    pub(super) second_project: Option<String>,
    pub(super) cluster: Option<String>,
    pub(super) namespace: Option<String>,
    pub(super) pattern: Option<String>,
    pub(super) count: Option<u32>,
    pub(super) names: Vec<String>,
    pub(super) dry_run: bool,
    /// Text for `ca_file`, out of a kubeconfig.
    ca_pem: Option<String>,
    /// Text for the file of the allowed key, out of a kubeconfig.
    token: Option<String>,
}

impl Answers {
    /// What the flags say, and the kubeconfig that they name. A flag wins.
    pub(super) fn of(flags: &Flags) -> Result<Self, InitError> {
        let place = |variable: &Option<String>, file: &Option<PathBuf>| {
            let file = file.clone().map(KeyPlace::File);
            variable.clone().map(KeyPlace::Variable).or(file)
        };
        let mut answers = Self {
            url: flags.url.clone(),
            platform: flags.platform.clone(),
            ca_file: flags.ca_file.clone(),
            insecure: flags.insecure_skip_tls_verify,
            allowed: place(&flags.allowed_env, &flags.allowed_file),
            denied: place(&flags.denied_env, &flags.denied_file),
            project: flags.project.clone(),
            second_project: flags.second_project.clone(),
            cluster: flags.cluster.clone(),
            namespace: flags.namespace.clone(),
            pattern: flags.source_pattern.clone(),
            count: flags.source_count,
            names: flags.source_name.clone(),
            dry_run: flags.dry_run,
            ..Self::default()
        };
        if let Some(path) = &flags.kubeconfig {
            let kubeconfig = Kubeconfig::read(path, flags.context.as_deref())?;
            answers.add(kubeconfig, &flags.output);
        }
        Ok(answers)
    }

    /// Takes what is not known yet from a kubeconfig. A certificate or token that stands in it gets a file beside
    /// `output`.
    fn add(&mut self, kubeconfig: Kubeconfig, output: &Path) {
        let beside = |ending: &str| output.with_extension(ending);
        self.url.get_or_insert(kubeconfig.url);
        if self.ca_file.is_none() && !self.insecure {
            self.insecure = kubeconfig.insecure;
            self.ca_file = kubeconfig.ca_file;
            if let Some(pem) = kubeconfig.ca_pem {
                self.ca_file = Some(beside("ca.pem"));
                self.ca_pem = Some(pem);
            }
        }
        if self.allowed.is_none() {
            self.allowed = kubeconfig.token_file.map(KeyPlace::File);
            if let Some(token) = kubeconfig.token {
                self.allowed = Some(KeyPlace::File(beside("key")));
                self.token = Some(token);
            }
        }
    }

    /// The files beside the configuration: path, text, and whether it is a secret.
    pub(super) fn files(&self) -> Vec<(&Path, &str, bool)> {
        let mut files = Vec::new();
        if let (Some(path), Some(pem)) = (&self.ca_file, &self.ca_pem) {
            files.push((path.as_path(), pem.as_str(), false));
        }
        if let (Some(KeyPlace::File(path)), Some(token)) = (&self.allowed, &self.token) {
            files.push((path.as_path(), token.as_str(), true));
        }
        files
    }

    /// The flags that would say what is still missing.
    pub(super) fn missing(&self) -> Vec<&'static str> {
        let has_sources = self.pattern.is_some() || !self.names.is_empty();
        [
            (self.url.is_some(), "--url (or --kubeconfig)"),
            (self.allowed.is_some(), "--allowed-env or --allowed-file"),
            (self.project.is_some(), "--project"),
            (self.cluster.is_some(), "--cluster"),
            (self.namespace.is_some(), "--namespace"),
            (
                has_sources,
                "--source-pattern with --source-count, or --source-name",
            ),
            (
                self.pattern.is_none() || self.count.is_some(),
                "--source-count",
            ),
        ]
        .into_iter()
        .filter(|(is_there, _)| !is_there)
        .map(|(_, flag)| flag)
        .collect()
    }
}
