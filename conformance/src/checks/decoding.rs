//! Reading bodies: malformed, ambiguous, surprising.

use generated::requirements::{
    DEC_BOM, DEC_DEPTH, DEC_DUPLICATE_WARN, DEC_JSON_EMPTY, DEC_JSON_MALFORMED, DEC_JSON_TRAILING,
    DEC_NONOBJECT, DEC_NULL, DEC_TYPE_ERROR, DEC_UNKNOWN_WARN, DEC_UTF8, DEC_WARNING_LIMIT,
    DEC_YAML_EMPTY, DEC_YAML_FIRST_DOCUMENT, DEC_YAML_MALFORMED, LM_BODY, LM_BODY_ORDER, SRC_EXTRA,
};
use serde_json::json;

use super::content::as_yaml;
use super::query::duplicated;
use crate::check::{Check, CheckKind};
use crate::http::Request;
use crate::probe::{Edit, Probe, set};
use crate::verdict::Stop;

/// The largest body that is read (requirement lm.body), in bytes.
const BODY_LIMIT: usize = 3_145_728;

pub(super) static CHECKS: &[Check] = &[
    Check {
        id: "decoding/json",
        title: "Malformed, empty or overlong JSON is refused with 400.",
        kind: CheckKind::Example,
        requirements: &[
            &DEC_JSON_MALFORMED,
            &DEC_JSON_TRAILING,
            &DEC_JSON_EMPTY,
            &DEC_NONOBJECT,
        ],
        run: json_text,
    },
    Check {
        id: "decoding/yaml",
        title: "Malformed YAML is refused; of several documents the first counts.",
        kind: CheckKind::Example,
        requirements: &[&DEC_YAML_MALFORMED, &DEC_YAML_FIRST_DOCUMENT],
        run: yaml_text,
    },
    Check {
        id: "decoding/nothing",
        title: "What a server makes of an empty YAML body, of null and of a byte-order mark.",
        kind: CheckKind::Example,
        requirements: &[&DEC_YAML_EMPTY, &DEC_NULL, &DEC_BOM],
        run: |probe| {
            let yaml = |request: Request| request.with_header("Content-Type", "application/yaml");
            probe.refuses(
                &DEC_YAML_EMPTY,
                &[400, 422],
                &[Edit::new("empty YAML", move |r| yaml(r).with_body(""))],
            )?;
            let nulls = [
                Edit::new("null as JSON", |request| request.with_body("null")),
                Edit::new("null as YAML", move |request| {
                    yaml(request).with_body("null")
                }),
            ];
            probe.refuses(&DEC_NULL, &[400, 422], &nulls)?;
            let mark = Edit::new("byte-order mark in JSON", |request| {
                let mut body = "\u{feff}".as_bytes().to_vec();
                body.extend(request.body.clone().unwrap_or_default());
                request.with_body(body)
            });
            probe.refuses(&DEC_BOM, &[400], &[mark]).map(drop)
        },
    },
    Check {
        id: "decoding/unknown-fields",
        title: "Each unknown field is reported in a Warning header, by its path.",
        kind: CheckKind::Example,
        requirements: &[&DEC_UNKNOWN_WARN, &SRC_EXTRA],
        run: unknown_fields,
    },
    Check {
        id: "decoding/warning-length",
        title: "Whether a server shortens the warning about a field with a very long name.",
        kind: CheckKind::Example,
        requirements: &[&DEC_WARNING_LIMIT],
        run: |probe| {
            let edit = Edit::json("a name of 5000 characters", |object| {
                set(object, &format!("/{}", "x".repeat(5000)), json!(1));
            });
            let (exchange, _) = probe.either(&edit)?;
            let lengths: Vec<usize> = exchange.warnings().iter().map(String::len).collect();
            let seen = format!(
                "{}; lengths of the warnings: {lengths:?}",
                exchange.summary()
            );
            probe.note(&DEC_WARNING_LIMIT, edit.case(), seen);
            Ok(())
        },
    },
    Check {
        id: "decoding/duplicate-fields",
        title: "Of a field given twice the last counts, with a Warning header.",
        kind: CheckKind::Example,
        requirements: &[&DEC_DUPLICATE_WARN],
        run: |probe| {
            if let Some(accepted) =
                probe.accepts(&DEC_DUPLICATE_WARN, &Edit::new("cluster twice", duplicated))?
            {
                let exchange = accepted.exchange;
                let warned = exchange
                    .warnings()
                    .iter()
                    .any(|text| text.contains("cluster"));
                probe.holds(
                    &DEC_DUPLICATE_WARN,
                    "warning",
                    warned,
                    "a Warning that names cluster",
                    &exchange,
                );
            }
            Ok(())
        },
    },
    Check {
        id: "decoding/type-error",
        title: "A wrong type outranks unknown fields.",
        kind: CheckKind::Example,
        requirements: &[&DEC_TYPE_ERROR],
        run: |probe| {
            let edit = Edit::new("number as name, and an unknown field", |request| {
                request
                    .edited(|object| {
                        set(object, "/conformanceUnknown", json!(1));
                        set(object, "/sourceVirtualCluster/name", json!(5));
                    })
                    .with_query("fieldValidation", "Strict")
            });
            for exchange in probe.refuses(&DEC_TYPE_ERROR, &[400], &[edit])? {
                let object = exchange.object();
                let silent = !object["message"]
                    .as_str()
                    .unwrap_or_default()
                    .contains("conformanceUnknown");
                let expected = "a message about the type and not about the unknown field";
                probe.holds(&DEC_TYPE_ERROR, "message", silent, expected, &exchange);
            }
            Ok(())
        },
    },
    Check {
        id: "decoding/depth",
        title: "Nesting deeper than 10000 is refused with 400.",
        kind: CheckKind::Example,
        requirements: &[&DEC_DEPTH],
        run: |probe| {
            let edit = Edit::new("10001 lists", |request| {
                let text = String::from_utf8_lossy(request.body.as_deref().unwrap_or_default())
                    .into_owned();
                let deep = format!(
                    "{{\"conformanceDeep\":{}{},",
                    "[".repeat(10_001),
                    "]".repeat(10_001)
                );
                request.with_body(text.replacen('{', &deep, 1))
            });
            probe.refuses(&DEC_DEPTH, &[400], &[edit]).map(drop)
        },
    },
    Check {
        id: "decoding/utf-8",
        title: "Invalid UTF-8 is refused in YAML and replaced in JSON.",
        kind: CheckKind::Example,
        requirements: &[&DEC_UTF8],
        run: |probe| {
            let yaml = Edit::new("YAML", |request| spoiled(as_yaml(annotated(request))));
            probe.refuses(&DEC_UTF8, &[400], &[yaml])?;
            probe
                .accepts(
                    &DEC_UTF8,
                    &Edit::new("JSON", |request| spoiled(annotated(request))),
                )
                .map(drop)
        },
    },
    Check {
        id: "decoding/size",
        title: "A body of 3 MiB is read, one byte more is refused with 413.",
        kind: CheckKind::Example,
        requirements: &[&LM_BODY, &LM_BODY_ORDER],
        run: size,
    },
];

fn json_text(probe: &mut Probe<'_>) -> Result<(), Stop> {
    let appended = |case: &'static str, tail: &'static str| {
        Edit::new(case, move |request| {
            let mut body = request.body.clone().unwrap_or_default();
            body.extend_from_slice(tail.as_bytes());
            request.with_body(body)
        })
    };
    let replaced = |text: &'static str| Edit::new(text, move |request| request.with_body(text));
    let truncated = Edit::new("without the last brace", |request| {
        let mut body = request.body.clone().unwrap_or_default();
        body.pop();
        request.with_body(body)
    });
    probe.refuses(
        &DEC_JSON_MALFORMED,
        &[400],
        &[truncated, replaced("{"), replaced("{'kind': 'x'}")],
    )?;
    probe.refuses(
        &DEC_JSON_TRAILING,
        &[400],
        &[
            appended("followed by x", "x"),
            appended("followed by {}", "{}"),
        ],
    )?;
    probe.refuses(&DEC_JSON_EMPTY, &[400], &[replaced("")])?;
    probe
        .refuses(
            &DEC_NONOBJECT,
            &[400],
            &["[]", "\"x\"", "5", "true"].map(replaced),
        )
        .map(drop)
}

fn yaml_text(probe: &mut Probe<'_>) -> Result<(), Stop> {
    let tabs = Edit::new("indented with tabs", |request| {
        let request = as_yaml(request);
        let text = String::from_utf8_lossy(request.body.as_deref().unwrap_or_default())
            .replace("\n  ", "\n\t");
        request.with_body(text)
    });
    probe.refuses(&DEC_YAML_MALFORMED, &[400], &[tabs])?;
    let second = Edit::new("a second document", |request| {
        let mut body = as_yaml(request.clone()).body.unwrap_or_default();
        body.extend_from_slice(b"---\nkind: [nothing that can be imported]\n");
        as_yaml(request).with_body(body)
    });
    probe.accepts(&DEC_YAML_FIRST_DOCUMENT, &second).map(drop)
}

fn unknown_fields(probe: &mut Probe<'_>) -> Result<(), Stop> {
    let edit = Edit::json("two unknown fields", |object| {
        set(object, "/conformanceUnknown", json!(1));
        set(object, "/sourceVirtualCluster/conformanceOther", json!(2));
    });
    let Some(accepted) = probe.accepts(&DEC_UNKNOWN_WARN, &edit)? else {
        return Err(Stop::Fixture(
            "no import with an unknown field was accepted".to_owned(),
        ));
    };
    let exchange = accepted.exchange;
    let warnings = exchange.warnings();
    let names = |path: &str| warnings.iter().any(|text| text.contains(path));
    let both = names("conformanceUnknown") && names("conformanceOther");
    let expected = "a Warning for each of the two unknown fields";
    probe.holds(&DEC_UNKNOWN_WARN, "warnings", both, expected, &exchange);
    let full = names("sourceVirtualCluster.conformanceOther");
    let expected = "a Warning that names sourceVirtualCluster.conformanceOther";
    probe.holds(&SRC_EXTRA, "path", full, expected, &exchange);
    Ok(())
}

const MARK: &str = "conformancemark";

fn annotated(request: Request) -> Request {
    let annotations = json!({ "conformance": MARK });
    request.edited(|object| set(object, "/metadata/annotations", annotations))
}

/// Replaces the value of the annotation by bytes that are not UTF-8.
fn spoiled(request: Request) -> Request {
    let mut body = request.body.clone().unwrap_or_default();
    if let Some(at) = body
        .windows(MARK.len())
        .position(|window| window == MARK.as_bytes())
    {
        body[at + 1] = 0xff;
    }
    request.with_body(body)
}

fn padded(request: Request, length: usize) -> Request {
    let mut body = request.body.clone().unwrap_or_default();
    body.resize(length.max(body.len()), b' ');
    request.with_body(body)
}

fn size(probe: &mut Probe<'_>) -> Result<(), Stop> {
    probe.accepts(
        &LM_BODY,
        &Edit::new("3145728 bytes", |request| padded(request, BODY_LIMIT)),
    )?;
    let source = probe.source()?;
    let control = probe.control(&source)?;
    let base = probe.import(&source);
    let cases = [
        (
            &LM_BODY,
            "3145729 bytes",
            padded(base.clone(), BODY_LIMIT + 1),
            413,
        ),
        (
            &LM_BODY_ORDER,
            "too large and malformed",
            padded(base.clone().with_body("{"), BODY_LIMIT + 1),
            413,
        ),
        (
            &LM_BODY_ORDER,
            "too large and of a wrong type",
            padded(base, BODY_LIMIT + 1).with_header("Content-Type", "text/plain"),
            415,
        ),
    ];
    for (requirement, case, request, status) in cases {
        // A server may close the connection while the body is still being sent; the answer is then lost, which says
        // nothing. Three tries make that unlikely.
        let Some(exchange) = (0..3)
            .map(|_| probe.try_send(&request))
            .find(|exchange| exchange.outcome.is_ok())
        else {
            return Err(Stop::NotDeclared(
                "an answer to a body that is too large (this server closes the connection first)",
            ));
        };
        let expected = format!("a refusal with {status}");
        let holds = exchange.status() == Some(status);
        probe.record(
            requirement,
            case,
            holds,
            &expected,
            &exchange,
            Some(control.clone()),
        );
    }
    Ok(())
}
