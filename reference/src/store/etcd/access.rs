//! Whom the server trusts to be etcd, and who the server is to etcd.

use std::fs;
use std::io;
use std::path::PathBuf;

use clap::Args;
use etcd_client::{Certificate, Identity, TlsOptions};
use thiserror::Error;

use crate::tls::TlsError;
use crate::tls::pem;

/// What etcd is reached with beside its address. The flags are named as the API server of Kubernetes names its own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
#[command(next_help_heading = "Etcd")]
pub struct EtcdAccess {
    /// Authorities that etcd's certificate may come from, as PEM; those of the system otherwise.
    #[arg(long = "etcd-cafile", value_name = "FILE", requires = "store")]
    pub authorities: Option<PathBuf>,
    /// Certificate to show to etcd, as PEM.
    #[arg(long = "etcd-certfile", value_name = "FILE", requires = "key")]
    pub certificate: Option<PathBuf>,
    /// Private key of that certificate, as PEM.
    #[arg(long = "etcd-keyfile", value_name = "FILE", requires_all = ["certificate", "store"])]
    pub key: Option<PathBuf>,
    /// User of etcd.
    #[arg(long = "etcd-user", value_name = "USER", requires = "password")]
    pub user: Option<String>,
    /// File with the password of that user; the end of the line does not count.
    #[arg(long = "etcd-password-file", value_name = "FILE", requires_all = ["user", "store"])]
    pub password: Option<PathBuf>,
}

/// Why etcd cannot be reached with what was given.
#[derive(Debug, Error)]
pub enum EtcdAccessError {
    /// Certificates are given, and no TLS is asked for.
    #[error(
        "certificates are for TLS: write etcds:// instead of etcd://, or leave --etcd-cafile and --etcd-certfile out"
    )]
    Plain,
    /// A certificate or a key cannot be used.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The file with the password cannot be read.
    #[error("cannot read {}: {error}", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// There is no password in the file.
    #[error("{} is empty; write the password of the user into it", file.display())]
    NoPassword {
        /// The file.
        file: PathBuf,
    },
}

/// What the files hold.
pub(super) struct Access {
    pub(super) tls: Option<TlsOptions>,
    /// Name and password.
    pub(super) user: Option<(String, String)>,
}

impl EtcdAccess {
    /// Reads the files.
    pub(super) fn read(&self, is_secure: bool) -> Result<Access, EtcdAccessError> {
        let has_certificates = self.authorities.is_some() || self.certificate.is_some();
        if has_certificates && !is_secure {
            return Err(EtcdAccessError::Plain);
        }
        Ok(Access {
            tls: is_secure.then(|| self.tls()).transpose()?,
            user: self.credentials()?,
        })
    }

    fn tls(&self) -> Result<TlsOptions, TlsError> {
        let options = match &self.authorities {
            Some(file) => {
                let (text, _) = pem::certificates(file)?;
                TlsOptions::new().ca_certificate(Certificate::from_pem(text))
            }
            None => TlsOptions::new().with_enabled_roots(),
        };
        let (Some(certificate), Some(key)) = (&self.certificate, &self.key) else {
            return Ok(options);
        };
        let pair = pem::pair(certificate, key)?;
        Ok(options.identity(Identity::from_pem(pair.certificate_pem, pair.key_pem)))
    }

    fn credentials(&self) -> Result<Option<(String, String)>, EtcdAccessError> {
        let (Some(user), Some(file)) = (&self.user, &self.password) else {
            return Ok(None);
        };
        let text = fs::read_to_string(file).map_err(|error| EtcdAccessError::Unreadable {
            file: file.clone(),
            error,
        })?;
        let password = text.trim_end_matches(['\r', '\n']);
        if password.is_empty() {
            return Err(EtcdAccessError::NoPassword { file: file.clone() });
        }
        Ok(Some((user.clone(), password.to_owned())))
    }
}
