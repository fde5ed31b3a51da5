//! TLS, HTTP/2, and HTTP itself.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::thread::sleep;
use std::time::Duration;

use reference::{Options, Server};
use reqwest::Version;

use crate::client::{BASE, Fixture, IMPORT, source};

#[test]
fn tls_is_verified_with_the_certificate_of_the_server_and_speaks_both_versions() {
    // Another test may have installed it already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let server = Server::start(Options::default()).unwrap();
    let certificate =
        reqwest::Certificate::from_pem(server.certificate_pem().unwrap().as_bytes()).unwrap();
    let url = format!("{}{BASE}/{IMPORT}", server.url());
    for (version, name) in [(Version::HTTP_2, "vc-1"), (Version::HTTP_11, "vc-2")] {
        let builder = reqwest::blocking::Client::builder().tls_certs_only([certificate.clone()]);
        let builder = if version == Version::HTTP_11 {
            builder.http1_only()
        } else {
            builder
        };
        let client = builder.build().unwrap();
        let head = client
            .head(&url)
            .bearer_auth(server.access_key("admin").unwrap());
        let head = head.send().unwrap();
        assert_eq!(
            (head.status().as_u16(), head.bytes().unwrap().len()),
            (405, 0)
        );
        let request = client
            .post(&url)
            .bearer_auth(server.access_key("admin").unwrap());
        let reply = request
            .header("Content-Type", "application/json")
            .body(source(name))
            .send()
            .unwrap();
        assert_eq!((reply.status().as_u16(), reply.version()), (201, version));
    }
    let mut stream = TcpStream::connect(server.address()).unwrap();
    stream
        .write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        .unwrap();
    let mut text = String::new();
    // The connection may end with a reset after the answer.
    let _ = stream.read_to_string(&mut text);
    assert!(text.starts_with("HTTP/1.0 400 "), "{text}");
    server.shutdown();
}

#[test]
fn chunked_bodies_are_read_and_malformed_requests_refused() {
    let fixture = Fixture::start();
    let body = source("vc-1");
    let key = fixture.key("admin");
    let head = format!(
        "POST {BASE}/{IMPORT} HTTP/1.1\r\nConnection: close\r\nAuthorization: Bearer {key}\r\n"
    );
    let chunked = format!(
        "{head}Host: x\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{body}\r\n0\r\n\r\n",
        body.len()
    );
    assert_eq!(fixture.send_raw(chunked.as_bytes()).code, 201);
    let length = format!("Content-Length: {}\r\n", body.len());
    for (headers, code) in [
        (length.clone(), 400),
        (format!("{length}Host: x\r\nHost: y\r\n"), 400),
        ("Host: x\r\nContent-Length: -1\r\n".to_owned(), 400),
        (
            "Host: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n".to_owned(),
            400,
        ),
        ("Host: x\r\nBad Name: 1\r\n".to_owned(), 400),
        (format!("Host: x\r\nX: {}\r\n", "x".repeat(1_200_000)), 431),
        (
            format!("Host: x\r\n{length}{}", "X: y\r\n".repeat(300)),
            431,
        ),
        // It comes through to the API, where that virtual cluster is imported by now.
        (
            format!("Host: x\r\n{length}{}", "X: y\r\n".repeat(240)),
            409,
        ),
    ] {
        let reply = fixture.send_raw(format!("{head}{headers}\r\n{body}").as_bytes());
        assert_eq!(
            reply.code,
            code,
            "{}: {reply:?}",
            headers.get(..60).unwrap_or(&headers)
        );
    }
    let absolute =
        format!("POST http://x{BASE}/{IMPORT} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assert_eq!(
        fixture.send_raw(absolute.as_bytes()).code,
        401,
        "the absolute form of a target reaches the API"
    );
}

/// Clients that are still sending when the connection breaks tell of that, and not of the answer that they were sent.
#[test]
fn who_is_still_sending_gets_the_answer() {
    let fixture = Fixture::start();
    let mut stream = TcpStream::connect(fixture.server.address()).unwrap();
    let head =
        format!("POST {BASE}/{IMPORT} HTTP/1.1\r\nHost: x\r\nContent-Length: 4000000\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    let piece = vec![b'x'; 65_536];
    // The first of them comes when the answer is out, and is not read by then.
    for _ in 0..4 {
        stream.write_all(&piece).unwrap();
        sleep(Duration::from_millis(50));
    }
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
}

#[test]
fn what_is_not_read_of_a_body_is_no_request() {
    let fixture = Fixture::start();
    let refused = format!("POST {BASE}/{IMPORT} HTTP/1.1\r\nHost: x\r\n");
    let next = "GET /version HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    let little = format!(
        "{refused}Content-Length: 100000\r\n\r\n{}{next}",
        "x".repeat(100_000)
    );
    let chunks = format!(
        "{refused}Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{1}\r\n0\r\n\r\n{next}",
        100_000,
        "x".repeat(100_000)
    );
    for request in [little, chunks] {
        let reply = fixture.send_raw(request.as_bytes());
        assert_eq!(reply.code, 401);
        assert_eq!(reply.header("connection"), None, "{reply:?}");
        let answers = reply.body.matches("HTTP/1.1 ").count();
        assert_eq!(answers, 1, "the next request is answered too: {reply:?}");
    }
    for unread in [
        "Content-Length: 1000000\r\n\r\n",
        "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n",
        "Content-Length: 2\r\n\r\n",
    ] {
        let reply = fixture.send_raw(format!("{refused}{unread}").as_bytes());
        assert_eq!(
            (reply.code, reply.header("connection")),
            (401, Some("close"))
        );
    }
}
