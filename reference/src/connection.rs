//! One connection: TLS or not, HTTP/1.1 or HTTP/2, for as long as its peer keeps to the limits.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::activity::{Activity, Overdue, UnreadHeads};
use crate::aside::Aside;
use crate::behaviour::{Behaviour, fault, faults, variant, variants};
use crate::exchange::{Exchange, Session};
use crate::limits::Limits;
use crate::metrics::Metrics;
use crate::peer::Peer;
use crate::pipeline::Platform;
use crate::stop::Stop;

/// The first byte of a TLS handshake.
const TLS_HANDSHAKE: u8 = 0x16;

/// How long an idle peer has to take note that the connection ends.
const GOODBYE: Duration = Duration::from_secs(1);

/// HTTP/2: how many streams may break the protocol before the connection ends (CVE-2023-44487 and its kin).
const MAX_FAULTY_STREAMS: usize = 100;

/// The HTTP library panics when it may buffer less.
const SMALLEST_BUFFER: usize = 8192;

const NOT_TLS: &[u8] =
    b"HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n";

/// What all connections share.
#[derive(Clone)]
pub(crate) struct Host {
    pub(crate) platform: Arc<Platform>,
    pub(crate) acceptor: Option<TlsAcceptor>,
    pub(crate) limits: Arc<Limits>,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) heads: UnreadHeads,
    pub(crate) stop: Stop,
    pub(crate) behaviour: Behaviour,
}

/// Serves a connection until its peer closes it, exceeds a limit, or the server stops.
///
/// What goes wrong with a connection concerns its peer alone, and the peer notices.
///
/// It keeps its `place` among the connections until then. Its stages are boxed, so that none takes the room of the
/// largest.
pub(crate) async fn serve(stream: TcpStream, host: Host, place: OwnedSemaphorePermit) {
    let _place = place;
    let metrics = Arc::clone(&host.metrics);
    metrics.accepted.add();
    metrics.connections.up();
    let _open = Open(&metrics);
    // Small answers are sent at once instead of waiting for more.
    let _ = stream.set_nodelay(true);
    let Some(acceptor) = host.acceptor.clone() else {
        return Box::pin(http(stream, Protocol::Http1, host)).await;
    };
    if fault(&faults::EP_CLEAR_TEXT_SERVED) && is_clear_text(&stream).await {
        return Box::pin(http(stream, Protocol::Http1, host)).await;
    }
    let mut stop = host.stop.clone();
    let secured = tokio::select! {
        secured = Box::pin(secure(stream, acceptor, &host.limits)) => secured,
        () = stop.wait() => return,
    };
    match secured {
        Ok(Some(stream)) => {
            let protocol = match stream.get_ref().1.alpn_protocol() {
                Some(b"h2") => Protocol::Http2,
                _ => Protocol::Http1,
            };
            Box::pin(http(stream, protocol, host)).await;
        }
        Ok(None) => {}
        Err(TooLate) => metrics.cut_off.add(),
    }
}

/// Whether the peer does not begin with a TLS handshake.
async fn is_clear_text(stream: &TcpStream) -> bool {
    let mut first = [0];
    matches!(stream.peek(&mut first).await, Ok(1)) && first[0] != TLS_HANDSHAKE
}

/// Counts a connection for as long as it is open, however it ends.
struct Open<'a>(&'a Metrics);

impl Drop for Open<'_> {
    fn drop(&mut self) {
        self.0.connections.down();
    }
}

#[derive(Clone, Copy)]
enum Protocol {
    Http1,
    Http2,
}

/// The peer took too long for its handshake.
struct TooLate;

/// Secures the connection; nothing when the peer does not manage to.
async fn secure(
    stream: TcpStream,
    acceptor: TlsAcceptor,
    limits: &Limits,
) -> Result<Option<TlsStream<TcpStream>>, TooLate> {
    let mut first = [0];
    let peeked = timeout(limits.first_byte_time, stream.peek(&mut first)).await;
    if !matches!(peeked.map_err(|_| TooLate)?, Ok(1)) {
        return Ok(None);
    }
    let handshake = handshake(stream, acceptor, first[0]);
    let done = timeout(limits.first_byte_time, handshake).await;
    done.map_err(|_| TooLate)
}

/// Shakes hands; tells a peer that speaks plain HTTP what is wrong.
async fn handshake(
    mut stream: TcpStream,
    acceptor: TlsAcceptor,
    first: u8,
) -> Option<TlsStream<TcpStream>> {
    if first == TLS_HANDSHAKE || !first.is_ascii() {
        return acceptor.accept(stream).await.ok();
    }
    stream.write_all(NOT_TLS).await.ok()?;
    stream.shutdown().await.ok()?;
    None
}

async fn http(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    protocol: Protocol,
    mut host: Host,
) {
    let multiplexed = matches!(protocol, Protocol::Http2);
    let (limits, heads) = (Arc::clone(&host.limits), Arc::clone(&host.heads));
    let activity = Arc::new(Activity::new(limits, heads, multiplexed));
    let mut peer = Peer::new(stream, Arc::clone(&activity));
    // A request that is there already is answered, even if the server stops this very moment.
    tokio::select! {
        biased;
        speaks = peer.speaks() => if !speaks { return },
        () = host.stop.wait() => return,
        _ = activity.overdue() => return host.metrics.cut_off.add(),
    }
    Box::pin(requests(peer, protocol, host, activity)).await;
}

/// Answers requests.
async fn requests(
    peer: Peer<impl AsyncRead + AsyncWrite + Unpin + Send + 'static>,
    protocol: Protocol,
    host: Host,
    activity: Arc<Activity>,
) {
    let (metrics, mut stop) = (Arc::clone(&host.metrics), host.stop.clone());
    let builder = builder(protocol, &host.limits);
    // Of each connection's own, so that its requests touch no counter of owners that others touch too.
    let session = Arc::new(Session {
        platform: host.platform,
        metrics: host.metrics,
        activity: Arc::clone(&activity),
        stop: host.stop,
    });
    let service = hyper::service::service_fn(move |request| {
        let session = Arc::clone(&session);
        let exchange = Exchange::begin(hyper::Request::method(&request), Arc::clone(&session));
        let answered = async move { session.platform.serve(request, exchange).await };
        host.behaviour.scope(answered)
    });
    let mut connection = pin!(builder.serve_connection(TokioIo::new(peer), service));
    let end = async {
        tokio::select! {
            () = stop.wait() => None,
            overdue = activity.overdue() => Some(overdue),
        }
    };
    let overdue = tokio::select! {
        biased;
        _ = connection.as_mut() => return,
        overdue = Aside::new(end) => overdue,
    };
    connection.as_mut().graceful_shutdown();
    match overdue {
        // The server waits for the rest, but not for long, nor for a peer that exceeds a limit meanwhile.
        None => tokio::select! {
            _ = connection => {}
            _ = activity.overdue() => metrics.cut_off.add(),
        },
        // A request may cross the goodbye, and is answered still.
        Some(Overdue::Idle) => {
            let _ = timeout(GOODBYE, connection).await;
        }
        Some(Overdue::FirstByte | Overdue::Head | Overdue::Answer) => metrics.cut_off.add(),
    }
}

/// What the HTTP library watches over by itself. Times are not among it: see [`Activity`].
fn builder(protocol: Protocol, limits: &Limits) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    let size = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
    let buffer = size(limits.max_header_bytes).max(SMALLEST_BUFFER);
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(None)
        // Who closes its side after a request gets the answer, as from the observed build.
        .half_close(true)
        .title_case_headers(variant(&variants::TITLE_CASE_HEADERS))
        .max_buf_size(buffer)
        .max_headers(size(limits.max_headers));
    builder
        .http2()
        .timer(TokioTimer::new())
        // Asks a peer now and then whether it is there still; who does not answer is gone.
        .keep_alive_interval(limits.idle_time)
        .keep_alive_timeout(limits.answer_time)
        .max_concurrent_streams(limits.max_streams)
        .max_pending_accept_reset_streams(size(limits.max_resets))
        .max_local_error_reset_streams(MAX_FAULTY_STREAMS)
        .max_header_list_size(limits.max_header_bytes);
    // Which of the two it is has been agreed on in the handshake. Without TLS there is no HTTP/2.
    match protocol {
        Protocol::Http1 => builder.http1_only(),
        Protocol::Http2 => builder.http2_only(),
    }
}
