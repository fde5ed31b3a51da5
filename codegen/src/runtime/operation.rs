//! An API operation as data; no HTTP library is imposed.

use super::{Requirement, Rule, Shape};

/// One operation of the API.
#[derive(Debug)]
pub struct Operation {
    /// `operationId` of the spec.
    pub id: &'static str,
    /// HTTP method, upper-case.
    pub method: &'static str,
    /// Path template with `{name}` for each path parameter, without the server's prefix.
    pub path: &'static str,
    /// One line on what it does.
    pub summary: &'static str,
    /// Path parameters, in the order of the template.
    pub path_parameters: &'static [Parameter],
    /// Query parameters.
    pub query_parameters: &'static [Parameter],
    /// Request media types that are read; empty when there is no body.
    pub request_media_types: &'static [&'static str],
    /// Schema of the request body.
    pub request: Option<&'static Shape>,
    /// Media types a success can be written in.
    pub response_media_types: &'static [&'static str],
    /// Answers, by rising status; `default` last.
    pub responses: &'static [Response],
}

/// A path or query parameter.
#[derive(Debug)]
pub struct Parameter {
    /// Its name; exact case.
    pub name: &'static str,
    /// Allowed values; empty when any text is allowed.
    pub values: &'static [&'static str],
    /// The most bytes it may have.
    pub max_length: Option<usize>,
    /// Keywords with a requirement, as (keyword, requirement).
    pub requirements: &'static [(&'static str, &'static Requirement)],
    /// Semantic rules that the published description lacks.
    pub rules: &'static [Rule],
}

/// An answer of an operation.
#[derive(Debug)]
pub struct Response {
    /// HTTP status; `None` is the spec's `default`.
    pub status: Option<u16>,
    /// When it is sent.
    pub description: &'static str,
    /// Schema of the body, where it is an object of the spec.
    pub body: Option<&'static Shape>,
}

impl Operation {
    /// The path with each `{parameter}` replaced by the percent-encoded value at the same position.
    ///
    /// A missing value leaves its placeholder, encoded, in the path: the server then answers 404 and nothing is lost.
    pub fn path(&self, values: &[&str]) -> String {
        let mut path = String::with_capacity(self.path.len() + 16);
        let mut values = values.iter();
        let mut rest = self.path;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, tail) = after.split_once('}').unwrap_or((after, ""));
            path.push_str(before);
            encode_segment(values.next().copied().unwrap_or(name), &mut path);
            rest = tail;
        }
        path.push_str(rest);
        path
    }

    /// The query parameter with that exact name.
    pub fn query_parameter(&self, name: &str) -> Option<&'static Parameter> {
        self.query_parameters
            .iter()
            .find(|parameter| parameter.name == name)
    }
}

/// Percent-encodes everything outside RFC 3986 `unreserved`, so that a value stays one path segment.
fn encode_segment(value: &str, path: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            path.push(char::from(byte));
        } else {
            path.push('%');
            path.push(char::from(HEX[usize::from(byte >> 4)]));
            path.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Operation;

    #[test]
    fn values_stay_one_segment() {
        let operation = Operation {
            id: "x",
            method: "GET",
            path: "/namespaces/{namespace}/things/{name}",
            summary: "",
            path_parameters: &[],
            query_parameters: &[],
            request_media_types: &[],
            request: None,
            response_media_types: &[],
            responses: &[],
        };
        assert_eq!(
            operation.path(&["a", "b/c é"]),
            "/namespaces/a/things/b%2Fc%20%C3%A9"
        );
        assert_eq!(operation.path(&["a"]), "/namespaces/a/things/name");
    }
}
