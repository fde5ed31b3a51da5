//! One request and its answer, from the headers of the one to the last byte of the other: counted and logged.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use generated::runtime::Operation;
use hyper::body::{Body, Bytes, Frame, SizeHint};
use hyper::{Method, Response, StatusCode};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use uuid::Uuid;

use crate::activity::Activity;
use crate::behaviour::{transport, variant, variants};
use crate::log;
use crate::metrics::Metrics;
use crate::pipeline::Platform;
use crate::response::ResponseBody;
use crate::status::Refusal;
use crate::stop::Stop;
use crate::watch::LONGEST;

/// How much of an answer is handed to HTTP/2 at once, so that one that nobody reads shows.
const PIECE: usize = 16 * 1024;

/// What the requests of one connection share.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) platform: Arc<Platform>,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) activity: Arc<Activity>,
    pub(crate) stop: Stop,
}

/// What is known about a request so far. When it is dropped, the request is over.
#[derive(Debug)]
pub(crate) struct Exchange {
    session: Arc<Session>,
    began: Instant,
    method: Method,
    operation: Option<&'static Operation>,
    /// The template of the path; never the path itself, which may hold anything.
    route: String,
    user: String,
    audit_id: Option<Uuid>,
    code: Option<StatusCode>,
    sent: u64,
    complete: bool,
    watch: Option<OwnedSemaphorePermit>,
    waiting: Option<u64>,
}

impl Exchange {
    /// A request whose headers have arrived.
    pub(crate) fn begin(method: &Method, session: Arc<Session>) -> Self {
        session.metrics.in_flight.up();
        session.activity.request_began();
        Self {
            session,
            began: Instant::now(),
            method: method.clone(),
            operation: None,
            route: String::new(),
            user: String::new(),
            audit_id: None,
            code: None,
            sent: 0,
            complete: false,
            watch: None,
            waiting: None,
        }
    }

    /// The rest of the request's body will not be read.
    pub(crate) fn ignore_body(&self) {
        self.session.activity.ignore_body();
    }

    /// Whose access key the request carries.
    pub(crate) fn user(&mut self, name: &str) {
        if log::requests() {
            name.clone_into(&mut self.user);
        }
    }

    /// The operation that is asked for.
    pub(crate) fn operation(&mut self, operation: &'static Operation) {
        self.operation = Some(operation);
        self.route(operation.path);
    }

    /// The path that is asked for, when it is none of the spec but a fixed one.
    pub(crate) fn route(&mut self, path: &str) {
        if log::requests() {
            path.clone_into(&mut self.route);
        }
    }

    /// The request is a watch and takes one of `places` for as long as it lasts.
    ///
    /// # Errors
    /// 429 when all are taken.
    pub(crate) fn watch(&mut self, places: &Arc<Semaphore>) -> Result<(), Refusal> {
        let place = Arc::clone(places).try_acquire_owned();
        self.watch = Some(place.map_err(|_| Refusal::too_many_requests())?);
        self.session.activity.is_watch();
        self.session.metrics.watches.up();
        Ok(())
    }

    /// Sends an answer; that of a watch ends when the server stops.
    pub(crate) fn answer(mut self, response: Response<ResponseBody>) -> Response<Answering> {
        let (parts, body) = response.into_parts();
        self.code = Some(parts.status);
        self.complete = body.is_end_stream();
        if log::requests() {
            // Clients may choose the id. What is none is theirs to know.
            let id = parts
                .headers
                .get("audit-id")
                .and_then(|id| id.to_str().ok());
            self.audit_id = id.and_then(|id| Uuid::try_parse(id).ok());
        }
        let piece = if self.session.activity.multiplexed && !self.complete {
            let lasts = self.watch.as_ref().map_or(Duration::ZERO, |_| LONGEST);
            self.waiting = Some(self.session.activity.answer_waits(lasts));
            PIECE
        } else {
            usize::MAX
        };
        let stopped = self
            .watch
            .is_some()
            .then(|| stopped(self.session.stop.clone()));
        let answering = Answering {
            piece: transport::piece(piece, body.size_hint().exact()),
            body,
            rest: Bytes::new(),
            stopped,
            exchange: self,
        };
        Response::from_parts(parts, answering)
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        if let Some(waiting) = self.waiting {
            self.session.activity.answer_left(waiting);
        }
        let now = Instant::now();
        self.session
            .activity
            .request_ended(self.watch.is_some(), now);
        self.session.metrics.in_flight.down();
        let duration = now - self.began;
        if self.watch.is_some() {
            self.session.metrics.watches.down();
        }
        let counted = self.watch.is_none().then_some(duration);
        self.session
            .metrics
            .count(self.operation, self.code, counted);
        if log::requests() {
            log::request(&log::Line {
                method: &self.method,
                route: &self.route,
                status: self.code,
                duration,
                bytes: self.sent,
                user: &self.user,
                audit_id: self.audit_id,
                complete: self.complete,
            });
        }
    }
}

/// Comes when the server stops.
type Stopped = Pin<Box<dyn Future<Output = ()> + Send>>;

fn stopped(mut stop: Stop) -> Stopped {
    Box::pin(async move { stop.wait().await })
}

/// The body of an answer on its way.
pub(crate) struct Answering {
    body: ResponseBody,
    /// What has not been handed over of the body's last piece.
    rest: Bytes,
    piece: usize,
    stopped: Option<Stopped>,
    exchange: Exchange,
}

impl Answering {
    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<Bytes>> {
        if self.rest.is_empty() {
            if let Some(stopped) = &mut self.stopped
                && stopped.as_mut().poll(context).is_ready()
            {
                self.stopped = None;
                self.body = ResponseBody::empty();
            }
            self.rest = loop {
                match ready!(Pin::new(&mut self.body).poll_frame(context)) {
                    None => return Poll::Ready(None),
                    Some(Ok(frame)) => {
                        if let Ok(data) = frame.into_data() {
                            break data;
                        }
                    }
                }
            };
        }
        let length = self.rest.len().min(self.piece);
        Poll::Ready(Some(self.rest.split_to(length)))
    }
}

impl Body for Answering {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let this = self.get_mut();
        let piece = ready!(this.poll_piece(context));
        if let Some(piece) = &piece {
            this.exchange.sent += u64::try_from(piece.len()).unwrap_or(u64::MAX);
            if let Some(answer) = this.exchange.waiting {
                this.exchange
                    .session
                    .activity
                    .answer_moves(answer, piece.len());
            }
        }
        this.exchange.complete = piece.is_none() || this.is_end_stream();
        Poll::Ready(piece.map(|piece| Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        if variant(&variants::CHUNKED) && self.exchange.code != Some(StatusCode::NO_CONTENT) {
            return SizeHint::default();
        }
        let rest = u64::try_from(self.rest.len()).unwrap_or(u64::MAX);
        let mut hint = self.body.size_hint();
        if let Some(exact) = hint.exact() {
            hint.set_exact(exact + rest);
        }
        hint
    }
}
