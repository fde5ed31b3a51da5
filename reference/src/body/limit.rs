//! Receiving a body of bounded size in bounded time.

use std::error::Error as _;
use std::io;
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use http_body_util::BodyExt;
use hyper::body::{Body, Bytes, Frame, Incoming};
use tokio::time::timeout;

use crate::behaviour::{fault, faults};
use crate::status::Refusal;

/// The most bytes a body may have.
const LIMIT: usize = 3 * 1024 * 1024;

/// How many bytes beyond the limit are read and thrown away before the refusal is sent.
///
/// A client that is still sending when the connection closes may lose the answer; reading on lets most of them see it.
const DRAINED: usize = 4 * LIMIT;

/// How long a body may take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Patience {
    /// From the first byte to the last.
    pub(crate) whole: Duration,
    /// Between two pieces of it.
    pub(crate) pause: Duration,
}

/// Receives a body.
///
/// # Errors
/// 413 when it has more than [`LIMIT`] bytes, 504 when it takes or pauses longer than there is patience for, 500
/// when its chunks are malformed (as observed), 400 when it breaks off.
pub(crate) async fn receive(body: &mut Incoming, patience: Patience) -> Result<Bytes, Refusal> {
    let mut received = Received::default();
    // What came together with the headers is there already: nothing is waited for, and no time is taken.
    let first =
        std::future::poll_fn(|context| Poll::Ready(Pin::new(&mut *body).poll_frame(context)));
    match first.await {
        Poll::Ready(Some(frame)) => received.add(frame, body)?,
        Poll::Ready(None) => return received.whole(),
        Poll::Pending => {}
    }
    if body.is_end_stream() {
        return received.whole();
    }
    match timeout(patience.whole, rest(body, received, patience.pause)).await {
        Ok(result) => result,
        Err(_) => Err(Refusal::timeout()),
    }
}

async fn rest(
    body: &mut Incoming,
    mut received: Received,
    pause: Duration,
) -> Result<Bytes, Refusal> {
    loop {
        let next = timeout(pause, body.frame()).await;
        let Some(frame) = next.map_err(|_| Refusal::timeout())? else {
            break;
        };
        received.add(frame, body)?;
        if received.length > DRAINED {
            break;
        }
    }
    received.whole()
}

/// Refuses a body of more bytes than may be.
///
/// # Errors
/// 413.
pub(crate) fn too_large(length: usize) -> Result<(), Refusal> {
    if length > limit() {
        Err(Refusal::body_too_large(LIMIT))
    } else {
        Ok(())
    }
}

/// The most bytes that are not refused.
fn limit() -> usize {
    if fault(&faults::LM_ONE_MORE) {
        LIMIT + 1
    } else if fault(&faults::LM_ONE_LESS) {
        LIMIT - 1
    } else if fault(&faults::LM_CUT) {
        usize::MAX
    } else {
        LIMIT
    }
}

/// What has come of a body.
#[derive(Debug, Default)]
struct Received {
    /// The first piece, which mostly is everything; empty when there are others.
    first: Bytes,
    /// All pieces where there are several.
    pieces: Vec<u8>,
    /// Bytes altogether, also those that were thrown away.
    length: usize,
}

impl Received {
    /// Adds a piece, `after` which comes the rest.
    fn add(
        &mut self,
        frame: Result<Frame<Bytes>, hyper::Error>,
        after: &Incoming,
    ) -> Result<(), Refusal> {
        let frame = frame.map_err(|error| unfinished(&error))?;
        let Ok(piece) = frame.into_data() else {
            return Ok(());
        };
        let before = self.length;
        self.length = self.length.saturating_add(piece.len());
        if before == 0 {
            self.first = piece;
        } else if self.length <= LIMIT || self.length <= limit() && !fault(&faults::LM_CUT) {
            if self.pieces.is_empty() {
                let announced = usize::try_from(after.size_hint().lower()).unwrap_or(usize::MAX);
                let whole = self.length.saturating_add(announced);
                self.pieces.reserve_exact(whole.min(LIMIT));
                self.pieces
                    .extend_from_slice(&std::mem::take(&mut self.first));
            }
            self.pieces.extend_from_slice(&piece);
        }
        Ok(())
    }

    fn whole(self) -> Result<Bytes, Refusal> {
        too_large(self.length)?;
        Ok(if self.pieces.is_empty() {
            self.first
        } else {
            self.pieces.into()
        })
    }
}

fn unfinished(error: &hyper::Error) -> Refusal {
    let cause = error
        .source()
        .and_then(|source| source.downcast_ref::<io::Error>());
    // That is what malformed chunks are to the HTTP library.
    if cause.is_some_and(|cause| cause.kind() == io::ErrorKind::InvalidInput) {
        return Refusal::plain_error("invalid byte in chunk length");
    }
    Refusal::bad_request(format!("the body broke off: {error}"))
}
