//! A certificate for tests, and clients that trust it.

use std::fs;
use std::net::TcpStream;
use std::sync::Arc;

use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use tempfile::TempDir;

use crate::process::Process;

/// A stream through TLS.
pub(crate) type Secured = StreamOwned<ClientConnection, TcpStream>;

/// The files of a certificate for localhost, and the clients' side of it.
pub(crate) struct Given {
    _folder: TempDir,
    arguments: [String; 4],
    roots: Arc<RootCertStore>,
}

impl Given {
    pub(crate) fn make() -> Self {
        let CertifiedKey { cert, signing_key } =
            generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name).display().to_string();
        let (certificate, key) = (file("tls.crt"), file("tls.key"));
        fs::write(&certificate, cert.pem()).unwrap();
        fs::write(&key, signing_key.serialize_pem()).unwrap();
        let mut roots = RootCertStore::empty();
        roots.add(cert.der().clone()).unwrap();
        Self {
            arguments: ["--tls-cert".into(), certificate, "--tls-key".into(), key],
            _folder: folder,
            roots: Arc::new(roots),
        }
    }

    /// Starts a server with it.
    pub(crate) fn serve(&self, arguments: &[&str]) -> Process {
        let own = self.arguments.each_ref().map(String::as_str);
        Process::start_any(&[&own, arguments].concat())
    }

    /// How a client that trusts it speaks that protocol.
    pub(crate) fn client(&self, protocol: &str) -> Arc<ClientConfig> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(Arc::clone(&self.roots))
            .with_no_client_auth();
        config.alpn_protocols = vec![protocol.as_bytes().to_vec()];
        Arc::new(config)
    }
}

/// Connects to a server, up to the end of the handshake.
pub(crate) fn connect(process: &Process, config: &Arc<ClientConfig>) -> Secured {
    let name = ServerName::try_from("localhost").unwrap();
    let mut connection = ClientConnection::new(Arc::clone(config), name).unwrap();
    let mut stream = TcpStream::connect(process.address).unwrap();
    while connection.is_handshaking() {
        connection.complete_io(&mut stream).unwrap();
    }
    StreamOwned::new(connection, stream)
}
