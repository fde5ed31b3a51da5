//! The flags of `conformance init`: each is the answer to one question.

use std::path::PathBuf;

use clap::Args;

/// The flags.
#[derive(Debug, Clone, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
pub struct Flags {
    /// URL of the server, up to and with /kubernetes/management
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
    /// Kubeconfig to take URL, certificate authority and token from
    #[arg(long, value_name = "FILE")]
    pub kubeconfig: Option<PathBuf>,
    /// Context of the kubeconfig; its current one otherwise
    #[arg(long, value_name = "NAME", requires = "kubeconfig")]
    pub context: Option<String>,
    /// Platform release whose contract applies
    #[arg(long, value_name = "RELEASE", default_value = generated::platforms::NEWEST.name)]
    pub platform: String,
    /// PEM file with the certificate authority of the server
    #[arg(long, value_name = "FILE", conflicts_with = "insecure_skip_tls_verify")]
    pub ca_file: Option<PathBuf>,
    /// Accepts any certificate
    #[arg(long)]
    pub insecure_skip_tls_verify: bool,
    /// Variable that holds a key that may import
    #[arg(long, value_name = "NAME", conflicts_with = "allowed_file")]
    pub allowed_env: Option<String>,
    /// File that holds a key that may import
    #[arg(long, value_name = "FILE")]
    pub allowed_file: Option<PathBuf>,
    /// Variable that holds a valid key that may not import
    #[arg(long, value_name = "NAME", conflicts_with = "denied_file")]
    pub denied_env: Option<String>,
    /// File that holds a valid key that may not import
    #[arg(long, value_name = "FILE")]
    pub denied_file: Option<PathBuf>,
    /// Project to import into
    #[arg(long, value_name = "NAME")]
    pub project: Option<String>,
    /// Another project to import into
    #[arg(long, value_name = "NAME")]
    pub second_project: Option<String>,
    /// Connected cluster that holds the importable virtual clusters
    #[arg(long, value_name = "NAME")]
    pub cluster: Option<String>,
    /// Namespace of the importable virtual clusters
    #[arg(long, value_name = "NAME")]
    pub namespace: Option<String>,
    /// Their names, with the letter n in braces for a number from 1
    #[arg(long, value_name = "PATTERN", conflicts_with = "source_name")]
    pub source_pattern: Option<String>,
    /// How many of them there are
    #[arg(long, value_name = "N", requires = "source_pattern")]
    pub source_count: Option<u32>,
    /// Name of one of them, in place of a pattern; may repeat
    #[arg(long, value_name = "NAME")]
    pub source_name: Vec<String>,
    /// Makes every import a dry run
    #[arg(long)]
    pub dry_run: bool,
    /// File to write
    #[arg(long, value_name = "FILE", default_value = "conformance.toml")]
    pub output: PathBuf,
    /// Replaces files that are there
    #[arg(long)]
    pub force: bool,
    /// Writes it without trying it on the target
    #[arg(long)]
    pub untried: bool,
}
