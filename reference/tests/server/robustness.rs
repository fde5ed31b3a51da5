//! Nothing that is sent makes the server fail: no 5xx, no lost connection, and it goes on.

use crate::client::{Fixture, IMPORT, source};

/// A small generator of numbers that are the same in every run (xorshift).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(bound).unwrap()).unwrap()
    }
}

const PIECES: [&str; 24] = [
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"",
    "- ",
    "\n",
    "  ",
    "&a ",
    "*a",
    "<<: ",
    "!!int ",
    "null",
    "\u{feff}",
    "#",
    "|\n",
    "sourceVirtualCluster",
    "name",
    "metadata",
    "---\n",
    "1e999",
    "\\ud800",
];

/// A body: a good one with a few places changed, or pieces of syntax in any order.
fn body(numbers: &mut Numbers) -> Vec<u8> {
    if numbers.below(2) == 0 {
        let mut bytes = source("vc-1").into_bytes();
        for _ in 0..=numbers.below(6) {
            let at = numbers.below(bytes.len());
            bytes[at] = u8::try_from(numbers.below(256)).unwrap();
        }
        bytes
    } else {
        let count = numbers.below(60);
        (0..count)
            .flat_map(|_| PIECES[numbers.below(PIECES.len())].as_bytes().to_vec())
            .collect()
    }
}

#[test]
fn random_bodies_are_answered() {
    let fixture = Fixture::start();
    let mut numbers = Numbers(0x2545_f491_4f6c_dd1d);
    for round in 0..1500 {
        let body = body(&mut numbers);
        let media_type = if round % 2 == 0 {
            "application/json"
        } else {
            "application/yaml"
        };
        let call = fixture
            .call("POST", IMPORT)
            .query("dryRun=All")
            .body(media_type, &body);
        let reply = fixture.send(&call);
        let shown = String::from_utf8_lossy(&body);
        assert!(
            matches!(reply.code, 201 | 400 | 404 | 409 | 422),
            "{media_type} {shown:?}: {reply:?}"
        );
    }
    assert_eq!(fixture.send(&fixture.import(1)).code, 201, "and it goes on");
}

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
            bytes[at] = u8::try_from(numbers.below(256)).unwrap();
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
