//! The table "HTTP"; rows about TLS and HTTP/2 stand in `transport`.

use crate::client::{BASE, Fixture, IMPORT, source};

fn head(fixture: &Fixture, version: &str) -> String {
    let key = fixture.key("admin");
    format!(
        "POST {BASE}/{IMPORT}?dryRun=All {version}\r\nConnection: close\r\nAuthorization: Bearer {key}\r\n"
    )
}

#[test]
fn requests_that_are_framed_in_other_ways() {
    let fixture = Fixture::start();
    let body = source("vc-1");
    let size = body.len();
    let chunked = format!("Transfer-Encoding: chunked\r\n\r\n{size:x}\r\n{body}\r\n0\r\n\r\n");
    for (what, version, rest) in [
        (
            "HTTP/1.0",
            "HTTP/1.0",
            format!("Content-Length: {size}\r\n\r\n{body}"),
        ),
        ("chunked", "HTTP/1.1", format!("Host: x\r\n{chunked}")),
        (
            "both",
            "HTTP/1.1",
            format!("Host: x\r\nContent-Length: 3\r\n{chunked}"),
        ),
        (
            "100-continue",
            "HTTP/1.1",
            format!("Host: x\r\nExpect: 100-continue\r\nContent-Length: {size}\r\n\r\n{body}"),
        ),
    ] {
        let reply = fixture.send_raw(format!("{}{rest}", head(&fixture, version)).as_bytes());
        let code = if reply.code == 100 {
            reply.body.split(' ').nth(1).and_then(|it| it.parse().ok())
        } else {
            Some(reply.code)
        };
        assert_eq!(code, Some(201), "{what}: {reply:?}");
    }
}

#[test]
fn requests_that_break_the_rules() {
    let fixture = Fixture::start();
    let body = source("vc-1");
    let length = format!("Content-Length: {}\r\n", body.len());
    for (what, headers, code) in [
        (
            "an unknown expectation",
            format!("Host: x\r\nExpect: wonders\r\n{length}"),
            417,
        ),
        ("no Host", length.clone(), 400),
        ("two Hosts", format!("Host: x\r\nHost: y\r\n{length}"), 400),
        (
            "a negative length",
            "Host: x\r\nContent-Length: -1\r\n".to_owned(),
            400,
        ),
        (
            "two lengths",
            format!("Host: x\r\n{length}Content-Length: 1\r\n"),
            400,
        ),
        (
            "a space in a name",
            format!("Host: x\r\nBad Name: 1\r\n{length}"),
            400,
        ),
        ("a NUL", format!("Host: x\r\nX-Bad: a\0b\r\n{length}"), 400),
        (
            "1.1 MiB of headers",
            format!("Host: x\r\nX-Long: {}\r\n{length}", "x".repeat(1_150_000)),
            431,
        ),
    ] {
        let reply = fixture
            .send_raw(format!("{}{headers}\r\n{body}", head(&fixture, "HTTP/1.1")).as_bytes());
        assert_eq!(reply.code, code, "{what}: {reply:?}");
        assert_eq!(
            reply.header("audit-id"),
            None,
            "{what} comes from below the API"
        );
    }
    let fine = format!("Host: x\r\nX-Long: {}\r\n{length}", "x".repeat(900 * 1024));
    let reply =
        fixture.send_raw(format!("{}{fine}\r\n{body}", head(&fixture, "HTTP/1.1")).as_bytes());
    assert_eq!(reply.code, 201, "900 KiB of headers");
}

#[test]
fn a_malformed_chunk_is_an_error_without_reason() {
    let fixture = Fixture::start();
    let request = format!(
        "{}Host: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nxx\r\n0\r\n\r\n",
        head(&fixture, "HTTP/1.1")
    );
    let reply = fixture.send_raw(request.as_bytes());
    let body = reply.json();
    assert_eq!(
        (reply.code, body["message"].as_str()),
        (500, Some("invalid byte in chunk length"))
    );
    assert_eq!(
        (body.get("reason"), &body["kind"]),
        (None, &"Status".into())
    );
}

#[test]
fn requests_one_after_the_other_on_one_connection() {
    let fixture = Fixture::start();
    let one = fixture
        .import(1)
        .query("dryRun=All")
        .without("Connection")
        .bytes();
    let last = fixture.import(1).query("dryRun=All").bytes();
    let reply = fixture.send_raw(&[one.as_slice(), &one, &last].concat());
    assert_eq!(reply.code, 201);
    assert_eq!(
        reply.body.matches("HTTP/1.1 201 Created").count(),
        2,
        "and two more: {reply:?}"
    );
}

#[test]
fn large_answers_are_compressed_for_those_who_take_it() {
    let fixture = Fixture::start();
    let send = |size: usize, encoding: &str| {
        let annotations = format!(
            r#"{{"metadata":{{"annotations":{{"a":"{}"}}}},"#,
            "x".repeat(size)
        );
        let body = source("vc-1").replacen('{', &annotations, 1);
        let call = fixture.call("POST", IMPORT).query("dryRun=All").json(&body);
        fixture.send(&call.header("Accept-Encoding", encoding))
    };
    for (size, encoding, compressed) in [
        (131_072, "gzip", true),
        (131_072, "deflate, gzip;q=0.5", true),
        (131_072, "identity", false),
        (129_000, "gzip", false),
        (10, "gzip", false),
    ] {
        let reply = send(size, encoding);
        assert_eq!(reply.code, 201);
        let found = (reply.header("content-encoding"), reply.header("vary"));
        let expected = if compressed {
            (Some("gzip"), Some("Accept-Encoding"))
        } else {
            (None, None)
        };
        assert_eq!(found, expected, "{size} {encoding}");
        assert_eq!(
            reply.body.len() < 100_000 && size > 1000,
            compressed,
            "{size} {encoding}"
        );
    }
}

#[test]
fn other_origins_are_not_let_in() {
    let fixture = Fixture::start();
    let reply = fixture.send(
        &fixture
            .import(1)
            .query("dryRun=All")
            .header("Origin", "https://example.com"),
    );
    assert!(
        !reply
            .headers
            .iter()
            .any(|(name, _)| name.starts_with("access-control-")),
        "{reply:?}"
    );
    let preflight = fixture
        .call("OPTIONS", IMPORT)
        .without("Authorization")
        .header("Origin", "https://example.com")
        .header("Access-Control-Request-Method", "POST");
    assert_eq!(fixture.send(&preflight).code, 401);
}

/// Rows that are answered differently on purpose; the README says why.
#[test]
fn what_the_http_library_refuses() {
    let fixture = Fixture::start();
    let body = source("vc-1");
    let length = format!("Content-Length: {}\r\n", body.len());
    let usual = head(&fixture, "HTTP/1.1");
    for (what, request) in [
        (
            "HTTP/1.2",
            format!(
                "{}Host: x\r\n{length}\r\n{body}",
                usual.replacen("HTTP/1.1", "HTTP/1.2", 1)
            ),
        ),
        (
            "a folded header",
            format!("{usual}Host: x\r\nX-Long: a\r\n b\r\n{length}\r\n{body}"),
        ),
        (
            "gzip as transfer encoding",
            format!("{usual}Host: x\r\nTransfer-Encoding: gzip\r\n\r\n{body}"),
        ),
    ] {
        let reply = fixture.send_raw(request.as_bytes());
        assert_eq!(reply.code, 400, "{what}: {reply:?}");
    }
}
