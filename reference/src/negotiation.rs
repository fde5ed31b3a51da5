//! `Accept`: the form of the answer.

use std::borrow::Cow;

use generated::runtime::Operation;
use hyper::HeaderMap;
use hyper::header::ACCEPT;

use crate::behaviour::{fault, faults, variant, variants};
use crate::status::Refusal;

/// A media type that bodies are read and written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Format {
    /// `application/json`.
    #[default]
    Json,
    /// `application/yaml`.
    Yaml,
}

/// What the client gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Choice {
    /// The media type.
    pub(crate) format: Format,
    /// Whether the media type itself asks for indentation.
    pub(crate) pretty: bool,
    /// Whether only the metadata is wanted, as `PartialObjectMetadata`.
    pub(crate) metadata_only: bool,
}

impl Format {
    /// The media type.
    pub(crate) const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Yaml => "application/yaml",
        }
    }

    fn all() -> [Self; 2] {
        [Self::Json, Self::Yaml]
    }
}

/// The form of an answer of `operation`.
///
/// # Errors
/// 406 when the client accepts none of the operation's media types.
pub(crate) fn choose(headers: &HeaderMap, operation: &Operation) -> Result<Choice, Refusal> {
    choose_among(headers, operation.response_media_types)
}

/// The form of an answer that is offered in some media types.
///
/// # Errors
/// 406 when the client accepts none of them.
pub(crate) fn choose_among(headers: &HeaderMap, offered: &[&str]) -> Result<Choice, Refusal> {
    let accept = accept(headers);
    if accept == "*/*" && fault(&faults::CN_WILDCARD_406)
        || accept.contains(',') && fault(&faults::CL_ACCEPT_LIST_REFUSED)
        || accept.contains("protobuf") && fault(&faults::CN_PROTOBUF_NEVER_MIND_JSON)
    {
        return Err(Refusal::not_acceptable(offered));
    }
    if accept.contains("as=PartialObjectMetadata") && variant(&variants::NO_PARTIAL_METADATA) {
        return Err(Refusal::form_not_acceptable(offered));
    }
    if fault(&faults::CN_406_FALLS_BACK) {
        return Ok(find(&accept).unwrap_or_default());
    }
    if USUAL.contains(&&*accept)
        && offered.contains(&Format::Json.media_type())
        && !fault(&faults::CN_DEFAULT_YAML)
    {
        return Ok(Choice::default());
    }
    // Two checks stand one behind the other: the router knows exact types and `*/*` only, then parameters count.
    let routed = accept.split(',').any(|range| {
        let media_type = range.split(';').next().unwrap_or_default().trim();
        media_type == "*/*" || offered.contains(&media_type)
    });
    if !routed && !accept.is_empty() {
        return Err(Refusal::not_acceptable(offered));
    }
    find(&accept).ok_or_else(|| Refusal::form_not_acceptable(offered))
}

/// The form of an answer that comes before or without a choice, such as an error: what fits, else JSON.
pub(crate) fn prefer(headers: &HeaderMap) -> Choice {
    if fault(&faults::CN_ERRORS_ALWAYS_JSON) {
        return Choice::default();
    }
    let choice = find(&accept(headers)).unwrap_or_default();
    Choice {
        metadata_only: false,
        ..choice
    }
}

fn accept(headers: &HeaderMap) -> Cow<'_, str> {
    let first = headers
        .get(ACCEPT)
        .map(|value| match String::from_utf8_lossy(value.as_bytes()) {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
            Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
        });
    first.unwrap_or_default()
}

/// What nearly all clients send; reading it range by range comes to JSON as well.
const USUAL: [&str; 3] = ["application/json", "*/*", ""];

/// One member of an `Accept` header.
struct Range<'a> {
    kind: &'a str,
    subtype: &'a str,
    quality: f64,
    parameters: Vec<(&'a str, &'a str)>,
}

fn find(accept: &str) -> Option<Choice> {
    if matches!(accept, "" | "*/*") && fault(&faults::CN_DEFAULT_YAML) {
        return Some(Choice {
            format: Format::Yaml,
            ..Choice::default()
        });
    }
    if USUAL.contains(&accept) {
        return Some(Choice::default());
    }
    if accept.contains("yaml") && fault(&faults::CN_ACCEPT_YAML_IGNORED) {
        return Some(Choice::default());
    }
    let mut ranges: Vec<Range<'_>> = accept.split(',').filter_map(Range::parse).collect();
    // A stable sort: of equal ranges the first one wins, a wildcard loses against a name. Quality 0 only sorts last.
    ranges.sort_by(|a, b| {
        let wild = |range: &Range<'_>| (range.kind == "*", range.subtype == "*");
        let (a_quality, b_quality) = if fault(&faults::CN_QUALITY_IGNORED) {
            (1.0, 1.0)
        } else {
            (a.quality, b.quality)
        };
        f64::total_cmp(&b_quality, &a_quality).then_with(|| wild(a).cmp(&wild(b)))
    });
    ranges.iter().find_map(|range| {
        let format = Format::all()
            .into_iter()
            .find(|format| range.covers(*format))?;
        range.form().map(|(pretty, metadata_only)| Choice {
            format,
            pretty,
            metadata_only,
        })
    })
}

impl<'a> Range<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.split(';').map(str::trim);
        let (kind, subtype) = match parts.next()? {
            "*" => ("*", "*"),
            media_type => media_type.split_once('/')?,
        };
        let parameters: Vec<_> = parts
            .filter_map(|parameter| parameter.split_once('='))
            .collect();
        let quality = parameters
            .iter()
            .find(|(name, _)| *name == "q")
            .and_then(|(_, value)| value.parse().ok());
        Some(Self {
            kind,
            subtype,
            quality: quality.unwrap_or(1.0),
            parameters,
        })
    }

    fn covers(&self, format: Format) -> bool {
        let offered = format.media_type().split_once('/');
        (self.kind, self.subtype) == ("*", "*")
            || offered.is_some_and(|(kind, subtype)| {
                self.kind == kind && (self.subtype == "*" || self.subtype == subtype)
            })
    }

    /// What the parameters ask for, as (pretty, metadata only); nothing when it is not served.
    fn form(&self) -> Option<(bool, bool)> {
        let parameter = |name| {
            self.parameters
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| *value)
        };
        let metadata_only = match parameter("as") {
            None => false,
            Some("PartialObjectMetadata") => {
                parameter("g") == Some("meta.k8s.io") && parameter("v") == Some("v1") || return None
            }
            Some(_) => return None,
        };
        Some((parameter("pretty") == Some("1"), metadata_only))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_range_wins() {
        for (accept, format) in [
            ("", Some(Format::Json)),
            ("*/*", Some(Format::Json)),
            ("application/yaml", Some(Format::Yaml)),
            (
                "application/yaml;q=0.9, application/json;q=0.1",
                Some(Format::Yaml),
            ),
            ("application/json;q=0", Some(Format::Json)),
            ("*/*, application/yaml", Some(Format::Yaml)),
            (
                "text/html,application/xml;q=0.9,*/*;q=0.8",
                Some(Format::Json),
            ),
            ("application/json;as=Table;v=v1;g=meta.k8s.io", None),
            (
                "application/json;as=Table;v=v1;g=meta.k8s.io, application/json",
                Some(Format::Json),
            ),
            ("text/html", None),
            (",", None),
        ] {
            assert_eq!(find(accept).map(|choice| choice.format), format, "{accept}");
        }
    }
}
