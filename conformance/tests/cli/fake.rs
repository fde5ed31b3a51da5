//! Servers that are none.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicIsize, Ordering};
use std::time::Duration;

/// A server that answers every connection with these bytes, or with nothing at all.
pub(crate) fn server(answer: Option<&'static str>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let mut silent = Vec::new();
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            match answer {
                None => silent.push(stream),
                Some(answer) => {
                    std::thread::spawn(move || {
                        let mut buffer = vec![0; 65536];
                        let _ = stream.read(&mut buffer);
                        let _ = stream.write_all(answer.as_bytes());
                    });
                }
            }
        }
    });
    format!("http://{address}/kubernetes/management")
}

pub(crate) fn dead() -> String {
    // the port was free a moment ago, and nothing listens on it now
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    format!("http://127.0.0.1:{port}/kubernetes/management")
}

/// A server that begins an answer and goes on with it byte by byte, without end.
pub(crate) fn dripping() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            std::thread::spawn(move || {
                let _ = stream.read(&mut vec![0; 65536]);
                let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{";
                let mut sent = stream.write_all(head.as_bytes());
                while sent.is_ok() {
                    std::thread::sleep(Duration::from_millis(50));
                    sent = stream.write_all(b" ");
                }
            });
        }
    });
    format!("http://{address}/kubernetes/management")
}

/// What becomes of a server in the middle of a run.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// It takes what is sent and says nothing more.
    Hangs,
    /// It closes every connection and takes no more.
    Dies,
}

/// Passes bytes on to `upstream` and back, until so many were sent to it. Returns host and port.
pub(crate) fn relay(upstream: &str, bytes: usize, end: End) -> String {
    let upstream = upstream.trim_start_matches("https://").to_owned();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let left = Arc::new(AtomicIsize::new(isize::try_from(bytes).unwrap()));
    std::thread::spawn(move || {
        for client in listener.incoming() {
            if end == End::Dies && left.load(Ordering::Relaxed) < 0 {
                // the port is closed with the listener
                return;
            }
            let (client, server) = (client.unwrap(), TcpStream::connect(&upstream).unwrap());
            let (back, forth) = (client.try_clone().unwrap(), server.try_clone().unwrap());
            std::thread::spawn(move || std::io::copy(&mut &server, &mut &back));
            let left = Arc::clone(&left);
            std::thread::spawn(move || forward(&client, &forth, &left, end));
        }
    });
    address.to_string()
}

fn forward(mut client: &TcpStream, mut server: &TcpStream, left: &AtomicIsize, end: End) {
    let mut part = [0; 4096];
    while let Ok(read @ 1..) = client.read(&mut part) {
        let taken = isize::try_from(read).unwrap();
        if left.fetch_sub(taken, Ordering::Relaxed) >= taken {
            let _ = server.write_all(&part[..read]);
        } else if end == End::Dies {
            break;
        }
    }
    let _ = client.shutdown(Shutdown::Both);
    let _ = server.shutdown(Shutdown::Both);
}

/// An answer in JSON, which ends its connection.
pub(crate) fn json(status: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\
         Connection: close\r\n\r\n{body}"
    )
}

/// A server on plain HTTP that answers each whole request as it is told.
pub(crate) fn answering(answer: impl Fn(&str) -> String + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let answer = Arc::new(answer);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (mut stream, answer) = (stream.unwrap(), Arc::clone(&answer));
            std::thread::spawn(move || {
                let request = whole(&mut stream);
                let _ = stream.write_all(answer(&request).as_bytes());
            });
        }
    });
    format!("http://{address}/kubernetes/management")
}

/// A request, read to the end of its body.
fn whole(stream: &mut TcpStream) -> String {
    let (mut request, mut part) = (String::new(), [0; 4096]);
    loop {
        if let Some((head, body)) = request.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: "));
            if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                return request;
            }
        }
        match stream.read(&mut part) {
            Ok(read @ 1..) => request.push_str(&String::from_utf8_lossy(&part[..read])),
            _ => return request,
        }
    }
}
