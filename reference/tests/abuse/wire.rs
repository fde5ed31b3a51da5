//! HTTP/1.1 byte by byte.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

pub(crate) const PREFIX: &str = "/kubernetes/management";
pub(crate) const BASE: &str = "/kubernetes/management/apis/management.loft.sh/v1";

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) code: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

/// A connection that is kept, with what was read of it and not understood yet.
pub(crate) struct Wire {
    pub(crate) stream: TcpStream,
    unread: Vec<u8>,
}

/// The body of an import of a virtual cluster of the built-in pool.
pub(crate) fn source(name: &str) -> String {
    format!(
        r#"{{"sourceVirtualCluster":{{"name":"{name}","namespace":"vc-pool","cluster":"connected-cluster"}}}}"#
    )
}

/// A request, with all its headers.
pub(crate) fn request(method: &str, path: &str, key: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\n{headers}Content-Length: {length}\r\n\r\n"
    );
    [head.as_bytes(), body].concat()
}

impl Reply {
    /// The answer to one request on a connection of its own.
    pub(crate) fn to(address: SocketAddr, request: &[u8]) -> Self {
        let mut wire = Wire::connect(address);
        wire.stream.write_all(request).unwrap();
        wire.reply().unwrap()
    }
}

impl Wire {
    pub(crate) fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .unwrap();
        stream.set_nodelay(true).unwrap();
        Self {
            stream,
            unread: Vec::new(),
        }
    }

    /// The next answer; nothing when the connection ends before it is whole.
    pub(crate) fn reply(&mut self) -> Option<Reply> {
        let head_end = loop {
            if let Some(at) = self.unread.windows(4).position(|end| end == b"\r\n\r\n") {
                break at + 4;
            }
            self.read_more()?;
        };
        let head: Vec<u8> = self.unread.drain(..head_end).collect();
        let head = String::from_utf8_lossy(&head).into_owned();
        let code = head.split(' ').nth(1).and_then(|code| code.parse().ok());
        let length = header(&head, "content-length").map_or(0, |length| length.parse().unwrap());
        while self.unread.len() < length {
            self.read_more()?;
        }
        let body: Vec<u8> = self.unread.drain(..length).collect();
        Some(Reply {
            code: code.unwrap_or_default(),
            body: String::from_utf8_lossy(&body).into_owned(),
            head,
        })
    }

    /// Everything until the connection ends, and whether that took no longer than `time`.
    pub(crate) fn rest(&mut self, time: Duration) -> (Vec<u8>, bool) {
        self.stream.set_read_timeout(Some(time)).unwrap();
        loop {
            let mut buffer = vec![0; 65_536];
            match self.stream.read(&mut buffer) {
                Ok(0) => return (std::mem::take(&mut self.unread), true),
                Ok(length) => self.unread.extend(&buffer[..length]),
                Err(error) => {
                    let waits = matches!(
                        error.kind(),
                        std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut
                    );
                    return (std::mem::take(&mut self.unread), !waits);
                }
            }
        }
    }

    fn read_more(&mut self) -> Option<()> {
        let mut buffer = vec![0; 65_536];
        let length = self.stream.read(&mut buffer).ok()?;
        self.unread.extend(&buffer[..length]);
        (length > 0).then_some(())
    }
}

/// The value of a header.
pub(crate) fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines()
        .filter_map(|line| line.split_once(": "))
        .find(|(header, _)| header.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}
