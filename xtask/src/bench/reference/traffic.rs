//! The load: connections that stay open and send the next request as soon as the last one is answered.
//!
//! It costs as little as it can, because it shares the machine with what it measures: one thread, requests that are made
//! once, answers of which only the status and the length are read.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::process::{self, Process, Transport};
use super::request::Request;
use super::tls;

/// When a load ends.
#[derive(Debug, Clone, Copy)]
pub(super) enum Until {
    /// After that time.
    Elapsed(Duration),
    /// After the request with the number before this one.
    Number(u64),
}

/// What a load did.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// How long each request took, in microseconds, in no order.
    pub(super) latencies: Vec<u32>,
    /// How long it took altogether.
    pub(super) elapsed: Duration,
    /// The CPU time of the server meanwhile.
    pub(super) cpu: Duration,
    /// The CPU time of the load itself.
    pub(super) load_cpu: Duration,
}

/// Sends requests, numbered from `next` on, which is left after the last of them. Every answer has to be a success.
pub(super) fn run(
    server: &Process,
    connections: usize,
    request: &Request,
    next: &mut u64,
    until: Until,
) -> Result<Outcome, String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| error.to_string())?;
    let numbers = Arc::new(AtomicU64::new(*next));
    let outcome = runtime.block_on(async {
        let mut streams = Vec::new();
        for _ in 0..connections {
            let stream = TcpStream::connect(server.address).await;
            let stream = stream.map_err(|error| format!("{}: {error}", server.address))?;
            stream
                .set_nodelay(true)
                .map_err(|error| error.to_string())?;
            streams.push(match server.transport {
                Transport::Plain => Stream::Plain(stream),
                Transport::Tls => Stream::Tls(Box::new(tls::connect(stream).await?)),
            });
        }
        let (start, cpu, load_cpu) = (Instant::now(), server.cpu()?, process::own_cpu()?);
        let tasks: Vec<_> = streams
            .into_iter()
            .map(|stream| {
                let (request, numbers) = (request.clone(), Arc::clone(&numbers));
                tokio::spawn(async move {
                    match stream {
                        Stream::Plain(stream) => {
                            talk(stream, request, &numbers, start, until).await
                        }
                        Stream::Tls(stream) => talk(*stream, request, &numbers, start, until).await,
                    }
                })
            })
            .collect();
        let mut latencies = Vec::new();
        for task in tasks {
            latencies.append(&mut task.await.map_err(|error| error.to_string())??);
        }
        Ok::<_, String>(Outcome {
            latencies,
            elapsed: start.elapsed(),
            cpu: server.cpu()?.saturating_sub(cpu),
            load_cpu: process::own_cpu()?.saturating_sub(load_cpu),
        })
    })?;
    *next = match until {
        Until::Elapsed(_) => numbers.load(Ordering::Relaxed),
        Until::Number(end) => end,
    };
    Ok(outcome)
}

enum Stream {
    Plain(TcpStream),
    Tls(Box<tokio_rustls::client::TlsStream<TcpStream>>),
}

/// One connection.
async fn talk(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    mut request: Request,
    numbers: &AtomicU64,
    start: Instant,
    until: Until,
) -> Result<Vec<u32>, String> {
    let mut latencies = Vec::new();
    let mut answer = vec![0; 64 * 1024];
    let mut begun = Instant::now();
    loop {
        let number = numbers.fetch_add(1, Ordering::Relaxed);
        let ended = match until {
            Until::Elapsed(time) => begun - start >= time,
            Until::Number(end) => number >= end,
        };
        if ended {
            return Ok(latencies);
        }
        let sent = stream.write_all(request.numbered(number)).await;
        sent.map_err(|error| format!("request {number}: {error}"))?;
        read(&mut stream, &mut answer)
            .await
            .map_err(|error| format!("request {number}: {error}"))?;
        let done = Instant::now();
        latencies.push(u32::try_from((done - begun).as_micros()).unwrap_or(u32::MAX));
        begun = done;
    }
}

/// Reads one answer and drops it.
async fn read(stream: &mut (impl AsyncRead + Unpin), answer: &mut [u8]) -> Result<(), String> {
    let mut length = 0;
    loop {
        let free = answer.get_mut(length..).unwrap_or_default();
        match stream.read(free).await.map_err(|error| error.to_string())? {
            0 => return Err("the connection was closed, or the answer is too long".to_owned()),
            more => length += more,
        }
        let given = answer.get(..length).unwrap_or_default();
        let Some(whole) = expected_length(given) else {
            continue;
        };
        if length >= whole {
            return if given.starts_with(b"HTTP/1.1 20") {
                Ok(())
            } else {
                Err(String::from_utf8_lossy(given).into_owned())
            };
        }
    }
}

/// How long the answer is that begins like this; nothing while its headers are not complete.
fn expected_length(answer: &[u8]) -> Option<usize> {
    let head = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = std::str::from_utf8(answer.get(..head)?).ok()?;
    let length = head.split("\r\n").skip(1).find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("content-length").then_some(value)
    });
    Some(head.len() + 4 + length?.parse::<usize>().ok()?)
}

#[cfg(test)]
mod tests {
    use super::expected_length;

    #[test]
    fn an_answer_ends_where_its_length_says() {
        let answer = b"HTTP/1.1 201 Created\r\ncontent-Length: 3\r\na: b\r\n\r\nabc";
        assert_eq!(expected_length(answer), Some(answer.len()));
        for end in 0..answer.len() - 3 {
            assert_eq!(expected_length(&answer[..end]), None, "{end}");
        }
    }
}
