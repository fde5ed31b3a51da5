//! The HTTP client of the suite: no redirects, bounded answers, keys added at the last moment.

use std::io::{Cursor, Read};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use reqwest::Version;
use reqwest::blocking::{Body, Client as Http};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::redirect::Policy;

use super::{ClientError, Credential, Exchange, Request, Response, TransportError, Trust};
use crate::config::{Credentials, Secret};

/// Most bytes of an answer that are read; the rest is dropped. The largest honest answer echoes a 3 MiB request.
const ANSWER_LIMIT: u64 = 16 << 20;

/// How long, all requests of a run together, a busy server is waited for (429, or 503 with `Retry-After`).
const BUSY_BUDGET: Duration = Duration::from_secs(120);

/// How long a server that is busy and does not say for how long is left alone, and at least everyone is.
const BUSY_PAUSE: Duration = Duration::from_millis(100);
const BUSY_UNSAID: Duration = Duration::from_secs(1);

/// After this many requests in a row without an answer, no more are sent.
const BREAKER_LIMIT: u64 = 3;

/// Sends requests to one target and counts them.
#[derive(Debug)]
pub struct Client {
    http: Http,
    /// For requests on a connection of their own; made when the first is sent.
    alone: OnceLock<Option<Http>>,
    trust: Trust,
    url: String,
    credentials: Credentials,
    timeout: Duration,
    sent: AtomicU64,
    unanswered: AtomicU64,
    /// Milliseconds that busy answers were waited for.
    waited: AtomicU64,
}

impl Client {
    /// A client for the target at `url`.
    pub fn new(
        url: &str,
        trust: &Trust,
        timeout: Duration,
        credentials: Credentials,
    ) -> Result<Self, ClientError> {
        // A second call finds the provider installed, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Ok(Self {
            http: trust.client(timeout)?.build()?,
            alone: OnceLock::new(),
            trust: trust.clone(),
            url: url.trim_end_matches('/').to_owned(),
            credentials,
            timeout,
            sent: AtomicU64::new(0),
            unanswered: AtomicU64::new(0),
            waited: AtomicU64::new(0),
        })
    }

    /// The target's URL without a final slash.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The keys in use; only to search answers for them and to take them out of reports.
    pub fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// How many requests were sent so far.
    pub fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    /// Whether the target has stopped answering, so that nothing more is sent.
    pub fn is_broken(&self) -> bool {
        self.unanswered.load(Ordering::Relaxed) >= BREAKER_LIMIT
    }

    /// Sends a request and reads the answer. A server that is busy is waited for; one that stays busy beyond the budget
    /// of the run has not answered.
    pub fn send(&self, request: &Request) -> Exchange {
        let started = Instant::now();
        let outcome = loop {
            let outcome = self.attempt(request);
            match outcome.as_ref().ok().and_then(busy_for) {
                None => break outcome,
                Some(pause) if self.may_wait(pause) => std::thread::sleep(pause),
                Some(pause) => break Err(TransportError::busy(pause)),
            }
        };
        Exchange {
            request: request.clone(),
            outcome,
            elapsed: started.elapsed(),
        }
    }

    /// A client that speaks HTTP/1.1 alone and keeps no connection.
    fn alone(&self) -> Option<&Http> {
        let build = || {
            let builder = self.trust.client(self.timeout).ok()?;
            builder.http1_only().pool_max_idle_per_host(0).build().ok()
        };
        self.alone.get_or_init(build).as_ref()
    }

    /// Takes a pause out of the budget.
    fn may_wait(&self, pause: Duration) -> bool {
        let milliseconds = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX);
        let budget = u64::try_from(BUSY_BUDGET.as_millis()).unwrap_or(u64::MAX);
        let within = |waited: u64| {
            waited
                .checked_add(milliseconds)
                .filter(|sum| *sum <= budget)
        };
        self.waited
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, within)
            .is_ok()
    }

    fn attempt(&self, request: &Request) -> Result<Response, TransportError> {
        if self.is_broken() {
            return Err(TransportError::gone(BREAKER_LIMIT));
        }
        self.sent.fetch_add(1, Ordering::Relaxed);
        let outcome = self.exchange(request);
        match outcome {
            Ok(_) => self.unanswered.store(0, Ordering::Relaxed),
            // what is sent alone may cost its connection, which says nothing of the target
            Err(_) if request.alone => {}
            Err(_) => _ = self.unanswered.fetch_add(1, Ordering::Relaxed),
        }
        outcome
    }

    fn exchange(&self, request: &Request) -> Result<Response, TransportError> {
        let invalid = |detail: String| TransportError {
            kind: "request cannot be sent".into(),
            detail,
        };
        let method = reqwest::Method::from_bytes(request.method.as_bytes())
            .map_err(|error| invalid(error.to_string()))?;
        let mut headers = HeaderMap::new();
        let authorization = self
            .authorization(&request.credential)
            .map(|value| ("Authorization".to_owned(), value));
        for (name, value) in request.headers.iter().chain(&authorization) {
            let name = HeaderName::try_from(name).map_err(|error| invalid(error.to_string()))?;
            let value = HeaderValue::from_bytes(value.as_bytes())
                .map_err(|error| invalid(error.to_string()))?;
            headers.append(name, value);
        }
        let http = if request.alone {
            self.alone().ok_or_else(|| {
                invalid("the HTTP client for a connection of its own cannot be set up".to_owned())
            })?
        } else {
            &self.http
        };
        let mut builder = http
            .request(method, request.address(&self.url))
            .headers(headers);
        if let Some(body) = &request.body {
            // HTTP/2 has no such header: there it is a body whose length is not said beforehand.
            let in_chunks = request
                .headers
                .iter()
                .any(|(name, _)| name.eq_ignore_ascii_case("transfer-encoding"));
            builder = if in_chunks {
                builder.body(Body::new(Cursor::new(body.clone())))
            } else {
                builder.body(body.clone())
            };
        }
        let started = Instant::now();
        let answer = builder.send().map_err(|error| transport_error(&error))?;
        let status = answer.status().as_u16();
        let http2 = answer.version() == Version::HTTP_2;
        let headers = answer
            .headers()
            .iter()
            .map(|(name, value)| {
                (
                    name.as_str().to_owned(),
                    String::from_utf8_lossy(value.as_bytes()).into_owned(),
                )
            })
            .collect();
        let body = self.body(answer, started)?;
        Ok(Response {
            http2,
            status,
            headers,
            body,
        })
    }

    /// The body, or as much of it as is read. The limit of time is one for the whole answer, so that a server cannot go
    /// on for ever byte by byte.
    fn body(&self, answer: impl Read, started: Instant) -> Result<Vec<u8>, TransportError> {
        let mut body = Vec::new();
        let mut answer = answer.take(ANSWER_LIMIT);
        let mut part = [0; 16 * 1024];
        loop {
            match answer.read(&mut part) {
                Ok(0) => return Ok(body),
                Ok(read) => body.extend_from_slice(&part[..read]),
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => {
                    let late = error.kind() == std::io::ErrorKind::TimedOut;
                    return Err(TransportError {
                        kind: if late {
                            TransportError::TIMEOUT
                        } else {
                            "answer cut short"
                        }
                        .into(),
                        detail: chain(&error),
                    });
                }
            }
            if started.elapsed() > self.timeout {
                return Err(TransportError {
                    kind: TransportError::TIMEOUT.into(),
                    detail: format!("the answer did not end within {:?}", self.timeout),
                });
            }
        }
    }

    fn authorization(&self, credential: &Credential) -> Option<String> {
        let bearer = |key: &Secret| format!("Bearer {}", key.reveal());
        match credential {
            Credential::Allowed => Some(bearer(&self.credentials.allowed)),
            Credential::Denied => self.credentials.denied.as_ref().map(bearer),
            Credential::Absent => None,
            Credential::Header(text) => {
                Some(text.replace("{allowed}", self.credentials.allowed.reveal()))
            }
            Credential::Basic => {
                let key = self.credentials.allowed.reveal();
                let pair = BASE64_STANDARD.encode(format!("{key}:{key}"));
                Some(format!("Basic {pair}"))
            }
        }
    }
}

/// Sends a request in clear text to an `http://` address, without key and body: enough to see whether anything answers.
///
/// The key is left out on purpose: it must not travel in clear text.
pub fn clear_text(url: &str, request: &Request) -> Exchange {
    let started = Instant::now();
    let request = request.bare();
    let outcome = Http::builder()
        .redirect(Policy::none())
        .timeout(Duration::from_secs(3))
        .no_proxy()
        .build()
        .and_then(|http| http.get(request.address(url)).send())
        .map_err(|error| transport_error(&error))
        .map(|answer| Response {
            http2: false,
            status: answer.status().as_u16(),
            headers: Vec::new(),
            body: Vec::new(),
        });
    Exchange {
        request,
        outcome,
        elapsed: started.elapsed(),
    }
}

/// How long a busy server asks to be left alone; `None` when it is not busy. A 503 that says nothing of a later time is
/// an answer like any other.
fn busy_for(response: &Response) -> Option<Duration> {
    let said = response.header("retry-after").and_then(pause);
    match response.status {
        429 => Some(said.unwrap_or(BUSY_UNSAID)),
        503 => said,
        _ => None,
    }
    .map(|pause| pause.max(BUSY_PAUSE))
}

/// What `Retry-After` says: seconds, or a date (RFC 9110, section 10.2.3).
fn pause(value: &str) -> Option<Duration> {
    let value = value.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = jiff::fmt::rfc2822::parse(value).ok()?.timestamp();
    let left = date.duration_since(jiff::Timestamp::now());
    Some(Duration::try_from(left).unwrap_or_default())
}

fn transport_error(error: &reqwest::Error) -> TransportError {
    let kind = if error.is_timeout() {
        TransportError::TIMEOUT
    } else if error.is_connect() {
        "cannot connect"
    } else {
        "connection failed"
    };
    TransportError {
        kind: kind.into(),
        detail: chain(error),
    }
}

/// An error and its causes in one line, without repeating a cause that its parent already quotes.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let next = error.to_string();
        if !text.contains(&next) {
            text = format!("{text}: {next}");
        }
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, retry_after: Option<&str>) -> Option<Duration> {
        let header = |value: &str| ("retry-after".to_owned(), value.to_owned());
        busy_for(&Response {
            http2: false,
            status,
            headers: retry_after.map(header).into_iter().collect(),
            body: Vec::new(),
        })
    }

    #[test]
    fn a_busy_server_says_when_to_come_back() {
        let seconds = |seconds| Some(Duration::from_secs(seconds));
        assert_eq!(answer(429, Some("3")), seconds(3));
        assert_eq!(answer(503, Some(" 3 ")), seconds(3));
        assert_eq!(answer(429, Some("soon")), seconds(1));
        assert_eq!(answer(429, None), seconds(1));
        assert_eq!(answer(503, None), None);
        assert_eq!(answer(200, Some("3")), None);
        // a date that has passed means at once
        assert_eq!(
            answer(503, Some("Sun, 06 Nov 1994 08:49:37 GMT")),
            Some(BUSY_PAUSE)
        );
    }

    #[test]
    fn waiting_has_a_budget() {
        let credentials = Credentials {
            allowed: Secret::new("key"),
            denied: None,
        };
        let timeout = Duration::from_secs(1);
        let client = Client::new("http://127.0.0.1:9", &Trust::System, timeout, credentials);
        let client = client.expect("nothing to read");
        assert!(client.may_wait(BUSY_BUDGET / 2) && client.may_wait(BUSY_BUDGET / 2));
        assert!(!client.may_wait(BUSY_PAUSE));
        assert!(!client.may_wait(Duration::MAX));
    }
}
