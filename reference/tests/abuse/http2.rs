//! Floods of HTTP/2: streams, resets, pings, settings, headers without end, answers without a window.

use std::time::{Duration, Instant};

use crate::certificate::Given;
use crate::frames::{
    CANCEL, CONTINUATION, END_HEADERS, END_STREAM, Frame, GOAWAY, HEADERS, PING, Peer, RST_STREAM,
    SETTINGS, assert_of_use, frame, head,
};
use crate::wire::{BASE, PREFIX};

const SOON: Duration = Duration::from_secs(15);

/// RFC 9113, section 7.
const ENHANCE_YOUR_CALM: u32 = 11;
const REFUSED_STREAM: u32 = 7;

/// SETTINGS_INITIAL_WINDOW_SIZE.
const WINDOW: u16 = 4;

/// Sends batches until the server ends the connection, and returns what it said.
fn flood(peer: &mut Peer, batches: u32, mut batch: impl FnMut(u32) -> Vec<u8>) -> Vec<Frame> {
    let mut frames = Vec::new();
    for number in 0..batches {
        peer.send(&batch(number));
        frames.extend(peer.receive(Duration::from_millis(1)));
        if peer.ended || frames.iter().any(|frame| frame.kind == GOAWAY) {
            break;
        }
    }
    frames.extend(peer.receive_until_end(Duration::from_secs(2)));
    frames
}

/// Asserts that the server has said goodbye for that reason.
fn assert_goodbye(frames: &[Frame], error: u32) {
    let goodbye = frames.iter().find(|frame| frame.kind == GOAWAY);
    let said = goodbye.map(Frame::error);
    assert_eq!(said, Some(error), "{} frames", frames.len());
}

#[test]
fn rapid_resets_end_the_connection() {
    let given = Given::make();
    let process = given.serve(&[]);
    let block = head("GET", &format!("{BASE}/projects"), process.key("admin"));
    process.within_memory("rapid resets", 100, || {
        for _ in 0..10 {
            let mut peer = Peer::connect(&process, &given, &[]);
            let frames = flood(&mut peer, 1000, |number| {
                let streams = (0..100).map(|index| 2 * (100 * number + index) + 1);
                let pair = |stream| {
                    let opened = frame(HEADERS, END_HEADERS | END_STREAM, stream, &block);
                    let reset = frame(RST_STREAM, 0, stream, &CANCEL.to_be_bytes());
                    [opened, reset].concat()
                };
                streams.flat_map(pair).collect()
            });
            assert_goodbye(&frames, ENHANCE_YOUR_CALM);
        }
    });
    assert_of_use(&process, &given, 1);
}

#[test]
fn streams_beyond_the_limit_are_refused() {
    let given = Given::make();
    let process = given.serve(&["--max-streams", "10"]);
    let path = format!("{BASE}/projects/my-project/importvirtualcluster");
    let block = head("POST", &path, process.key("admin"));
    let open = |stream| frame(HEADERS, END_HEADERS, stream, &block);
    process.within_memory("floods of streams", 100, || {
        let mut peer = Peer::connect(&process, &given, &[]);
        peer.receive(Duration::from_millis(200));
        let some: Vec<u8> = (0..20).flat_map(|index| open(2 * index + 1)).collect();
        peer.send(&some);
        let frames = peer.receive(Duration::from_millis(500));
        let refused = frames
            .iter()
            .filter(|frame| frame.kind == RST_STREAM && frame.error() == REFUSED_STREAM);
        assert_eq!(refused.count(), 10, "{frames:?}");
        let frames = flood(&mut peer, 1000, |number| {
            let streams = (0..100).map(|index| 2 * (100 * number + index) + 41);
            streams.flat_map(open).collect()
        });
        assert_goodbye(&frames, ENHANCE_YOUR_CALM);
    });
    assert_of_use(&process, &given, 1);
}

#[test]
fn headers_without_end_are_cut_off() {
    let given = Given::make();
    let process = given.serve(&[]);
    process.within_memory("20 endless heads", 100, || {
        for _ in 0..20 {
            let mut peer = Peer::connect(&process, &given, &[]);
            peer.send(&frame(HEADERS, END_STREAM, 1, &[0x82, 0x87]));
            // A header that is not indexed, of 16,000 bytes: `x` and a long value.
            let mut header = vec![0, 1, b'x', 0x7f, 0x81, 0x7c];
            header.extend(vec![b'y'; 16_000]);
            let more = frame(CONTINUATION, 0, 1, &header);
            let frames = flood(&mut peer, 1000, |_| more.clone());
            let goodbye = frames.iter().any(|frame| frame.kind == GOAWAY);
            assert!(peer.ended || goodbye, "it goes on: {frames:?}");
        }
    });
    assert_of_use(&process, &given, 1);
}

#[test]
fn pings_and_settings_without_readers_are_cut_off() {
    let given = Given::make();
    let process = given.serve(&["--answer-time", "1s"]);
    let pings = frame(PING, 0, 0, &[0; 8]).repeat(10_000);
    let settings = frame(SETTINGS, 0, 0, &[0, 4, 0, 0, 255, 255]).repeat(10_000);
    for (what, bytes) in [("pings", pings), ("settings", settings)] {
        process.within_memory(&format!("a flood of {what}"), 100, || {
            let mut peer = Peer::connect(&process, &given, &[]);
            let began = Instant::now();
            for _ in 0..200 {
                peer.send(&bytes);
                if peer.ended {
                    break;
                }
            }
            peer.receive_until_end(SOON);
            let took = began.elapsed();
            assert!(peer.ended && took < SOON, "{what} go on for {took:?}");
        });
        let number = if what == "pings" { 1 } else { 2 };
        assert_of_use(&process, &given, number);
    }
}

#[test]
fn answers_without_a_window_are_given_up() {
    let given = Given::make();
    let process = given.serve(&["--answer-time", "1s"]);
    let block = |path: &str| head("GET", path, process.key("admin"));
    for path in [format!("{PREFIX}/metrics"), format!("{PREFIX}/version")] {
        let mut peer = Peer::connect(&process, &given, &[(WINDOW, 0)]);
        let requests: Vec<u8> = (0..50)
            .flat_map(|index| {
                frame(
                    HEADERS,
                    END_HEADERS | END_STREAM,
                    2 * index + 1,
                    &block(&path),
                )
            })
            .collect();
        peer.send(&requests);
        let frames = peer.receive_until_end(SOON);
        let answered = frames.iter().filter(|frame| frame.kind == HEADERS);
        assert_eq!(answered.count(), 50);
        assert!(peer.ended, "it waits for ever");
    }
    assert_of_use(&process, &given, 1);
}

#[test]
fn idle_connections_end_in_peace() {
    let given = Given::make();
    let process = given.serve(&["--idle-time", "1s", "--first-byte-time", "1s"]);
    let mut peer = Peer::connect(&process, &given, &[]);
    let block = head("GET", &format!("{PREFIX}/version"), process.key("admin"));
    peer.send(&frame(HEADERS, END_HEADERS | END_STREAM, 1, &block));
    let mut frames = Vec::new();
    for _ in 0..100 {
        // Pings are no requests.
        peer.send(&frame(PING, 0, 0, &[0; 8]));
        frames.extend(peer.receive(Duration::from_millis(100)));
        if peer.ended {
            break;
        }
    }
    assert!(peer.ended);
    assert_goodbye(&frames, 0);
}
