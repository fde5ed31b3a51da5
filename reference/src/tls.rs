//! Transport security: a certificate that is given, or one of the server's own making.

pub(crate) mod pem;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use rcgen::generate_simple_self_signed;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier as _;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, ServerName, UnixTime};
use rustls::{CertificateError, Error, RootCertStore, ServerConfig};
use thiserror::Error as ThisError;

use crate::behaviour::{variant, variants};

/// How connections are secured.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Tls {
    /// TLS 1.2 and 1.3 with a self-signed certificate for localhost, made at start.
    #[default]
    SelfSigned,
    /// TLS 1.2 and 1.3 with a certificate from files.
    Files {
        /// The certificate and those that lead from it to its issuer, in this order, as PEM.
        certificate: PathBuf,
        /// Its private key, as PEM: PKCS #8, SEC 1 or PKCS #1.
        key: PathBuf,
    },
    /// Plain HTTP.
    Off,
}

/// Why there is no certificate to serve with.
#[derive(Debug, ThisError)]
pub enum TlsError {
    /// A file is missing or may not be read.
    #[error("cannot read {}: {error}", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// A file holds something else.
    #[error("{} holds no {what} in PEM form (-----BEGIN ...-----): {reason}", file.display())]
    Malformed {
        /// The file.
        file: PathBuf,
        /// What was looked for.
        what: &'static str,
        /// What is wrong.
        reason: String,
    },
    /// The key is another certificate's.
    #[error("the key in {} does not belong to the certificate in {}; give the two that were made together", key.display(), certificate.display())]
    Mismatch {
        /// The certificate's file.
        certificate: PathBuf,
        /// The key's file.
        key: PathBuf,
    },
    /// No client would accept the certificate any more.
    #[error("the certificate in {} expired on {since}; renew it", file.display())]
    Expired {
        /// The certificate's file.
        file: PathBuf,
        /// When it did.
        since: Timestamp,
    },
    /// No client would accept the certificate yet.
    #[error("the certificate in {} is valid from {from} only; is the clock right?", file.display())]
    NotYet {
        /// The certificate's file.
        file: PathBuf,
        /// From when on.
        from: Timestamp,
    },
    /// The TLS library refuses it for some other reason.
    #[error("cannot serve with the certificate in {}: {reason}", file.display())]
    Unusable {
        /// The certificate's file.
        file: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// No certificate can be made.
    #[error("cannot make a certificate: {0}; give one, or serve plain HTTP instead")]
    SelfSigned(String),
}

/// A certificate and what is needed to serve with it.
#[derive(Debug)]
pub(crate) struct Identity {
    pub(crate) certificate_pem: String,
    pub(crate) config: Arc<ServerConfig>,
}

impl Tls {
    /// The certificate to serve with, if any; `host` is what a certificate of our own is valid for beside this machine.
    pub(crate) fn identity(&self, host: String) -> Result<Option<Identity>, TlsError> {
        match self {
            Self::SelfSigned => self_signed(host).map(Some),
            Self::Files { certificate, key } => from_files(certificate, key).map(Some),
            Self::Off => Ok(None),
        }
    }
}

fn self_signed(host: String) -> Result<Identity, TlsError> {
    let names = vec![
        "localhost".to_owned(),
        "127.0.0.1".to_owned(),
        "::1".to_owned(),
        host,
    ];
    let failed = |error: String| TlsError::SelfSigned(error);
    let certified =
        generate_simple_self_signed(names).map_err(|error| failed(error.to_string()))?;
    let key = PrivatePkcs8KeyDer::from(certified.signing_key.serialize_der());
    let chain = vec![certified.cert.der().clone()];
    let config = config(chain, key.into()).map_err(|error| failed(error.to_string()))?;
    Ok(Identity {
        certificate_pem: certified.cert.pem(),
        config,
    })
}

fn from_files(certificate: &Path, key: &Path) -> Result<Identity, TlsError> {
    let pair = pem::pair(certificate, key)?;
    let own = pair.chain.first().cloned();
    let config = config(pair.chain, pair.key).map_err(|error| TlsError::Unusable {
        file: certificate.to_owned(),
        reason: error.to_string(),
    })?;
    if let Some(own) = own {
        check_dates(certificate, &own)?;
    }
    Ok(Identity {
        certificate_pem: String::from_utf8_lossy(&pair.certificate_pem).into_owned(),
        config,
    })
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

fn config(
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
) -> Result<Arc<ServerConfig>, Error> {
    let mut config = ServerConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    if variant(&variants::HTTP_1_ONLY) {
        config.alpn_protocols.remove(0);
    }
    Ok(Arc::new(config))
}

/// Refuses a certificate whose time is over or has not come.
///
/// The library tells the dates of a certificate only by verifying it, so it is verified as its own issuer. All else that
/// comes of this is for the clients to judge.
fn check_dates(file: &Path, certificate: &CertificateDer<'_>) -> Result<(), TlsError> {
    let unusable = |reason: String| TlsError::Unusable {
        file: file.to_owned(),
        reason,
    };
    let mut roots = RootCertStore::empty();
    roots
        .add(certificate.clone().into_owned())
        .map_err(|error| unusable(error.to_string()))?;
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider())
        .build()
        .map_err(|error| unusable(error.to_string()))?;
    let host = ServerName::IpAddress(std::net::IpAddr::from([127, 0, 0, 1]).into());
    let judged = verifier.verify_server_cert(certificate, &[], &host, &[], UnixTime::now());
    let file = || file.to_owned();
    match judged {
        Err(Error::InvalidCertificate(CertificateError::ExpiredContext { not_after, .. })) => {
            Err(TlsError::Expired {
                file: file(),
                since: timestamp(not_after),
            })
        }
        Err(Error::InvalidCertificate(CertificateError::NotValidYetContext {
            not_before, ..
        })) => Err(TlsError::NotYet {
            file: file(),
            from: timestamp(not_before),
        }),
        _ => Ok(()),
    }
}

fn timestamp(time: UnixTime) -> Timestamp {
    let seconds = i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
    Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests;
