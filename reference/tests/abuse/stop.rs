//! Signals: what is being done is finished, but not for ever.

use std::io::Write;
use std::time::{Duration, Instant};

use crate::process::Process;
use crate::wire::{BASE, Wire};

/// A connection whose import, beside so many other requests, lacks its last bytes; and these.
fn begun(process: &Process, others: u64) -> (Wire, Vec<u8>) {
    let whole = process.import(1);
    let (begun, rest) = whole.split_at(whole.len() - 20);
    let mut wire = Wire::connect(process.address);
    wire.stream.write_all(begun).unwrap();
    let in_flight = "reference_requests_in_flight";
    // Asking for the number is a request too.
    let all = others + 2;
    process.wait_for(in_flight, |count| count == all, Duration::from_secs(5));
    (wire, rest.to_vec())
}

#[test]
fn requests_are_finished_watches_ended_and_idle_peers_let_go() {
    let process = Process::start(&["--stop-time", "30s"]);
    let mut watcher = Wire::connect(process.address);
    let path = format!("{BASE}/virtualclusterinstances?watch=true");
    let request = process.request("GET", &path, "", b"");
    watcher.stream.write_all(&request).unwrap();
    assert_eq!(watcher.reply().unwrap().code, 200);
    let mut idle = Wire::connect(process.address);
    let (mut importer, rest) = begun(&process, 1);

    let address = process.address;
    process.signal("TERM");
    let (end, ended) = watcher.rest(Duration::from_secs(10));
    assert!(
        ended && end.ends_with(b"0\r\n\r\n"),
        "{end:?} is no clean end"
    );
    assert_eq!(idle.rest(Duration::from_secs(10)), (Vec::new(), true));
    // Those who end first may hear of it before the door is shut.
    let end = Instant::now() + Duration::from_secs(10);
    while std::net::TcpStream::connect(address).is_ok() {
        assert!(Instant::now() < end, "it accepts connections still");
    }
    importer.stream.write_all(&rest).unwrap();
    assert_eq!(importer.reply().unwrap().code, 201);
    let end = process.end();
    assert_eq!(end.status.code(), Some(0), "{}", end.stderr);
    assert_eq!(end.stderr, "");
}

#[test]
fn what_does_not_finish_is_cut_off_and_told() {
    let process = Process::start(&["--stop-time", "1s"]);
    let (mut importer, _) = begun(&process, 0);
    let began = Instant::now();
    process.signal("INT");
    assert_eq!(importer.rest(Duration::from_secs(20)), (Vec::new(), true));
    let end = process.end();
    assert_eq!(end.status.code(), Some(1));
    assert!(began.elapsed() >= Duration::from_millis(900));
    let told = "error: 1 connections did not finish in 1s and were cut off";
    assert!(end.stderr.starts_with(told), "{}", end.stderr);
}

#[test]
fn a_second_signal_ends_it_at_once() {
    for (second, code) in [("TERM", 143), ("INT", 130)] {
        let process = Process::start(&["--stop-time", "1h"]);
        let (_importer, _) = begun(&process, 0);
        process.signal("TERM");
        std::thread::sleep(Duration::from_millis(500));
        let began = Instant::now();
        process.signal(second);
        assert_eq!(process.end().status.code(), Some(code));
        assert!(began.elapsed() < Duration::from_secs(5));
    }
}
