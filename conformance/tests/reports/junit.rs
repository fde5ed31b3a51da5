//! `junit.xml` is what its schema says, counts what it holds, and keeps what a server said.

use std::path::Path;
use std::process::Command;

use conformance::report::{Report, junit};
use proptest::prelude::*;
use quick_xml::encoding::Decoder;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::{hostile, program, server};

/// One `testsuite` or the root: what its header says, and what was counted in it.
#[derive(Debug, Default, PartialEq, Eq)]
struct Counts {
    tests: usize,
    failures: usize,
    errors: usize,
    skipped: usize,
}

/// What a reader that knows nothing but XML finds.
#[derive(Debug, Default)]
struct Document {
    stated: Vec<Counts>,
    counted: Vec<Counts>,
    stated_in_all: Counts,
    text: String,
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = element
        .try_get_attribute(name)
        .expect("attributes are well-formed")?;
    let value = attribute.decoded_and_normalized_value(XmlVersion::Implicit1_0, Decoder {});
    Some(value.expect("what is escaped can be read").into_owned())
}

fn stated(element: &BytesStart<'_>) -> Counts {
    let number =
        |name: &str| attribute(element, name).map_or(0, |text| text.parse().expect("a number"));
    Counts {
        tests: number("tests"),
        failures: number("failures"),
        errors: number("errors"),
        skipped: number("skipped"),
    }
}

fn read(xml: &str) -> Document {
    assert!(xml.chars().all(is_legal), "XML 1.0 has no such character");
    let mut document = Document::default();
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event().expect("junit.xml is well-formed") {
            Event::Start(element) | Event::Empty(element) => match element.name().as_ref() {
                b"testsuites" => document.stated_in_all = stated(&element),
                b"testsuite" => {
                    document.stated.push(stated(&element));
                    document.counted.push(Counts::default());
                }
                tag => {
                    let suite = document.counted.last_mut().expect("cases stand in suites");
                    match tag {
                        b"testcase" => suite.tests += 1,
                        b"failure" => suite.failures += 1,
                        b"error" => suite.errors += 1,
                        b"skipped" => suite.skipped += 1,
                        _ => {}
                    }
                    document.text.extend(attribute(&element, "message"));
                }
            },
            Event::Text(text) => document
                .text
                .push_str(&text.decode().expect("text is UTF-8")),
            Event::GeneralRef(name) => {
                let name = name.decode().expect("text is UTF-8");
                let sign = quick_xml::escape::resolve_xml_entity(&name);
                document
                    .text
                    .push_str(sign.expect("no other entity is used"));
            }
            Event::Eof => return document,
            _ => {}
        }
    }
}

/// `Char` of XML 1.0.
fn is_legal(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

fn check(report: &Report) -> Document {
    let document = read(&junit(report).expect("it can be written"));
    assert_eq!(document.stated, document.counted);
    let sum = |count: fn(&Counts) -> usize| document.counted.iter().map(count).sum::<usize>();
    assert_eq!(sum(|counts| counts.tests), report.checks.len());
    assert_eq!(document.stated_in_all.tests, report.checks.len());
    assert_eq!(
        document.stated_in_all.failures,
        sum(|counts| counts.failures)
    );
    assert_eq!(document.stated_in_all.errors, sum(|counts| counts.errors));
    document
}

/// Asks xmllint whether documents have the form of the schema; the error is what it said.
fn validated(documents: &[String]) -> Result<(), String> {
    let Some(xmllint) = program("XMLLINT", "xmllint", "libxml2-utils") else {
        return Ok(());
    };
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/junit.xsd");
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(xmllint);
    command.args(["--noout", "--huge", "--schema"]).arg(schema);
    for (number, document) in documents.iter().enumerate() {
        let path = folder.path().join(format!("{number}.xml"));
        std::fs::write(&path, document).unwrap();
        command.arg(path);
    }
    let output = command.output().unwrap();
    if output.status.success() {
        Ok(())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_a_server_says_stays_in_its_place(text in hostile::text()) {
        let document = check(&hostile::report(&text));
for word in hostile::words(&text) {
            prop_assert!(document.text.contains(word), "{word:?} of {text:?}");
        }
    }
}

#[test]
fn hostile_documents_have_the_form_of_the_schema() {
    let documents: Vec<String> = hostile::TEXTS
        .iter()
        .map(|text| junit(&hostile::report(text)).expect("it can be written"))
        .collect();
    validated(&documents).unwrap();
}

#[test]
fn a_real_run_has_the_form_of_the_schema() {
    let report = server::report_on(b"{}".to_vec(), &[], None);
    let document = check(&report);
    assert!(
        document.stated_in_all.failures > 50,
        "{:?}",
        document.stated_in_all
    );
    validated(&[junit(&report).expect("it can be written")]).unwrap();
}

#[test]
fn the_schema_refuses_what_it_should() {
    let xml = junit(&hostile::report("")).expect("it can be written");
    for (from, to) in [
        ("tests=\"", "tests=\"x"),
        ("failure", "failed"),
        (" name=\"conformance\"", ""),
        ("time=\"0.", "time=\"0,"),
    ] {
        assert!(xml.contains(from));
        if let Err(said) = validated(&[xml.replace(from, to)]) {
            assert!(said.contains("fails to validate"), "{said}");
        } else if program("XMLLINT", "xmllint", "libxml2-utils").is_some() {
            panic!("{to} is let through");
        }
    }
}

#[test]
fn flaky_is_an_error_and_no_failure() {
    let mut report = hostile::report("x");
    report.checks.truncate(1);
    let xml = junit(&report).expect("it can be written");
    assert!(
        xml.contains("type=\"flaky\"") && !xml.contains("<failure"),
        "{xml}"
    );
}
