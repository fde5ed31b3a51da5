//! Peers that close their side and wait.

use std::io::Write;
use std::net::Shutdown;
use std::time::Duration;

use crate::process::Process;
use crate::wire::{BASE, Wire};

const SOON: Duration = Duration::from_secs(10);

#[test]
fn a_request_is_answered_after_its_sender_closed() {
    let process = Process::start(&[]);
    for number in 1..=50 {
        let mut wire = Wire::connect(process.address);
        wire.stream.write_all(&process.import(number)).unwrap();
        wire.stream.shutdown(Shutdown::Write).unwrap();
        assert_eq!(wire.reply().unwrap().code, 201);
        assert_eq!(wire.rest(SOON), (Vec::new(), true));
    }
}

#[test]
fn what_was_begun_and_closed_leaves_nothing() {
    let process = Process::start(&[]);
    let whole = process.import(1);
    process.within_memory("1000 half-closed connections", 100, || {
        for round in 0..1000 {
            let mut wire = Wire::connect(process.address);
            let cut = round * whole.len() / 1000;
            wire.stream.write_all(&whole[..cut]).unwrap();
            wire.stream.shutdown(Shutdown::Write).unwrap();
            let (received, ended) = wire.rest(SOON);
            assert!(ended, "after {cut} bytes it stays open");
            let answer = String::from_utf8_lossy(&received);
            let refused = answer.is_empty() || answer.starts_with("HTTP/1.1 400 ");
            assert!(refused, "after {cut} bytes: {answer}");
        }
    });
    process.assert_of_use(1);
    let open = "reference_connections ";
    process.wait_for(open, |count| count == 1, SOON);
    assert_eq!(
        process.number("reference_requests_in_flight"),
        1,
        "that one itself"
    );
}

#[test]
fn a_watch_ends_when_its_watcher_closes() {
    let process = Process::start(&[]);
    let path = format!("{BASE}/projects?watch=true");
    let mut wires: Vec<Wire> = (0..50)
        .map(|_| {
            let mut wire = Wire::connect(process.address);
            let request = process.request("GET", &path, "", b"");
            wire.stream.write_all(&request).unwrap();
            assert_eq!(wire.reply().unwrap().code, 200);
            wire
        })
        .collect();
    assert_eq!(process.number("reference_watches"), 50);
    for wire in &mut wires {
        wire.stream.shutdown(Shutdown::Write).unwrap();
    }
    process.wait_for("reference_watches", |count| count == 0, SOON);
    process.assert_of_use(1);
}
