//! HTTP/2 frame by frame (RFC 9113), since no well-behaved client does what is done here.

use std::io::{ErrorKind, Read, Write};
use std::time::{Duration, Instant};

use crate::certificate::{Given, Secured, connect};
use crate::process::{PROMPT, Process};
use crate::wire::{BASE, source};

pub(crate) const DATA: u8 = 0;
pub(crate) const HEADERS: u8 = 1;
pub(crate) const RST_STREAM: u8 = 3;
pub(crate) const SETTINGS: u8 = 4;
pub(crate) const PING: u8 = 6;
pub(crate) const GOAWAY: u8 = 7;
pub(crate) const CONTINUATION: u8 = 9;

pub(crate) const END_STREAM: u8 = 1;
pub(crate) const END_HEADERS: u8 = 4;

/// RFC 9113, section 7.
pub(crate) const CANCEL: u32 = 8;

/// A connection on which anything can be sent.
pub(crate) struct Peer {
    stream: Secured,
    unread: Vec<u8>,
    /// Whether the server has closed it.
    pub(crate) ended: bool,
}

/// A frame that came.
#[derive(Debug)]
pub(crate) struct Frame {
    pub(crate) kind: u8,
    pub(crate) payload: Vec<u8>,
}

impl Frame {
    /// The error code of a RST_STREAM or GOAWAY.
    pub(crate) fn error(&self) -> u32 {
        let place = if self.kind == GOAWAY { 4..8 } else { 0..4 };
        u32::from_be_bytes(self.payload[place].try_into().unwrap())
    }
}

/// A frame to send.
pub(crate) fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    let mut frame = length[1..].to_vec();
    frame.extend([kind, flags]);
    frame.extend(stream.to_be_bytes());
    frame.extend(payload);
    frame
}

/// The headers of a request, without compression (RFC 7541, section 6.2.2).
pub(crate) fn head(method: &str, path: &str, key: &str) -> Vec<u8> {
    let mut block = Vec::new();
    for (name, value) in [
        (":method", method),
        (":scheme", "https"),
        (":path", path),
        (":authority", "localhost"),
        ("authorization", &format!("Bearer {key}")),
        ("content-type", "application/json"),
    ] {
        block.push(0);
        for text in [name, value] {
            // Lengths up to 126 are one byte.
            let length = u8::try_from(text.len()).unwrap();
            assert!(length < 127, "{text}");
            block.push(length);
            block.extend(text.as_bytes());
        }
    }
    block
}

impl Peer {
    /// A connection that has begun, with these settings (RFC 9113, section 6.5.2).
    pub(crate) fn connect(process: &Process, given: &Given, settings: &[(u16, u32)]) -> Self {
        let stream = connect(process, &given.client("h2"));
        let mut peer = Self {
            stream,
            unread: Vec::new(),
            ended: false,
        };
        peer.send(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        let settings: Vec<u8> = settings
            .iter()
            .flat_map(|(name, value)| [&name.to_be_bytes()[..], &value.to_be_bytes()].concat())
            .collect();
        peer.send(&frame(SETTINGS, 0, 0, &settings));
        peer
    }

    /// Sends bytes; gives up after a second without progress, as when the server reads nothing any more.
    pub(crate) fn send(&mut self, bytes: &[u8]) {
        let second = Some(Duration::from_secs(1));
        self.stream.sock.set_write_timeout(second).unwrap();
        let sent = self
            .stream
            .write_all(bytes)
            .and_then(|()| self.stream.flush());
        if let Err(error) = sent {
            self.ended |= !matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut);
        }
    }

    /// What has come, and comes within `time`.
    pub(crate) fn receive(&mut self, time: Duration) -> Vec<Frame> {
        self.stream.sock.set_read_timeout(Some(time)).unwrap();
        let mut buffer = vec![0; 65_536];
        loop {
            match self.stream.read(&mut buffer) {
                Ok(0) => self.ended = true,
                Ok(length) => {
                    self.unread.extend(&buffer[..length]);
                    continue;
                }
                Err(error)
                    if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
                Err(_) => self.ended = true,
            }
            return std::iter::from_fn(|| self.next()).collect();
        }
    }

    /// What comes until the server closes the connection or the time is over.
    pub(crate) fn receive_until_end(&mut self, time: Duration) -> Vec<Frame> {
        let end = Instant::now() + time;
        let mut frames = Vec::new();
        while !self.ended && Instant::now() < end {
            frames.extend(self.receive(Duration::from_millis(50)));
        }
        frames
    }

    fn next(&mut self) -> Option<Frame> {
        let head = self.unread.get(..9)?;
        let length = usize::from(head[0]) << 16 | usize::from(head[1]) << 8 | usize::from(head[2]);
        let kind = head[3];
        let payload = self.unread.get(9..9 + length)?.to_vec();
        self.unread.drain(..9 + length);
        Some(Frame { kind, payload })
    }
}

/// Asserts that an ordinary import of the virtual cluster `number` succeeds promptly over HTTP/2.
pub(crate) fn assert_of_use(process: &Process, given: &Given, number: usize) {
    let began = Instant::now();
    let mut peer = Peer::connect(process, given, &[]);
    let path = format!("{BASE}/projects/my-project/importvirtualcluster");
    let block = head("POST", &path, process.key("admin"));
    let body = source(&format!("vc-{number}"));
    peer.send(&frame(HEADERS, END_HEADERS, 1, &block));
    peer.send(&frame(DATA, END_STREAM, 1, body.as_bytes()));
    let frames = loop {
        let frames = peer.receive(Duration::from_millis(20));
        if frames.iter().any(|frame| frame.kind == DATA) {
            break frames;
        }
        assert!(began.elapsed() < PROMPT, "no answer: {frames:?}");
    };
    let text: Vec<u8> = frames
        .iter()
        .filter(|frame| frame.kind == DATA)
        .flat_map(|frame| frame.payload.clone())
        .collect();
    let text = String::from_utf8_lossy(&text);
    assert!(
        text.contains(r#""kind":"ProjectImportVirtualCluster""#),
        "{text}"
    );
    assert!(
        !process.stderr().contains("panicked"),
        "{}",
        process.stderr()
    );
}
