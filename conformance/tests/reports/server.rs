//! A server that gives one answer to every check, and a run against it.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use conformance::report::Report;
use conformance::run::{Settings, run};

/// How many requests precede those of the checks; an empty object gets by there.
const PREFLIGHT: usize = 3;

/// Runs the checks that `patterns` select against a server that answers `body` with status 200 to everything, and
/// leaves the reports in `folder`.
pub(crate) fn report_on(
    body: Vec<u8>,
    patterns: &[&str],
    folder: Option<&std::path::Path>,
) -> Report {
    // a second call finds the provider installed, which is as good
    let _ = rustls::crypto::ring::default_provider().install_default();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (body, count) = (Arc::new(body), AtomicUsize::new(0));
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let body = match count.fetch_add(1, Ordering::Relaxed) {
                0..PREFLIGHT => Arc::new(b"{}".to_vec()),
                _ => Arc::clone(&body),
            };
            std::thread::spawn(move || answer(stream, &body));
        }
    });
    let config = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(
        config.path(),
        format!(
            r#"[target]
url = "http://{address}/kubernetes/management"
platform = "3.4"
[credentials]
allowed = {{ value = "key-of-a-test" }}
[fixtures]
project = "p"
cluster = "c"
namespace = "n"
sources = {{ pattern = "vc-{{n}}", count = 9999 }}
"#
        ),
    )
    .unwrap();
    let settings = Settings {
        config: Some(config.path().to_owned()),
        checks: patterns
            .iter()
            .map(|pattern| (*pattern).to_owned())
            .collect(),
        report: folder.map(std::path::Path::to_owned),
        seed: Some(1),
        cases: Some(2),
        ..Settings::default()
    };
    run(&settings).expect("the configuration is complete")
}

fn answer(mut stream: TcpStream, body: &[u8]) {
    // a client that goes away early needs no answer
    let _ = stream.read(&mut vec![0; 65536]);
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Odd: \u{e9}]]>\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    let _ = stream.write_all(head.as_bytes());
    let _ = stream.write_all(body);
}
