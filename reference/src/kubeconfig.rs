//! A kubeconfig: what kubectl and other Kubernetes clients need to find the server, trust it and be let in.

use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::json;
use thiserror::Error;

/// Name of the cluster in the file; the context is named after the user and it.
const CLUSTER: &str = "reference";

/// Why there is no kubeconfig.
#[derive(Debug, Error)]
pub enum KubeconfigError {
    /// The inventory has no such user.
    #[error("there is no user {user:?} for the kubeconfig; the inventory has: {known}")]
    UnknownUser {
        /// The user.
        user: String,
        /// The users there are.
        known: String,
    },
    /// The user's key is kept as a digest, so nobody can write it down.
    #[error(
        "the access key of user {0:?} is given as a digest; choose a user whose key is known, or write the file by hand"
    )]
    DigestOnly(String),
    /// The file cannot be written.
    #[error("cannot write the kubeconfig {}: {error}; choose another file", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
}

/// What a kubeconfig says.
#[derive(Debug)]
pub(crate) struct Kubeconfig<'a> {
    /// Address of the server.
    pub(crate) address: SocketAddr,
    /// The certificate to trust; nothing for plain HTTP.
    pub(crate) certificate_pem: Option<&'a str>,
    /// Who is let in.
    pub(crate) user: &'a str,
    /// With which access key.
    pub(crate) key: &'a str,
}

impl Kubeconfig<'_> {
    /// Replaces the file in one step; only its owner may read it, since it holds an access key.
    pub(crate) fn write(&self, path: &Path) -> Result<(), KubeconfigError> {
        let unwritable = |error| KubeconfigError::Unwritable {
            path: path.to_owned(),
            error,
        };
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let text = self
            .text()
            .map_err(|error| unwritable(io::Error::other(error)))?;
        // Temporary files are made with mode 0600.
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(unwritable)?;
        file.write_all(text.as_bytes()).map_err(unwritable)?;
        file.persist(path)
            .map_err(|error| unwritable(error.error))?;
        Ok(())
    }

    fn text(&self) -> Result<String, serde_yaml::Error> {
        let mut cluster = json!({ "server": self.server() });
        if let Some(pem) = self.certificate_pem {
            cluster["certificate-authority-data"] = BASE64.encode(pem).into();
        }
        let context = format!("{}@{CLUSTER}", self.user);
        serde_yaml::to_string(&json!({
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [{"name": CLUSTER, "cluster": cluster}],
            "users": [{"name": self.user, "user": {"token": self.key}}],
            "contexts": [{"name": context, "context": {"cluster": CLUSTER, "user": self.user}}],
            "current-context": context,
        }))
    }

    /// The URL of the API. A server that listens everywhere is reached on this machine by a name its certificate has.
    fn server(&self) -> String {
        let scheme = if self.certificate_pem.is_some() {
            "https"
        } else {
            "http"
        };
        let prefix = generated::spec::PATH_PREFIX;
        if self.address.ip().is_unspecified() {
            format!("{scheme}://localhost:{}{prefix}", self.address.port())
        } else {
            format!("{scheme}://{}{prefix}", self.address)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> Kubeconfig<'static> {
        Kubeconfig {
            address: SocketAddr::from(([0, 0, 0, 0], 8443)),
            certificate_pem: Some("PEM"),
            user: "viewer",
            key: "yes: # no comment",
        }
    }

    #[test]
    fn the_file_says_where_who_and_whom_to_trust() {
        let read: serde_json::Value = serde_yaml::from_str(&example().text().unwrap()).unwrap();
        let cluster = &read["clusters"][0]["cluster"];
        assert_eq!(
            cluster["server"],
            "https://localhost:8443/kubernetes/management"
        );
        assert_eq!(cluster["certificate-authority-data"], "UEVN");
        assert_eq!(read["users"][0]["user"]["token"], "yes: # no comment");
        assert_eq!(read["current-context"], "viewer@reference");
        assert_eq!(
            read["contexts"][0]["context"],
            json!({"cluster": "reference", "user": "viewer"})
        );
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_may_read_the_file_whatever_it_was_before() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config");
        std::fs::write(&path, "before").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        example().write(&path).unwrap();
        assert_eq!(
            std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
        assert!(
            std::fs::read_to_string(&path)
                .unwrap()
                .starts_with("apiVersion: v1")
        );
        let nowhere = folder.path().join("missing/config");
        let error = example().write(&nowhere).unwrap_err().to_string();
        assert!(error.contains("missing/config"), "{error}");
    }
}
