//! More than the server takes at once.

use std::io::Write;
use std::time::{Duration, Instant};

use crate::process::Process;
use crate::wire::{BASE, Reply, Wire};

#[test]
fn connections_beyond_the_limit_wait_for_a_place() {
    let process = Process::start(&["--max-connections", "4"]);
    let mut placed: Vec<Wire> = (1..=4)
        .map(|number| {
            let mut wire = Wire::connect(process.address);
            wire.stream.write_all(&process.import(number)).unwrap();
            assert_eq!(wire.reply().unwrap().code, 201);
            wire
        })
        .collect();
    let mut waiting = Wire::connect(process.address);
    waiting.stream.write_all(&process.import(5)).unwrap();
    let (nothing, ended) = waiting.rest(Duration::from_millis(500));
    assert_eq!((nothing.len(), ended), (0, false), "it waits");
    placed.pop();
    waiting
        .stream
        .set_read_timeout(Some(Duration::from_secs(10)))
        .unwrap();
    assert_eq!(waiting.reply().unwrap().code, 201);
}

#[test]
fn watches_beyond_the_limit_are_refused() {
    let process = Process::start(&["--max-watches", "2"]);
    let instances = format!("{BASE}/virtualclusterinstances?watch=true");
    let projects = format!("{BASE}/projects?watch=true");
    let mut wires = Vec::new();
    for (path, code) in [
        (&instances, 200),
        (&projects, 200),
        (&projects, 429),
        (&instances, 429),
    ] {
        let mut wire = Wire::connect(process.address);
        wire.stream
            .write_all(&process.request("GET", path, "", b""))
            .unwrap();
        assert_eq!(wire.reply().unwrap().code, code, "{path}");
        wires.push(wire);
    }
    wires.clear();
    process.wait_for(
        "reference_watches",
        |count| count == 0,
        Duration::from_secs(10),
    );
    assert_eq!(process.number("reference_requests_in_flight"), 1);
}

#[test]
fn heads_have_bounds_each_and_together() {
    let limits = [
        "--max-header-bytes",
        "65536",
        "--max-headers",
        "20",
        "--max-unread-heads",
        "100000",
    ];
    let process = Process::start(&limits);
    let path = format!("{BASE}/projects");
    let many = "X: y\r\n".repeat(30);
    let long = format!("X: {}\r\n", "y".repeat(70_000));
    for headers in [&many, &long] {
        let reply = Reply::to(
            process.address,
            &process.request("GET", &path, headers, b""),
        );
        assert_eq!(reply.code, 431, "{reply:?}");
    }
    let wires: Vec<Wire> = (0..5)
        .map(|_| {
            let mut wire = Wire::connect(process.address);
            let begun = format!("GET / HTTP/1.1\r\nX: {}", "y".repeat(30_000));
            wire.stream.write_all(begun.as_bytes()).unwrap();
            wire
        })
        .collect();
    // Three at most have room, and the question itself is one.
    let open = "reference_connections ";
    process.wait_for(open, |count| count <= 4, Duration::from_secs(10));
    process.assert_of_use(1);
    let ends = wires
        .into_iter()
        .map(|mut wire| wire.rest(Duration::from_millis(200)).1);
    assert!(ends.filter(|ended| *ended).count() >= 2);
}

/// One thread has all connections here, and the body of another one takes it long to read.
#[test]
fn who_asks_for_little_does_not_wait_for_who_asks_for_much() {
    let process = Process::start(&["--threads", "1"]);
    // so much to read that there is nothing else to do, and no import in the end
    let body = format!("unknown: [{}]\n", "a, ".repeat(600_000));
    let path = format!("{BASE}/projects/my-project/importvirtualcluster?fieldValidation=Strict");
    let headers = "Content-Type: application/yaml\r\n";
    let request = process.request("POST", &path, headers, body.as_bytes());
    let mut large = Wire::connect(process.address);
    let writer = large.stream.try_clone().unwrap();
    let began = Instant::now();
    let answered = std::thread::spawn(move || {
        (&writer).write_all(&request).unwrap();
        let code = large.reply().unwrap().code;
        (code, began.elapsed())
    });
    let health = process.request("GET", "/kubernetes/management/healthz", "", b"");
    let mut small = Wire::connect(process.address);
    let (mut longest, mut count) = (Duration::ZERO, 0);
    while !answered.is_finished() {
        let asked = Instant::now();
        small.stream.write_all(&health).unwrap();
        assert_eq!(small.reply().unwrap().code, 200);
        longest = longest.max(asked.elapsed());
        count += 1;
    }
    let (code, whole) = answered.join().unwrap();
    assert_eq!(code, 400);
    assert!(
        longest < whole / 2,
        "{longest:?} of {whole:?}, {count} answers"
    );
}
