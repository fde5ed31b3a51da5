//! The byte stream of a connection, with notes of what moves on it.

use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, ReadBuf};
use tokio::task::yield_now;
use tokio::time::{Sleep, sleep};

use crate::activity::Activity;
use crate::workers;

/// A stream to the peer.
#[derive(Debug)]
pub(crate) struct Peer<S> {
    stream: S,
    activity: Arc<Activity>,
    /// A byte that was read to see whether the peer is there still.
    ahead: Option<u8>,
    /// Until when the peer may read the last answer; set once nothing more is written.
    farewell: Option<Pin<Box<Sleep>>>,
}

/// How long a peer whose body is not read may go on sending it when the answer is out.
///
/// Who closes a connection with unread bytes on it makes TCP throw away what the peer has not yet read, which is the
/// answer. The observed build waits as long.
const FAREWELL: Duration = Duration::from_millis(500);

impl<S> Peer<S> {
    pub(crate) fn new(stream: S, activity: Arc<Activity>) -> Self {
        Self {
            stream,
            activity,
            ahead: None,
            farewell: None,
        }
    }

    /// Notes the end of an attempt to write.
    fn note_write(&self, result: &Poll<io::Result<usize>>) {
        match result {
            Poll::Ready(Ok(bytes)) => self.activity.sent(*bytes),
            Poll::Ready(Err(_)) => {}
            Poll::Pending => self.activity.blocked(),
        }
    }
}

impl<S: AsyncRead + Unpin> Peer<S> {
    /// Waits for the first byte, so that a connection without one costs no buffers; `false` when none will come.
    pub(crate) async fn speaks(&mut self) -> bool {
        let first = self.read_u8().await;
        self.ahead = first.ok();
        self.ahead.is_some()
    }

    /// Whether a watcher has gone.
    ///
    /// Requests of a peer that has closed its side are answered, so the HTTP library reads nothing while it works on
    /// one; but a watch would go on for nobody.
    fn watcher_left(&mut self, context: &mut Context<'_>) -> bool {
        if self.ahead.is_some() || self.activity.multiplexed || !self.activity.only_watches() {
            return false;
        }
        let mut byte = [0];
        let mut buffer = ReadBuf::new(&mut byte);
        match Pin::new(&mut self.stream).poll_read(context, &mut buffer) {
            Poll::Pending => false,
            Poll::Ready(Err(_)) => true,
            Poll::Ready(Ok(())) => {
                self.ahead = buffer.filled().first().copied();
                self.ahead.is_none()
            }
        }
    }
}

impl<S: AsyncRead + Unpin> Peer<S> {
    /// Throws away what comes, until the peer closes its side or the time is over.
    fn poll_farewell(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let farewell = self
            .farewell
            .get_or_insert_with(|| Box::pin(sleep(FAREWELL)));
        let mut bytes = [0; 4096];
        while farewell.as_mut().poll(context).is_pending() {
            let mut buffer = ReadBuf::new(&mut bytes);
            match ready!(Pin::new(&mut self.stream).poll_read(context, &mut buffer)) {
                Ok(()) if !buffer.filled().is_empty() => {}
                _ => break,
            }
        }
        Poll::Ready(())
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Peer<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buffer.filled().len();
        if let Some(byte) = this.ahead.take() {
            buffer.put_slice(&[byte]);
        } else {
            let read = Pin::new(&mut this.stream).poll_read(context, buffer);
            if read.is_pending() && workers::is_alone() && this.activity.expects_another() {
                // The thread looks for what has come in, and here again, instead of going to sleep.
                let _ = pin!(yield_now()).poll(context);
            }
            ready!(read)?;
        }
        if this.activity.received(buffer.filled().len() - before) {
            Poll::Ready(Ok(()))
        } else {
            Poll::Ready(Err(io::ErrorKind::QuotaExceeded.into()))
        }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Peer<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let result = Pin::new(&mut this.stream).poll_write(context, bytes);
        this.note_write(&result);
        result
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let result = Pin::new(&mut this.stream).poll_write_vectored(context, slices);
        this.note_write(&result);
        result
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let result = Pin::new(&mut this.stream).poll_flush(context);
        match &result {
            Poll::Ready(Ok(())) => this.activity.flushed(),
            Poll::Ready(Err(_)) => {}
            Poll::Pending => this.activity.blocked(),
        }
        if this.watcher_left(context) {
            return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
        }
        result
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.farewell.is_none() {
            ready!(Pin::new(&mut this.stream).poll_shutdown(context))?;
        }
        if this.activity.ignores_body() {
            ready!(this.poll_farewell(context));
        }
        Poll::Ready(Ok(()))
    }
}
