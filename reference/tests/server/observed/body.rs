//! Rows of the table "Body" about kinds, size, and `Warning` headers with their limits; what is read as what stands in
//! `crate::body`.

use super::{assert_status, status};
use crate::client::{Fixture, IMPORT, Reply, source};

fn post(fixture: &Fixture, member: &str) -> Reply {
    let body = source("vc-1").replacen('{', &format!("{{{member}"), 1);
    fixture.send(&fixture.call("POST", IMPORT).query("dryRun=All").json(&body))
}

#[test]
fn warnings_are_limited_in_number_and_length() {
    let fixture = Fixture::start();
    for (count, length, shown) in [
        (100_000, 10, 100),
        (60, 64, 52),
        (60, 124, 30),
        (99, 254, 16),
    ] {
        let fields: String = (0..count)
            .map(|number| format!("\"{number:0>length$}\":1,"))
            .collect();
        let reply = post(&fixture, &fields);
        assert_eq!(
            (reply.code, reply.warnings().len()),
            (201, shown),
            "{count} names of {length} characters"
        );
    }
    let long = format!("\"{}\":1,\"b\":1,", "é".repeat(5000));
    let longest = post(&fixture, &long)
        .warnings()
        .iter()
        .map(|it| it.chars().count())
        .max();
    assert!(
        longest.is_some_and(|length| length < 300),
        "one text is cut: {longest:?}"
    );
}

#[test]
fn the_text_of_a_warning_is_escaped() {
    let fixture = Fixture::start();
    let reply = post(&fixture, r#""a\"b\\c\nd é":1,"#);
    let [warning] = reply.warnings()[..] else {
        panic!("{reply:?}")
    };
    assert!(
        warning.starts_with(r#"299 - "unknown field "#) && warning.contains('é'),
        "{warning}"
    );
    assert!(!warning.contains('\n'), "{warning}");
}

#[test]
fn kinds_that_are_another() {
    let fixture = Fixture::start();
    let refused = "cannot be handled as a ProjectImportVirtualCluster";
    let kind = "ProjectImportVirtualCluster";
    for (member, message) in [
        (
            r#""kind":"Project","#,
            format!("Project in version \"v1\" {refused}: converting (v1.Project) to (v1.{kind}): unknown conversion"),
        ),
        (
            r#""kind":"Foo","#,
            format!(
                "Foo in version \"v1\" {refused}: no kind \"Foo\" is registered for version \"management.loft.sh/v1\" in scheme \"pkg/builders/scheme.go:23\""
            ),
        ),
        (
            r#""apiVersion":"management.loft.sh/__internal","#,
            "the API version in the data (management.loft.sh/__internal) does not match the expected API version \
             (management.loft.sh/v1)"
                .to_owned(),
        ),
    ] {
        assert_status(&post(&fixture, member), &status(400, "BadRequest", &message, None), member);
    }
}

#[test]
fn text_that_is_no_unicode_is_replaced() {
    let fixture = Fixture::start();
    let reply = post(&fixture, r#""metadata":{"name":"a\ud800b\u0000"},"#);
    assert_eq!(reply.json()["metadata"]["name"], "a\u{fffd}b\0");
}

#[test]
fn a_body_that_is_too_large_ends_the_connection() {
    let fixture = Fixture::start();
    let body = vec![b' '; 3 * 1024 * 1024 + 1];
    let reply = fixture.send(&fixture.call("POST", IMPORT).body("application/json", &body));
    let status = reply.json();
    assert_eq!(
        (reply.code, status["reason"].as_str()),
        (413, Some("RequestEntityTooLarge"))
    );
    assert_eq!(
        status["message"],
        "Request entity too large: limit is 3145728"
    );
    assert_eq!(reply.header("connection"), Some("close"));
}
