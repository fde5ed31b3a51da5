//! One connection: TLS or not, HTTP/1.1 or HTTP/2, and the bounds that keep a peer from holding on to it.

use std::sync::Arc;
use std::time::Duration;

use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::Watcher;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

use crate::pipeline::Platform;
use crate::protocol::HEADER_LIMIT;

/// The first byte of a TLS handshake.
const TLS_HANDSHAKE: u8 = 0x16;

/// The most headers a request may have.
const HEADER_COUNT: usize = 1000;

/// How long a peer may take for the handshake, and then for the headers of a request.
const PATIENCE: Duration = Duration::from_secs(30);

const NOT_TLS: &[u8] =
    b"HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n";

/// Serves a connection until its peer closes it, or until `watcher` asks it to finish.
///
/// What goes wrong with a connection concerns its peer alone, and the peer notices.
pub(crate) async fn serve(
    stream: TcpStream,
    acceptor: Option<TlsAcceptor>,
    platform: Arc<Platform>,
    watcher: Watcher,
) {
    // Small answers are sent at once instead of waiting for more.
    let _ = stream.set_nodelay(true);
    let Some(acceptor) = acceptor else {
        return http(stream, Protocol::Http1, platform, watcher).await;
    };
    let accepted = tokio::time::timeout(PATIENCE, handshake(stream, acceptor)).await;
    if let Ok(Some(stream)) = accepted {
        let protocol = match stream.get_ref().1.alpn_protocol() {
            Some(b"h2") => Protocol::Http2,
            _ => Protocol::Http1,
        };
        http(stream, protocol, platform, watcher).await;
    }
}

#[derive(Clone, Copy)]
enum Protocol {
    Http1,
    Http2,
}

/// Secures the connection; tells a peer that speaks plain HTTP what is wrong.
async fn handshake(
    mut stream: TcpStream,
    acceptor: TlsAcceptor,
) -> Option<tokio_rustls::server::TlsStream<TcpStream>> {
    let mut first = [0];
    stream.peek(&mut first).await.ok()?;
    if first == [TLS_HANDSHAKE] || !first.is_ascii() {
        return acceptor.accept(stream).await.ok();
    }
    stream.write_all(NOT_TLS).await.ok()?;
    stream.shutdown().await.ok()?;
    None
}

async fn http(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    protocol: Protocol,
    platform: Arc<Platform>,
    watcher: Watcher,
) {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .max_buf_size(HEADER_LIMIT)
        .max_headers(HEADER_COUNT);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_header_list_size(u32::try_from(HEADER_LIMIT).unwrap_or(u32::MAX));
    // Which of the two it is has been agreed on in the handshake. Without TLS there is no HTTP/2.
    let builder = match protocol {
        Protocol::Http1 => builder.http1_only(),
        Protocol::Http2 => builder.http2_only(),
    };
    let service = hyper::service::service_fn(move |request| Arc::clone(&platform).serve(request));
    let connection = builder.serve_connection(TokioIo::new(stream), service);
    let _ = watcher.watch(connection).await;
}
