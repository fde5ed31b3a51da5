//! URL, certificate authority and token out of a kubeconfig.

use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

/// A kubeconfig that is of no use.
#[derive(Debug, thiserror::Error)]
#[error("{}: {reason}", path.display())]
pub struct KubeconfigError {
    path: PathBuf,
    reason: String,
}

/// What a context of a kubeconfig says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Kubeconfig {
    pub(super) url: String,
    pub(super) insecure: bool,
    pub(super) ca_file: Option<PathBuf>,
    pub(super) ca_pem: Option<String>,
    pub(super) token: Option<String>,
    pub(super) token_file: Option<PathBuf>,
}

impl Kubeconfig {
    /// Reads one context; the current one unless another is named.
    pub(super) fn read(path: &Path, context: Option<&str>) -> Result<Self, KubeconfigError> {
        let folder = path.parent().unwrap_or(Path::new(""));
        std::fs::read_to_string(path)
            .map_err(|error| format!("cannot be read: {error}"))
            .and_then(|text| Self::of(&text, context, folder))
            .map_err(|reason| KubeconfigError {
                path: path.to_owned(),
                reason,
            })
    }

    fn of(text: &str, context: Option<&str>, folder: &Path) -> Result<Self, String> {
        let file: Value =
            serde_yaml::from_str(text).map_err(|error| format!("is no YAML: {error}"))?;
        let current = text_of(&file["current-context"]);
        let context = context
            .or(current)
            .ok_or("has no current-context; name one with --context")?;
        let context = named(&file, "contexts", "context", context)?;
        let member =
            |name: &str| text_of(&context[name]).ok_or(format!("its context names no {name}"));
        let cluster = named(&file, "clusters", "cluster", member("cluster")?)?;
        let user = named(&file, "users", "user", member("user")?)?;
        // paths in a kubeconfig are relative to its own folder
        let path = |value: &Value| text_of(value).map(|path| folder.join(path));
        let ca_pem = text_of(&cluster["certificate-authority-data"])
            .map(decoded)
            .transpose()?;
        let kubeconfig = Self {
            url: text_of(&cluster["server"])
                .ok_or("its cluster has no server")?
                .to_owned(),
            insecure: cluster["insecure-skip-tls-verify"] == true,
            ca_file: path(&cluster["certificate-authority"]),
            ca_pem,
            token: text_of(&user["token"]).map(str::to_owned),
            token_file: path(&user["tokenFile"]),
        };
        if kubeconfig.insecure && (kubeconfig.ca_file.is_some() || kubeconfig.ca_pem.is_some()) {
            return Err(
                "has a certificate authority and insecure-skip-tls-verify at once".to_owned(),
            );
        }
        Ok(kubeconfig)
    }
}

/// The entry of a list of `name` and one more member, which is returned.
fn named<'a>(file: &'a Value, list: &str, member: &str, name: &str) -> Result<&'a Value, String> {
    let mut entries = file[list].as_array().into_iter().flatten();
    let entry = entries.find(|entry| entry["name"] == name);
    entry
        .map(|entry| &entry[member])
        .ok_or_else(|| format!("has no {member} {name:?}"))
}

fn text_of(value: &Value) -> Option<&str> {
    value.as_str().filter(|text| !text.is_empty())
}

fn decoded(data: &str) -> Result<String, String> {
    let bytes = STANDARD.decode(data.trim()).ok();
    bytes
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .ok_or_else(|| "certificate-authority-data is not PEM in base64".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r"
current-context: one
contexts:
- {name: one, context: {cluster: c, user: u}}
- {name: two, context: {cluster: d, user: v}}
clusters:
- {name: c, cluster: {server: 'https://h/kubernetes/management', certificate-authority-data: UEVN}}
- {name: d, cluster: {server: 'https://d', certificate-authority: ca.pem}}
users:
- {name: u, user: {token: key}}
- {name: v, user: {tokenFile: v.key}}
";

    #[test]
    fn data_and_files_of_a_context() {
        let folder = Path::new("folder");
        let one = Kubeconfig::of(FILE, None, folder).unwrap();
        assert_eq!(
            (one.ca_pem.as_deref(), one.token.as_deref()),
            (Some("PEM"), Some("key"))
        );
        let two = Kubeconfig::of(FILE, Some("two"), folder).unwrap();
        assert_eq!(two.ca_file, Some(folder.join("ca.pem")));
        assert_eq!(
            (two.url.as_str(), two.token_file),
            ("https://d", Some(folder.join("v.key")))
        );
    }

    #[test]
    fn what_is_wrong_is_named() {
        let wrong = |text: &str, context| Kubeconfig::of(text, context, Path::new("")).unwrap_err();
        assert!(wrong(FILE, Some("three")).contains("no context \"three\""));
        assert!(wrong("{}", None).contains("--context"));
        assert!(wrong(&FILE.replace("UEVN", "'?'"), None).contains("base64"));
        assert!(wrong("[", None).contains("YAML"));
    }
}
