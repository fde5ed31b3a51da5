//! Random requests. What is random comes from the generated schema, so that a new field is covered without new code.

use generated::requirements::{
    CN_REQ_JSON, CN_REQ_YAML, DEC_UNKNOWN_WARN, EP_METHOD_POST, RS_ECHO,
};
use generated::runtime::Requirement;
use generated::runtime::strategy::Valid as Objects;
use generated::types::ProjectImportVirtualCluster;
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any};
use proptest::sample::{Index, select};
use proptest::string::string_regex;
use serde_json::{Value, json};

use super::content::as_yaml;
use super::response::meaning;
use crate::check::{Check, CheckKind};
use crate::http::{Exchange, Request};
use crate::probe::{Accepted, Failure, Missed, Probe, remove, set};
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
        run: yaml,
    },
    Check {
        id: "properties/white-space",
        title: "White space between the parts of an object and the order of its members do not matter.",
        kind: CheckKind::Property,
        requirements: &[&CN_REQ_JSON],
        run: white_space,
    },
    Check {
        id: "properties/unknown-fields",
        title: "An unknown field is reported in a Warning header, whatever its name and place, and changes nothing else.",
        kind: CheckKind::Property,
        requirements: &[&DEC_UNKNOWN_WARN, &RS_ECHO],
        run: unknown_fields,
    },
];

/// A valid object, and an order to write its members in.
pub(super) type Valid = (Value, Vec<Index>);

/// Any valid object of the platform release.
pub(super) fn valid(probe: &Probe<'_>) -> impl Strategy<Value = Valid> + use<> {
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
pub(super) fn with_valid(request: Request, (valid, order): &Valid) -> Request {
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
        // the schema does not say all that must hold of a set of fields; and a server may refuse a name that is not the
        // project's (meta.name.no-match) and what only the server counts (C-16)
        for member in ["managedFields", "name", "resourceVersion", "generation"] {
            remove(object, &format!("/metadata/{member}"));
        }
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
fn echoes(exchange: &Exchange) -> Result<(), Missed> {
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
    probe.accepts_any(&RS_ECHO, &valid(probe), with_valid, |exchange, _| {
        echoes(exchange)
    })
}

fn yaml(probe: &mut Probe<'_>) -> Result<(), Stop> {
    means_the_same(probe, &CN_REQ_YAML, &valid(probe), |request, valid| {
        (
            with_valid(request.clone(), valid),
            as_yaml(with_valid(request, valid)),
        )
    })
}

fn white_space(probe: &mut Probe<'_>) -> Result<(), Stop> {
    let spaces = vec(select(vec!["", " ", "\n", "\t", "\r\n", "    "]), 16);
    let strategy = (valid(probe), vec(any::<Index>(), 8), spaces);
    means_the_same(
        probe,
        &CN_REQ_JSON,
        &strategy,
        |request, ((object, order), other, spaces)| {
            let plain = with_valid(request.clone(), &(object.clone(), order.clone()));
            let request = with_valid(request, &(object.clone(), other.clone()));
            let text = spaced(&request.json(), &mut spaces.iter().copied().cycle());
            (plain, request.with_body(text))
        },
    )
}

/// Expects both forms of an object to be accepted, with answers that differ in the source alone.
fn means_the_same<S: Strategy>(
    probe: &mut Probe<'_>,
    requirement: &'static Requirement,
    strategy: &S,
    forms: impl Fn(Request, &S::Value) -> (Request, Request),
) -> Result<(), Stop> {
    probe.holds_for_any(requirement, strategy, |probe, value| {
        // whether the plain form is accepted is the subject of another check
        let Ok(plain) = probe.attempt(|request| forms(request, value).0)? else {
            return Ok(None);
        };
        let other = match probe.attempt(|request| forms(request, value).1)? {
            Ok(other) => other,
            Err(refused) => return Ok(Some(Failure::refused(refused))),
        };
        let expected = of_any_source(&plain);
        let same = of_any_source(&other) == expected;
        let expected = format!("{expected}, as for the same object in another form");
        let judged = Missed::unless(same, "meaning", &expected);
        Ok(Failure::of(judged, other.exchange, Some(plain.exchange)))
    })
}

/// What an answer says, with the names of its own source replaced, wherever in the source they stand.
fn of_any_source(accepted: &Accepted) -> Value {
    let mut answer = meaning(&accepted.exchange);
    let source = &accepted.source;
    if let Some(members) = answer["sourceVirtualCluster"].as_object_mut() {
        for member in members.values_mut() {
            if *member == source.name.as_str() {
                *member = json!("(name)");
            } else if *member == source.import_name.as_str() {
                *member = json!("(importName)");
            }
        }
    }
    answer
}

/// An object as JSON, with white space wherever it may stand.
fn spaced(value: &Value, spaces: &mut dyn Iterator<Item = &str>) -> String {
    let mut space = |text: &str| {
        format!(
            "{}{text}{}",
            spaces.next().unwrap_or_default(),
            spaces.next().unwrap_or_default()
        )
    };
    match value {
        Value::Object(members) => {
            let (open, colon, comma, close) = (space("{"), space(":"), space(","), space("}"));
            let members: Vec<String> = members
                .iter()
                .map(|(name, member)| {
                    format!(
                        "{}{colon}{}",
                        Value::from(name.as_str()),
                        spaced(member, spaces)
                    )
                })
                .collect();
            format!("{open}{}{close}", members.join(&comma))
        }
        Value::Array(items) => {
            let (open, comma, close) = (space("["), space(","), space("]"));
            let items: Vec<String> = items.iter().map(|item| spaced(item, spaces)).collect();
            format!("{open}{}{close}", items.join(&comma))
        }
        scalar => scalar.to_string(),
    }
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
    let unknown = (name, place, value);
    let edit = |request: Request, (name, place, value): &(String, &str, Value)| {
        request.edited(|object| set(object, &format!("{place}/{name}"), value.clone()))
    };
    probe.accepts_any(
        &DEC_UNKNOWN_WARN,
        &unknown,
        edit,
        |exchange, (name, place, _)| {
            let path = format!("{}.{name}", place.trim_start_matches('/'));
            let path = path.trim_start_matches('.');
            let named = exchange.warnings().iter().any(|text| text.contains(path));
            Missed::unless(named, "warning", &format!("a Warning that names {path}"))
        },
    )?;
    probe.accepts_any(&RS_ECHO, &unknown, edit, |exchange, _| echoes(exchange))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_changes_no_value() {
        let value = json!({ "a": [1, { "b": "x" }, []], "c": {}, "d": null });
        let text = spaced(&value, &mut [" ", "\r\n", "", "\t"].into_iter().cycle());
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
        assert!(text.contains("\r\n"), "{text}");
    }

    #[test]
    fn the_expression_compiles() {
        assert!(string_regex(UNKNOWN).is_ok());
    }
}
