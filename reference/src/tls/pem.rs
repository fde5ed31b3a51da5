//! Certificates and private keys from files in PEM form.

use std::fs;
use std::path::Path;

use rustls::Error;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;

use super::{TlsError, provider};

/// A certificate, those that lead to its issuer, and its private key, each as it stands in its file and as it is.
pub(crate) struct Pair {
    pub(crate) certificate_pem: Vec<u8>,
    #[cfg(feature = "etcd")]
    pub(crate) key_pem: Vec<u8>,
    pub(super) chain: Vec<CertificateDer<'static>>,
    pub(super) key: PrivateKeyDer<'static>,
}

/// Reads a certificate and its key.
///
/// # Errors
/// A file that cannot be read, that holds something else, or a key that is another certificate's.
pub(crate) fn pair(certificate: &Path, key: &Path) -> Result<Pair, TlsError> {
    let (certificate_pem, chain) = certificates(certificate)?;
    let key_pem = read(key)?;
    let private = PrivateKeyDer::from_pem_slice(&key_pem)
        .map_err(|error| malformed(key, "private key", error.to_string()))?;
    CertifiedKey::from_der(chain.clone(), private.clone_key(), &provider()).map_err(|error| {
        match error {
            Error::InconsistentKeys(_) => TlsError::Mismatch {
                certificate: certificate.to_owned(),
                key: key.to_owned(),
            },
            // The library says so of a key that it cannot use, and of nothing else.
            Error::General(reason) => malformed(key, "private key that can be used", reason),
            other => TlsError::Unusable {
                file: certificate.to_owned(),
                reason: other.to_string(),
            },
        }
    })?;
    Ok(Pair {
        certificate_pem,
        #[cfg(feature = "etcd")]
        key_pem,
        chain,
        key: private,
    })
}

/// Reads one certificate or more: the text, and what is in it.
///
/// # Errors
/// A file that cannot be read, or holds no certificate.
pub(crate) fn certificates(
    file: &Path,
) -> Result<(Vec<u8>, Vec<CertificateDer<'static>>), TlsError> {
    let pem = read(file)?;
    let found: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(&pem)
        .collect::<Result<_, _>>()
        .map_err(|error| malformed(file, "certificate", error.to_string()))?;
    if found.is_empty() {
        return Err(malformed(
            file,
            "certificate",
            "there is none in it".to_owned(),
        ));
    }
    Ok((pem, found))
}

fn read(file: &Path) -> Result<Vec<u8>, TlsError> {
    fs::read(file).map_err(|error| TlsError::Unreadable {
        file: file.to_owned(),
        error,
    })
}

fn malformed(file: &Path, what: &'static str, reason: String) -> TlsError {
    TlsError::Malformed {
        file: file.to_owned(),
        what,
        reason,
    }
}
