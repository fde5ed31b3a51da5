//! Which servers are trusted, and HTTP clients that trust them.

use std::path::PathBuf;
use std::time::Duration;

use reqwest::blocking::{Client as Http, ClientBuilder};
use reqwest::redirect::Policy;

/// Which server certificates are trusted.
#[derive(Debug, Clone, Default)]
pub enum Trust {
    /// The system's roots.
    #[default]
    System,
    /// The system's roots and the certificates of this PEM file.
    CaFile(PathBuf),
    /// The system's roots and this PEM text.
    CaPem(String),
    /// Any certificate.
    Anything,
}

/// The client cannot be built.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The CA file cannot be read.
    #[error("cannot read the CA file {path}: {source}; check target.ca-file")]
    CaFile {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The CA file has no usable certificate.
    #[error("{place} holds no certificate in PEM form: {source}")]
    Certificate {
        /// The file, or where else the text came from.
        place: String,
        /// Why.
        source: reqwest::Error,
    },
    /// The TLS or HTTP library refuses its settings.
    #[error("the HTTP client cannot be set up: {0}")]
    Setup(#[from] reqwest::Error),
}

impl Trust {
    /// A client that follows no redirects, decompresses nothing and waits so long for each answer.
    pub(super) fn client(&self, timeout: Duration) -> Result<ClientBuilder, ClientError> {
        let mut builder = Http::builder()
            .redirect(Policy::none())
            .timeout(timeout)
            .connect_timeout(timeout.min(Duration::from_secs(3)))
            .user_agent(concat!("import-conformance/", env!("CARGO_PKG_VERSION")))
            // what is on the wire is what is judged, whatever features reqwest is built with elsewhere
            .no_gzip();
        match self {
            Trust::System => {}
            Trust::Anything => builder = builder.tls_danger_accept_invalid_certs(true),
            Trust::CaPem(pem) => {
                builder = add_roots(builder, pem.as_bytes(), "the given certificate")?;
            }
            Trust::CaFile(path) => {
                let pem = std::fs::read(path).map_err(|source| ClientError::CaFile {
                    path: path.clone(),
                    source,
                })?;
                builder = add_roots(builder, &pem, &path.display().to_string())?;
            }
        }
        Ok(builder)
    }
}

fn add_roots(
    mut builder: ClientBuilder,
    pem: &[u8],
    place: &str,
) -> Result<ClientBuilder, ClientError> {
    let certificates =
        reqwest::Certificate::from_pem_bundle(pem).map_err(|source| ClientError::Certificate {
            place: place.to_owned(),
            source,
        })?;
    for certificate in certificates {
        builder = builder.add_root_certificate(certificate);
    }
    Ok(builder)
}
