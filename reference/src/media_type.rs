//! `Content-Type`: how the body is read.

use generated::runtime::Operation;
use hyper::HeaderMap;
use hyper::header::CONTENT_TYPE;

use crate::behaviour::{fault, faults};
use crate::negotiation::Format;
use crate::status::Refusal;

const JSON: &str = Format::Json.media_type();

/// How the body of a request to `operation` is read; JSON when the request does not say.
///
/// # Errors
/// 415 when it is declared as a type that the operation does not read.
pub(crate) fn of(headers: &HeaderMap, operation: &Operation) -> Result<Format, Refusal> {
    let declared = headers
        .get(CONTENT_TYPE)
        .map(|value| String::from_utf8_lossy(value.as_bytes()));
    let declared = declared.unwrap_or_default();
    let accepted = operation.request_media_types;
    if declared.is_empty() && fault(&faults::CN_TYPE_REQUIRED) {
        return Err(Refusal::unsupported_media_type(accepted));
    }
    if let Some(format) = misread(&declared) {
        return Ok(format);
    }
    if is_refused(&declared) {
        return Err(Refusal::unsupported_media_type(accepted));
    }
    // As nearly all clients write it, or leave it out.
    if declared.is_empty() || declared == JSON && accepted.contains(&JSON) {
        return Ok(Format::Json);
    }
    let media_type = parse(&declared).filter(|media_type| accepted.contains(&media_type.as_str()));
    match media_type.as_deref() {
        Some(JSON) => Ok(Format::Json),
        Some("application/yaml") => Ok(Format::Yaml),
        _ => Err(Refusal::unsupported_media_type(accepted)),
    }
}

/// What a fault reads a body as that is declared as something else.
fn misread(declared: &str) -> Option<Format> {
    let is_patch = declared.contains("patch+") && fault(&faults::CN_PATCH_TYPES_ACCEPTED);
    if declared.ends_with("yaml") {
        let is_other = declared != "application/yaml" && fault(&faults::CN_TEXT_YAML_ACCEPTED);
        return (is_patch || is_other).then_some(Format::Yaml);
    }
    let is_form = declared.contains("form-urlencoded") && fault(&faults::CN_FORM_ACCEPTED);
    let is_protobuf = declared.contains("protobuf") && fault(&faults::CN_PROTOBUF_ACCEPTED);
    let is_any = fault(&faults::CN_ANY_TYPE_ACCEPTED);
    (is_patch || is_form || is_protobuf || is_any).then_some(Format::Json)
}

/// Whether a fault refuses a media type that is read.
fn is_refused(declared: &str) -> bool {
    declared == "application/yaml" && fault(&faults::CN_YAML_REFUSED)
        || declared.contains(';') && fault(&faults::CN_PARAMETERS_REFUSED)
        || declared.starts_with('A') && fault(&faults::CN_TYPE_CASE_SENSITIVE)
}

/// The media type in lower case, without its parameters. Nothing when type or parameters are malformed.
fn parse(text: &str) -> Option<String> {
    let (media_type, mut rest) = text.split_once(';').unwrap_or((text, ""));
    let media_type = media_type.trim().to_ascii_lowercase();
    let (kind, subtype) = media_type.split_once('/')?;
    if !is_token(kind) || !is_token(subtype) {
        return None;
    }
    let mut names = Vec::new();
    loop {
        rest = rest.trim_start_matches([' ', '\t', ';']);
        if rest.is_empty() {
            return Some(media_type);
        }
        let (name, after) = rest.split_once('=')?;
        let name = name.to_ascii_lowercase();
        if !is_token(&name) || names.contains(&name) {
            return None;
        }
        names.push(name);
        rest = skip_value(after)?;
    }
}

/// What follows a parameter's value, which is a token or stands in quotes.
fn skip_value(text: &str) -> Option<&str> {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find([';', ' ', '\t']).unwrap_or(text.len());
        let (value, rest) = text.split_at(end);
        return is_token(value).then_some(rest);
    };
    let mut escaped = false;
    for (at, character) in quoted.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return quoted.get(at + 1..),
            _ => {}
        }
    }
    None
}

fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn parameters_are_tolerated_when_they_are_well_formed() {
        for text in [
            "application/json",
            "Application/JSON",
            "application/json; charset=utf-8",
            "application/json;",
            "application/json ",
            "application/json; a=\"b;c\"; d=e",
        ] {
            assert_eq!(parse(text).as_deref(), Some("application/json"), "{text}");
        }
        for text in [
            "json",
            ";",
            "application/json; foo",
            "application/json, application/yaml",
            "a/b/c",
            "a/b; c=\"d",
            "/",
        ] {
            assert_ne!(parse(text).as_deref(), Some("application/json"), "{text}");
        }
    }
}
