//! Media types, both ways.

use std::fmt::Write as _;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use generated::requirements::{
    CN_REQ_415, CN_REQ_DEFAULT_JSON, CN_REQ_JSON, CN_REQ_JSON_AS_YAML, CN_REQ_NO_DECOMPRESSION,
    CN_REQ_PARAMS, CN_REQ_PATCH_TYPES, CN_REQ_PROTOBUF, CN_REQ_YAML, CN_REQ_YAML_MISLABELLED,
    CN_RESP_406, CN_RESP_406_BEFORE_415, CN_RESP_DEFAULT_JSON, CN_RESP_ERROR_FORMAT,
    CN_RESP_NO_CHARSET, CN_RESP_NOT_MIRRORED, CN_RESP_QUALITY, CN_RESP_YAML,
};

use serde_json::Value;

use crate::check::{Check, CheckKind};
use crate::http::{Exchange, Request};
use crate::probe::{Edit, Probe};
use crate::verdict::Stop;

pub(super) const JSON: &str = "application/json";
const YAML: &str = "application/yaml";

pub(super) static CHECKS: &[Check] = &[
    Check {
        id: "content/request-yaml",
        title: "A YAML body is accepted.",
        kind: CheckKind::Example,
        requirements: &[&CN_REQ_YAML],
        run: |probe| {
            probe
                .accepts(&CN_REQ_YAML, &Edit::new("YAML body", as_yaml))
                .map(drop)
        },
    },
    Check {
        id: "content/request-json",
        title: "A JSON body is accepted, also where YAML is declared, and where nothing is.",
        kind: CheckKind::Example,
        requirements: &[
            &CN_REQ_JSON,
            &CN_REQ_JSON_AS_YAML,
            &CN_REQ_DEFAULT_JSON,
            &CN_REQ_PARAMS,
        ],
        run: request_json,
    },
    Check {
        id: "content/request-mislabelled",
        title: "YAML that is declared as JSON, or not declared, is refused with 400.",
        kind: CheckKind::Example,
        requirements: &[&CN_REQ_YAML_MISLABELLED, &CN_REQ_DEFAULT_JSON],
        run: |probe| {
            let labelled = Edit::new("YAML as JSON", |request| {
                as_yaml(request).with_header("Content-Type", JSON)
            });
            probe.refuses(&CN_REQ_YAML_MISLABELLED, &[400], &[labelled])?;
            let bare = Edit::new("YAML without type", |request| {
                as_yaml(request).without_header("Content-Type")
            });
            probe
                .refuses(&CN_REQ_DEFAULT_JSON, &[400], &[bare])
                .map(drop)
        },
    },
    Check {
        id: "content/request-unsupported",
        title: "Other media types are refused with 415.",
        kind: CheckKind::Example,
        requirements: &[&CN_REQ_415, &CN_REQ_PROTOBUF, &CN_REQ_PATCH_TYPES],
        run: request_unsupported,
    },
    Check {
        id: "content/request-compressed",
        title: "A compressed body is not decompressed.",
        kind: CheckKind::Example,
        requirements: &[&CN_REQ_NO_DECOMPRESSION],
        run: |probe| {
            let edit = Edit::new("gzip", |request| {
                let body = gzip(request.body.as_deref().unwrap_or_default());
                request
                    .with_header("Content-Encoding", "gzip")
                    .with_body(body)
            });
            probe
                .refuses(&CN_REQ_NO_DECOMPRESSION, &[400, 415], &[edit])
                .map(drop)
        },
    },
    Check {
        id: "content/response-json",
        title: "Without Accept the answer is JSON, whatever the request was.",
        kind: CheckKind::Example,
        requirements: &[
            &CN_RESP_DEFAULT_JSON,
            &CN_RESP_NOT_MIRRORED,
            &CN_RESP_NO_CHARSET,
        ],
        run: response_json,
    },
    Check {
        id: "content/response-yaml",
        title: "Accept: application/yaml is answered in YAML, errors too.",
        kind: CheckKind::Example,
        requirements: &[&CN_RESP_YAML, &CN_RESP_QUALITY, &CN_RESP_ERROR_FORMAT],
        run: response_yaml,
    },
    Check {
        id: "content/response-unacceptable",
        title: "An Accept without JSON and YAML is refused with 406, before the body is looked at.",
        kind: CheckKind::Example,
        requirements: &[&CN_RESP_406, &CN_RESP_406_BEFORE_415],
        run: |probe| {
            let html = Edit::new("Accept: text/html", |request| {
                request.with_header("Accept", "text/html")
            });
            probe.refuses(&CN_RESP_406, &[406], &[html])?;
            let both = Edit::new("both types wrong", |request| {
                request
                    .with_header("Accept", "text/html")
                    .with_header("Content-Type", "text/plain")
            });
            probe
                .refuses(&CN_RESP_406_BEFORE_415, &[406], &[both])
                .map(drop)
        },
    },
];

/// The gzip form of some bytes.
fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    // writing to a Vec cannot fail, so the results are dropped
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

/// The same object as YAML.
pub(super) fn as_yaml(request: Request) -> Request {
    let text = yaml_text(&request.json());
    request.with_header("Content-Type", YAML).with_body(text)
}

/// A text in double quotes, with escapes that JSON and YAML share for what YAML takes for no printable character, or for
/// the end of a line.
fn quoted(text: &str) -> String {
    let json = Value::from(text).to_string();
    json.chars().fold(String::new(), |mut quoted, character| {
        match character {
            '\u{7f}'..='\u{9f}'
            | '\u{2028}'
            | '\u{2029}'
            | '\u{feff}'
            | '\u{fffe}'
            | '\u{ffff}' => {
                // writing to a String cannot fail
                let _ = write!(quoted, "\\u{:04x}", u32::from(character));
            }
            printable => quoted.push(printable),
        }
        quoted
    })
}

/// A value as YAML in block style that means the same in YAML 1.1 and 1.2: every text and every key is quoted, so that
/// `yes`, `1e3` or `12:30` stay texts for every reader.
fn yaml_text(value: &Value) -> String {
    // writing to a String cannot fail, so the results are dropped
    fn block(value: &Value, indent: usize, text: &mut String) {
        let pad = " ".repeat(indent);
        match value {
            Value::Object(members) if !members.is_empty() => {
                for (name, member) in members {
                    let _ = write!(text, "\n{pad}{}:", quoted(name));
                    block(member, indent + 2, text);
                }
            }
            Value::Array(items) if !items.is_empty() => {
                for item in items {
                    let _ = write!(text, "\n{pad}-");
                    block(item, indent + 2, text);
                }
            }
            Value::String(value) => _ = write!(text, " {}", quoted(value)),
            // other scalars, {} and [] are the same in JSON and YAML
            scalar => _ = write!(text, " {scalar}"),
        }
    }
    let mut text = String::new();
    block(value, 0, &mut text);
    format!("{}\n", text.trim_start())
}

fn request_json(probe: &mut Probe<'_>) -> Result<(), Stop> {
    probe.accepts(&CN_REQ_JSON, &Edit::none("JSON body"))?;
    let as_yaml = Edit::new("JSON declared as YAML", |request| {
        request.with_header("Content-Type", YAML)
    });
    probe.accepts(&CN_REQ_JSON_AS_YAML, &as_yaml)?;
    let bare = Edit::new("JSON without type", |request| {
        request.without_header("Content-Type")
    });
    probe.accepts(&CN_REQ_DEFAULT_JSON, &bare)?;
    let charset = Edit::new("charset and case", |request| {
        request.with_header("Content-Type", "Application/JSON; charset=utf-8")
    });
    probe.accepts(&CN_REQ_PARAMS, &charset).map(drop)
}

fn request_unsupported(probe: &mut Probe<'_>) -> Result<(), Stop> {
    let declared = |name: &'static str| {
        Edit::new(name, move |request| {
            request.with_header("Content-Type", name)
        })
    };
    let others = [
        "text/plain",
        "text/yaml",
        "application/x-yaml",
        "application/x-www-form-urlencoded",
    ];
    for exchange in probe.refuses(&CN_REQ_415, &[415], &others.map(declared))? {
        let object = exchange.object();
        let message = object["message"].as_str().unwrap_or_default();
        let both = message.contains(JSON) && message.contains(YAML);
        let expected = "a message that names the two media types that are read";
        probe.holds(&CN_REQ_415, "message", both, expected, &exchange);
    }
    probe.refuses(
        &CN_REQ_PROTOBUF,
        &[415],
        &[declared("application/vnd.kubernetes.protobuf")],
    )?;
    let patches = [
        "application/merge-patch+json",
        "application/json-patch+json",
        "application/apply-patch+yaml",
    ];
    probe
        .refuses(&CN_REQ_PATCH_TYPES, &[415], &patches.map(declared))
        .map(drop)
}

fn response_json(probe: &mut Probe<'_>) -> Result<(), Stop> {
    let any = probe
        .import_with(
            &CN_RESP_DEFAULT_JSON,
            &Edit::new("Accept: */*", |request| {
                request.with_header("Accept", "*/*")
            }),
        )?
        .exchange;
    probe.holds(
        &CN_RESP_DEFAULT_JSON,
        "Accept: */*",
        media_type(&any) == JSON,
        "application/json",
        &any,
    );
    let none = probe
        .import_with(
            &CN_RESP_DEFAULT_JSON,
            &Edit::new("no Accept", |request| request.without_header("Accept")),
        )?
        .exchange;
    probe.holds(
        &CN_RESP_DEFAULT_JSON,
        "no Accept",
        media_type(&none) == JSON,
        "application/json",
        &none,
    );
    let yaml = probe
        .import_with(
            &CN_RESP_NOT_MIRRORED,
            &Edit::new("YAML request", |request| {
                as_yaml(request).without_header("Accept")
            }),
        )?
        .exchange;
    probe.holds(
        &CN_RESP_NOT_MIRRORED,
        "YAML request",
        media_type(&yaml) == JSON,
        "application/json",
        &yaml,
    );
    let bare = any.header("content-type") == Some(JSON);
    probe.holds(
        &CN_RESP_NO_CHARSET,
        "Content-Type",
        bare,
        "Content-Type application/json without parameters",
        &any,
    );
    Ok(())
}

fn response_yaml(probe: &mut Probe<'_>) -> Result<(), Stop> {
    let exchange = probe
        .import_with(
            &CN_RESP_YAML,
            &Edit::new("Accept YAML", |request| request.with_header("Accept", YAML)),
        )?
        .exchange;
    let readable =
        media_type(&exchange) == YAML && exchange.object()["sourceVirtualCluster"].is_object();
    probe.holds(
        &CN_RESP_YAML,
        "success",
        readable,
        "an object in application/yaml",
        &exchange,
    );
    let weighted = "application/json;q=0.1, application/yaml;q=0.9";
    let exchange = probe
        .import_with(
            &CN_RESP_QUALITY,
            &Edit::new(weighted, |request| request.with_header("Accept", weighted)),
        )?
        .exchange;
    probe.holds(
        &CN_RESP_QUALITY,
        weighted,
        media_type(&exchange) == YAML,
        "application/yaml",
        &exchange,
    );
    let edit = Edit::new("malformed body, Accept YAML", |request| {
        request.with_header("Accept", YAML).with_body("{")
    });
    for exchange in probe.refuses(&CN_RESP_ERROR_FORMAT, &[400], &[edit])? {
        let readable = media_type(&exchange) == YAML && exchange.object()["kind"] == "Status";
        probe.holds(
            &CN_RESP_ERROR_FORMAT,
            "error",
            readable,
            "a Status in application/yaml",
            &exchange,
        );
    }
    Ok(())
}

/// The media type of an answer, without parameters; empty where there is none.
pub(super) fn media_type(exchange: &Exchange) -> String {
    exchange
        .outcome
        .as_ref()
        .map(crate::http::Response::media_type)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn yaml_means_the_same_and_leaves_nothing_to_the_reader() {
        let value = json!({ "a": "yes", "b": { "c": ["1e3", 2, null, {}], "on": true }, "d": "q\"é\n", "e\u{85}": "\u{feff}\u{7f}" });
        let text = yaml_text(&value);
        assert_eq!(serde_yaml::from_str::<Value>(&text).unwrap(), value);
        assert!(text.starts_with("\"a\": \"yes\"\n"), "{text}");
        assert!(text.contains(r#""e\u0085": "\ufeff\u007f""#), "{text}");
    }
}
