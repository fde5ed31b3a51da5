//! Random requests. What is random comes from the generated schema, so that a new field is covered without new code.

use generated::requirements::{
    CN_REQ_YAML, DEC_JSON_MALFORMED, DEC_TYPE_ERROR, DEC_UNKNOWN_WARN, DEC_YAML_MALFORMED,
    EP_METHOD_POST, RS_ECHO,
};
use generated::runtime::{Kind, Shape};
use proptest::collection::{btree_map, vec};
use proptest::prelude::{Just, Strategy, any};
use proptest::sample::{Index, select};
use proptest::string::string_regex;
use serde_json::{Value, json};

use super::content::as_yaml;
use crate::check::{Check, CheckKind};
use crate::http::{Exchange, Request};
use crate::probe::{Probe, set};
use crate::verdict::Stop;

pub(super) static CHECKS: &[Check] = &[
    Check {
        id: "properties/accepted",
        title: "Any valid object is accepted and echoed, in whatever order its members stand.",
        kind: CheckKind::Property,
        requirements: &[&EP_METHOD_POST, &RS_ECHO],
        run: accepted,
    },
    Check {
        id: "properties/yaml",
        title: "Any valid object means the same in YAML as in JSON.",
        kind: CheckKind::Property,
        requirements: &[&CN_REQ_YAML],
        run: |probe| {
            probe.accepts_any(
                &CN_REQ_YAML,
                &extras(probe.request_shape()),
                |request, extras| as_yaml(with_extras(request, extras)),
                echoes,
            )
        },
    },
    Check {
        id: "properties/wrong-types",
        title: "A value of a wrong JSON type is refused with 400, wherever it stands.",
        kind: CheckKind::Property,
        requirements: &[&DEC_TYPE_ERROR],
        run: wrong_types,
    },
    Check {
        id: "properties/unknown-fields",
        title: "An unknown field is reported in a Warning header, whatever its name and place.",
        kind: CheckKind::Property,
        requirements: &[&DEC_UNKNOWN_WARN],
        run: unknown_fields,
    },
    Check {
        id: "properties/malformed",
        title: "Whatever bytes are sent, the answer is a refusal, and there is an answer.",
        kind: CheckKind::Property,
        requirements: &[&DEC_JSON_MALFORMED, &DEC_YAML_MALFORMED],
        run: malformed,
    },
];

/// Metadata and options that a client may set freely, and an order to write the members in.
#[derive(Debug, Clone)]
struct Extras {
    labels: std::collections::BTreeMap<String, String>,
    annotations: std::collections::BTreeMap<String, String>,
    option: Option<(&'static str, bool)>,
    order: Vec<Index>,
}

fn extras(shape: &Shape) -> impl Strategy<Value = Extras> + use<> {
    let key = pattern(KEY);
    let label = pattern(LABEL);
    let text = pattern(TEXT);
    // only what the platform release has, and never both
    let mut options = vec![None];
    for name in ["upgradeToPro", "skipHelmDeploy"] {
        if shape.field(name).is_some() {
            options.extend([Some((name, false)), Some((name, true))]);
        }
    }
    let option = select(options);
    (
        btree_map(key.clone(), label, 0..4),
        btree_map(key, text, 0..4),
        option,
        vec(any::<Index>(), 8),
    )
        .prop_map(|(labels, annotations, option, order)| Extras {
            labels,
            annotations,
            option,
            order,
        })
}

/// A key of a label or an annotation, with and without prefix.
const KEY: &str =
    "[a-z]([a-z0-9-]{0,10}[a-z0-9])?(/[A-Za-z0-9]([A-Za-z0-9_.-]{0,20}[A-Za-z0-9])?)?";
/// A value of a label.
const LABEL: &str = "([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?";
/// A value of an annotation.
const TEXT: &str = "[ -~é€😀]{0,40}";
/// The name of a field that the API does not have.
const UNKNOWN: &str = "conformance[A-Za-z]{1,12}";

/// A strategy for texts that match one of the expressions above.
fn pattern(expression: &'static str) -> impl Strategy<Value = String> + Clone {
    // a test compiles every expression of this file
    string_regex(expression).map_or_else(|_| Just(String::new()).sboxed(), Strategy::sboxed)
}

fn with_extras(request: Request, extras: &Extras) -> Request {
    request.edited(|object| {
        set(object, "/metadata/labels", json!(extras.labels));
        set(object, "/metadata/annotations", json!(extras.annotations));
        if let Some((name, value)) = extras.option {
            object[name] = json!(value);
        }
        shuffle(object, &extras.order);
        shuffle(&mut object["sourceVirtualCluster"], &extras.order);
    })
}

/// Puts the members of an object into another order.
fn shuffle(object: &mut Value, order: &[Index]) {
    let Value::Object(members) = object else {
        return;
    };
    let mut left: Vec<(String, Value)> = std::mem::take(members).into_iter().collect();
    let mut indices = order.iter().cycle();
    while !left.is_empty() {
        let at = indices.next().map_or(0, |index| index.index(left.len()));
        let (name, value) = left.swap_remove(at);
        members.insert(name, value);
    }
}

/// Whether the answer repeats what was sent; labels and annotations are compared where the server repeats them at all.
fn echoes(exchange: &Exchange, extras: &Extras) -> Result<(), String> {
    // a YAML request is read back the same way, so that both forms are compared alike
    let sent: Value = exchange
        .request
        .body
        .as_deref()
        .and_then(|body| serde_yaml::from_slice(body).ok())
        .unwrap_or_default();
    let answered = exchange.object();
    for member in ["name", "namespace", "cluster", "importName"] {
        let (before, after) = (
            &sent["sourceVirtualCluster"][member],
            &answered["sourceVirtualCluster"][member],
        );
        if !before.is_null() && before != after {
            return Err(format!(
                "sourceVirtualCluster.{member} {before} in the answer"
            ));
        }
    }
    let repeated = answered["metadata"].get("labels").is_some()
        || answered["metadata"].get("annotations").is_some();
    for (member, map) in [
        ("labels", &extras.labels),
        ("annotations", &extras.annotations),
    ] {
        if repeated && !map.is_empty() && answered["metadata"][member] != json!(map) {
            return Err(format!("the {member} that were sent in the answer"));
        }
    }
    match extras.option {
        Some((name, true)) if answered[name] != true => Err(format!("{name} true in the answer")),
        _ => Ok(()),
    }
}

fn accepted(probe: &mut Probe<'_>) -> Result<(), Stop> {
    let edit = |request: Request, extras: &Extras| with_extras(request, extras);
    probe.accepts_any(
        &EP_METHOD_POST,
        &extras(probe.request_shape()),
        edit,
        |_, _| Ok(()),
    )?;
    probe.accepts_any(&RS_ECHO, &extras(probe.request_shape()), edit, echoes)
}

/// Every field of the request with a JSON type, as a JSON pointer and that type.
fn typed_fields(shape: &'static Shape, pointer: &str, fields: &mut Vec<(String, Kind)>) {
    for field in shape.fields {
        let pointer = format!("{pointer}/{}", field.name);
        if let Kind::Object(inner) = field.kind {
            typed_fields(inner, &pointer, fields);
        }
        fields.push((pointer, field.kind));
    }
}

/// Values that are not of that type and not null, which is absence.
fn wrong_values(kind: Kind) -> Vec<Value> {
    let all = [
        json!("text"),
        json!(7),
        json!(1.5),
        json!(true),
        json!({ "a": "b" }),
        json!(["a"]),
    ];
    let fits = |value: &Value| match kind {
        Kind::Text => value.is_string(),
        // a text that is no date is refused as well
        Kind::DateTime => false,
        Kind::Boolean => value.is_boolean(),
        Kind::Int32 | Kind::Int64 => value.is_i64(),
        Kind::Object(_) | Kind::Map(_) => value.is_object(),
        Kind::List(_) => value.is_array(),
        Kind::Any => true,
    };
    all.into_iter().filter(|value| !fits(value)).collect()
}

fn wrong_types(probe: &mut Probe<'_>) -> Result<(), Stop> {
    let mut fields = Vec::new();
    typed_fields(probe.request_shape(), "", &mut fields);
    let strategy = select(fields).prop_flat_map(|(pointer, kind)| {
        select(wrong_values(kind)).prop_map(move |value| (pointer.clone(), value))
    });
    probe.refuses_any(
        &DEC_TYPE_ERROR,
        &[400],
        &strategy,
        |request, (pointer, value)| request.edited(|object| set(object, pointer, value.clone())),
    )
}

fn unknown_fields(probe: &mut Probe<'_>) -> Result<(), Stop> {
    let name = pattern(UNKNOWN);
    let place = select(vec!["", "/metadata", "/sourceVirtualCluster"]);
    let value = select(vec![
        json!(1),
        json!("x"),
        json!(null),
        json!([1]),
        json!({ "a": 1 }),
    ]);
    probe.accepts_any(
        &DEC_UNKNOWN_WARN,
        &(name, place, value),
        |request, (name, place, value)| {
            request.edited(|object| set(object, &format!("{place}/{name}"), value.clone()))
        },
        |exchange, (name, place, _)| {
            let path = format!("{}.{name}", place.trim_start_matches('/'));
            let path = path.trim_start_matches('.');
            let named = exchange.warnings().iter().any(|text| text.contains(path));
            if named {
                Ok(())
            } else {
                Err(format!("a Warning that names {path}"))
            }
        },
    )
}

fn malformed(probe: &mut Probe<'_>) -> Result<(), Stop> {
    // most bytes are no JSON at all; the few that are have no source, which is refused for that
    let bytes = vec(any::<u8>(), 0..64);
    probe.refuses_any(
        &DEC_JSON_MALFORMED,
        &[400, 422],
        &bytes,
        |request, bytes| request.with_body(bytes.clone()),
    )?;
    probe.refuses_any(
        &DEC_YAML_MALFORMED,
        &[400, 422],
        &bytes,
        |request, bytes| {
            request
                .with_header("Content-Type", "application/yaml")
                .with_body(bytes.clone())
        },
    )
}

#[cfg(test)]
mod tests {
    use generated::shapes::PROJECT_IMPORT_VIRTUAL_CLUSTER;

    use super::*;

    #[test]
    fn every_expression_compiles() {
        for expression in [KEY, LABEL, TEXT, UNKNOWN] {
            assert!(string_regex(expression).is_ok(), "{expression}");
        }
    }

    #[test]
    fn every_field_of_the_request_is_covered() {
        let mut fields = Vec::new();
        typed_fields(&PROJECT_IMPORT_VIRTUAL_CLUSTER, "", &mut fields);
        let pointers: Vec<&str> = fields.iter().map(|(pointer, _)| pointer.as_str()).collect();
        for pointer in [
            "/kind",
            "/metadata/labels",
            "/sourceVirtualCluster/owner/user",
            "/skipHelmDeploy",
        ] {
            assert!(pointers.contains(&pointer), "{pointer}");
        }
        for (pointer, kind) in fields {
            assert!(!wrong_values(kind).is_empty(), "{pointer}");
        }
    }
}
