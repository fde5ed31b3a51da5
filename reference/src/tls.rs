//! Transport security: a certificate of the server's own making.

use std::sync::Arc;

use rcgen::generate_simple_self_signed;
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::server::StartError;

/// How connections are secured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tls {
    /// TLS 1.2 and 1.3 with a self-signed certificate for localhost, made at start.
    #[default]
    SelfSigned,
    /// Plain HTTP.
    Off,
}

/// A certificate and what is needed to serve with it.
pub(crate) struct Identity {
    pub(crate) certificate_pem: String,
    pub(crate) config: Arc<ServerConfig>,
}

/// Makes a certificate that is valid for `host` and for this machine.
pub(crate) fn self_signed(host: String) -> Result<Identity, StartError> {
    let names = vec![
        "localhost".to_owned(),
        "127.0.0.1".to_owned(),
        "::1".to_owned(),
        host,
    ];
    let certified = generate_simple_self_signed(names)
        .map_err(|error| StartError::Certificate(error.to_string()))?;
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(
        certified.signing_key.serialize_der(),
    ));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|config| {
            config
                .with_no_client_auth()
                .with_single_cert(vec![certified.cert.der().clone()], key)
        })
        .map_err(|error| StartError::Certificate(error.to_string()))?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Identity {
        certificate_pem: certified.cert.pem(),
        config: Arc::new(config),
    })
}
