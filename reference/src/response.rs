//! Writing answers: the headers that every one has, and JSON or YAML in the form that the client gets.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use http_body_util::Full;
use hyper::body::{Body, Bytes, Frame, SizeHint};
use hyper::header::{CACHE_CONTROL, CONNECTION, CONTENT_TYPE, HeaderName, HeaderValue, USER_AGENT};
use hyper::{HeaderMap, Response, StatusCode};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;
use uuid::fmt::Hyphenated;

use crate::behaviour::{self, fault, faults, variant, variants};
use crate::negotiation::{Choice, Format, prefer};
use crate::query::Query;
use crate::status::{Refusal, RefusalBody};
use crate::watch::Events;
use crate::{discovery, heavy, json_text, warning, yaml_text};

const PLAIN_TEXT: &str = "text/plain; charset=utf-8";
const AUDIT_ID: HeaderName = HeaderName::from_static("audit-id");

/// An answer that is no error.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The HTTP status.
    pub(crate) code: StatusCode,
    /// The object, or plain text.
    pub(crate) body: AnswerBody,
    /// The form that was negotiated.
    pub(crate) choice: Choice,
    /// Sentences for `Warning` headers.
    pub(crate) warnings: Vec<String>,
}

/// The body of an answer.
#[derive(Debug)]
pub(crate) enum AnswerBody {
    /// An object.
    Object(Value),
    /// An object that is written already, as JSON without blanks.
    Written(String),
    /// An object that is indented whoever asks.
    Indented(Value),
    /// A text that is sent as it is.
    Document(Document),
    /// The events of a watch.
    Events(Events),
}

/// A text with a media type of its own.
#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) media_type: &'static str,
    pub(crate) text: String,
    /// Headers beside the ones that every answer has.
    pub(crate) headers: Vec<(&'static str, String)>,
}

impl Document {
    /// Plain text, which no browser is to take for anything else.
    pub(crate) fn plain(text: String) -> Self {
        Self {
            media_type: PLAIN_TEXT,
            text,
            headers: vec![("X-Content-Type-Options", "nosniff".to_owned())],
        }
    }
}

impl Answer {
    /// An object.
    pub(crate) fn of(object: Value, choice: Choice) -> Self {
        Self {
            code: StatusCode::OK,
            body: AnswerBody::Object(object),
            choice,
            warnings: Vec::new(),
        }
    }

    /// A text that is sent as it is.
    pub(crate) fn document(document: Document) -> Self {
        Self {
            body: AnswerBody::Document(document),
            ..Self::of(Value::Null, Choice::default())
        }
    }

    /// Whether it takes long to write.
    pub(crate) fn is_large(&self) -> bool {
        match &self.body {
            AnswerBody::Object(value) => {
                let items = value.get("items").and_then(Value::as_array);
                items.is_some_and(|items| items.len() > heavy::MANY)
            }
            _ => false,
        }
    }

    /// The answer to a watch.
    pub(crate) fn events(events: Events) -> Self {
        Self {
            code: StatusCode::OK,
            body: AnswerBody::Events(events),
            choice: Choice::default(),
            warnings: Vec::new(),
        }
    }
}

/// The bytes of an answer, all at once or as they come.
#[derive(Debug)]
pub(crate) enum ResponseBody {
    /// All of them.
    Whole(Full<Bytes>),
    /// The events of a watch.
    Events(Events),
}

impl ResponseBody {
    fn whole(text: String) -> Self {
        Self::Whole(Full::new(Bytes::from(text)))
    }

    /// No bytes at all.
    pub(crate) fn empty() -> Self {
        Self::Whole(Full::default())
    }
}

impl Body for ResponseBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        match self.get_mut() {
            Self::Whole(body) => Pin::new(body).poll_frame(context),
            Self::Events(events) => events
                .poll_recv(context)
                .map(|event| event.map(|bytes| Ok(Frame::data(bytes)))),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Whole(body) => body.is_end_stream(),
            Self::Events(_) => false,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(body) => body.size_hint(),
            Self::Events(_) => SizeHint::default(),
        }
    }
}

/// What a request says about the form of every answer to it.
#[derive(Debug)]
pub(crate) struct Form {
    audit_id: HeaderValue,
    error: Choice,
    pretty: Option<bool>,
    indents_for_people: bool,
}

impl Form {
    /// Reads the form from a request.
    pub(crate) fn of(headers: &HeaderMap, query: &Query) -> Self {
        let audit_id = headers
            .get(AUDIT_ID)
            .filter(|id| !id.is_empty() && !fault(&faults::RS_OWN_AUDIT_ID))
            .cloned();
        let agent = headers
            .get(USER_AGENT)
            .and_then(|agent| agent.to_str().ok())
            .unwrap_or_default();
        let pretty = Some(query.first("pretty")).filter(|text| !text.is_empty());
        Self {
            audit_id: audit_id.unwrap_or_else(new_audit_id),
            error: prefer(headers),
            pretty: pretty.map(|text| matches!(text, "1" | "t" | "T" | "true" | "TRUE" | "True")),
            indents_for_people: ["curl", "Wget", "Mozilla/5.0"]
                .iter()
                .any(|name| agent.starts_with(name) && !fault(&faults::QP_CURL_COMPACT))
                || fault(&faults::QP_ALWAYS_PRETTY)
                || variant(&variants::INDENTED),
        }
    }

    /// Writes an answer or a refusal.
    pub(crate) fn write(self, result: Result<Answer, Refusal>) -> Response<ResponseBody> {
        match result {
            Ok(answer) => self.write_answer(answer),
            Err(refusal) => self.write_refusal(refusal),
        }
    }

    fn write_answer(self, answer: Answer) -> Response<ResponseBody> {
        let (media_type, body) = match answer.body {
            AnswerBody::Events(events) => {
                let media_type = Format::Json.media_type();
                let body = ResponseBody::Events(events);
                return self.finish(answer.code, media_type, body, &answer.warnings, Vec::new());
            }
            AnswerBody::Object(value) => self.write_value(&value, answer.choice, false),
            AnswerBody::Written(text) => self.write_again(text, answer.choice),
            AnswerBody::Indented(value) => self.write_value(&value, answer.choice, true),
            AnswerBody::Document(document) => {
                let Document {
                    media_type,
                    text,
                    headers,
                } = document;
                let body = ResponseBody::whole(text);
                return self.finish(answer.code, media_type, body, &answer.warnings, headers);
            }
        };
        let body = ResponseBody::whole(body);
        self.finish(answer.code, media_type, body, &answer.warnings, Vec::new())
    }

    fn write_refusal(self, refusal: Refusal) -> Response<ResponseBody> {
        let (media_type, body) = match refusal.body {
            RefusalBody::Parser(text) => return below(refusal.code, text),
            RefusalBody::Status(status) => {
                let value = serde_json::to_value(status).unwrap_or_default();
                self.write_value(&value, self.error, refusal.always_pretty)
            }
            RefusalBody::Text(text) => (PLAIN_TEXT, text),
            RefusalBody::Paths => self.write_value(&discovery::paths(), Choice::default(), true),
        };
        self.finish(
            refusal.code,
            media_type,
            ResponseBody::whole(body),
            &refusal.warnings,
            refusal.headers,
        )
    }

    /// What is written already is sent as it is to nearly everybody.
    fn write_again(&self, text: String, choice: Choice) -> (&'static str, String) {
        if choice.format == Format::Yaml || self.is_pretty(choice) {
            // Written from an object by this server, so it is one.
            let value: Value = serde_json::from_str(&text).unwrap_or_default();
            return self.write_value(&value, choice, false);
        }
        (choice.format.media_type(), line(text))
    }

    fn is_pretty(&self, choice: Choice) -> bool {
        let asked = self.pretty.filter(|_| !fault(&faults::QP_PRETTY_IGNORED));
        choice.pretty || asked.unwrap_or(self.indents_for_people)
    }

    /// Indented JSON ends without a newline, everything else with one: so does Go's encoder.
    fn write_value(
        &self,
        value: &impl Serialize,
        choice: Choice,
        always_pretty: bool,
    ) -> (&'static str, String) {
        let pretty = always_pretty || self.is_pretty(choice);
        let text = match choice.format {
            Format::Yaml => yaml_text::write(&serde_json::to_value(value).unwrap_or_default()),
            Format::Json => json(value, pretty),
        };
        (choice.format.media_type(), text)
    }

    fn finish(
        self,
        code: StatusCode,
        media_type: &'static str,
        body: ResponseBody,
        warnings: &[String],
        extra: Vec<(&'static str, String)>,
    ) -> Response<ResponseBody> {
        let mut response = Response::new(body);
        *response.status_mut() = code;
        let headers = response.headers_mut();
        headers.insert(AUDIT_ID, self.audit_id);
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache, private"));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
        let warnings = warning::headers(warnings)
            .into_iter()
            .map(|text| ("warning", text));
        for (name, value) in warnings.chain(extra) {
            // A sentence about a header that cannot be sent is not worth failing the request for.
            if let (Ok(name), Ok(value)) = (
                HeaderName::from_bytes(name.as_bytes()),
                HeaderValue::from_bytes(value.as_bytes()),
            ) {
                headers.append(name, value);
            }
        }
        behaviour::answer::headers(code, headers);
        response
    }
}

/// An answer that comes from below the API, before there is anything to audit.
fn below(code: StatusCode, text: String) -> Response<ResponseBody> {
    let mut response = Response::new(ResponseBody::whole(text));
    *response.status_mut() = code;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(PLAIN_TEXT));
    headers.insert(CONNECTION, HeaderValue::from_static("close"));
    response
}

/// What is written here is made of texts, numbers and maps with text keys, which JSON has words for; nothing fails.
fn json(value: &impl Serialize, pretty: bool) -> String {
    if pretty {
        return serde_json::to_string_pretty(value).unwrap_or_default();
    }
    line(json_text::whole(value).unwrap_or_default())
}

fn line(mut text: String) -> String {
    text.push('\n');
    text
}

fn new_audit_id() -> HeaderValue {
    if variant(&variants::OTHER_AUDIT_ID) {
        return HeaderValue::from_static("request-4711");
    }
    let mut text = [0; Hyphenated::LENGTH];
    let text = Uuid::new_v4().hyphenated().encode_lower(&mut text);
    // A UUID has hexadecimal digits and dashes only; the alternative never comes.
    HeaderValue::from_str(text).unwrap_or_else(|_| HeaderValue::from_static("unknown"))
}
