//! Bodies that were good once: `ABUSE_BODIES` of them, or a few thousand.

use std::collections::BTreeMap;
use std::io::Write;
use std::ops::Range;
use std::sync::Mutex;

use crate::numbers::Numbers;
use crate::process::Process;
use crate::wire::{BASE, Wire};

/// What bodies are made of; `vc-1` becomes any virtual cluster, and nothing becomes pieces of syntax in any order.
const SEEDS: [&str; 6] = [
    r#"{"apiVersion":"management.loft.sh/v1","kind":"ProjectImportVirtualCluster","metadata":{"name":"n","labels":{"a":"b"},"annotations":{"c":"d"},"creationTimestamp":"2024-01-01T00:00:00Z","ownerReferences":[{"apiVersion":"v1","kind":"K","name":"o","uid":"u1"}],"finalizers":["f"],"generation":3},"sourceVirtualCluster":{"name":"vc-1","namespace":"vc-pool","cluster":"connected-cluster","owner":{"user":"admin"},"importName":"vc-1"},"upgradeToPro":false,"skipHelmDeploy":true}"#,
    r#"{"sourceVirtualCluster":{"name":"vc-1","namespace":"vc-pool","cluster":"connected-cluster"}}"#,
    "apiVersion: management.loft.sh/v1\nkind: ProjectImportVirtualCluster\nmetadata:\n  name: n\n  labels: {a: b}\nsourceVirtualCluster:\n  name: vc-1\n  namespace: vc-pool\n  cluster: connected-cluster\n  owner:\n    team: platform\nupgradeToPro: yes\n",
    "a: &x\n  name: vc-1\n  namespace: vc-pool\nsourceVirtualCluster:\n  <<: *x\n  cluster: !!str connected-cluster\n  importName: |\n    vc-1\n---\nb: [1, 2.5, 0x1F, null, ~]\n",
    "\u{feff}sourceVirtualCluster: {name: \"vc\\x2d1\", 'namespace': vc-pool, ? cluster : connected-cluster}\n...\n",
    "",
];

/// What is put in between.
const PIECES: [&str; 32] = [
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"",
    "'",
    "- ",
    "\n",
    "  ",
    "\t",
    "&a ",
    "*a",
    "<<: ",
    "!!int ",
    "!!binary ",
    "null",
    "\u{feff}",
    "#",
    "|\n",
    ">-\n",
    "? ",
    "---\n",
    "...\n",
    "%YAML 1.1\n",
    "1e999",
    "-0",
    "\\ud800",
    "\\u0000",
    "name",
    "\u{0}",
];

/// So many virtual clusters of the built-in pool are imported here.
const POOL: usize = 9000;

impl Numbers {
    /// A place in a body, its end included.
    fn place(&mut self, bytes: &[u8]) -> usize {
        self.below(bytes.len() + 1)
    }

    /// A part of a body.
    fn part(&mut self, bytes: &[u8]) -> Range<usize> {
        let (one, other) = (self.place(bytes), self.place(bytes));
        one.min(other)..one.max(other)
    }
}

/// A good body with up to eight changes, mostly few, and its media type.
fn mutated(numbers: &mut Numbers) -> (Vec<u8>, &'static str) {
    let seed = SEEDS[numbers.below(SEEDS.len())];
    // JSON is YAML, but YAML is not JSON; now and then the type is a lie.
    let yaml = !seed.starts_with('{') || numbers.below(2) == 0;
    let media_type = if yaml && numbers.below(20) > 0 {
        "yaml"
    } else {
        "json"
    };
    let name = format!("vc-{}", 1 + numbers.below(POOL));
    let mut bytes = seed.replace("vc-1", &name).into_bytes();
    let most = 1 + numbers.below(8);
    for _ in 0..=numbers.below(most) {
        match numbers.below(7) {
            0 => {
                let at = numbers.place(&bytes);
                bytes.insert(at, numbers.byte());
            }
            1 if !bytes.is_empty() => {
                let at = numbers.below(bytes.len());
                bytes[at] ^= 1 << numbers.below(8);
            }
            2 => {
                let at = numbers.place(&bytes);
                let piece = PIECES[numbers.below(PIECES.len())];
                bytes.splice(at..at, piece.repeat(1 + numbers.below(3)).into_bytes());
            }
            3 => {
                let part = numbers.part(&bytes);
                let part = part.start..part.end.min(part.start + 16);
                bytes.drain(part);
            }
            4 if bytes.len() < 10_000 => {
                let part = bytes[numbers.part(&bytes)].to_vec();
                let at = numbers.place(&bytes);
                bytes.splice(at..at, part);
            }
            5 => {
                let other = SEEDS[numbers.below(SEEDS.len())].as_bytes();
                let part = other[numbers.part(other)].to_vec();
                let at = numbers.place(&bytes);
                bytes.splice(at..at, part);
            }
            _ => bytes.truncate(numbers.place(&bytes)),
        }
    }
    (bytes, media_type)
}

#[test]
fn mutated_bodies_are_answered() {
    const THREADS: usize = 2;
    let wanted = std::env::var("ABUSE_BODIES").map_or(4000, |number| number.parse().unwrap());
    let process = Process::start(&[]);
    let codes: Mutex<BTreeMap<u16, usize>> = Mutex::default();
    process.within_memory(&format!("{wanted} mutated bodies"), 200, || {
        std::thread::scope(|scope| {
            for thread in 0..THREADS {
                let (process, codes) = (&process, &codes);
                scope.spawn(move || {
                    let seed = 0x9e37_79b9_7f4a_7c15 + u64::try_from(thread).unwrap();
                    send(process, &mut Numbers(seed), wanted / THREADS, codes);
                });
            }
        });
    });
    let codes = codes.into_inner().unwrap();
    println!("answers: {codes:?}");
    assert_eq!(codes.values().sum::<usize>(), wanted / THREADS * THREADS);
    let odd: Vec<&u16> = codes
        .keys()
        .filter(|code| ![201, 400, 404, 409, 422].contains(*code))
        .collect();
    assert!(odd.is_empty(), "{codes:?}");
    assert!(codes.len() == 5, "they reach every stage: {codes:?}");
    process.assert_of_use(POOL + 1);
}

/// Sends bodies over one connection, every other one to be stored.
fn send(
    process: &Process,
    numbers: &mut Numbers,
    count: usize,
    codes: &Mutex<BTreeMap<u16, usize>>,
) {
    let path = format!("{BASE}/projects/my-project/importvirtualcluster");
    let mut wire = Wire::connect(process.address);
    for _ in 0..count {
        let (body, media_type) = mutated(numbers);
        let query = ["", "?dryRun=All", "?fieldValidation=Strict"][numbers.below(3)];
        let headers = format!("Content-Type: application/{media_type}\r\n");
        let request = process.request("POST", &format!("{path}{query}"), &headers, &body);
        wire.stream.write_all(&request).unwrap();
        let reply = wire.reply();
        let shown = String::from_utf8_lossy(&body);
        let reply = reply.unwrap_or_else(|| panic!("no answer to {shown:?}: {}", process.stderr()));
        assert!(reply.code < 500, "{media_type} {shown:?}: {reply:?}");
        *codes.lock().unwrap().entry(reply.code).or_default() += 1;
    }
}
