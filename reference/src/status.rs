//! Every way a request can be refused, as the `Status` that the client sees.

use generated::types::{Status, StatusCause, StatusDetails};
use hyper::StatusCode;
use serde_json::{Value, json};

use crate::behaviour::{self, fault, faults};
pub(crate) use crate::cause::Cause;
use crate::quoted::Quoted;
pub(crate) use crate::subject::Subject;

/// A refused request.
#[derive(Debug)]
pub(crate) struct Refusal {
    /// The HTTP status.
    pub(crate) code: StatusCode,
    /// What is sent.
    pub(crate) body: RefusalBody,
    /// Headers beside the ones that every answer has.
    pub(crate) headers: Vec<(&'static str, String)>,
    /// Sentences for `Warning` headers.
    pub(crate) warnings: Vec<String>,
    /// Whether it is indented whoever asks.
    pub(crate) always_pretty: bool,
}

/// The body of a refusal.
#[derive(Debug)]
pub(crate) enum RefusalBody {
    /// An error of the API.
    Status(Box<Status>),
    /// An error from below the API.
    Text(String),
    /// An error of the HTTP parser, in plain text.
    Parser(String),
    /// The list of paths that a generic API server sends for a path it does not know at all.
    Paths,
}

impl Refusal {
    /// The `Status` of a refusal, wherever it is not the whole answer.
    pub(crate) fn status_value(&self) -> Value {
        match &self.body {
            RefusalBody::Status(status) => serde_json::to_value(status).unwrap_or_default(),
            RefusalBody::Text(message) | RefusalBody::Parser(message) => {
                let reason = "InternalError";
                Self::status(self.code, reason, message.clone(), None).status_value()
            }
            RefusalBody::Paths => Value::Null,
        }
    }

    fn status(
        code: StatusCode,
        reason: &str,
        message: String,
        details: Option<StatusDetails>,
    ) -> Self {
        let reason = Some(reason.to_owned()).filter(|reason| !reason.is_empty());
        let mut status = Status {
            kind: Some(Status::KIND.to_owned()),
            api_version: Some(Status::API_VERSION.to_owned()),
            status: Some("Failure".to_owned()),
            message: Some(message),
            reason,
            details,
            code: Some(i32::from(code.as_u16())),
            ..Status::default()
        };
        behaviour::refusal::status(code, &mut status);
        Self {
            body: RefusalBody::Status(Box::new(status)),
            ..Self::text(code, String::new())
        }
    }

    /// An error from below the API, in plain text.
    pub(crate) fn text(code: StatusCode, message: String) -> Self {
        let body = RefusalBody::Text(message);
        Self {
            code,
            body,
            headers: Vec::new(),
            warnings: Vec::new(),
            always_pretty: false,
        }
    }

    /// An error of the HTTP parser: plain text without the headers that the API's answers have, and then the end of
    /// the connection.
    pub(crate) fn parser(code: StatusCode, message: &str) -> Self {
        Self {
            body: RefusalBody::Parser(message.to_owned()),
            ..Self::text(code, String::new())
        }
    }

    /// 500 for an error without a reason of its own.
    pub(crate) fn plain_error(message: &str) -> Self {
        let code = StatusCode::INTERNAL_SERVER_ERROR;
        Self::status(code, "", message.to_owned(), None)
    }

    /// 400.
    pub(crate) fn bad_request(message: String) -> Self {
        Self::status(StatusCode::BAD_REQUEST, "BadRequest", message, None)
    }

    /// 401, with sentences for `Warning` headers.
    pub(crate) fn unauthorized(warnings: Vec<String>) -> Self {
        if fault(&faults::AU_401_AS_TEXT) {
            return Self::text(StatusCode::UNAUTHORIZED, "Unauthorized".to_owned());
        }
        let refusal = Self::status(
            StatusCode::UNAUTHORIZED,
            "Unauthorized",
            "Unauthorized".to_owned(),
            None,
        );
        Self {
            warnings,
            ..refusal
        }
    }

    /// 403; the subject's kind is empty when the path is about no resource.
    pub(crate) fn forbidden(subject: Subject<'_>, why: &str) -> Self {
        let message = match (subject.kind, subject.name) {
            ("", _) => format!("forbidden: {why}"),
            (_, "") => format!("{} is forbidden: {why}", subject.qualified()),
            (_, name) => {
                let name = Quoted(name);
                format!("{} {name} is forbidden: {why}", subject.qualified())
            }
        };
        let refusal = Self::status(
            StatusCode::FORBIDDEN,
            "Forbidden",
            message,
            Some(subject.details()),
        );
        Self {
            headers: vec![("X-Content-Type-Options", "nosniff".to_owned())],
            ..refusal
        }
    }

    /// 404 for an object.
    pub(crate) fn not_found(subject: Subject<'_>) -> Self {
        let name = Quoted(subject.name);
        let message = format!("{} {name} not found", subject.qualified());
        Self::status(
            StatusCode::NOT_FOUND,
            "NotFound",
            message,
            Some(subject.details()),
        )
    }

    /// 404 for a path below a known group that is no route.
    pub(crate) fn no_such_route() -> Self {
        let message = "the server could not find the requested resource".to_owned();
        if fault(&faults::EP_404_ROUTE_AS_TEXT) {
            return Self::text(StatusCode::NOT_FOUND, message);
        }
        Self::status(
            StatusCode::NOT_FOUND,
            "NotFound",
            message,
            Some(StatusDetails::default()),
        )
    }

    /// 404 for any other path.
    pub(crate) fn no_such_path() -> Self {
        Self {
            body: RefusalBody::Paths,
            ..Self::text(StatusCode::NOT_FOUND, String::new())
        }
    }

    /// 405.
    pub(crate) fn method_not_allowed() -> Self {
        if fault(&faults::EP_405_AS_404) {
            return Self::no_such_route();
        }
        let message = "the server does not allow this method on the requested resource".to_owned();
        let details = Some(StatusDetails::default());
        Self::status(
            StatusCode::METHOD_NOT_ALLOWED,
            "MethodNotAllowed",
            message,
            details,
        )
    }

    /// 406 for a media type.
    pub(crate) fn not_acceptable(offered: &[&str]) -> Self {
        let message = format!(
            "406: Not Acceptable\n\nAvailable representations: {}",
            offered.join(", ")
        );
        let details = Some(StatusDetails::default());
        let refusal = Self::status(
            StatusCode::NOT_ACCEPTABLE,
            "NotAcceptable",
            message,
            details,
        );
        Self {
            always_pretty: true,
            ..refusal
        }
    }

    /// 406 for a projection, such as a table, of a media type that is served.
    pub(crate) fn form_not_acceptable(offered: &[&str]) -> Self {
        let message = format!(
            "only the following media types are accepted: {}",
            offered.join(", ")
        );
        Self::status(StatusCode::NOT_ACCEPTABLE, "NotAcceptable", message, None)
    }

    /// 409 for a name that is taken; `why` is empty or says more.
    pub(crate) fn already_exists(subject: Subject<'_>, why: &str) -> Self {
        let name = Quoted(subject.name);
        let message = format!("{} {name} already exists{why}", subject.qualified());
        Self::status(
            StatusCode::CONFLICT,
            "AlreadyExists",
            message,
            Some(subject.details()),
        )
    }

    /// 409 for an object that is not as the request expects it.
    pub(crate) fn conflict(subject: Subject<'_>, why: &str) -> Self {
        let name = Quoted(subject.name);
        let what = subject.qualified();
        let message = format!("Operation cannot be fulfilled on {what} {name}: {why}");
        let details = Some(subject.details());
        Self::status(StatusCode::CONFLICT, "Conflict", message, details)
    }

    /// 410: what is asked for is not known any more.
    pub(crate) fn expired(message: String) -> Self {
        Self::status(StatusCode::GONE, "Expired", message, None)
    }

    /// 413.
    pub(crate) fn body_too_large(limit: usize) -> Self {
        if fault(&faults::LM_TOO_LARGE_AS_400) {
            return Self::bad_request("the body is too long".to_owned());
        }
        let message = format!("Request entity too large: limit is {limit}");
        let details = Some(StatusDetails::default());
        let refusal = Self::status(
            StatusCode::PAYLOAD_TOO_LARGE,
            "RequestEntityTooLarge",
            message,
            details,
        );
        Self {
            headers: vec![("Connection", "close".to_owned())],
            ..refusal
        }
    }

    /// 415.
    pub(crate) fn unsupported_media_type(accepted: &[&str]) -> Self {
        let accepted = accepted.join(", ");
        if fault(&faults::CN_415_AS_400) {
            return Self::bad_request("unknown media type".to_owned());
        }
        let message = format!(
            "the body of the request was in an unknown format - accepted media types include: {accepted}"
        );
        Self::status(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "UnsupportedMediaType",
            message,
            None,
        )
    }

    /// 422 with one cause for each violation.
    pub(crate) fn invalid(subject: Subject<'_>, violations: &[Cause]) -> Self {
        let lines: Vec<String> = violations
            .iter()
            .map(|cause| format!("{}: {}", cause.field, cause.message))
            .collect();
        let list = match lines.as_slice() {
            [only] => only.clone(),
            _ => format!("[{}]", lines.join(", ")),
        };
        let causes = violations.iter().map(|cause| StatusCause {
            reason: Some(cause.reason.as_str().to_owned()),
            message: Some(cause.message.clone()),
            field: Some(cause.field.clone()),
        });
        let details = StatusDetails {
            causes: Some(causes.collect()),
            ..subject.details()
        };
        let name = Quoted(subject.name);
        let message = format!("{} {name} is invalid: {list}", subject.qualified());
        Self::status(
            StatusCode::UNPROCESSABLE_ENTITY,
            "Invalid",
            message,
            Some(details),
        )
    }

    /// 429, sent below the API.
    pub(crate) fn too_many_requests() -> Self {
        let message = "Too many requests, please try again later.".to_owned();
        let headers = vec![
            ("Retry-After", "1".to_owned()),
            ("X-Content-Type-Options", "nosniff".to_owned()),
        ];
        Self {
            headers,
            ..Self::text(StatusCode::TOO_MANY_REQUESTS, message)
        }
    }

    /// 500, for something that the server has to do and cannot.
    pub(crate) fn internal_error(message: &str) -> Self {
        let details = StatusDetails {
            causes: Some(vec![StatusCause {
                message: Some(message.to_owned()),
                ..StatusCause::default()
            }]),
            ..StatusDetails::default()
        };
        let message = format!("Internal error occurred: {message}");
        let code = StatusCode::INTERNAL_SERVER_ERROR;
        Self::status(code, "InternalError", message, Some(details))
    }

    /// 503.
    pub(crate) fn service_unavailable(message: String) -> Self {
        Self::status(
            StatusCode::SERVICE_UNAVAILABLE,
            "ServiceUnavailable",
            message,
            None,
        )
    }

    /// 504, sent from where nothing is negotiated: a Status in plain text, without kind and version.
    pub(crate) fn timeout() -> Self {
        let status = json!({
            "metadata": {},
            "status": "Failure",
            "message": "Timeout: request did not complete within the allotted timeout",
            "reason": "Timeout",
            "details": {},
            "code": StatusCode::GATEWAY_TIMEOUT.as_u16(),
        });
        Self::text(StatusCode::GATEWAY_TIMEOUT, status.to_string())
    }

    /// 504: whether it was done is not known, which only a store on other machines leaves open.
    #[cfg(feature = "etcd")]
    pub(crate) fn undecided(message: String) -> Self {
        Self::status(
            StatusCode::GATEWAY_TIMEOUT,
            "Timeout",
            message,
            Some(StatusDetails::default()),
        )
    }

    /// The same, and after how many seconds to ask again.
    pub(crate) fn retry_after(mut self, seconds: i32) -> Self {
        self.headers.push(("Retry-After", seconds.to_string()));
        if let RefusalBody::Status(status) = &mut self.body {
            let details = status.details.get_or_insert_default();
            details.retry_after_seconds = Some(seconds);
        }
        self
    }
}
