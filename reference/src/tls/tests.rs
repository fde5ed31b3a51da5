use std::fs;

use rcgen::{CertificateParams, KeyPair, date_time_ymd};

use super::*;

/// A certificate and its key as PEM, valid from the first of January of one year to that of another.
fn pair(from: i32, to: i32) -> (String, String) {
    let key = KeyPair::generate().unwrap();
    let mut parameters = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    parameters.not_before = date_time_ymd(from, 1, 1);
    parameters.not_after = date_time_ymd(to, 1, 1);
    let certificate = parameters.self_signed(&key).unwrap();
    (certificate.pem(), key.serialize_pem())
}

/// What is said about the contents of the two files; nothing when they will do.
fn said(certificate: &str, key: &str) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let (certificate_file, key_file) =
        (folder.path().join("tls.crt"), folder.path().join("tls.key"));
    fs::write(&certificate_file, certificate).unwrap();
    fs::write(&key_file, key).unwrap();
    let error = from_files(&certificate_file, &key_file).err()?;
    let place = format!("{}/", folder.path().display());
    Some(error.to_string().replace(&place, ""))
}

#[test]
fn what_is_wrong_with_given_files_is_named() {
    let (certificate, key) = pair(2020, 2999);
    assert_eq!(said(&certificate, &key), None);
    let (expired, expired_key) = pair(2020, 2021);
    let (early, early_key) = pair(2998, 2999);
    let (other, _) = pair(2020, 2999);
    for (certificate, key, expected) in [
        (
            expired.as_str(),
            expired_key.as_str(),
            "the certificate in tls.crt expired on 2021-01-01T00:00:00Z; renew it",
        ),
        (
            &early,
            &early_key,
            "the certificate in tls.crt is valid from 2998-01-01T00:00:00Z only; is the clock right?",
        ),
        (
            &other,
            &key,
            "the key in tls.key does not belong to the certificate in tls.crt; give the two that were made together",
        ),
        (
            "",
            &key,
            "tls.crt holds no certificate in PEM form (-----BEGIN ...-----): there is none in it",
        ),
        (
            &key,
            &key,
            "tls.crt holds no certificate in PEM form (-----BEGIN ...-----): there is none in it",
        ),
        (
            &certificate,
            &certificate,
            "tls.key holds no private key in PEM form (-----BEGIN ...-----): ",
        ),
        (
            &certificate,
            "",
            "tls.key holds no private key in PEM form (-----BEGIN ...-----): ",
        ),
    ] {
        let said = said(certificate, key).unwrap();
        assert!(said.starts_with(expected), "{said}\nnot {expected}");
    }
}

#[test]
fn a_chain_may_follow_the_certificate() {
    let (certificate, key) = pair(2020, 2999);
    let (issuer, _) = pair(2020, 2999);
    assert_eq!(said(&format!("{certificate}{issuer}"), &key), None);
}

#[test]
fn missing_files_are_named() {
    let error = from_files(Path::new("no.crt"), Path::new("no.key")).unwrap_err();
    let said = error.to_string();
    assert!(said.starts_with("cannot read no.crt: "), "{said}");
}
