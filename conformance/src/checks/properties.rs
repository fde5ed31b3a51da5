//! Random requests. What is random comes from the generated schema, so that a new field is covered without new code.

use generated::requirements::{
    CN_REQ_YAML, DEC_JSON_MALFORMED, DEC_UNKNOWN_WARN, DEC_YAML_MALFORMED, EP_METHOD_POST, RS_ECHO,
};
use generated::runtime::strategy::Valid as Objects;
use generated::types::ProjectImportVirtualCluster;
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any};
use proptest::sample::{Index, select};
use proptest::string::string_regex;
use serde_json::{Value, json};

use super::content::as_yaml;
use crate::check::{Check, CheckKind};
use crate::http::{Exchange, Request};
use crate::probe::{Missed, Probe, remove, set};
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
                &valid(probe),
                |request, valid| as_yaml(with_valid(request, valid)),
                echoes,
            )
        },
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

/// A valid object, and an order to write its members in.
type Valid = (Value, Vec<Index>);

fn valid(probe: &Probe<'_>) -> impl Strategy<Value = Valid> + use<> {
    // only what the platform release has; its objects are objects of the newest contract too
    let objects = Objects::<ProjectImportVirtualCluster>::object(probe.request_shape());
    (objects.documents(), vec(any::<Index>(), 8))
}

/// The name of a field that the API does not have.
const UNKNOWN: &str = "conformance[A-Za-z]{1,12}";

/// A strategy for texts that match the expression above.
fn pattern(expression: &'static str) -> impl Strategy<Value = String> + Clone {
    // a test compiles the expression
    string_regex(expression).map_or_else(|_| Just(String::new()).sboxed(), Strategy::sboxed)
}

/// The import of the same source with everything else from a valid object.
fn with_valid(request: Request, (valid, order): &Valid) -> Request {
    request.edited(|object| {
        let Value::Object(members) = valid else {
            return;
        };
        for (name, value) in members {
            // a virtual cluster must exist, and so must an owner; kind and apiVersion may be left out, which not every
            // server has to understand
            if !["sourceVirtualCluster", "kind", "apiVersion"].contains(&name.as_str()) {
                object[name.as_str()] = value.clone();
            }
        }
        // the schema does not say all that must hold of a set of fields
        remove(object, "/metadata/managedFields");
        shuffle(object, order);
        shuffle(&mut object["metadata"], order);
        shuffle(&mut object["sourceVirtualCluster"], order);
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

/// Whether the answer repeats the source that was sent.
fn echoes(exchange: &Exchange, _: &Valid) -> Result<(), Missed> {
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
        let echoed = before.is_null() || before == after;
        let expected = format!("sourceVirtualCluster.{member} {before} in the answer");
        Missed::unless(echoed, member, &expected)?;
    }
    Ok(())
}

fn accepted(probe: &mut Probe<'_>) -> Result<(), Stop> {
    probe.accepts_any(&EP_METHOD_POST, &valid(probe), with_valid, |_, _| Ok(()))?;
    probe.accepts_any(&RS_ECHO, &valid(probe), with_valid, echoes)
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
            Missed::unless(named, "warning", &format!("a Warning that names {path}"))
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
    use super::*;

    #[test]
    fn the_expression_compiles() {
        assert!(string_regex(UNKNOWN).is_ok());
    }
}
