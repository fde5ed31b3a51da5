//! The handshake: which protocol, whose certificate, until when.

use std::io::ErrorKind;
use std::net::TcpStream;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    AlertDescription, CertificateError, ClientConfig, ClientConnection, DigitallySignedStruct,
    Error, SignatureScheme,
};
use rustls_platform_verifier::Verifier;

use super::chart::Chart;
use super::network::Route;
use super::proxy::is_near;
use crate::config::TargetConfig;
use crate::http::Trust;

/// A certificate that ends within this time is worth a warning.
const SOON: Duration = Duration::from_secs(14 * 24 * 60 * 60);

const PLAIN_ADVICE: &str =
    "look at the port; where the server speaks plain HTTP, let target.url begin with http://";

const ISSUER_ADVICE: &str = "put the certificate of its authority into a PEM file and name that in target.ca-file; a \
                             server with intermediate certificates has to send them";

/// Shakes hands with the target, and says whether requests can be sent. No key and no request goes with it.
pub(super) fn shake_hands(chart: &mut Chart, target: &TargetConfig, route: &Route) -> bool {
    if route.url.scheme() == "http" {
        if is_near(&route.url) {
            chart.ok("TLS", "none: target.url begins with http://");
        } else {
            let found = "none: access keys travel in clear text";
            chart.warning("TLS", found, "let target.url begin with https://");
        }
        return true;
    }
    if route.is_proxied {
        chart.skip(
            "TLS",
            "not looked at by itself, since a proxy stands between",
        );
        return true;
    }
    let name = route
        .url
        .host_str()
        .unwrap_or_default()
        .trim_matches(['[', ']']);
    let Ok(name) = ServerName::try_from(name.to_owned()) else {
        let found = format!("{name:?} cannot be the name of a server");
        chart.problem("TLS", found, "look at the spelling in target.url");
        return false;
    };
    let seen = match handshake(route, name.clone(), target.timeout) {
        Ok(seen) => seen,
        Err(error) => {
            let (found, advice) = explain_handshake(&error);
            chart.problem("TLS", found, advice);
            return false;
        }
    };
    judge(chart, &target.trust, &name, &seen)
}

/// What a handshake showed.
struct Seen {
    protocol: &'static str,
    chain: Vec<CertificateDer<'static>>,
}

fn handshake(route: &Route, name: ServerName<'static>, limit: Duration) -> std::io::Result<Seen> {
    let witness = Arc::new(Witness {
        provider: Arc::new(ring::default_provider()),
        chain: Mutex::default(),
    });
    let invalid = std::io::Error::other;
    let config = ClientConfig::builder_with_provider(Arc::clone(&witness.provider))
        .with_safe_default_protocol_versions()
        .map_err(invalid)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::clone(&witness) as Arc<dyn ServerCertVerifier>)
        .with_no_client_auth();
    let mut connection = ClientConnection::new(Arc::new(config), name).map_err(invalid)?;
    let mut stream = TcpStream::connect_timeout(&route.address, limit)?;
    stream.set_read_timeout(Some(limit))?;
    stream.set_write_timeout(Some(limit))?;
    while connection.is_handshaking() {
        connection.complete_io(&mut stream)?;
    }
    let protocol = match connection.protocol_version() {
        Some(rustls::ProtocolVersion::TLSv1_2) => "TLS 1.2",
        _ => "TLS 1.3",
    };
    let chain = std::mem::take(&mut *witness.lock());
    Ok(Seen { protocol, chain })
}

fn explain_handshake(error: &std::io::Error) -> (String, &'static str) {
    let cause = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<Error>());
    if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) {
        return (
            "the server takes the connection and does not answer a handshake".to_owned(),
            PLAIN_ADVICE,
        );
    }
    match cause {
        Some(Error::InvalidMessage(_)) => (
            "the server answers, but not with TLS".to_owned(),
            PLAIN_ADVICE,
        ),
        Some(
            Error::AlertReceived(AlertDescription::ProtocolVersion) | Error::PeerIncompatible(_),
        ) => (
            format!("no version or cipher in common: {error}"),
            "let the server offer TLS 1.2 or 1.3",
        ),
        _ => (
            format!("no handshake: {error}"),
            "see the server's log; a load balancer without a certificate for this name ends connections so",
        ),
    }
}

fn judge(chart: &mut Chart, trust: &Trust, name: &ServerName<'_>, seen: &Seen) -> bool {
    let protocol = seen.protocol;
    let insecure = matches!(trust, Trust::Anything);
    let verify = |at: UnixTime| -> Result<(), Error> {
        let (own, others) = seen
            .chain
            .split_first()
            .ok_or(Error::NoCertificatesPresented)?;
        let verifier =
            Verifier::new_with_extra_roots(roots(trust), Arc::new(ring::default_provider()))?;
        verifier
            .verify_server_cert(own, others, name, &[], at)
            .map(|_| ())
    };
    let now = UnixTime::now();
    match verify(now) {
        Err(error) if insecure => {
            let (found, advice) = explain_certificate(&error, seen.chain.len());
            let found =
                format!("{protocol}, the certificate is not verified; it would not pass: {found}");
            chart.warning("TLS", found, advice);
            true
        }
        Err(error) => {
            let (found, advice) = explain_certificate(&error, seen.chain.len());
            chart.problem("TLS", format!("{protocol}, {found}"), advice);
            false
        }
        Ok(()) => {
            let later = UnixTime::since_unix_epoch(Duration::from_secs(now.as_secs()) + SOON);
            match verify(later) {
                Err(Error::InvalidCertificate(CertificateError::ExpiredContext {
                    not_after,
                    ..
                })) => {
                    let found = format!("{protocol}, the certificate ends on {}", day(not_after));
                    chart.warning("TLS", found, "renew it before it fails runs");
                }
                _ if insecure => {
                    let found = format!(
                        "{protocol}, the certificate is not verified, though it would pass"
                    );
                    chart.warning(
                        "TLS",
                        found,
                        "take insecure-skip-tls-verify out of the configuration",
                    );
                }
                _ => chart.ok(
                    "TLS",
                    format!("{protocol}, and a certificate that is trusted"),
                ),
            }
            true
        }
    }
}

/// What the configuration adds to the system's roots. What cannot be read was told when the client was made.
fn roots(trust: &Trust) -> Vec<CertificateDer<'static>> {
    let pem = match trust {
        Trust::CaFile(path) => std::fs::read(path).unwrap_or_default(),
        Trust::CaPem(pem) => pem.clone().into_bytes(),
        Trust::System | Trust::Anything => Vec::new(),
    };
    CertificateDer::pem_slice_iter(&pem)
        .filter_map(Result::ok)
        .collect()
}

fn explain_certificate(error: &Error, sent: usize) -> (String, &'static str) {
    let Error::InvalidCertificate(reason) = error else {
        return (error.to_string(), ISSUER_ADVICE);
    };
    match reason {
        CertificateError::ExpiredContext { not_after, .. } => (
            format!("its certificate ended on {}", day(*not_after)),
            "renew the certificate; where it is not so old, this machine's clock is wrong",
        ),
        CertificateError::NotValidYetContext { not_before, .. } => (
            format!("its certificate begins on {}", day(*not_before)),
            "set this machine's clock, or wait",
        ),
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => (
            error.to_string(),
            "write a name of the certificate in target.url, or give the server one for this name",
        ),
        CertificateError::UnknownIssuer => (
            format!("nobody who is trusted has issued its certificate (certificates sent: {sent})"),
            ISSUER_ADVICE,
        ),
        _ => (error.to_string(), ISSUER_ADVICE),
    }
}

fn day(time: UnixTime) -> String {
    let seconds = i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
    jiff::Timestamp::from_second(seconds).map_or_else(
        |_| "a day without a name".to_owned(),
        |at| at.strftime("%Y-%m-%d").to_string(),
    )
}

/// Takes any certificate and keeps it, so that it can be judged afterwards in more than one way.
#[derive(Debug)]
struct Witness {
    provider: Arc<CryptoProvider>,
    chain: Mutex<Vec<CertificateDer<'static>>>,
}

impl Witness {
    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<CertificateDer<'static>>> {
        // nothing that is done under the lock can panic half way
        self.chain.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ServerCertVerifier for Witness {
    fn verify_server_cert(
        &self,
        own: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let sent = std::iter::once(own).chain(others);
        *self.lock() = sent
            .map(|certificate| certificate.clone().into_owned())
            .collect();
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}
