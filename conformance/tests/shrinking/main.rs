//! What a property reports: the smallest request that breaks the same requirement in the same way, and how often it
//! did when it was sent again.

#![expect(
    clippy::expect_used,
    reason = "a test that cannot be set up has failed"
)]

mod server;

use std::collections::BTreeSet;

use conformance::http::Exchange;
use conformance::probe::{Missed, Probe};
use conformance::verdict::{Evidence, Outcome, Stop};
use generated::requirements::RS_ECHO;
use generated::runtime::Requirement;
use proptest::strategy::Strategy;
use serde_json::{Value, json};

use server::{Server, brief, label, labelled};

static ABOUT: &[&Requirement] = &[&RS_ECHO];

/// Texts of up to 40 letters.
fn texts() -> impl Strategy<Value = String> {
    proptest::string::string_regex("[a-z]{1,40}").expect("an expression")
}

/// What the one finding of a property shows; `None` where it conforms.
fn found(
    server: &Server,
    property: impl Fn(&mut Probe<'_>) -> Result<(), Stop>,
) -> Option<Evidence> {
    let brief = brief();
    let mut probe = Probe::new(server, &brief, ABOUT);
    property(&mut probe).expect("there is always a source");
    let mut findings = probe.into_findings();
    assert_eq!(findings.len(), 1, "{findings:?}");
    match findings.remove(0).outcome {
        Outcome::Violates(evidence) => Some(*evidence),
        _ => None,
    }
}

fn accepted(probe: &mut Probe<'_>) -> Result<(), Stop> {
    let edit = |request, text: &String| labelled(request, text);
    probe.accepts_any(&RS_ECHO, &texts(), edit, |_, _| Ok(()))
}

fn refused(probe: &mut Probe<'_>) -> Result<(), Stop> {
    let edit = |request, text: &String| labelled(request, text);
    probe.refuses_any(&RS_ECHO, &[422], &texts(), edit)
}

fn times(evidence: &Evidence) -> Option<String> {
    evidence.reproduced.map(|reproduced| reproduced.to_string())
}

/// The sources that the last requests name.
fn sources(server: &Server, last: usize) -> BTreeSet<String> {
    let sent = server.sent.borrow();
    let objects = sent[sent.len() - last..].iter();
    objects
        .map(|object| object["sourceVirtualCluster"]["name"].to_string())
        .collect()
}

fn length(exchange: &Exchange) -> usize {
    label(&exchange.request.json())
}

#[test]
fn what_holds_is_sent_once_for_each_case() {
    let server = Server::new(|_, _| None);
    assert!(found(&server, accepted).is_none());
    assert_eq!(server.sent.borrow().len(), 20);
}

#[test]
fn the_smallest_request_that_fails_is_reported_with_fresh_sources() {
    let server = Server::new(|object, _| (label(object) > 3).then(|| (500, Value::Null)));
    let evidence = found(&server, accepted).expect("a violation");
    assert_eq!(length(&evidence.exchange), 4);
    assert_eq!(times(&evidence).as_deref(), Some("3/3"));
    assert!(evidence.control.is_some_and(|control| control.is_success()));
    // each time the request and its control
    assert_eq!(sources(&server, 6).len(), 3);
}

#[test]
fn what_should_be_refused_is_sent_again_for_fresh_sources_too() {
    let server = Server::new(|object, _| match label(object) {
        0 => None,
        length => Some((if length > 3 { 500 } else { 422 }, Value::Null)),
    });
    let evidence = found(&server, refused).expect("a violation");
    assert_eq!(length(&evidence.exchange), 4);
    assert_eq!(times(&evidence).as_deref(), Some("3/3"));
    // the control comes last, from the source of the last of the three
    assert_eq!(sources(&server, 4).len(), 3);
}

#[test]
fn a_smaller_request_with_another_status_is_not_taken() {
    let server = Server::new(|object, _| match label(object) {
        9.. => Some((500, Value::Null)),
        1..9 => Some((403, Value::Null)),
        _ => None,
    });
    // whichever of the two comes first, all that follows is about that one
    let evidence = found(&server, accepted).expect("a violation");
    assert_eq!(evidence.exchange.status(), Some(500));
    assert_eq!(length(&evidence.exchange), 9);
}

#[test]
fn a_smaller_request_that_misses_another_expectation_is_not_taken() {
    let server = Server::new(|object, _| {
        let kind = if label(object) > 8 { "Long" } else { "Short" };
        Some((201, json!({ "kind": kind })))
    });
    let evidence = found(&server, |probe| {
        let edit = |request, text: &String| labelled(request, text);
        probe.accepts_any(&RS_ECHO, &texts(), edit, |exchange, _| {
            let kind = &exchange.object()["kind"];
            Missed::unless(kind != "Long", "not long", "anything but Long")?;
            Missed::unless(kind != "Short", "not short", "anything but Short")
        })
    });
    let evidence = evidence.expect("a violation");
    assert_eq!(evidence.expected, "anything but Long");
    assert_eq!(length(&evidence.exchange), 9);
}

#[test]
fn the_conflict_of_a_source_that_is_used_up_says_nothing() {
    let refuse = |object: &Value, _| (label(object) > 0).then(|| (422, Value::Null));
    assert!(found(&Server::new(refuse).used(3), refused).is_none());
    assert!(found(&Server::new(|_, _| None).used(3), accepted).is_none());
    // what should be refused is accepted, and uses the source up
    let server = Server::new(|object, _| match label(object) {
        0 | 6.. => None,
        _ => Some((422, Value::Null)),
    });
    let evidence = found(&server.used(3), refused).expect("a violation");
    assert_eq!(evidence.exchange.status(), Some(201));
    assert_eq!(length(&evidence.exchange), 6);
    assert_eq!(times(&evidence).as_deref(), Some("3/3"));
}

#[test]
fn what_is_not_seen_again_is_said_to_be_so() {
    let server = Server::new(|_, number| (number == 4).then(|| (500, Value::Null)));
    let evidence = found(&server, accepted).expect("a violation");
    assert_eq!(times(&evidence).as_deref(), Some("0/3"));
}
