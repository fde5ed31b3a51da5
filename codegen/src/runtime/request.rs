//! A request and a response as plain data, for any HTTP library.

use std::fmt;

use serde::Serialize;
use serde_json::Value;

/// What is sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// HTTP method, upper-case.
    pub method: &'static str,
    /// Path with its parameters, percent-encoded, without the server's prefix.
    pub path: String,
    /// Query parameters in order, not encoded.
    pub query: Vec<(String, String)>,
    /// Headers in order; cookies are one of them.
    pub headers: Vec<(String, String)>,
    /// The body; empty when there is none.
    pub body: Vec<u8>,
}

impl Request {
    /// A request without parameters.
    pub fn new(method: &'static str) -> Self {
        Self {
            method,
            ..Self::default()
        }
    }

    /// Appends a piece of the path template as it is.
    pub fn literal(&mut self, piece: &str) {
        self.path.push_str(piece);
    }

    /// Appends a path parameter, percent-encoded so that it stays one segment.
    pub fn segment(&mut self, value: &str) {
        encode(value, &mut self.path);
    }

    /// Adds a query parameter.
    pub fn query(&mut self, name: &str, value: impl Into<String>) {
        self.query.push((name.to_owned(), value.into()));
    }

    /// Adds a header.
    pub fn header(&mut self, name: &str, value: impl Into<String>) {
        self.headers.push((name.to_owned(), value.into()));
    }

    /// Adds a cookie.
    pub fn cookie(&mut self, name: &str, value: &str) {
        let cookie = format!("{name}={value}");
        match self.headers.iter_mut().find(|(name, _)| name == "cookie") {
            Some((_, cookies)) => cookies.extend(["; ", &cookie]),
            None => self.headers.push(("cookie".to_owned(), cookie)),
        }
    }

    /// Sets a body of a media type.
    pub fn body(&mut self, media_type: &str, body: Vec<u8>) {
        self.header("content-type", media_type);
        self.body = body;
    }

    /// Path and query as they stand in the first line of a request.
    pub fn target(&self) -> String {
        let mut target = self.path.clone();
        for (index, (name, value)) in self.query.iter().enumerate() {
            target.push(if index == 0 { '?' } else { '&' });
            encode(name, &mut target);
            target.push('=');
            encode(value, &mut target);
        }
        target
    }
}

/// The text of a parameter that is an object or a union: a text as it is, anything else as JSON.
pub fn text(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(text)) => text,
        Ok(Value::Null) | Err(_) => String::new(),
        Ok(value) => value.to_string(),
    }
}

/// Percent-encodes everything outside of RFC 3986 `unreserved`.
fn encode(value: &str, target: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            target.push(char::from(byte));
        } else {
            target.push('%');
            target.push(char::from(HEX[usize::from(byte >> 4)]));
            target.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
}

/// Why an answer could not be read.
#[derive(Debug)]
pub enum Unreadable {
    /// The description has no answer with that status.
    Status(u16),
    /// The body is not what the description says.
    Body(serde_json::Error),
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(status) => write!(f, "the description has no answer with status {status}"),
            Self::Body(error) => write!(f, "the body is not what the description says: {error}"),
        }
    }
}

impl std::error::Error for Unreadable {}

impl From<serde_json::Error> for Unreadable {
    fn from(error: serde_json::Error) -> Self {
        Self::Body(error)
    }
}

#[cfg(test)]
mod tests {
    use super::Request;

    #[test]
    fn parameters_are_encoded_where_they_stand() {
        let mut request = Request::new("GET");
        request.literal("/pets/");
        request.segment("a/b c");
        request.query("q", "x&y");
        request.query("q", "é");
        request.cookie("a", "1");
        request.cookie("b", "2");
        assert_eq!(request.target(), "/pets/a%2Fb%20c?q=x%26y&q=%C3%A9");
        assert_eq!(
            request.headers,
            [("cookie".to_owned(), "a=1; b=2".to_owned())]
        );
    }
}
