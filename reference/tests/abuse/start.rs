//! Options that cannot be followed are refused with what to do instead.

use std::fs;

use rcgen::{CertificateParams, KeyPair, date_time_ymd};

use crate::process::{Process, command};

/// Runs the server with options that it refuses; its exit code and its words.
fn refused(arguments: &[&str]) -> (i32, String) {
    let output = command(arguments).output().unwrap();
    let words = String::from_utf8(output.stderr).unwrap();
    (output.status.code().unwrap(), words)
}

#[test]
fn given_certificates_are_served_or_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).display().to_string();
    let key = KeyPair::generate().unwrap();
    let mut parameters = CertificateParams::new(vec!["reference.test".to_owned()]).unwrap();
    for (name, year) in [("good", 2999), ("old", 2001)] {
        parameters.not_before = date_time_ymd(2000, 1, 1);
        parameters.not_after = date_time_ymd(year, 1, 1);
        let certificate = parameters.self_signed(&key).unwrap();
        fs::write(file(&format!("{name}.crt")), certificate.pem()).unwrap();
    }
    fs::write(file("good.key"), key.serialize_pem()).unwrap();
    fs::write(
        file("other.key"),
        KeyPair::generate().unwrap().serialize_pem(),
    )
    .unwrap();
    let arguments = |certificate: &str, key: &str| {
        [
            "--tls-cert".to_owned(),
            file(certificate),
            "--tls-key".to_owned(),
            file(key),
        ]
    };
    for (certificate, key, words) in [
        ("no.crt", "good.key", "error: cannot read "),
        ("good.crt", "no.key", "error: cannot read "),
        (
            "good.crt",
            "other.key",
            "does not belong to the certificate in ",
        ),
        (
            "old.crt",
            "good.key",
            "expired on 2001-01-01T00:00:00Z; renew it",
        ),
        ("good.key", "good.key", "holds no certificate in PEM form"),
    ] {
        let arguments = arguments(certificate, key);
        let (code, said) = refused(&arguments.each_ref().map(String::as_str));
        assert_eq!(code, 1, "{said}");
        assert!(said.contains(words), "{said}\nlacks {words}");
    }
    let (code, _) = refused(&["--tls-cert", &file("good.crt")]);
    assert_eq!(code, 2, "a certificate needs its key");

    let arguments = arguments("good.crt", "good.key");
    let process = Process::start_any(&arguments.each_ref().map(String::as_str));
    // Another test may have installed it already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let pem = fs::read(file("good.crt")).unwrap();
    let client = reqwest::blocking::Client::builder()
        .tls_certs_only([reqwest::Certificate::from_pem(&pem).unwrap()])
        .resolve("reference.test", process.address)
        .build()
        .unwrap();
    let port = process.address.port();
    let url = format!(
        "https://reference.test:{port}{}/healthz",
        crate::wire::PREFIX
    );
    let answer = client
        .get(url)
        .bearer_auth(process.key("viewer"))
        .send()
        .unwrap();
    assert_eq!(answer.status().as_u16(), 200);
}

#[test]
fn limits_that_make_no_sense_are_refused() {
    for (option, value) in [
        ("--max-connections", "0"),
        ("--max-header-bytes", "10"),
        ("--idle-time", "90"),
        ("--idle-time", "0s"),
        ("--stop-time", "2d"),
        ("--log", "loud"),
    ] {
        let (code, said) = refused(&[option, value]);
        assert_eq!(code, 2, "{said}");
        assert!(said.contains(option) && said.contains(value), "{said}");
    }
}
