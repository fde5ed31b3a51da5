//! A session as data, free of access keys: what a transcript holds of each step.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Step;
use crate::fixtures::Source;
use crate::http::{Credential, Exchange, Request, Response, TransportError};
use crate::report::Redactor;

/// Bodies of requests longer than this, in bytes, are kept as a digest: the check makes them again.
const WHOLE_REQUEST: usize = 16 * 1024;

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepRecord {
    /// A source was handed out; `None` where there was none left.
    Source(Option<Source>),
    /// A request was sent.
    Exchange(Box<ExchangeRecord>),
}

/// A request and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExchangeRecord {
    /// What was sent.
    pub request: RequestRecord,
    /// What came back.
    pub outcome: OutcomeRecord,
    /// Time from sending to the end of the answer.
    pub microseconds: u64,
}

/// A request. Two requests are the same when their records are equal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestRecord {
    /// Method.
    pub method: String,
    /// Path below the target's URL.
    pub path: String,
    /// Query without the question mark.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub query: String,
    /// Headers but `Authorization`, in order.
    pub headers: Vec<(String, String)>,
    /// Body; `None` where none was sent.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub body: Option<BodyRecord>,
    /// Which access key it carried.
    pub credential: Credential,
    /// Whether it had a connection of its own.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub alone: bool,
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OutcomeRecord {
    /// An answer.
    Response {
        /// HTTP status.
        status: u16,
        /// Headers in the order received.
        headers: Vec<(String, String)>,
        /// Body.
        body: BodyRecord,
        /// Whether it came over HTTP/2.
        #[serde(skip_serializing_if = "std::ops::Not::not", default)]
        http2: bool,
    },
    /// No answer.
    Error {
        /// What failed, in one word or two.
        kind: String,
        /// The whole chain of causes.
        detail: String,
    },
}

/// A body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BodyRecord {
    /// Bytes that are UTF-8.
    Text(String),
    /// Bytes that are not.
    Base64(String),
    /// What is left of a long body of a request.
    Digest {
        /// Its length.
        bytes: usize,
        /// Its SHA-256 in hexadecimal digits.
        sha256: String,
    },
}

impl StepRecord {
    /// The record of a step.
    pub fn new(step: &Step, redactor: &Redactor) -> Self {
        match step {
            Step::Source(source) => Self::Source(source.clone()),
            Step::Exchange(exchange) => {
                Self::Exchange(Box::new(ExchangeRecord::new(exchange, redactor)))
            }
        }
    }
}

impl ExchangeRecord {
    fn new(exchange: &Exchange, redactor: &Redactor) -> Self {
        let outcome = match &exchange.outcome {
            Ok(response) => OutcomeRecord::Response {
                status: response.status,
                headers: pairs(&response.headers, |text| redactor.in_form(text)),
                body: BodyRecord::whole(redactor.bytes_in_form(&response.body)),
                http2: response.http2,
            },
            Err(error) => OutcomeRecord::Error {
                kind: error.kind.clone().into_owned(),
                detail: redactor.text(&error.detail),
            },
        };
        Self {
            request: RequestRecord::new(&exchange.request, redactor),
            outcome,
            microseconds: u64::try_from(exchange.elapsed.as_micros()).unwrap_or(u64::MAX),
        }
    }

    /// The exchange where it is `request` that was sent; `None` where the body of the answer is no body.
    pub fn replayed(&self, request: Request) -> Option<Exchange> {
        let outcome = match &self.outcome {
            OutcomeRecord::Response {
                status,
                headers,
                body,
                http2,
            } => Ok(Response {
                status: *status,
                headers: headers.clone(),
                body: body.bytes()?,
                http2: *http2,
            }),
            OutcomeRecord::Error { kind, detail } => Err(TransportError {
                kind: kind.clone().into(),
                detail: detail.clone(),
            }),
        };
        Some(Exchange {
            request,
            outcome,
            elapsed: Duration::from_micros(self.microseconds),
        })
    }
}

impl RequestRecord {
    /// The record of a request. However a key is written in it, the placeholder is written in one way, so that a check
    /// that is told the placeholder in place of the key makes a request with the same record.
    pub fn new(request: &Request, redactor: &Redactor) -> Self {
        let text = |text: &str| redactor.text(text);
        let body = request.body.as_deref().map(|body| {
            let body = match std::str::from_utf8(body) {
                Ok(body) => text(body).into_bytes(),
                Err(_) => redactor.bytes_in_form(body),
            };
            if body.len() > WHOLE_REQUEST {
                BodyRecord::Digest {
                    bytes: body.len(),
                    sha256: format!("{:x}", Sha256::digest(&body)),
                }
            } else {
                BodyRecord::whole(body)
            }
        });
        Self {
            method: request.method.clone(),
            path: text(&request.path),
            query: text(&request.query),
            headers: pairs(&request.headers, text),
            body,
            credential: match &request.credential {
                Credential::Header(value) => Credential::Header(text(value)),
                other => other.clone(),
            },
            alone: request.alone,
        }
    }
}

impl std::fmt::Display for RequestRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.method, self.path)?;
        if !self.query.is_empty() {
            write!(f, "?{}", self.query)?;
        }
        Ok(())
    }
}

impl BodyRecord {
    fn whole(bytes: Vec<u8>) -> Self {
        match String::from_utf8(bytes) {
            Ok(text) => Self::Text(text),
            Err(error) => Self::Base64(STANDARD.encode(error.as_bytes())),
        }
    }

    /// The bytes; `None` where only a digest is left, or the base64 is none.
    fn bytes(&self) -> Option<Vec<u8>> {
        match self {
            Self::Text(text) => Some(text.clone().into_bytes()),
            Self::Base64(text) => STANDARD.decode(text).ok(),
            Self::Digest { .. } => None,
        }
    }
}

fn pairs(headers: &[(String, String)], redact: impl Fn(&str) -> String) -> Vec<(String, String)> {
    headers
        .iter()
        .map(|(name, value)| (redact(name), redact(value)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Credentials, Secret};

    fn redactor(allowed: &str) -> Redactor {
        Redactor::new(&Credentials {
            allowed: Secret::new(allowed),
            denied: None,
        })
    }

    #[test]
    fn a_check_that_is_told_the_placeholder_makes_the_same_request() {
        let made = |key: &str| {
            let request = Request::new("POST", "/p")
                .with_query("token", key)
                .with_body(format!("{{\"a\":\"{key}\"}}"));
            RequestRecord::new(&request, &redactor(key))
        };
        assert_eq!(made("k/e+y=~"), made("$ACCESS_KEY"));
        assert_eq!(made("plain-key"), made("$ACCESS_KEY"));
        assert!(made("k/e+y=~").query.contains("$ACCESS_KEY"));
    }

    #[test]
    fn a_long_body_is_told_apart_by_its_digest() {
        let none = Redactor::none();
        let record = |byte: u8| {
            let request = Request::new("POST", "/p").with_body(vec![byte; 1 << 20]);
            RequestRecord::new(&request, &none)
        };
        assert_eq!(record(1), record(1));
        assert_ne!(record(1), record(2));
        assert!(matches!(
            record(1).body,
            Some(BodyRecord::Digest {
                bytes: 0x10_0000,
                ..
            })
        ));
    }

    #[test]
    fn any_bytes_of_an_answer_come_back() {
        for body in [&b"text"[..], b"", b"\xff\0\x01", "ü".as_bytes()] {
            let record = BodyRecord::whole(body.to_vec());
            assert_eq!(record.bytes().as_deref(), Some(body));
        }
    }
}
