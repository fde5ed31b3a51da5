//! An answer, and the request it answers.

use std::borrow::Cow;
use std::time::Duration;

use serde_json::Value;

use super::Request;

const GONE: &str = "target gone";
const BUSY: &str = "busy";

/// One answer, read to its end (up to the client's limit).
#[derive(Debug, Clone)]
pub struct Response {
    /// Whether it came over HTTP/2, which the client offers wherever it speaks TLS.
    pub http2: bool,
    /// HTTP status.
    pub status: u16,
    /// Headers in the order received, names in lower case.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind}: {detail}")]
pub struct TransportError {
    /// What failed, in one word or two.
    pub kind: Cow<'static, str>,
    /// The whole chain of causes.
    pub detail: String,
}

/// A request and what came of it.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// What was sent.
    pub request: Request,
    /// What came back.
    pub outcome: Result<Response, TransportError>,
    /// Time from sending to the end of the answer.
    pub elapsed: Duration,
}

impl TransportError {
    /// The kind of an answer that did not come, or did not end, within the time limit.
    pub const TIMEOUT: &'static str = "timeout";

    /// The kind of a connection that ended before anything of an answer came.
    pub const CLOSED: &'static str = "connection closed";

    /// The target stopped answering, so the request was not sent: `limit` before it got no answer.
    pub(crate) fn gone(limit: u64) -> Self {
        Self {
            kind: GONE.into(),
            detail: format!("{limit} requests in a row got no answer, so this one was not sent"),
        }
    }

    /// The server wants to be left alone for longer than it is waited for.
    pub(crate) fn busy(pause: Duration) -> Self {
        Self {
            kind: BUSY.into(),
            detail: format!(
                "the server asks to come back in {} s, and this run has waited enough",
                pause.as_secs_f32()
            ),
        }
    }

    /// Whether there is no answer for a reason that says nothing of the request.
    pub fn is_about_the_target(&self) -> bool {
        [GONE, BUSY].contains(&self.kind.as_ref())
    }
}

impl Response {
    /// The first header of that name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers_named(name).next()
    }

    /// Every header of that name.
    pub fn headers_named<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.headers
            .iter()
            .filter(move |(existing, _)| existing.eq_ignore_ascii_case(name))
            .map(|(_, v)| v.as_str())
    }

    /// The media type without parameters, in lower case; empty when there is none.
    pub fn media_type(&self) -> String {
        let value = self.header("content-type").unwrap_or_default();
        value
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase()
    }

    /// The body as JSON, whatever media type it claims to have.
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// The body as the media type says: YAML when declared so, JSON otherwise.
    pub fn object(&self) -> Option<Value> {
        if self.media_type() == "application/yaml" {
            serde_yaml::from_slice(&self.body).ok()
        } else {
            self.json()
        }
    }

    /// Whether the status says success.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

impl Exchange {
    /// The status, if there was an answer.
    pub fn status(&self) -> Option<u16> {
        self.outcome.as_ref().ok().map(|response| response.status)
    }

    /// Whether the answer is a success.
    pub fn is_success(&self) -> bool {
        self.outcome.as_ref().is_ok_and(Response::is_success)
    }

    /// Whether there was no answer within the time limit.
    pub fn is_timeout(&self) -> bool {
        self.outcome
            .as_ref()
            .is_err_and(|error| error.kind == TransportError::TIMEOUT)
    }

    /// The answer's object, `Null` when there is none.
    pub fn object(&self) -> Value {
        self.outcome
            .as_ref()
            .ok()
            .and_then(Response::object)
            .unwrap_or_default()
    }

    /// A header of the answer.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.outcome
            .as_ref()
            .ok()
            .and_then(|response| response.header(name))
    }

    /// The texts of the `Warning` headers with code 299, the one that the API server warns with (`dec.unknown.warn`), without
    /// agent and quotes.
    pub fn warnings(&self) -> Vec<String> {
        let Ok(response) = &self.outcome else {
            return Vec::new();
        };
        let headers = response.headers_named("warning");
        // 299 is the only code that says something lasting of an API (RFC 7234, section 5.5)
        let headers = headers.filter(|value| value.trim_start().starts_with("299 "));
        headers.flat_map(warning_texts).collect()
    }

    /// One line on what came: the status and, for an error, its reason and message.
    pub fn summary(&self) -> String {
        match &self.outcome {
            Err(error) => format!("no answer ({error})"),
            Ok(response) => {
                let object = response.object().unwrap_or_default();
                let text = |pointer: &str| {
                    object
                        .pointer(pointer)
                        .and_then(Value::as_str)
                        .map(str::to_owned)
                };
                let mut line = response.status.to_string();
                match (text("/reason"), text("/message"), text("/kind")) {
                    (reason, Some(message), _) => {
                        line = format!(
                            "{line} {}: {message}",
                            reason.as_deref().unwrap_or("(no reason)")
                        );
                    }
                    (_, _, Some(kind)) => line = format!("{line} with a {kind}"),
                    _ if response.body.is_empty() => line.push_str(" without a body"),
                    _ => {
                        line = format!(
                            "{line} with {} bytes of {:?}",
                            response.body.len(),
                            response.media_type()
                        );
                    }
                }
                printable(&line)
            }
        }
    }
}

/// Text from a server, safe to print: control characters, which could steer a terminal, are escaped, and it is cut.
fn printable(text: &str) -> String {
    const LIMIT: usize = 500;
    let mut safe = String::new();
    for character in text.chars().take(LIMIT) {
        if character.is_control() {
            safe.extend(character.escape_default());
        } else {
            safe.push(character);
        }
    }
    if text.chars().nth(LIMIT).is_some() {
        safe.push_str("...");
    }
    safe
}

/// The quoted texts of a `Warning` header value such as `299 - "unknown field \"x\""`, which may be a list of warnings,
/// each with a quoted date at its end (RFC 7234, section 5.5). A value without quotes is its own text.
fn warning_texts(value: &str) -> Vec<String> {
    let mut texts = Vec::new();
    let mut characters = value.chars();
    // whether the text of the current warning was read, so that what is quoted next is its date
    let mut read = false;
    while let Some(character) = characters.next() {
        match character {
            ',' => read = false,
            '"' => {
                let mut text = String::new();
                while let Some(character) = characters.next() {
                    match character {
                        '\\' => text.extend(characters.next()),
                        '"' => break,
                        other => text.push(other),
                    }
                }
                if !read {
                    texts.push(text);
                }
                read = true;
            }
            _ => {}
        }
    }
    if texts.is_empty() {
        texts.push(value.to_owned());
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::{printable, warning_texts};

    #[test]
    fn what_a_server_says_cannot_steer_the_terminal() {
        assert_eq!(printable("a\u{1b}[2Jb\nc"), "a\\u{1b}[2Jb\\nc");
        assert!(printable(&"é".repeat(501)).ends_with("é..."));
    }

    #[test]
    fn warning_headers_are_unquoted() {
        assert_eq!(
            warning_texts(r#"299 - "unknown field \"a.b\"""#),
            [r#"unknown field "a.b""#]
        );
        assert_eq!(
            warning_texts(r#"299 - "a, b" "Sun, 06 Nov 1994 08:49:37 GMT", 299 kube "c""#),
            ["a, b", "c"]
        );
        assert_eq!(warning_texts("odd"), ["odd"]);
    }
}
