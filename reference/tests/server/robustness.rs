//! Nothing that is sent makes the server fail: no 5xx, no lost connection, and it goes on. Bodies alone are mutated in
//! `tests/abuse/bodies.rs`.

use crate::client::{Fixture, IMPORT};
use crate::numbers::Numbers;

#[test]
fn random_requests_are_answered_or_refused() {
    let fixture = Fixture::start();
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    for _ in 0..600 {
        let mut bytes = fixture
            .import(1)
            .query("dryRun=All&pretty=1")
            .header("Accept", "application/yaml")
            .bytes();
        for _ in 0..=numbers.below(4) {
            let at = numbers.below(bytes.len());
            bytes[at] = numbers.byte();
        }
        // A request that seems longer than it is would wait for the rest.
        bytes.extend([b' '; 2048]);
        let reply = fixture.send_raw(&bytes);
        let shown = String::from_utf8_lossy(&bytes);
        assert!(!(500..=599).contains(&reply.code), "{shown}: {reply:?}");
    }
    assert_eq!(fixture.send(&fixture.import(1)).code, 201, "and it goes on");
}

#[test]
fn costly_bodies_cost_little() {
    let fixture = Fixture::start();
    let size = 3_000_000;
    let keys: String = (0..200_000).map(|n| format!("k{n}: 1\n")).collect();
    let merges = format!(
        "a: &a {{{}}}\nb:\n{}",
        "x: 1, ".repeat(50_000),
        "  <<: *a\n".repeat(50_000)
    );
    let flat_under_depth = format!("{}{}", "[".repeat(9_900), "[],".repeat((size - 9_900) / 3));
    for body in [
        "[".repeat(size),
        "{\"a\":".repeat(size / 5),
        "- ".repeat(size / 2),
        "\"".repeat(size),
        "&a ".repeat(size / 3),
        "*a ".repeat(size / 3),
        "? ".repeat(size / 2),
        "[],".repeat(size / 3),
        flat_under_depth,
        keys,
        merges,
        format!("a: {}", "x ".repeat(size / 2)),
    ] {
        for media_type in ["application/json", "application/yaml"] {
            let started = std::time::Instant::now();
            let reply = fixture.send(
                &fixture
                    .call("POST", IMPORT)
                    .body(media_type, body.as_bytes()),
            );
            assert!(
                matches!(reply.code, 400 | 422),
                "{}: {reply:?}",
                &body[..40]
            );
            let seconds = started.elapsed().as_secs();
            assert!(
                seconds < 20,
                "{seconds} s for {media_type} {:?}",
                &body[..40]
            );
        }
    }
}
