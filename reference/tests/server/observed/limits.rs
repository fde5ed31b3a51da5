//! The section "Limits".

use std::io::Write as _;
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::client::Fixture;

/// How many changing requests are worked on at once, as observed.
const IN_FLIGHT: usize = 200;

#[test]
fn too_many_changing_requests_are_told_to_come_back() {
    let fixture = Fixture::start();
    let import = fixture.import(1);
    let mut unfinished = import.bytes();
    unfinished.truncate(unfinished.len() - 10);
    let connect = || {
        let mut stream = TcpStream::connect(fixture.server.address()).unwrap();
        stream.write_all(&unfinished).unwrap();
        stream
    };
    let mut connections: Vec<TcpStream> = (0..IN_FLIGHT).map(|_| connect()).collect();
    let dry = fixture.import(2).query("dryRun=All");
    let begun = Instant::now();
    let refused = loop {
        let reply = fixture.send(&dry);
        if reply.code == 429 || begun.elapsed() > Duration::from_secs(20) {
            break reply;
        }
        // Some of them may still be on their way, or have lost their place to this request.
        std::thread::sleep(Duration::from_millis(20));
        connections.push(connect());
    };
    let most = 2 * IN_FLIGHT;
    assert!(connections.len() < most, "{} places", connections.len());
    assert_eq!(
        (refused.code, refused.body.as_str()),
        (429, "Too many requests, please try again later.")
    );
    assert_eq!(refused.header("retry-after"), Some("1"));
    assert_eq!(refused.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(
        refused.header("content-type"),
        Some("text/plain; charset=utf-8")
    );
    assert_eq!(
        fixture.send(&fixture.call("GET", "projects")).code,
        200,
        "reading goes on"
    );
    drop(connections);
    let begun = Instant::now();
    while fixture.send(&dry).code != 201 {
        assert!(
            begun.elapsed() < Duration::from_secs(20),
            "and so do imports"
        );
    }
}
