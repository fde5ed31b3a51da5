//! The HTTP client of the suite: no redirects, bounded answers, keys added at the last moment.

use std::io::Read;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use reqwest::blocking::Client as Http;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::redirect::Policy;

use super::{Credential, Exchange, Request, Response, TransportError};
use crate::config::{Credentials, Secret};

/// Most bytes of an answer that are read; the rest is dropped. The largest honest answer echoes a 3 MiB request.
const ANSWER_LIMIT: u64 = 16 << 20;

/// How often, and at most how long, a busy server (429 or 503 with `Retry-After`) is waited for.
const BUSY_RETRIES: u32 = 3;
const BUSY_WAIT_LIMIT: Duration = Duration::from_secs(5);

/// After this many requests in a row without an answer, no more are sent.
const BREAKER_LIMIT: u64 = 3;

/// Which server certificates are trusted.
#[derive(Debug, Clone, Default)]
pub enum Trust {
    /// The system's roots.
    #[default]
    System,
    /// The system's roots and the certificates of this PEM file.
    CaFile(PathBuf),
    /// The system's roots and this PEM text.
    CaPem(String),
    /// Any certificate.
    Anything,
}

/// The client cannot be built.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The CA file cannot be read.
    #[error("cannot read the CA file {path}: {source}; check target.ca-file")]
    CaFile {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The CA file has no usable certificate.
    #[error("{place} holds no certificate in PEM form: {source}")]
    Certificate {
        /// The file, or where else the text came from.
        place: String,
        /// Why.
        source: reqwest::Error,
    },
    /// The TLS or HTTP library refuses its settings.
    #[error("the HTTP client cannot be set up: {0}")]
    Setup(#[from] reqwest::Error),
}

/// Sends requests to one target and counts them.
#[derive(Debug)]
pub struct Client {
    http: Http,
    url: String,
    credentials: Credentials,
    sent: AtomicU64,
    unanswered: AtomicU64,
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
        let mut builder = Http::builder()
            .redirect(Policy::none())
            .timeout(timeout)
            .connect_timeout(timeout.min(Duration::from_secs(3)))
            .user_agent(concat!("import-conformance/", env!("CARGO_PKG_VERSION")))
            // what is on the wire is what is judged, whatever features reqwest is built with elsewhere
            .no_gzip();
        match trust {
            Trust::System => {}
            Trust::Anything => builder = builder.tls_danger_accept_invalid_certs(true),
            Trust::CaPem(pem) => {
                builder = add_roots(builder, pem.as_bytes(), "the given certificate")?;
            }
            Trust::CaFile(path) => {
                let pem = std::fs::read(path).map_err(|source| ClientError::CaFile {
                    path: path.clone(),
                    source,
                })?;
                builder = add_roots(builder, &pem, &path.display().to_string())?;
            }
        }
        Ok(Self {
            http: builder.build()?,
            url: url.trim_end_matches('/').to_owned(),
            credentials,
            sent: AtomicU64::new(0),
            unanswered: AtomicU64::new(0),
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

    /// Sends a request and reads the answer. A server that says when to come back is waited for, within bounds.
    pub fn send(&self, request: &Request) -> Exchange {
        let started = Instant::now();
        let mut waited = Duration::ZERO;
        let mut outcome = self.attempt(request);
        for _ in 0..BUSY_RETRIES {
            let Some(pause) = outcome.as_ref().ok().and_then(busy_for) else {
                break;
            };
            waited += pause;
            if waited > BUSY_WAIT_LIMIT {
                break;
            }
            std::thread::sleep(pause);
            outcome = self.attempt(request);
        }
        Exchange {
            request: request.clone(),
            outcome,
            elapsed: started.elapsed(),
        }
    }

    fn attempt(&self, request: &Request) -> Result<Response, TransportError> {
        if self.is_broken() {
            let detail = format!(
                "{BREAKER_LIMIT} requests in a row got no answer, so this one was not sent"
            );
            return Err(TransportError {
                kind: "target gone".into(),
                detail,
            });
        }
        self.sent.fetch_add(1, Ordering::Relaxed);
        let outcome = self.exchange(request);
        match outcome {
            Ok(_) => self.unanswered.store(0, Ordering::Relaxed),
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
        let mut builder = self
            .http
            .request(method, request.address(&self.url))
            .headers(headers);
        if let Some(body) = &request.body {
            builder = builder.body(body.clone());
        }
        let answer = builder.send().map_err(|error| transport_error(&error))?;
        let status = answer.status().as_u16();
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
        let mut body = Vec::new();
        answer
            .take(ANSWER_LIMIT)
            .read_to_end(&mut body)
            .map_err(|error| TransportError {
                kind: if error.kind() == std::io::ErrorKind::TimedOut {
                    "timeout"
                } else {
                    "answer cut short"
                }
                .into(),
                detail: chain(&error),
            })?;
        Ok(Response {
            status,
            headers,
            body,
        })
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
        }
    }
}

fn add_roots(
    mut builder: reqwest::blocking::ClientBuilder,
    pem: &[u8],
    place: &str,
) -> Result<reqwest::blocking::ClientBuilder, ClientError> {
    let certificates =
        reqwest::Certificate::from_pem_bundle(pem).map_err(|source| ClientError::Certificate {
            place: place.to_owned(),
            source,
        })?;
    for certificate in certificates {
        builder = builder.add_root_certificate(certificate);
    }
    Ok(builder)
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

/// How long a busy server asks to be left alone; `None` when it is not busy or does not say.
fn busy_for(response: &Response) -> Option<Duration> {
    if !matches!(response.status, 429 | 503) {
        return None;
    }
    response
        .header("retry-after")?
        .trim()
        .parse()
        .ok()
        .map(Duration::from_secs)
}

fn transport_error(error: &reqwest::Error) -> TransportError {
    let kind = if error.is_timeout() {
        "timeout"
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
