//! Peers that take their time: with heads, bodies, and answers.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::process::Process;
use crate::wire::{BASE, Reply, Wire, source};

/// Writes a byte now and then until the connection ends; how long that took, at most `bound`.
fn drip(streams: &mut Vec<TcpStream>, byte: u8, bound: Duration) -> Duration {
    let began = Instant::now();
    for stream in &mut *streams {
        stream.set_nonblocking(true).unwrap();
    }
    while !streams.is_empty() && began.elapsed() < bound {
        streams.retain_mut(|stream| {
            let open = !matches!(stream.read(&mut [0; 1024]), Ok(0));
            open && stream.write_all(&[byte]).is_ok()
        });
        std::thread::sleep(Duration::from_millis(100));
    }
    began.elapsed()
}

#[test]
fn dripping_heads_are_cut_off() {
    let process = Process::start(&["--header-time", "2s"]);
    process.within_memory("500 dripping heads", 100, || {
        let mut streams: Vec<TcpStream> = (0..500)
            .map(|_| {
                let mut stream = TcpStream::connect(process.address).unwrap();
                stream.write_all(b"GET / HTTP/1.1\r\nX: ").unwrap();
                stream
            })
            .collect();
        process.assert_of_use(1);
        let took = drip(&mut streams, b'x', Duration::from_secs(20));
        assert!(streams.is_empty(), "{} go on after {took:?}", streams.len());
        assert!(took > Duration::from_secs(1), "they had {took:?}");
    });
    process.assert_of_use(2);
    assert_eq!(process.number("reference_connections_cut_off_total"), 500);
}

#[test]
fn who_says_nothing_is_cut_off() {
    let process = Process::start(&["--first-byte-time", "500ms", "--idle-time", "1s"]);
    let mut silent = Wire::connect(process.address);
    let began = Instant::now();
    assert_eq!(silent.rest(Duration::from_secs(10)), (Vec::new(), true));
    assert!(began.elapsed() >= Duration::from_millis(450));
    let mut used = Wire::connect(process.address);
    used.stream.write_all(&process.import(1)).unwrap();
    assert_eq!(used.reply().unwrap().code, 201);
    let began = Instant::now();
    assert_eq!(used.rest(Duration::from_secs(10)), (Vec::new(), true));
    assert!(began.elapsed() >= Duration::from_millis(900));
}

#[test]
fn bodies_have_to_come() {
    let process = Process::start(&["--body-pause", "2s"]);
    let path = format!("{BASE}/projects/my-project/importvirtualcluster");
    let headers = "Content-Type: application/json\r\n";
    let whole = process.request("POST", &path, headers, source("vc-1").as_bytes());
    let (first, rest) = whole.split_at(whole.len() - 60);

    let mut pausing = Wire::connect(process.address);
    pausing.stream.write_all(first).unwrap();
    let began = Instant::now();
    assert_eq!(pausing.reply().unwrap().code, 504);
    assert!(began.elapsed() < Duration::from_secs(10));

    let path = format!("{path}?timeout=3s");
    let whole = process.request("POST", &path, headers, source("vc-1").as_bytes());
    let mut dripping = Wire::connect(process.address);
    dripping
        .stream
        .write_all(&whole[..whole.len() - 60])
        .unwrap();
    let mut writer = dripping.stream.try_clone().unwrap();
    let drips = std::thread::spawn(move || {
        for _ in 0..50 {
            // The server closes the connection after its answer.
            if writer.write_all(b" ").is_err() {
                return;
            }
            std::thread::sleep(Duration::from_millis(200));
        }
    });
    let began = Instant::now();
    assert_eq!(dripping.reply().unwrap().code, 504);
    assert!(
        began.elapsed() < Duration::from_secs(9),
        "every byte was in time, the body is not"
    );
    drips.join().unwrap();

    let mut hesitant = Wire::connect(process.address);
    hesitant.stream.write_all(first).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    hesitant.stream.write_all(rest).unwrap();
    assert_eq!(
        hesitant.reply().unwrap().code,
        201,
        "who pauses less is served"
    );
}

#[test]
fn answers_have_to_be_read() {
    let process = Process::start(&["--answer-time", "1s"]);
    // More than what the system takes off the server's hands.
    let size = 2_500_000;
    let long = format!(
        r#"{{"metadata":{{"annotations":{{"a":"{}"}}}},{}"#,
        "x".repeat(size),
        &source("vc-1")[1..]
    );
    let path = format!("{BASE}/projects/my-project/importvirtualcluster?dryRun=All");
    let headers = "Content-Type: application/json\r\n";
    let request = process.request("POST", &path, headers, long.as_bytes());
    process.within_memory("10 answers that nobody reads", 300, || {
        let mut wires: Vec<Wire> = (0..10).map(|_| Wire::connect(process.address)).collect();
        for wire in &mut wires {
            let mut writer = wire.stream.try_clone().unwrap();
            let request = request.clone();
            // The server stops to read when it cannot write.
            std::thread::spawn(move || (0..8).try_for_each(|_| writer.write_all(&request)));
        }
        process.wait_for(
            "reference_connections_cut_off_total",
            |count| count == 10,
            Duration::from_secs(30),
        );
        for wire in &mut wires {
            let (received, ended) = wire.rest(Duration::from_secs(10));
            assert!(ended && received.len() < 8 * size, "{}", received.len());
        }
    });
    assert_eq!(Reply::to(process.address, &request).code, 201);
    process.assert_of_use(1);
}
