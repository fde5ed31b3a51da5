//! The HTTP client of the suite: no redirects, bounded answers, keys added at the last moment.

use std::io::{Cursor, Read};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use reqwest::Version;
use reqwest::blocking::{Body, Client as Http, ClientBuilder};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::redirect::Policy;

use super::{
    ClientError, Credential, Exchange, Request, Response, TransportError, Trust, busy, failure,
};
use crate::config::{Credentials, Secret};

/// Most bytes of an answer that are read; the rest is dropped. The largest honest answer echoes a 3 MiB request.
const ANSWER_LIMIT: u64 = 16 << 20;

/// How long, all requests of a run together, a busy server is waited for (429, or 503 with `Retry-After`).
const BUSY_BUDGET: Duration = Duration::from_secs(120);

/// The status of what cannot be done twice.
const CONFLICT: u16 = 409;

/// After this many requests in a row without an answer, no more are sent.
const BREAKER_LIMIT: u64 = 3;

/// Sends requests to one target and counts them.
#[derive(Debug)]
pub struct Client {
    http: Http,
    /// For requests on a connection of their own; made when the first is sent.
    alone: OnceLock<Option<Http>>,
    /// For requests whose connection was lost; made when the first is.
    anew: OnceLock<Option<Http>>,
    trust: Trust,
    url: String,
    credentials: Credentials,
    timeout: Duration,
    /// How long, all requests together, a busy server is waited for.
    patience: Duration,
    sent: AtomicU64,
    unanswered: AtomicU64,
    /// Requests that were answered when they were sent a second time.
    resent: AtomicU64,
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
            anew: OnceLock::new(),
            trust: trust.clone(),
            url: url.trim_end_matches('/').to_owned(),
            credentials,
            timeout,
            patience: BUSY_BUDGET,
            sent: AtomicU64::new(0),
            unanswered: AtomicU64::new(0),
            resent: AtomicU64::new(0),
            waited: AtomicU64::new(0),
        })
    }

    /// The same client, which waits no longer than this for a server that is busy.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// How long it has waited for a server that was busy.
    pub fn waited(&self) -> Duration {
        Duration::from_millis(self.waited.load(Ordering::Relaxed))
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

    /// How many of them lost their connection and were answered on a new one.
    pub fn resent(&self) -> u64 {
        self.resent.load(Ordering::Relaxed)
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
            match outcome.as_ref().ok().and_then(busy::pause) {
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
        self.unpooled(&self.alone, ClientBuilder::http1_only)
    }

    /// A client that keeps no connection, and speaks what the target prefers.
    fn anew(&self) -> Option<&Http> {
        self.unpooled(&self.anew, |builder| builder)
    }

    /// The client in `place`, which keeps no connection; it is set up when it is first asked for.
    fn unpooled<'c>(
        &self,
        place: &'c OnceLock<Option<Http>>,
        adapt: impl FnOnce(ClientBuilder) -> ClientBuilder,
    ) -> Option<&'c Http> {
        let build = || {
            let builder = self.trust.client(self.timeout).ok()?;
            adapt(builder).pool_max_idle_per_host(0).build().ok()
        };
        place.get_or_init(build).as_ref()
    }

    /// Takes a pause out of the budget.
    fn may_wait(&self, pause: Duration) -> bool {
        let milliseconds = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX);
        let budget = u64::try_from(self.patience.as_millis()).unwrap_or(u64::MAX);
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
        if request.alone {
            let alone = self.alone().ok_or_else(|| {
                failure::unsendable("the HTTP client for a connection of its own cannot be set up")
            })?;
            return self.exchange_over(alone, request);
        }
        let outcome = self.exchange_over(&self.http, request);
        match outcome {
            Err(error) if error.kind == TransportError::CLOSED => self.resend(request, error),
            outcome => outcome,
        }
    }

    /// Sends a request again, on a new connection, whose own was `lost` before anything of an answer came.
    ///
    /// A server may close a connection that it takes for idle while the next request is on its way (RFC 9112, section
    /// 9.3.1), which says nothing of that request. A server that closes on receiving it does so again. The request may
    /// also have been carried out before the connection closed. Then the second is in conflict with the first, and its
    /// answer is not that to the request.
    fn resend(&self, request: &Request, lost: TransportError) -> Result<Response, TransportError> {
        let Some(anew) = self.anew() else {
            return Err(lost);
        };
        let response = self.exchange_over(anew, request)?;
        if response.status == CONFLICT {
            return Err(lost);
        }
        self.resent.fetch_add(1, Ordering::Relaxed);
        Ok(response)
    }

    fn exchange_over(&self, http: &Http, request: &Request) -> Result<Response, TransportError> {
        let method = reqwest::Method::from_bytes(request.method.as_bytes())
            .map_err(|error| failure::unsendable(error.to_string()))?;
        let mut headers = HeaderMap::new();
        let authorization = self
            .authorization(&request.credential)
            .map(|value| ("Authorization".to_owned(), value));
        for (name, value) in request.headers.iter().chain(&authorization) {
            let name = HeaderName::try_from(name)
                .map_err(|error| failure::unsendable(error.to_string()))?;
            let value = HeaderValue::from_bytes(value.as_bytes())
                .map_err(|error| failure::unsendable(error.to_string()))?;
            headers.append(name, value);
        }
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
        let answer = builder.send().map_err(|error| failure::of(&error))?;
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
                        detail: failure::chain(&error),
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
        .map_err(|error| failure::of(&error))
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

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader, Write};
    use std::net::TcpListener;

    use super::*;

    fn client(url: &str) -> Client {
        let credentials = Credentials {
            allowed: Secret::new("key"),
            denied: None,
        };
        let timeout = Duration::from_secs(10);
        Client::new(url, &Trust::System, timeout, credentials).expect("nothing to read")
    }

    #[test]
    fn waiting_has_a_budget() {
        let client = client("http://127.0.0.1:9");
        assert!(client.may_wait(BUSY_BUDGET / 2) && client.may_wait(BUSY_BUDGET / 2));
        assert!(!client.may_wait(busy::SHORTEST));
        assert!(!client.may_wait(Duration::MAX));
    }

    /// A server on which the n-th connection answers the n-th list of statuses and then closes: on receiving a further
    /// request, without an answer to it.
    fn serve(connections: &'static [&[u16]]) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        std::thread::spawn(move || {
            for statuses in connections {
                let mut stream = BufReader::new(listener.accept().unwrap().0);
                for number in 0..=statuses.len() {
                    let mut head = String::new();
                    while !head.ends_with("\r\n\r\n") && stream.read_line(&mut head).unwrap() > 0 {}
                    if let Some(status) = statuses.get(number) {
                        let answer = format!("HTTP/1.1 {status} -\r\nContent-Length: 0\r\n\r\n");
                        stream.get_mut().write_all(answer.as_bytes()).unwrap();
                    }
                }
            }
        });
        format!("http://{address}")
    }

    /// What becomes of the second request to a server like that, and how many were sent again.
    fn second(connections: &'static [&[u16]]) -> (Result<u16, String>, u64) {
        let client = client(&serve(connections));
        let request = Request::new("GET", "/");
        assert_eq!(client.send(&request).status(), Some(200));
        let outcome = client.send(&request).outcome;
        let outcome = outcome.map(|response| response.status);
        (
            outcome.map_err(|error| error.kind.into_owned()),
            client.resent(),
        )
    }

    #[test]
    fn what_lost_its_connection_is_sent_again_once() {
        let closed = || Err(TransportError::CLOSED.to_owned());
        assert_eq!(second(&[&[200], &[204]]), (Ok(204), 1));
        assert_eq!(
            second(&[&[200], &[]]),
            (closed(), 0),
            "closes whenever it is sent"
        );
        assert_eq!(
            second(&[&[200], &[409]]),
            (closed(), 0),
            "it may have been carried out"
        );
    }
}
